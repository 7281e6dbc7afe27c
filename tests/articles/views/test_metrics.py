"""What is told to Prometheus, to whom, and of what size."""

import re
import subprocess
import sys
import threading
from datetime import timedelta
from time import monotonic

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from articles import planning, publishing, tasks
from articles.models import Feed, ImportBatch, PlannedUpdate
from articles.views import metrics
from newsroom import readiness
from newsroom.seeing.reading import Numbers
from tests.articles.caching.conftest import kept
from tests.factories import make_article, make_record, make_user
from tests.newsroom.seeing.counts import difference
from tests.sites import ROOT

__all__ = ["kept"]  # a fixture
TOKEN = "a-token-of-prometheus"


@pytest.fixture
def scrape(client, settings):
    settings.METRICS_TOKEN = TOKEN
    readiness.forget()

    def ask(**headers):
        return client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})

    return ask


def numbers_of(response):
    """Return the value of each sample by its name and labels."""
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.1", "203.0.113.9"])
def test_nobody_is_told_without_a_token(client, settings, peer):
    assert client.get("/metrics", REMOTE_ADDR=peer).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        response = client.get("/metrics", headers=given, REMOTE_ADDR=peer)
        assert (response.status_code, response.content) == (401, b"")
    assert client.post("/metrics").status_code == 405


@pytest.mark.django_db
def test_the_answer_is_kept_nowhere(scrape, kept):
    first = scrape()
    assert "no-store" in first["Cache-Control"]
    assert scrape().content != first.content


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_address(client, scrape):
    article = make_article()
    with difference() as counted:
        client.get(article.get_absolute_url())
        client.get("/articles/999999/nothing/")
        client.head("/healthz")
        client.generic("SMUGGLE", "/search/")
        client.get("/no/such/place/", {"q": "سر"})
    for view, method, status in [
        ("article", "GET", "2xx"), ("article", "GET", "4xx"), ("healthz", "HEAD", "2xx"),
        ("search", "other", "4xx"), ("unmatched", "GET", "4xx"),
    ]:  # fmt: skip
        assert counted("newsroom_requests_total", view=view, method=method, status=status) == 1
    assert counted("newsroom_request_seconds_count", view="article") == 2
    assert counted("newsroom_database_queries_total", view="article") >= 3
    told = scrape().content.decode()
    assert 'view="article"' in told
    assert not re.search(r'="[^"]*/[^"]*"', told)
    assert "سر" not in told


@pytest.mark.django_db
def test_a_kept_page_is_a_hit_of_its_view(client, kept):
    make_article()
    with difference() as counted:
        for _turn in range(3):
            client.get("/")
        tag = client.get("/")["ETag"]
        client.get("/", headers={"If-None-Match": tag})
    assert counted("newsroom_pages_total", outcome="made") == 1
    assert counted("newsroom_pages_total", outcome="hit") == 4
    assert counted("newsroom_requests_total", view="home", status="2xx") == 4
    assert counted("newsroom_requests_total", view="home", status="3xx") == 1
    assert counted("newsroom_request_seconds_count", view="home") == 1


@pytest.mark.django_db
def test_a_search_is_timed(client):
    with difference() as counted:
        client.get("/search/", {"q": "جسر"})
        client.get("/search/suggest.json", {"q": "جس"})
    assert counted("newsroom_search_seconds_count", kind="results") == 1
    assert counted("newsroom_search_seconds_count", kind="suggestions") == 1
    assert Numbers().quantile("newsroom_search_seconds", 0.5, kind="results") is not None


