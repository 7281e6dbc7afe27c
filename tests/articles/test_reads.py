import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from articles import ranking, reads, tasks
from articles.models import Article, CopyGroup, CopyMember, MostRead, PageBump, Period, ReadHour
from articles.reads import Buffer, add_reads, buffer, write_down
from tests.articles.views.test_pages import make_articles
from tests.factories import make_article


@pytest.fixture(autouse=True)
def empty():
    buffer.take()
    yield
    buffer.take()


def sums():
    return dict(ReadHour.objects.values_list("article", "reads"))


def ranked(period=Period.DAY):
    return list(MostRead.objects.filter(period=period).values_list("article", "position"))


@pytest.mark.django_db
def test_what_was_read_is_summed_by_the_hour():
    one, other = make_articles(2)
    noon = timezone.now().replace(minute=10)
    add_reads({one.pk: 2, other.pk: 1}, at=noon)
    add_reads({one.pk: 3}, at=noon + timedelta(minutes=40))
    add_reads({one.pk: 7}, at=noon + timedelta(hours=1))
    assert list(ReadHour.objects.order_by("article", "hour").values_list("article", "reads")) == [
        (one.pk, 5), (one.pk, 7), (other.pk, 1),
    ]  # fmt: skip
    assert {row.hour.minute for row in ReadHour.objects.all()} == {0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "overrides",
    [{"status": "draft"}, {"status": "withdrawn"}, {"published_at": "2999-01-01"}],
)
def test_reads_of_what_is_not_public_are_none(overrides):
    hidden, shown = make_article(**overrides), make_article()
    add_reads({hidden.pk: 5, shown.pk: 1, 10**12: 3})
    assert sums() == {shown.pk: 1}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_reads_are_written_down_in_two_statements(count, django_assert_num_queries):
    articles = make_articles(count)
    with django_assert_num_queries(2):  # which are public, the sums
        add_reads({article.pk: 4 for article in articles})
    assert set(sums().values()) == {4}


@pytest.mark.django_db
def test_no_address_that_was_invented_takes_room(monkeypatch):
    monkeypatch.setattr(reads, "MOST_ARTICLES", 3)
    for number in (1, 2, 3, 4, 5, 1):
        buffer.add(number)
    assert buffer.take() == {1: 2, 2: 1, 3: 1}


@pytest.mark.django_db(transaction=True)
def test_the_first_read_starts_a_timer_that_writes_all_down(settings, monkeypatch):
    written = threading.Event()
    monkeypatch.setattr(reads, "connection", connection)
    settings.READS_SECONDS = 0.2
    article = make_article()
    told = []

    def write():
        try:
            write_down()
        finally:
            connections.close_all()
            written.set()

    monkeypatch.setattr(reads, "_write_later", write)
    for _number in range(3):
        buffer.add(article.pk)
        told.append(buffer._timer)
    assert len({id(timer) for timer in told}) == 1
    assert sums() == {}
    assert written.wait(10)
    assert sums() == {article.pk: 3}


@pytest.mark.django_db(transaction=True)
def test_many_processes_on_one_article_lose_nothing():
    one, other = make_articles(2)

    def write(first, second):
        try:
            for _number in range(25):
                add_reads({first: 1, second: 1})
        finally:
            connections.close_all()

    pairs = [(one.pk, other.pk), (other.pk, one.pk)] * 2
    threads = [threading.Thread(target=write, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sums() == {one.pk: 100, other.pk: 100}


@pytest.mark.django_db
def test_a_database_that_fails_costs_the_reads_and_nothing_else(monkeypatch, caplog):
    def fail(told):
        raise reads.Error("down")

    buffer.add(1)
    monkeypatch.setattr(reads, "add_reads", fail)
    write_down()
    assert "1 reads could not be written down" in caplog.text
    assert not buffer.take()


ENDING = """
import django
django.setup()
from articles import reads
reads.add_reads = lambda told: print("written", dict(told))
reads.buffer.add(7)
"""


def test_a_process_that_ends_writes_down_what_it_holds():
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    found = subprocess.run(
        [sys.executable, "-c", ENDING], env=settings, capture_output=True, text=True, timeout=60
    )
    assert "written {7: 1}" in found.stdout, found.stderr


def test_threads_that_add_at_once_lose_nothing():
    shared = Buffer()

    def add():
        for number in range(2000):
            shared.add(number % 7)

    threads = [threading.Thread(target=add) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared.take().total() == 16_000


@pytest.mark.django_db
def test_a_ranking_takes_its_period_and_no_more():
    now = timezone.now()
    today, week, month, old = make_articles(4)
    for article, days, number in ((today, 0, 1), (week, 3, 2), (month, 20, 3), (old, 40, 9)):
        add_reads({article.pk: number}, at=now - timedelta(days=days))
    for period in Period:
        assert ranking.rank(period)
    assert ranked() == [(today.pk, 1)]
    assert ranked(Period.WEEK) == [(week.pk, 1), (today.pk, 2)]
    assert ranked(Period.MONTH) == [(month.pk, 1), (week.pk, 2), (today.pk, 3)]


@pytest.mark.django_db
def test_near_copies_are_read_together_and_share_a_place():
    one, copy, other = make_articles(3)
    group = CopyGroup.objects.create()
    for article in (one, copy):
        CopyMember.objects.create(article=article, group=group)
    add_reads({one.pk: 2, copy.pk: 2, other.pk: 3})
    ranking.rank(Period.DAY)
    assert sorted(ranked()) == sorted([(one.pk, 1), (copy.pk, 1), (other.pk, 2)])


@pytest.mark.django_db
def test_a_ranking_that_finds_the_same_leaves_the_pages_as_they_are():
    one, other = make_articles(2)
    add_reads({one.pk: 2, other.pk: 1})
    assert ranking.rank(Period.DAY)
    PageBump.objects.all().delete()
    add_reads({one.pk: 2})
    assert not ranking.rank(Period.DAY)
    assert not PageBump.objects.exists()
    add_reads({other.pk: 9})
    assert ranking.rank(Period.DAY)
    assert set(PageBump.objects.values_list("key", flat=True)) == {"most-read"}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 60])
def test_the_queries_of_a_ranking_do_not_grow(count, django_assert_num_queries):
    add_reads({article.pk: 1 for article in make_articles(count)})
    # The sums, which are public; a savepoint and its end; what stood there, its deletion, what stands there.
    with django_assert_num_queries(7):
        ranking.rank(Period.DAY)
    assert len(ranked()) == min(count, ranking.RANKED)


@pytest.mark.django_db
def test_jobs_rank_each_period_and_forget_what_is_too_old():
    article = make_article()
    add_reads({article.pk: 1})
    add_reads({article.pk: 5}, at=timezone.now() - reads.KEPT_FOR - timedelta(hours=1))
    tasks.rank_day(0)
    assert ranked() == [(article.pk, 1)]
    tasks.rank_longer(0)
    assert {row.period for row in MostRead.objects.all()} == set(Period)
    assert tasks.forget_reads(0) == 1
    assert sums() == {article.pk: 1}


@pytest.mark.django_db
def test_an_article_that_is_deleted_takes_its_reads_along():
    article = make_article()
    add_reads({article.pk: 1})
    ranking.rank(Period.DAY)
    Article.objects.get(pk=article.pk).delete()
    assert not ReadHour.objects.exists()
    assert not MostRead.objects.exists()
