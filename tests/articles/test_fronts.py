from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from articles import fronts, topics
from articles.fronts import Entry, arrange, entries_of, newest_arrangement, restore
from articles.models import Arrangement, Article, AuditEntry, Section, Topic, TopicEntry
from articles.refusals import NotAllowed, PublishingError
from articles.topics import order_topic
from newsroom.models import User
from tests.factories import make_article, make_user
from tests.tags.test_merging_at_once import in_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles():
    return [make_article() for _ in range(3)]


def entry(article, slot="lead", **window):
    return Entry(slot, article.pk, **window)


def kept_to(name, group="editor"):
    """Make an editor who works in one section only."""
    person = make_user(group=group)
    person.sections.set([Section.objects.ensure([name])[0][name]])
    return User.objects.get(pk=person.pk)


def test_each_save_is_a_version_of_its_own(editor, articles):
    first = arrange(None, [entry(articles[0])], seen=0, by=editor)
    second = arrange(None, [entry(articles[1])], seen=1, by=editor)
    assert (first.number, second.number) == (1, 2)
    assert entries_of(newest_arrangement(None)) == [entry(articles[1])]
    assert entries_of(first) == [entry(articles[0])]


def test_home_and_each_section_have_versions_of_their_own(editor, articles):
    section = articles[0].section
    arrange(None, [entry(articles[0])], seen=0, by=editor)
    assert arrange(section, [entry(articles[1])], seen=0, by=editor).number == 1
    assert entries_of(newest_arrangement(None)) == [entry(articles[0])]


def test_what_is_saved_over_a_newer_version_is_kept_aside_whole(editor, managing_editor, articles):
    theirs = arrange(None, [entry(articles[0])], seen=0, by=managing_editor)
    mine = arrange(None, [entry(articles[1]), entry(articles[2], "box")], seen=0, by=editor)
    assert mine.number is None
    assert newest_arrangement(None) == theirs
    assert entries_of(mine) == [entry(articles[1]), entry(articles[2], "box")]
    assert mine.entry.action == "front_aside"


def test_of_two_that_save_at_one_moment_none_is_lost(editor, managing_editor, articles, monkeypatch):
    """The other's version arrives after ours was found to be the newest."""
    real, asked = fronts.newest_arrangement, []

    def quicker(section):
        found = real(section)
        if not asked:
            asked.append(found)
            arrange(None, [entry(articles[0])], seen=0, by=managing_editor)
        return found

    monkeypatch.setattr(fronts, "newest_arrangement", quicker)
    mine = arrange(None, [entry(articles[1])], seen=0, by=editor)
    assert mine.number is None
    assert entries_of(real(None)) == [entry(articles[0])]
    assert entries_of(mine) == [entry(articles[1])]


def test_the_same_sent_twice_is_one_version(editor, articles):
    first = arrange(None, [entry(articles[0])], seen=0, by=editor)
    assert arrange(None, [entry(articles[0])], seen=0, by=editor) == first
    assert Arrangement.objects.count() == 1


def test_an_earlier_arrangement_comes_back_as_a_new_version(editor, articles):
    first = arrange(None, [entry(articles[0])], seen=0, by=editor)
    arrange(None, [], seen=1, by=editor)
    back = restore(first, seen=2, by=editor)
    assert back.number == 3
    assert entries_of(back) == [entry(articles[0])]
    assert back.entry.action == "front_restore"


def test_the_audit_says_what_came_and_what_went(editor, articles):
    until = timezone.make_aware(timezone.datetime(2030, 5, 17, 18, 30))
    arrange(None, [entry(articles[0])], seen=0, by=editor)
    arrange(None, [entry(articles[1], until_at=until)], seen=1, by=editor)
    told = AuditEntry.objects.filter(action="front_arrange").first()
    assert (told.by, told.article_label) == (editor, "الصفحة الأولى")
    assert told.note.splitlines() == [
        f"أُضيف: الخبر الرئيس: {articles[1].headline} حتى 17/05/2030 18:30",
        f"أُزيل: الخبر الرئيس: {articles[0].headline}",
    ]
    arrange(None, [entry(articles[0], "box"), entry(articles[1], "box")], seen=2, by=editor)
    arrange(None, [entry(articles[1], "box"), entry(articles[0], "box")], seen=3, by=editor)
    assert AuditEntry.objects.filter(action="front_arrange").first().note == "تغيّر الترتيب وحده"


