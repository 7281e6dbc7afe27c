"""What was taken from readers does not come back by an import or a feed, under its own number or another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event
from time import sleep

import pytest
from django.db import OperationalError, transaction
from django.db.models import Q

from articles import publishing
from articles.checklist import checklist_for
from articles.importers import copying
from articles.importers.takedowns import hold_new
from articles.models import Article, Feed, ImportBatch, NearCopy, Source
from articles.polling import poll_feed
from articles.similarity.groups import plan_copies
from tests.articles.importers.test_hostile import run, write
from tests.articles.polling.conftest import feed_of, item
from tests.articles.similarity.copied import body, edit, invent
from tests.articles.similarity.test_groups import DAY, behind, copy
from tests.factories import make_article, make_record, make_user, write_articles
from tests.servers import allow, served
from tests.tags.test_merging_at_once import in_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user("boss", group="managing editor")


def record_of_copy(number, **overrides):
    """Return the record of a copy without a state of its own."""
    given = {
        "headline": f"عنوان من عند المصدر {number}", "source": f"وكالة {number}",
        "published_at": (DAY + timedelta(hours=number)).isoformat(),
        "body": body(edit(invent(5), 0.1, number)),
    }  # fmt: skip
    return make_record(**{**given, **overrides})


def import_copy(number, *, default="published", **overrides):
    (written,), applied = write_articles(record_of_copy(number, **overrides), status=default)
    return Article.objects.get(pk=written.key), applied


@pytest.fixture
def gone(boss):
    """An article that is withdrawn; its story holds it alone."""
    return publishing.withdraw(copy(0), by=boss, note="أمر من المحكمة")


def test_a_new_copy_that_a_default_would_publish_waits_in_review(gone):
    article, applied = import_copy(1)
    assert article.status == "in_review"
    assert article.first_published_at is None
    assert article.live_revision is None
    assert applied.withdrawn_copies == 1
    assert article.audit.get().to_status == "in_review"


def test_a_state_of_its_own_wins_and_the_copy_is_told(gone):
    article, applied = import_copy(1, default="draft", status="published")
    assert article.is_public
    assert applied.withdrawn_copies == 1


def test_a_copy_in_a_group_of_which_another_was_withdrawn_waits_too(boss):
    head, second = copy(0), copy(1)
    publishing.withdraw(head, by=boss, note="خطأ")
    article, _applied = import_copy(2)
    assert article.status == "in_review"
    assert behind() == set()
    second.refresh_from_db()
    assert second.is_public


def elsewhere(work):
    """Do something in a transaction of another connection."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(in_thread, work).result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", [1, 2])
@pytest.mark.parametrize("open_for", [0, 0.5])
def test_what_is_withdrawn_while_a_batch_is_planned_is_seen_by_it(boss, monkeypatch, story, open_for):
    head, *_others = (copy(number) for number in range(story))
    is_done = Event()

    @transaction.atomic
    def withdraw():
        publishing.withdraw(head, by=boss, note="خطأ")
        is_done.set()
        sleep(open_for)

    with ThreadPoolExecutor(1) as pool:

        def plan_and_be_late(*given, **options):
            plan = plan_copies(*given, **options)
            withdrawal = pool.submit(in_thread, withdraw)
            assert is_done.wait(10)
            if not open_for:
                withdrawal.result()
            return plan

        monkeypatch.setattr(copying, "plan_copies", plan_and_be_late)
        article, applied = import_copy(5)
    assert (article.status, applied.withdrawn_copies) == ("in_review", 1)


@pytest.mark.django_db(transaction=True)
def test_who_would_withdraw_of_a_story_waits_for_the_batch_that_has_seen_it(boss, monkeypatch):
    story, other = [copy(0), copy(1)], make_article(body=body(invent(6)))

    def is_held(article):
        try:
            with transaction.atomic():
                Article.objects.select_for_update(nowait=True).get(pk=article.pk)
        except OperationalError:
            return True
        return False

    told = []

    def hold_and_look(*given):
        held = hold_new(*given)
        told.extend(elsewhere(partial(is_held, article)) for article in (*story, other))
        return held

    monkeypatch.setattr(copying, "hold_new", hold_and_look)
    article, _applied = import_copy(5)
    assert told == [True, True, False]
    assert article.is_public


