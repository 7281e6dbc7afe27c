import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from articles.models import Article, Feed
from articles.polling import ask_due_feeds, ask_for_feed
from tests.articles.polling.conftest import feed_of, item

pytestmark = pytest.mark.django_db


def test_only_feeds_whose_time_has_come_are_asked_for(make_feed):
    now = timezone.now()
    due = make_feed("/1")
    make_feed("/2", next_fetch_at=now + timedelta(minutes=5))
    make_feed("/3", is_active=False)
    make_feed("/4", asked_at=now)
    lost = make_feed("/5", asked_at=now - timedelta(hours=1))
    asked = []
    assert ask_due_feeds(asked.append) == 2
    assert sorted(asked) == [due.pk, lost.pk]
    assert ask_due_feeds(asked.append) == 0


@pytest.mark.parametrize("size", [1, 20])
def test_asking_costs_two_queries_at_any_size(make_feed, size, django_assert_num_queries):
    for number in range(size):
        make_feed(f"/{number}")
    with django_assert_num_queries(4):  # a savepoint and its end 2, the due 1, their mark 1
        ask_due_feeds(lambda key: None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_ask_for_the_same_feeds(make_feed):
    first, second = make_feed("/1"), make_feed("/2")
    asked = []

    def ask():
        try:
            ask_due_feeds(asked.append)
        finally:
            connection.close()

    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=first.pk)
        other = threading.Thread(target=ask)
        other.start()
        other.join(5)
        assert asked == [second.pk]


def test_a_person_who_asks_twice_asks_once(make_feed):
    feed, asked = make_feed(), []
    assert ask_for_feed(feed, asked.append)
    assert not ask_for_feed(Feed.objects.get(), asked.append)
    assert asked == [feed.pk]
    assert feed.is_waiting


def test_the_jobs_read_a_due_feed_once(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1)))
    assert tasks.ask_for_due_feeds(0) == 1
    tasks.enqueue_poll(feed.pk)  # once more, by somebody else
    job = ProcrastinateJob.objects.get(task_name="articles.tasks.poll")
    assert job.args == {"feed_id": feed.pk}
    tasks.poll(**job.args)
    tasks.poll(**job.args)
    assert len(site.seen) == 1
    assert Article.objects.count() == 1
    assert not Feed.objects.get().is_waiting


def test_a_job_of_a_feed_that_is_gone_does_nothing(db):
    tasks.poll(feed_id=12345)
