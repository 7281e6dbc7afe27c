"""The shared cache in front is told of each change, by a job, until it takes it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.caching.purging import KEYS_AT_ONCE, PurgeFailed, enqueue_purge
from articles.caching.versions import fold
from articles.tasks import fold_page_versions, purge_pages
from tests.factories import make_article
from tests.servers import served

pytestmark = pytest.mark.django_db


def enqueued():
    return list(ProcrastinateJob.objects.filter(task_name="articles.tasks.purge_pages").order_by("pk"))


def test_what_changed_is_purged_by_a_job_of_the_same_transaction(settings, monkeypatch):
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    monkeypatch.setattr("articles.tasks.FOLDING_SECONDS", 0)
    make_article()
    fold_page_versions(0)
    job, again = enqueued()
    assert "home" in job.args["keys"]
    assert job.scheduled_at is None
    # Meanwhile the shared cache may have asked a process that did not know yet.
    assert again.args == job.args
    assert again.scheduled_at > timezone.now() + timedelta(seconds=settings.PAGE_VERSIONS_SECONDS)
    assert fold_page_versions(0) == 0
    assert len(enqueued()) == 2


def test_without_a_shared_cache_nothing_is_purged():
    make_article()
    assert "home" in fold()
    assert enqueued() == []


def test_many_keys_go_out_in_parts(settings):
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    enqueue_purge([f"article-{number}" for number in range(KEYS_AT_ONCE + 1)])
    assert [len(job.args["keys"]) for job in enqueued()] == [KEYS_AT_ONCE, KEYS_AT_ONCE, 1, 1]


def test_the_second_job_of_a_key_tells_of_the_withdrawals_that_were_counted(settings):
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    keys = [f"article-{number}" for number in range(KEYS_AT_ONCE + 1)]
    enqueue_purge(keys, {keys[1]: [7, 8], keys[-1]: [9]})
    assert [job.args.get("withdrawals") for job in enqueued()] == [None, [7, 8], None, [9]]


def test_a_purge_posts_the_keys_and_signs_in(settings):
    sent = []

    def take(handler):
        sent.append((handler.command, handler.headers, handler.sent))
        handler.send_response(200)
        handler.end_headers()

    with served() as site:
        site.pages["/purge"] = take
        settings.CDN_PURGE_URL = f"http://us:se%20cret@127.0.0.1:{site.port}/purge"
        purge_pages(["home", "article-7"])
    [(method, headers, body)] = sent
    assert (method, headers["Surrogate-Key"]) == ("POST", "home article-7")
    assert headers["Authorization"] == "Basic dXM6c2UgY3JldA=="
    assert json.loads(body) == {"surrogate_keys": ["home", "article-7"]}


def test_a_purge_that_is_refused_fails_so_that_it_is_tried_again(settings):
    with served() as site:
        site.show("لا", "/purge", status=503)
        settings.CDN_PURGE_URL = site.url("/purge")
        with pytest.raises(PurgeFailed):
            purge_pages(["home"])
    with pytest.raises(PurgeFailed):  # nobody listens any more
        purge_pages(["home"])
