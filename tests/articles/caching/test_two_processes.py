"""Two web servers of one newsroom: what changes is gone from both within a second.

By default a page of each kind is asked for; with NEWSROOM_SLOW=1 all are.
"""

import http.client
import os
import socket
import subprocess
import sys
import time

import pytest
import redis
from django.urls import resolve
from django.utils.encoding import iri_to_uri

from articles.caching.build import build
from tests.articles.caching import newsroom
from tests.articles.caching.conftest import REDIS, needs_redis
from tests.sites import ROOT, environment_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# Of the second that a change may take, the look at the versions needs half at most.
SOON = 0.6
CHANGES = [
    newsroom.rename, newsroom.rename_section, newsroom.merge_keywords, newsroom.import_changed,
    newsroom.unpublish, newsroom.withdraw_link,
]  # fmt: skip


class Server:
    def __init__(self, cache_url):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {
            **environment_of(), "TEST_CACHE_URL": cache_url,
            "DJANGO_SETTINGS_MODULE": "tests.articles.caching.kept_settings",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{self.port}",
                "--threads", "2", "--no-control-socket", "--log-level", "error",
            ],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", iri_to_uri(path), headers={"Host": "testserver"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def wait(self):
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                return self.get("/healthz")
            except OSError:
                time.sleep(0.1)
        raise TimeoutError

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def addresses_of(room):
    """Return the pages to ask for: each article's, and of each other kind the story's, where it has one."""
    if os.environ.get("NEWSROOM_SLOW"):
        return room.addresses()
    own = f"/{room.story.pk}", "بلديات", "جسور", "صحيفة-المرسى", "منى-سالم", "سياسة"
    found = {}
    for path in sorted(room.addresses(), key=lambda path: not any(word in path for word in own)):
        name = resolve(path).view_name
        found.setdefault((name, path if name == "article" else ""), path)
    return list(found.values())


def forget_other_runs():
    """Empty Redis of this build's pages: a database of another run may have had the same oid and versions."""
    client = redis.Redis.from_url(REDIS)
    for name in client.scan_iter(f"newsroom:*:{build()}:*"):
        client.delete(name)


@pytest.fixture(params=["memory", pytest.param("redis", marks=needs_redis)])
def servers(request):
    build.cache_clear()  # a test may have asked for it under settings of its own
    if request.param == "redis":
        forget_other_runs()
    both = [Server(REDIS if request.param == "redis" else "") for _number in range(2)]
    try:
        for server in both:
            server.wait()
        yield both
    finally:
        for server in both:
            server.stop()


def test_each_change_is_in_every_page_of_both_within_a_second(servers, client):
    room = newsroom.Newsroom()
    known = addresses_of(room)
    for change in CHANGES:
        before = [{path: server.get(path) for path in known} for server in servers]
        change(room)
        time.sleep(SOON)
        known = [*dict.fromkeys([*known, *addresses_of(room)])]
        # Both are asked before anything is made anew here, lest time help them.
        told = [{path: server.get(path) for path in known} for server in servers]
        fresh = {path: (one.status_code, one.content) for path in known for one in [client.get(path)]}
        for server_told in told:
            assert [path for path in known if server_told[path] != fresh[path]] == [], change.__name__
        assert [path for path, answer in before[0].items() if answer != fresh[path]] != [], change.__name__
