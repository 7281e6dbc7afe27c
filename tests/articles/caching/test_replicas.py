"""A primary, a replica that follows it, and a web server, as processes: who reads what, whatever breaks."""

import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from django.db import connection
from django.utils.encoding import iri_to_uri

from articles import publishing
from newsroom import database, lags
from tests.factories import make_article, make_user
from tests.replicas import Replica, Way
from tests.sites import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not database.is_embedded(), reason="a replica is made of the embedded server"),
]
HEADLINE = "سحب المقال عن جسر المرسى"
SEARCH = "/search.json?q=المرسى"  # of which nothing is kept
# Of the second that a change may take, the look at the versions needs half at most.
SOON = 0.6


class Server:
    """A web server that reaches the primary by a way of its own, and the replica."""

    def __init__(self, way, replica):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {
            **os.environ, "DATABASE_URL": way.url(), "TEST_REPLICA_URL": replica.url(),
            "DJANGO_SETTINGS_MODULE": "tests.replica_settings",
        }  # fmt: skip
        command = [
            "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4",
            "--no-control-socket", "--log-level", "error",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, iri_to_uri(path), body, headers={"Host": "testserver"} | headers)
            response = connection.getresponse()
            return response.status, response.read().decode(), response.headers
        finally:
            connection.close()

    def get(self, path):
        return self.ask("GET", path)

    def wait(self):
        for _try in range(600):
            try:
                return self.get("/healthz")
            except OSError:
                time.sleep(0.1)
        raise TimeoutError

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def replica(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = Replica()
        try:
            made.start()
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def way(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = Way()
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(way, replica):
    made = Server(way, replica)
    try:
        made.wait()
        yield made
    finally:
        made.stop()


@pytest.fixture
def story(replica):
    found = make_article(headline=HEADLINE, body="<p>نص عن جسر المرسى.</p>", section="بلديات")
    replica.catch_up()
    time.sleep(SOON)
    return found


@pytest.fixture
def boss():
    return make_user("boss", is_superuser=True)


def is_asked(replica, ask):
    """Say whether what `ask` does reads tables of ours at the replica."""
    before = replica.ask("SELECT clock_timestamp()::text")
    assert ask()[0] < 500
    return replica.ask(
        f"SELECT count(*) FROM pg_stat_activity WHERE query_start > '{before}' AND query LIKE '%articles_%'"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )


def sign_in(server):
    """Send the form of the sign-in as a browser does."""
    token = "t" * 32
    body = f"username=nobody&password=nothing&csrfmiddlewaretoken={token}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return server.ask("POST", "/admin/login/", body, Cookie=f"csrftoken={token}", **kind)


def until(condition, seconds=20):
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it did not come to pass"
        time.sleep(0.05)


@pytest.mark.parametrize(
    "path",
    [
        "/articles/{}/another-slug/",  # a statement that is built once
        "/search.json?q=المرسى",  # our own SQL
        "/articles/by-external-id/nothing/",  # Django's
    ],
)
def test_readers_read_from_the_replica(server, replica, story, path):
    until(lambda: is_asked(replica, lambda: server.get(path.format(story.pk))))


def test_what_is_withdrawn_is_not_read_from_a_replica_that_has_not_replayed_it(server, replica, story, boss):
    pages = ["/", story.get_absolute_url(), f"/articles/{story.pk}.json", f"/search.json?q={HEADLINE}"]
    assert all(HEADLINE in server.get(path)[1] for path in pages)
    replica.catch_up()
    replica.pause()
    try:
        publishing.withdraw(story, by=boss, note="خطأ في الأسماء")
        time.sleep(SOON)
        for _again in range(5):
            home, page, record, found = (server.get(path) for path in pages)
            assert (page[0], record[0]) == (410, 410)
            assert HEADLINE not in home[1]
            assert json.loads(found[1])["count"] == 0
        held = f"SELECT status FROM articles_article WHERE id = {story.pk}"
        assert replica.ask(held) == "published"
    finally:
        replica.resume()
    until(lambda: replica.ask(held) == "withdrawn")
    assert server.get(story.get_absolute_url())[0] == 410


def test_a_replica_tells_how_far_it_is(replica, story):
    """The question that web servers put is understood by both, and tells one place of one database."""
    with connection.cursor() as cursor:
        cursor.execute(lags._PRIMARY)
        identity, position = cursor.fetchone()
    replica.catch_up()
    with psycopg.connect(replica.url()) as asked:
        is_replica, own_identity, own_position, _seconds = asked.execute(lags._REPLICA).fetchone()
    assert (is_replica, own_identity) == (True, identity)
    assert own_position >= position


def test_a_replica_that_stops_under_load_costs_no_reader_an_error(server, replica, story):
    told, is_over = [], threading.Event()

    def read(reader):
        for number in itertools.count():
            if is_over.is_set():
                return
            told.append(server.get(f"/search.json?q=المرسى&from=2020-01-{reader + 1:02}&page={number}")[0])
            told.append(server.get(story.get_absolute_url())[0])

    readers = [threading.Thread(target=read, args=[number]) for number in range(3)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    replica.stop()
    time.sleep(1)
    replica.start()
    time.sleep(1)
    is_over.set()
    for reader in readers:
        reader.join()
    assert len(told) > 20
    assert {*told} == {200}
    until(lambda: is_asked(replica, lambda: server.get("/search.json?q=جسر")))


def test_without_the_primary_pages_come_from_the_replica_marked_as_stale(server, replica, way, story, boss):
    gone = make_article(headline="سيسحب هذا", section="بلديات")
    replica.catch_up()
    time.sleep(SOON)
    assert server.get(story.get_absolute_url())[2]["Warning"] is None
    replica.pause()
    publishing.withdraw(gone, by=boss, note="خطأ في الأسماء")
    time.sleep(SOON)
    assert server.get(gone.get_absolute_url())[0] == 410
    way.cut()
    try:
        # The replica does not know of the withdrawal, and nobody else is there to ask.
        assert server.get(gone.get_absolute_url())[0] == 503
        replica.resume()
        until(lambda: server.get(gone.get_absolute_url())[0] == 410)
        for path in ["/", story.get_absolute_url(), "/archive/", f"/search/?q={HEADLINE}", "/nothing-here/",
                     "/sections/بلديات/", "/feeds/latest.rss", "/sitemap.xml"]:  # fmt: skip
            status, _text, headers = server.get(path)
            assert status == (404 if path == "/nothing-here/" else status if status == 302 else 200), path
            assert headers["Warning"] == '110 newsroom "Response is Stale"', path
        until(lambda: server.get("/readyz")[0] == 200)  # within two seconds, where it has them
        text = server.get("/readyz")[1]
        assert text.split()[0] == "degraded"
        assert "database: replica only" in text
        status, text, headers = sign_in(server)
        assert (status, headers["Retry-After"]) == (503, "10")
        assert "لا تصل غرفة التحرير إلى قاعدة بياناتها" in text
    finally:
        way.mend()
        replica.resume()
    until(lambda: server.get("/")[2]["Warning"] is None)
    assert sign_in(server)[0] == 200  # the form with its complaints: the desk is there again


@pytest.mark.parametrize("greets", [False, True])
def test_a_primary_that_hangs_holds_no_reader(server, replica, way, story, greets):
    """It takes what it is sent and answers nothing, so nobody refuses the web server anything."""
    replica.catch_up()
    path = story.get_absolute_url()
    until(lambda: is_asked(replica, lambda: server.get(SEARCH)))
    way.hang(greets=greets)
    try:
        time.sleep(SOON)  # so that the versions are asked for again
        for _again in range(3):
            began = time.monotonic()
            status, _text, headers = server.get(path)
            assert (status, headers["Warning"]) == (200, '110 newsroom "Response is Stale"')
            assert time.monotonic() - began < 10
    finally:
        way.mend()
    until(lambda: server.get("/")[2]["Warning"] is None)


def test_a_replica_that_hangs_holds_no_reader(server, replica, story):
    """The page that asked it waits a while; those after it are read from the primary."""
    replica.catch_up()
    path = story.get_absolute_url()
    until(lambda: is_asked(replica, lambda: server.get(SEARCH)))
    replica.freeze()
    try:
        for _again in range(3):
            began = time.monotonic()
            assert (server.get(path)[0], server.get(SEARCH)[0]) == (200, 200)
            assert time.monotonic() - began < 10
    finally:
        replica.thaw()
    until(lambda: is_asked(replica, lambda: server.get(SEARCH)))
