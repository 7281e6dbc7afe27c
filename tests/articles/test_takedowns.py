"""What is taken from readers in one act: a whole story or chosen copies of it, and what is kept of it."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import sleep

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.errors import AdminShutdown, DeadlockDetected

from articles import publishing, takedowns
from articles.caching.purging import PurgeFailed
from articles.caching.versions import fold
from articles.models import Article, AuditEntry, Section
from articles.refusals import MissingNote, NotAllowed, StoryChanged, WrongState
from articles.similarity.deciding import set_apart
from articles.takedowns import PURGED
from articles.tasks import purge_pages
from articles.turns import take_turn_in_story
from tests.articles.similarity.test_groups import behind, copy
from tests.articles.test_publishing import waiting_for_locks
from tests.factories import make_article, make_user
from tests.tags.test_merging_at_once import in_thread

pytestmark = pytest.mark.django_db
NOTE = "أمر من المحكمة"


@pytest.fixture
def boss(managing_editor):
    return managing_editor


def seen(*articles):
    """Tell articles as a person saw them."""
    return {one.pk: one.latest_revision_id for one in articles}


def statuses(*articles):
    found = Article.objects.in_bulk([one.pk for one in articles])
    return [found[one.pk].status for one in articles]


def take(article, *members, by):
    return publishing.withdraw_story(article, by=by, note=NOTE, members=seen(*members))


def withdrawals():
    return AuditEntry.objects.filter(action="withdraw").order_by("pk")


def test_chosen_copies_go_with_the_article_and_the_others_stay(boss):
    head, second, third, fourth = (copy(number) for number in range(4))
    taken = take(third, head, second, by=boss)
    assert taken == [third, head, second]
    assert statuses(head, second, third, fourth) == ["withdrawn"] * 3 + ["published"]
    assert {one.withdrawal_note for one in taken} == {NOTE}
    # Who was behind three others stands for the story now.
    assert behind() == set()


def test_each_has_its_entry_in_the_audit_under_one_name(boss):
    head, second, third = copy(0), copy(1), copy(2)
    take(head, second, by=boss)
    publishing.withdraw(third, by=boss, note="سبب آخر")
    first, other, alone = withdrawals()
    assert (first.article, other.article, alone.article) == (head, second, third)
    assert first.takedown == other.takedown != alone.takedown
    assert alone.takedown is not None
    for entry in (first, other):
        assert (entry.by, entry.note, entry.from_status, entry.to_status) == (
            boss, NOTE, "published", "withdrawn"
        )  # fmt: skip


def test_all_are_gone_at_once_from_pages_feeds_and_search(client, boss):
    head, second, stays = copy(0), copy(1), copy(2)
    lists = ["/", "/feeds/latest.rss", reverse("search", query={"q": "عنوان"})]
    lists += [reverse("source", args=[one.source.slug]) for one in (head, second)]
    assert all(client.get(address).status_code == 200 for address in lists)
    for one in (head, second):
        assert client.get(one.get_absolute_url()).status_code == 200
    take(head, second, by=boss)
    for one in (head, second):
        gone = client.get(one.get_absolute_url())
        assert gone.status_code == 410
        assert NOTE in gone.content.decode()
        assert client.get(reverse("article-json", args=[one.pk])).status_code == 410
    told = "".join(client.get(address).content.decode() for address in lists)
    assert head.get_absolute_url() not in told
    assert second.get_absolute_url() not in told
    assert stays.get_absolute_url() in told


def unpublish_it(member, by):
    publishing.unpublish(member, by=by)


def withdraw_it(member, by):
    publishing.withdraw(member, by=by, note="من قبل")


def edit_it(member, by):
    record = publishing.record_of(member.latest_revision)
    record.headline = "عنوان بعد التحرير"
    publishing.save(member, record, by=by)


def regroup_it(member, by):
    set_apart(member, by=by)


def delete_it(member, by):
    publishing.delete(member, by=by)


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (unpublish_it, WrongState, "معتمد"),
        (withdraw_it, WrongState, "مسحوب"),
        (edit_it, StoryChanged, "تغيّر"),
        (regroup_it, StoryChanged, "لم يعد نسخة"),
        (delete_it, StoryChanged, "لم يعد موجودا"),
    ],
)
def test_a_member_that_changed_meanwhile_is_named_and_nothing_is_half_done(boss, change, error, told):
    head, second, third = copy(0), copy(1), copy(2)
    members, name, number = seen(second, third), third.headline, third.pk
    change(third, boss)
    before = withdrawals().count()
    with pytest.raises(error) as refused:
        publishing.withdraw_story(head, by=boss, note=NOTE, members=members)
    assert told in str(refused.value)
    assert (str(number) if change is delete_it else name) in str(refused.value)
    assert statuses(head, second) == ["published", "published"]
    assert withdrawals().count() == before


def test_an_article_of_another_story_goes_with_none(boss):
    head, stranger = copy(0), copy(1, headline="خبر آخر", body="<p>نص لا شأن له بالخبر الأول.</p>")
    with pytest.raises(StoryChanged, match="خبر آخر"):
        take(head, stranger, by=boss)
    assert statuses(head, stranger) == ["published", "published"]


def test_permission_is_asked_of_each_article(boss):
    head, second = copy(0), copy(1, section="سياسة")
    Section.objects.get(name="مجتمع").people.add(boss)
    boss = type(boss).objects.get(pk=boss.pk)
    with pytest.raises(NotAllowed, match=second.headline):
        take(head, second, by=boss)
    assert statuses(head, second) == ["published", "published"]
    take(head, by=boss)
    assert statuses(head, second) == ["withdrawn", "published"]


def test_of_what_a_person_may_not_see_no_more_is_told_than_of_what_is_gone(boss):
    head = copy(0)
    drafts = copy(1, section="سياسة", status="draft"), make_article(section="سياسة", status="draft")
    Section.objects.get(name="مجتمع").people.add(boss)
    boss = type(boss).objects.get(pk=boss.pk)
    told = {}
    for key in (*(one.pk for one in drafts), 10**9):
        with pytest.raises(StoryChanged) as refused, CaptureQueriesContext(connection) as asked:
            publishing.withdraw_story(head, by=boss, note=NOTE, members={key: 1})
        told[key] = str(refused.value)
        locks = [query["sql"] for query in asked if re.search("FOR (NO KEY )?UPDATE", query["sql"])]
        assert [lock for lock in locks if re.search(rf"\b{key}\b", lock) and key != drafts[0].pk] == []
        assert locks
    assert len({text.replace(str(key), "N") for key, text in told.items()}) == 1
    assert all(str(key) in text for key, text in told.items())
    assert statuses(head, *drafts) == ["published", "draft", "draft"]


@pytest.mark.parametrize("role", ["reporter", "editor", "import staff"])
def test_who_may_not_withdraw_takes_down_no_story(role):
    head, second = copy(0), copy(1)
    with pytest.raises(NotAllowed):
        take(head, second, by=make_user(group=role))
    assert statuses(head, second) == ["published", "published"]


def test_a_takedown_gives_its_reason(boss):
    head, second = copy(0), copy(1)
    with pytest.raises(MissingNote):
        publishing.withdraw_story(head, by=boss, note=" ", members=seen(second))
    assert statuses(head, second) == ["published", "published"]


@pytest.mark.parametrize("size", [1, 5])
def test_what_a_member_costs(boss, size, django_assert_num_queries):
    head, *others = (copy(number) for number in range(size + 1))
    boss.has_perm("articles.withdraw_article")
    # Savepoint 2; the turn of the story 1, the story 1, its lock 1, its chosen ones 1, the story again 1, the
    # article 1; sections of the person 1; each article: planned update 1, row 1, version 1, audit 1; then
    # heads 2, similar ones 1.
    with django_assert_num_queries(12 + 4 * (size + 1)):
        take(head, *others, by=boss)


@pytest.mark.django_db(transaction=True)
def test_two_takedowns_of_one_story_wait_for_each_other(boss):
    head, second, third = (copy(number) for number in range(3))

    def try_to(article, *members):
        try:
            return take(article, *members, by=boss)
        except WrongState:
            return None

    with ThreadPoolExecutor(2) as pool:
        acts = partial(try_to, head, second, third), partial(try_to, third, second, head)
        done = list(filter(None, pool.map(in_thread, acts)))
    assert len(done) == 1
    assert statuses(head, second, third) == ["withdrawn"] * 3
    assert len(set(withdrawals().values_list("takedown", flat=True))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_takedown_that_a_deadlock_broke_is_made_again(boss, monkeypatch):
    head, second = copy(0), copy(1)
    tries = []

    def lock_and_be_broken(*given, by):
        tries.append(given)
        if len(tries) == 1:
            Article.objects.filter(pk=head.pk).update(withdrawal_note="من المحاولة الأولى")
            raise OperationalError from DeadlockDetected()
        return takedowns.locked_story(*given, by=by)

    monkeypatch.setattr(publishing, "locked_story", lock_and_be_broken)
    take(head, second, by=boss)
    assert len(tries) == 2
    assert statuses(head, second) == ["withdrawn", "withdrawn"]
    assert withdrawals().count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_move_of_one_article_is_made_again_too(boss, monkeypatch):
    article = copy(0)
    follow, tries = publishing._follow_state, []

    def follow_and_be_broken(numbers):
        tries.append(numbers)
        if len(tries) == 1:
            raise OperationalError from DeadlockDetected()
        follow(numbers)

    monkeypatch.setattr(publishing, "_follow_state", follow_and_be_broken)
    publishing.unpublish(article, by=boss)
    assert statuses(article) == ["approved"]
    assert AuditEntry.objects.filter(action="unpublish").count() == 1
    assert len(tries) == 2


@pytest.mark.django_db(transaction=True)
def test_a_move_waits_for_its_story_before_it_holds_its_own_article(boss):
    """What held its own article first would wait in a ring with a move of another; the story holds no row."""
    first, second = copy(0), copy(1)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            take_turn_in_story(first.pk)
            moving = pool.submit(in_thread, partial(publishing.unpublish, second, by=boss))
            while not (waiting_for_locks() or moving.done()):
                sleep(0.01)
            assert not moving.done()
            assert Article.objects.select_for_update(nowait=True).get(pk=second.pk) == second
        moving.result()
    assert statuses(first, second) == ["published", "approved"]


@pytest.mark.django_db(transaction=True)
def test_moves_and_takedowns_of_one_story_at_once_break_nothing(boss):
    """Each move writes to the others of its story: they take turns."""
    story = [copy(number) for number in range(4)]
    first, second, third, fourth = story

    def back_and_forth(article):
        for _turn in range(5):
            publishing.unpublish(article, by=boss)
            publishing.publish(article, by=boss)

    acts = [partial(back_and_forth, article) for article in (second, first, third)]
    acts.append(lambda: take(fourth, by=boss))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(in_thread, acts))
    assert statuses(*story) == ["published"] * 3 + ["withdrawn"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("cause", "tried"), [(DeadlockDetected, 5), (AdminShutdown, 1)])
def test_what_does_not_get_through_is_told(boss, monkeypatch, cause, tried):
    tries = []

    def be_broken(*given, by):
        tries.append(given)
        raise OperationalError from cause()

    monkeypatch.setattr(publishing, "locked_story", be_broken)
    with pytest.raises(OperationalError):
        take(copy(0), by=boss)
    assert len(tries) == tried


@pytest.fixture
def purged(settings, monkeypatch):
    """Stand in for the shared cache; gives the keys that it was told."""
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    told = []
    monkeypatch.setattr("articles.tasks.purge", told.append)
    return told


def purges():
    return AuditEntry.objects.filter(action=PURGED).order_by("article")


def changed(article):
    """Let something else about the article be told to the shared cache."""
    Article.objects.filter(pk=article.pk).update(summary="ملخص آخر")
    return article


def jobs():
    """Give what the jobs are to purge that wait, and forget them: at once, and the second time."""
    rows = ProcrastinateJob.objects.filter(task_name="articles.tasks.purge_pages").order_by("pk")
    given = [job.args for job in rows]
    rows.delete()
    return given


def test_the_audit_tells_once_when_the_shared_cache_had_dropped_each_page(boss, purged):
    head, second = copy(0), copy(1)
    fold()
    jobs()
    first, other = take(head, second, by=boss)
    fold()
    at_once, again = jobs()
    purge_pages(**at_once)  # some process may still have the page of before
    assert f"article-{first.pk}" in purged[0]
    assert not purges().exists()
    for _time in range(2):
        purge_pages(**again)
        assert [entry.article for entry in purges()] == [first, other]
    assert {entry.takedown for entry in purges()} == {entry.takedown for entry in withdrawals()}
    assert {entry.by for entry in purges()} == {None}
    Article.objects.filter(pk=first.pk).update(withdrawal_note="سبب آخر")
    assert f"article-{first.pk}" in fold()
    assert "withdrawals" not in jobs()[1]


def test_the_purge_of_a_change_before_says_nothing_of_a_withdrawal(boss, purged):
    article = changed(copy(0))
    fold()
    _at_once, of_before = jobs()
    take(article, by=boss)
    purge_pages(**of_before)
    assert f"article-{article.pk}" in of_before["keys"]
    assert not purges().exists()
    fold()
    _at_once, its_own = jobs()
    purge_pages(**its_own)
    assert [entry.article for entry in purges()] == [article]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_is_not_committed_waits_for_the_next_fold(boss, purged):
    """Each fold looks once at the log and at the withdrawals: a change of before brings no later one."""
    article = changed(copy(0))
    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        take(article, by=boss)
        assert f"article-{article.pk}" in pool.submit(in_thread, fold).result()
        assert [given.get("withdrawals") for given in jobs()] == [None, None]
    fold()
    assert jobs()[1]["withdrawals"] == list(withdrawals().values_list("pk", flat=True))


def test_without_a_shared_cache_nothing_is_asked_of_withdrawals(boss, settings):
    take(copy(0), by=boss)
    fold()
    assert jobs() == []


def test_a_purge_that_fails_writes_nothing(boss, purged, monkeypatch):
    take(copy(0), by=boss)
    fold()
    _at_once, again = jobs()

    def fail(keys):
        raise PurgeFailed(503)

    monkeypatch.setattr("articles.tasks.purge", fail)
    assert again["withdrawals"]
    with pytest.raises(PurgeFailed):
        purge_pages(**again)
    assert not purges().exists()


@pytest.mark.parametrize("size", [1, 20])
def test_a_purge_asks_once_for_all_its_keys(boss, purged, size, django_assert_num_queries):
    for _n in range(size):
        take(make_article(), by=boss)
    # The savepoint 2, the turn 1, the log with what waits 1, its jobs 2.
    with django_assert_num_queries(6):
        fold()
    at_once, again = jobs()
    with django_assert_num_queries(0):
        purge_pages(**at_once)
    # The entries that wait 1, what was done 1; the second time there is nothing to write.
    with django_assert_num_queries(2):
        purge_pages(**again)
    with django_assert_num_queries(1):
        purge_pages(**again)
