"""Many articles changed at once: each asked by itself, safe twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import bulk, publishing
from articles.bulk import running
from articles.bulk.changing import change_item
from articles.models import Article, AuditEntry, BulkRun, BulkState, Status
from articles.publishing import record_of
from articles.records import Record
from articles.refusals import NotAllowed, PublishingError
from articles.tasks import forget_many, resume_many
from tests.articles.bulk.runs import choose, fates, reasons, run_all
from tests.articles.similarity.test_groups import copy
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def draft(by, **overrides):
    data = {"headline": "افتتاح جسر في مرسى النخيل", "body": "افتتحت البلدية جسرا جديدا.", **overrides}
    return publishing.create(Record.from_mapping(data), by=by)


def again(article):
    return Article.objects.select_related("latest_revision", "section").get(pk=article.pk)


def names(article):
    return [keyword.name for keyword in again(article).keywords.all()]


def test_each_article_is_asked_by_itself(reporter, editor):
    mine, other = draft(reporter), draft(editor)
    run = run_all("submit", [mine, other], by=reporter)
    assert (run.state, run.counts["outcome"]) == (BulkState.FINISHED, {"done": 1, "refused": 1})
    assert again(mine).status == Status.IN_REVIEW
    assert again(other).status == Status.DRAFT
    assert reasons(run)[other.pk]


def test_the_preview_says_what_will_change_and_changes_nothing(editor):
    ready, whole, bare = draft(editor), make_article(), draft(editor, headline="", body="نص بلا عنوان.")
    run = choose("publish", [ready, whole, bare], by=editor)
    assert {key: fate[0] for key, fate in fates(run).items()} == {
        ready.pk: "ready", whole.pk: "unchanged", bare.pk: "refused",
    }  # fmt: skip
    assert again(ready).status == Status.DRAFT
    assert run.counts["forecast"] == {"ready": 1, "unchanged": 1, "refused": 1}


def test_the_checklist_stops_its_errors_and_asks_for_its_warnings(editor):
    bad = draft(editor, images=[{"url": "https://marsa.example/a.jpg", "caption": "الجسر"}])
    doubtful = make_article(status="approved", images=[{"url": "https://marsa.example/b.jpg"}])
    run = choose("publish", [bad, doubtful], by=editor)
    assert {key: fate[0] for key, fate in fates(run).items()} == {bad.pk: "refused", doubtful.pk: "warned"}
    bulk.confirm(run, by=editor)
    running.go_on(run.pk)
    assert again(doubtful).status == Status.APPROVED  # nobody confirmed its warnings
    run = run_all("publish", [bad, doubtful], by=editor, takes_warnings=True)
    assert (again(bad).status, again(doubtful).status) == (Status.DRAFT, Status.PUBLISHED)


def test_warnings_that_came_after_the_preview_are_not_confirmed(editor):
    article = make_article(status="approved")
    run = choose("publish", [article], by=editor)
    record = record_of(again(article).latest_revision)
    record.images = [{"url": "https://marsa.example/b.jpg"}]
    publishing.save(article, record, by=editor)
    bulk.confirm(run, by=editor, takes_warnings=True)
    running.go_on(run.pk)
    assert again(article).status == Status.APPROVED
    assert fates(run)[article.pk] == ("ready", "refused", "")


def test_a_schedule_that_would_be_lost_is_a_warning(editor):
    article = draft(editor)
    publishing.schedule(article, at=timezone.now() + timedelta(hours=3), by=editor)
    assert fates(choose("publish", [article], by=editor))[article.pk][0] == "warned"


def test_the_section_of_many_is_set_by_new_versions(editor):
    first, second = draft(editor, section="سياسة"), draft(editor, section="مجتمع")
    make_article(section="اقتصاد")
    run = run_all("section", [first, second], by=editor, section="اقتصاد")
    assert run.counts["outcome"] == {"done": 2}
    assert {again(one).section.name for one in (first, second)} == {"اقتصاد"}
    assert again(first).latest_revision.by == editor
    run = run_all("section", [first, second], by=editor, section="اقتصاد")
    assert run.counts["outcome"] == {"unchanged": 2}


def test_keywords_are_known_by_their_other_spellings(editor):
    one = draft(editor, keywords=["حريات"])
    run = run_all("add_keywords", [one], by=editor, keywords=["حرّيات", "بلدية"])
    assert run.counts["outcome"] == {"done": 1}
    assert names(one) == ["حريات", "بلدية"]
    run_all("remove_keywords", [one], by=editor, keywords=["حـريات"])
    assert names(one) == ["بلدية"]


def test_readers_have_an_edit_at_once_only_where_it_is_asked(editor):
    public = make_article(section="مجتمع")
    make_article(section="اقتصاد")
    run_all("section", [public], by=editor, section="اقتصاد")
    assert again(public).section.name == "مجتمع"  # the new version waits
    assert again(public).has_unpublished_changes
    other = make_article(section="مجتمع")
    run_all("section", [other], by=editor, section="اقتصاد", to_readers=True)
    assert again(other).section.name == "اقتصاد"
    assert not again(other).has_unpublished_changes


def test_what_waits_for_readers_is_not_given_to_them_by_the_way(editor):
    public = make_article(section="مجتمع")
    make_article(section="اقتصاد")
    record = record_of(again(public).latest_revision)
    record.headline = "عنوان لم يكتمل"
    publishing.save(public, record, by=editor)
    run_all("section", [public], by=editor, section="اقتصاد", to_readers=True)
    assert again(public).headline != "عنوان لم يكتمل"
    assert again(public).latest_revision.headline == "عنوان لم يكتمل"


def test_an_edit_of_a_schedule_keeps_its_time(editor):
    at = timezone.now() + timedelta(hours=3)
    article = draft(editor, section="مجتمع")
    publishing.schedule(article, at=at, by=editor)
    make_article(section="اقتصاد")
    run_all("section", [article], by=editor, section="اقتصاد", to_readers=True)
    assert (again(article).published_at, again(article).section.name) == (at, "اقتصاد")


def test_a_withdrawal_gives_its_reason_to_readers(managing_editor):
    articles = [make_article(), make_article()]
    run_all("withdraw", articles, by=managing_editor, note="خطأ في المصدر")
    assert {again(one).withdrawal_note for one in articles} == {"خطأ في المصدر"}
    assert AuditEntry.objects.filter(action="withdraw", by=managing_editor).count() == 2


def test_a_withdrawal_of_many_tells_what_readers_have_of_each_story(managing_editor):
    head, second, _third, alone = copy(0), copy(1), copy(2), make_article()
    run = choose("withdraw", [head, second, alone], by=managing_editor, note="خطأ")
    assert reasons(run) == {
        head.pk: "عند القراء نسختان أخريان من هذا الخبر", second.pk: "عند القراء نسختان أخريان من هذا الخبر",
        alone.pk: "",
    }  # fmt: skip
    bulk.confirm(run, by=managing_editor)
    running.go_on(run.pk)
    # What went before it is with readers no more.
    assert reasons(run)[second.pk] == "عند القراء نسخة أخرى من هذا الخبر"


def test_who_lacks_the_right_cannot_choose(reporter):
    with pytest.raises(NotAllowed):
        bulk.choose(bulk.ACTS["publish"], Article.objects.all(), by=reporter)


def test_rights_that_were_lost_since_the_preview_count(editor):
    article = draft(editor)
    run = choose("approve", [article], by=editor)
    editor.groups.clear()
    bulk.confirm(run, by=editor)
    running.go_on(run.pk)
    assert fates(run)[article.pk] == ("ready", "refused", "")
    assert again(article).status == Status.DRAFT


def test_only_who_chose_goes_on(editor, managing_editor):
    run = choose("approve", [draft(editor)], by=editor)
    with pytest.raises(NotAllowed):
        bulk.confirm(run, by=managing_editor)


def test_more_than_can_be_taken_are_refused_whole(editor, monkeypatch):
    monkeypatch.setattr(running, "MOST", 2)
    for _number in range(3):
        draft(editor)
    with pytest.raises(PublishingError):
        bulk.choose(bulk.ACTS["approve"], Article.objects.all(), by=editor)
    assert not BulkRun.objects.exists()


def test_a_killed_run_goes_on_and_does_nothing_twice(editor, monkeypatch):
    articles = [draft(editor) for _number in range(4)]
    run = choose("approve", articles, by=editor)
    bulk.confirm(run, by=editor)
    calls = []

    def dies(run, number):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(number)
        change_item(run, number)

    pending, _step, end = running.STEPS[BulkState.RUNNING]
    monkeypatch.setitem(running.STEPS, BulkState.RUNNING, (pending, running._each(dies), end))
    with pytest.raises(KeyboardInterrupt):
        running.go_on(run.pk)
    monkeypatch.undo()
    assert Article.objects.filter(status="approved").count() == 2
    running.go_on(run.pk)
    running.go_on(run.pk)
    assert AuditEntry.objects.filter(action="approve").count() == 4
    assert BulkRun.objects.get().counts["outcome"] == {"done": 4}


def test_an_item_that_has_its_outcome_is_left(editor):
    run = run_all("approve", [draft(editor)], by=editor)
    change_item(run, run.items.get().pk)
    assert AuditEntry.objects.filter(action="approve").count() == 1


def test_what_fails_is_told_and_goes_on_when_it_is_asked_again(editor, monkeypatch):
    run = choose("approve", [draft(editor)], by=editor)
    bulk.confirm(run, by=editor)

    def fails(run, number):
        raise ValueError("broken")

    pending, _step, end = running.STEPS[BulkState.RUNNING]
    monkeypatch.setitem(running.STEPS, BulkState.RUNNING, (pending, running._each(fails), end))
    with pytest.raises(ValueError, match="broken"):
        running.go_on(run.pk)
    assert "broken" in BulkRun.objects.get().error
    assert resume_many(0) == 0  # a person says when


def test_a_silent_run_is_taken_up_again(editor):
    run = choose("approve", [draft(editor)], by=editor)
    bulk.confirm(run, by=editor)
    BulkRun.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert resume_many(0) == 1


def test_what_nobody_confirmed_is_forgotten(editor):
    choose("approve", [draft(editor)], by=editor)
    done = run_all("approve", [draft(editor)], by=editor)
    BulkRun.objects.update(at=timezone.now() - timedelta(days=3))
    forget_many(0)
    assert [run.pk for run in BulkRun.objects.all()] == [done.pk]


@pytest.mark.parametrize("size", [1, 20])
def test_looking_asks_for_the_house_and_the_rows_once(editor, django_assert_num_queries, size):
    run = bulk.choose(
        bulk.ACTS["approve"],
        Article.objects.filter(pk__in=[draft(editor).pk for _ in range(size)]),
        by=editor,
    )
    bulk.look(run, {}, by=editor)
    user = make_user("again", group="editor")
    BulkRun.objects.update(by=user)
    # run, its items' numbers, items, articles, house 2, rights 2, sections, write, heartbeat, counts, the
    # run; the lock is another connection's
    with django_assert_num_queries(13):
        running.go_on(run.pk)