def test_what_is_no_copy_and_what_copies_no_withdrawn_one_come_as_asked(gone):
    other = make_article(body=body(invent(7)))
    for overrides in ({"body": body(invent(6))}, {"body": other.body}):
        article, applied = import_copy(1, **overrides)
        assert article.is_public
        assert applied.withdrawn_copies == 0


def test_a_draft_stays_one(gone):
    article, applied = import_copy(1, default="draft")
    assert article.status == "draft"
    assert applied.withdrawn_copies == 1


def test_copies_of_one_batch_that_holds_a_withdrawn_one(db):
    (first, second), applied = write_articles(record_of_copy(1, status="withdrawn"), record_of_copy(2))
    rows = Article.objects.in_bulk([first.key, second.key])
    assert rows[first.key].status == "withdrawn"
    assert rows[second.key].status == "in_review"
    assert applied.withdrawn_copies == 1


@pytest.mark.parametrize("changes", [{}, {"headline": "عنوان آخر"}, {"status": "published"}])
def test_the_article_itself_stays_withdrawn_whatever_is_sent_again(boss, changes):
    article = copy(0, id="هو")
    publishing.withdraw(article, by=boss, note="خطأ")
    write_articles(make_record(**{"id": "هو", "headline": article.headline, "body": article.body, **changes}))
    article.refresh_from_db()
    assert article.status == "withdrawn"
    assert article.headline == "عنوان من عند المصدر 0"


def test_a_draft_that_an_update_would_publish_waits_as_well(boss):
    head = copy(0)
    draft, _applied = import_copy(1, default="draft", id="مسودة")
    publishing.withdraw(head, by=boss, note="خطأ")
    again, applied = import_copy(1, id="مسودة", summary="ملخص")
    assert (again.pk, again.status, again.summary) == (draft.pk, "in_review", "ملخص")
    assert applied.withdrawn_copies == 1


def test_a_draft_that_an_update_makes_a_copy_waits_with_its_new_text(boss, gone):
    stays = copy(3, hours=5)
    draft, _applied = import_copy(1, default="draft", id="مسودة", body=body(invent(6)))
    again, applied = import_copy(1, id="مسودة")
    assert (again.pk, again.status, applied.withdrawn_copies) == (draft.pk, "in_review", 1)
    assert (again.first_published_at, again.live_revision) == (None, None)
    assert again.audit.first().to_status == "in_review"
    pair = NearCopy.objects.of_withdrawn().get(Q(article=again) | Q(other=again))
    assert pair.batch == ImportBatch.objects.latest("pk")
    # It was the oldest of its story, but readers have another.
    assert behind() == set()
    stays.refresh_from_db()
    assert stays.is_public


def test_a_draft_that_an_update_makes_no_copy_any_more_goes_out(gone):
    draft, _applied = import_copy(1, default="draft", id="مسودة")
    assert draft.copy_member
    again, applied = import_copy(1, id="مسودة", body=body(invent(6)))
    assert (again.pk, again.is_public, applied.withdrawn_copies) == (draft.pk, True, 0)


def test_a_draft_whose_update_says_itself_that_it_is_public_goes_out(gone):
    import_copy(1, default="draft", id="مسودة", body=body(invent(6)))
    again, _applied = import_copy(1, id="مسودة", status="published")
    assert again.is_public


@pytest.mark.parametrize("size", [2, 20])
def test_whose_story_was_withdrawn_is_asked_once_for_updates(gone, size, django_assert_num_queries):
    given = {"source": "وكالة 1", "keywords": None}
    numbers = range(1, size + 1)
    others = [record_of_copy(n, id=str(n), body=body(invent(100 + n)), **given) for n in numbers]
    write_articles(*others, status="draft")
    # Those of any batch that changes articles 46, their groups 1, what is there of these 1; to put them back
    # the rows 1, who stands for the stories 2, their pairs 1.
    with django_assert_num_queries(52):
        _written, applied = write_articles(
            *(record_of_copy(n, id=str(n), **given) for n in numbers), status="published"
        )
    assert applied.withdrawn_copies == size


def test_an_update_of_what_readers_have_goes_on(boss):
    head, second = copy(0), copy(1, id="ثان")
    publishing.withdraw(head, by=boss, note="خطأ")
    write_articles(record_of_copy(1, id="ثان", summary="ملخص"))
    second.refresh_from_db()
    assert (second.is_public, second.summary) == (True, "ملخص")