@pytest.mark.django_db
def test_rows_are_told_in_eight_statements(scrape, django_assert_num_queries):
    article = make_article()
    tasks.poll.defer(feed_id=1)
    Feed.objects.create(source=article.source, url="https://marsa.example/feed", failures=2)
    counts = {"read": 9, "created": 5, "updated": 1, "rejected": 3}
    ImportBatch.objects.create(by=make_user(), counts=counts)
    # a savepoint, the limit, queues, workers, imports, feeds, planned updates, the savepoint's end
    with django_assert_num_queries(8):
        found = numbers_of(scrape())
    assert found["newsroom_database_up",] == 1
    assert found["newsroom_queue_jobs", "default", "waiting"] == 1
    assert found["newsroom_queue_jobs", "default", "failed"] == 0
    assert 0 <= found["newsroom_queue_oldest_seconds", "default"] < 600
    assert found["newsroom_feeds", "failing"] == 1
    assert found["newsroom_import_records_last_hour", "rejected"] == 3
    assert found["newsroom_imports_running",] >= 1
    assert found["newsroom_publishing_overdue_seconds",] == 0


@pytest.mark.django_db
def test_without_the_database_processes_tell_their_own(scrape, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr("newsroom.probes.queues", refuse)
    found = numbers_of(scrape())
    assert found["newsroom_database_up",] == 0
    assert any(name == "newsroom_requests_total" for name, *_labels in found)


def test_a_database_that_never_answers_holds_nobody(scrape, monkeypatch):
    """Nothing is asked over a connection that would wait: the test may not even open one."""
    let_go = threading.Event()
    monkeypatch.setattr(
        readiness, "ask_database", lambda _alias: let_go.wait(30) and readiness.Found(True, True, 1)
    )
    monkeypatch.setattr(readiness, "LIMIT", 0.05)
    try:
        assert numbers_of(scrape())["newsroom_database_up",] == 0
    finally:
        let_go.set()
        readiness.forget()


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_locked_holds_nobody_for_long(scrape, monkeypatch):
    monkeypatch.setattr(metrics, "LIMIT", 1)
    given = connection.get_connection_params()
    with psycopg.connect(**given) as other:
        other.execute("LOCK TABLE articles_feed IN ACCESS EXCLUSIVE MODE")
        began = monotonic()
        assert numbers_of(scrape())["newsroom_database_up",] == 0
        assert monotonic() - began < 5
        other.rollback()
    readiness.forget()
    assert numbers_of(scrape())["newsroom_database_up",] == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_a_planned_update_tells_how_late_it_came(scrape, django_capture_on_commit_callbacks):
    boss = make_user(is_superuser=True)
    article = make_article()
    publishing.save(article, make_record(headline="عنوان آخر"), by=boss)
    planning.plan_update(article, at=timezone.now() + timedelta(hours=1), by=boss)
    PlannedUpdate.objects.update(at=timezone.now() - timedelta(seconds=40))
    assert 39 < numbers_of(scrape())["newsroom_publishing_overdue_seconds",] < 600
    with difference() as counted, django_capture_on_commit_callbacks(execute=True):
        planning.publish_due_updates()
    assert counted("newsroom_publishing_delay_seconds_count", kind="update") == 1
    assert counted("newsroom_publishing_delay_seconds_bucket", le="30.0") == 0
    assert numbers_of(scrape())["newsroom_publishing_overdue_seconds",] == 0


COUNT = """
import os, sys
import django; django.setup()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = sys.argv[1]  # the settings of the suite have their own
from newsroom.seeing import meters
next(meters.kept_pages.of("home", "2xx"))
"""


def test_processes_add_up_and_the_dead_leave_one_file(tmp_path):
    """Three that end are followed by one that reads: its files and those of the dead, folded."""
    for _turn in range(3):
        subprocess.run([sys.executable, "-c", COUNT, tmp_path], cwd=ROOT, check=True)
    told = subprocess.run(
        [sys.executable, "-c", f"{COUNT}\nfrom newsroom.seeing.reading import Numbers\n"
         "print(Numbers().total('newsroom_pages_total', outcome='hit'))", tmp_path],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout == "4.0\n"
    assert len(list(tmp_path.glob("counter_*.db"))) == 2