@pytest.mark.parametrize("group", ["reporter", "import staff"])
def test_who_may_not_publish_lays_out_nothing(group, articles):
    with pytest.raises(NotAllowed):
        arrange(None, [entry(articles[0])], seen=0, by=make_user(group=group))


def test_who_is_kept_to_a_section_lays_out_that_one_only(articles):
    person = kept_to("رياضة")
    own = Section.objects.get(name="رياضة")
    assert arrange(own, [entry(articles[0])], seen=0, by=person).number == 1
    for front in (None, articles[0].section):
        with pytest.raises(NotAllowed):
            arrange(front, [entry(articles[0])], seen=0, by=person)


def test_an_article_that_one_may_not_see_stays_where_a_colleague_put_it_and_comes_nowhere_else(editor):
    draft, person = make_article(status="draft"), kept_to("رياضة")
    own = Section.objects.get(name="رياضة")
    with pytest.raises(PublishingError):
        arrange(own, [entry(draft)], seen=0, by=person)
    arrange(own, [entry(draft)], seen=0, by=editor)
    assert arrange(own, [entry(draft, "box")], seen=1, by=person).number == 2


def test_who_publishes_but_does_not_see_all_lays_out_nothing():
    """A right of its own, as none of our groups has it: the preview would show them what is scheduled."""
    reporter = make_user(group="reporter")
    reporter.user_permissions.add(Permission.objects.get(codename="publish_article"))
    with pytest.raises(NotAllowed):
        arrange(None, [], seen=0, by=User.objects.get(pk=reporter.pk))


def fill_front(keys, by):
    arrange(None, [Entry("lead", key) for key in keys], seen=0, by=by)


def fill_topic(keys, by):
    order_topic(Topic.objects.create(name="حصاد"), keys, seen=0, by=by)


@pytest.mark.parametrize(("fill", "module"), [(fill_front, fronts), (fill_topic, topics)])
def test_an_article_deleted_in_the_moment_of_saving_is_named(editor, articles, monkeypatch, fill, module):
    real, keys = fronts.hold, [article.pk for article in articles]

    def hold(held):
        Article.objects.filter(pk=keys[0]).delete()
        real(held)

    monkeypatch.setattr(module, "hold", hold)
    with pytest.raises(PublishingError, match=str(keys[0])):
        fill(keys, editor)
    assert not Arrangement.objects.exists()
    assert not TopicEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_being_placed_can_be_edited_but_not_deleted(articles):
    pk = articles[0].pk
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            fronts.hold({pk})
            edited = pool.submit(in_thread, lambda: Article.objects.filter(pk=pk).update(headline="غيره"))
            assert edited.result(timeout=10) == 1
            deleted = pool.submit(in_thread, lambda: Article.objects.filter(pk=pk).delete())
            with pytest.raises(TimeoutError):
                deleted.result(timeout=0.5)
        deleted.result(timeout=10)


def test_what_ends_before_it_begins_and_what_is_too_much_is_refused(editor, articles):
    now = timezone.now()
    with pytest.raises(PublishingError):
        arrange(None, [entry(articles[0], from_at=now, until_at=now - timedelta(hours=1))], seen=0, by=editor)
    with pytest.raises(PublishingError):
        arrange(None, [entry(articles[0], "box")] * (fronts.MOST + 1), seen=0, by=editor)
    with pytest.raises(PublishingError):
        arrange(None, [Entry("lead", 999_999)], seen=0, by=editor)
    assert not Arrangement.objects.exists()


def test_an_article_that_is_deleted_leaves_the_front_page(editor, articles):
    arrange(None, [entry(articles[0]), entry(articles[1], "box")], seen=0, by=editor)
    articles[0].delete()
    assert entries_of(newest_arrangement(None)) == [entry(articles[1], "box")]