def test_the_report_counts_copies_of_withdrawn_ones(tmp_path, gone):
    lines = [
        {"id": "1", "headline": "عنوان ثان", "body": body(edit(invent(5), 0.1, 2)), "date": "17/5/2024"},
        {"id": "2", "headline": "عنوان ثالث", "body": body(invent(6)), "date": "17/5/2024"},
    ]
    _status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", *lines), status="published")
    assert (report["created"], report["near_duplicates"], report["withdrawn_copies"]) == (2, 1, 1)
    states = Article.objects.exclude(pk=gone.pk).order_by("pk").values_list("status", flat=True)
    assert list(states) == ["in_review", "published"]


@pytest.mark.parametrize("own", [{}, {"status": "published"}])
def test_a_feed_publishes_no_copy_whatever_its_sender_says(gone, own):
    source = Source.objects.create(name="صحيفة المرسى")
    with served() as site:
        allow(site)
        site.show(feed_of(item(1, text=body(edit(invent(5), 0.1, 2)), **own), item(2)))
        batch = poll_feed(Feed.objects.create(source=source, url=site.url("/feed"), status="published").pk)
    held, other = Article.objects.exclude(pk=gone.pk).order_by("pk")
    assert held.status == "in_review"
    assert other.is_public
    assert batch.counts["withdrawn_copies"] == 1


@pytest.mark.parametrize("size", [2, 30])
def test_whose_story_was_withdrawn_is_asked_once_for_a_batch(boss, size, django_assert_num_queries):
    for article in (copy(0), copy(1)):
        publishing.withdraw(article, by=boss, note="خطأ")
    records = [record_of_copy(number, source="وكالة 1", keywords=None) for number in range(2, size + 2)]
    write_articles(record_of_copy(99, source="وكالة 1", keywords=None))
    # Those of any batch that finds copies 32, and what is there of their stories 1.
    with django_assert_num_queries(33):
        write_articles(*records)


def test_who_publishes_a_copy_is_told_and_says_so_twice(client, gone, boss):
    article, _applied = import_copy(1)
    told = [one.message for one in checklist_for(article).warnings]
    assert told[0] == f"هذه نسخة من مادة مسحوبة: «{gone.headline}»."
    client.force_login(boss)
    page = client.post(f"/admin/articles/article/{article.pk}/move/publish/", {})
    assert "هذه نسخة من مادة مسحوبة" in page.content.decode()
    article.refresh_from_db()
    assert article.status == "in_review"


def test_the_desk_marks_copies_of_withdrawn_ones(client, gone, boss):
    article, _applied = import_copy(1)
    for number in (7, 8):
        copy(number, body=body(invent(7)))
    pair, harmless = NearCopy.objects.order_by("article")
    client.force_login(boss)
    mark = "نسخة من مادة مسحوبة"
    listed = client.get("/admin/articles/nearcopy/").content.decode()
    assert listed.count(mark) == 1
    narrowed = client.get("/admin/articles/nearcopy/", {"withdrawn": "yes"})
    assert [one.pk for one in narrowed.context["cl"].result_list] == [pair.pk]
    assert mark in client.get(f"/admin/articles/nearcopy/{pair.pk}/change/").content.decode()
    assert mark not in client.get(f"/admin/articles/nearcopy/{harmless.pk}/change/").content.decode()
    assert client.get("/admin/").content.decode().count(mark) == 1
    for address in ("history", "talk", "move/approve"):
        assert mark in client.get(f"/admin/articles/article/{article.pk}/{address}/").content.decode()
    assert mark not in client.get(f"/admin/articles/article/{gone.pk}/history/").content.decode()


def test_the_page_of_a_batch_leads_to_them(client, tmp_path, gone, boss):
    line = {"id": "1", "headline": "عنوان ثان", "body": body(edit(invent(5), 0.1, 2)), "date": "17/5/2024"}
    _status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", line), status="published")
    client.force_login(boss)
    page = client.get(f"/admin/articles/importbatch/{report['batch']}/change/").content.decode()
    assert "نسخ من مواد مسحوبة" in page
    assert f"/admin/articles/nearcopy/?batch__id__exact={report['batch']}&amp;withdrawn=yes" in page
