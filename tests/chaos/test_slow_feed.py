"""A feed that would send a gigabyte, slowly or as fast as it can."""

import threading
import time

import pytest

from tests.chaos import account
from tests.servers import served

pytestmark = pytest.mark.chaos
GIGABYTE = 1024**3
# The reading of one feed may take half a minute and ten megabytes.
BOUND, MOST_GROWTH = 45, 120
ADD = """
from articles.models import AllowedNetwork, Feed, Source
AllowedNetwork.objects.get_or_create(network="127.0.0.1/32", port={port})
feed = Feed.objects.create(source=Source.objects.first(), url="{url}", interval=1440)
print(feed.pk)
"""


def sender(pause):
    def send(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/rss+xml")
        handler.send_header("Content-Encoding", "identity")
        handler.end_headers()
        sent = 0
        try:
            while sent < GIGABYTE:
                handler.wfile.write(b"<!-- " + b"x" * 16384 + b" -->")
                sent += 16384
                time.sleep(pause)
        except OSError:
            pass
        handler.server.site.sent = sent

    return send


@pytest.mark.parametrize(("kind", "pause"), [("slowly", 0.5), ("at once", 0)])
def test_a_feed_without_end_is_left_in_time_and_memory_stays(site, kind, pause):
    with served() as server:
        server.pages["/feed"] = sender(pause)
        feed = int(site.manage("shell", "-v0", "-c", ADD.format(port=server.port, url=server.url("/feed"))))
        before, most, over = site.worker.memory(), [0.0], threading.Event()
        watch = threading.Thread(target=watch_memory, args=(site, most, over), daemon=True)
        watch.start()
        began = time.monotonic()
        site.database.ask("UPDATE articles_feed SET asked_at = now() WHERE id = %s RETURNING id", [feed])
        ((job,),) = site.database.ask(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock) VALUES"
            " ('default', 'articles.tasks.poll', jsonb_build_object('feed_id', %s::int), %s) RETURNING id",
            [feed, f"feed-{feed}"],
        )
        others = wait_for(site, job)
        took = time.monotonic() - began
        over.set()
        watch.join()
        ((failures, error),) = site.database.ask(
            "SELECT failures, last_error FROM articles_feed WHERE id = %s", [feed]
        )
        site.database.ask("UPDATE articles_feed SET is_active = false WHERE id = %s RETURNING id", [feed])
    grown = most[0] - before
    account.tell(
        f"a feed that sends a gigabyte {kind}",
        f"left after {took:.0f} s; the worker grew by {grown:.0f} MB; {others} other jobs done meanwhile",
    )
    assert failures == 1
    assert error
    assert took < BOUND
    assert grown < MOST_GROWTH


def watch_memory(site, most, over):
    while not over.wait(0.3):
        most[0] = max(most[0], site.worker.memory())


def wait_for(site, job):
    """Wait for the job; count the others that came to their end meanwhile, asked for beside it."""
    asked, end = [], time.monotonic() + BOUND + 20
    while site.database.ask("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job]) != [
        ("succeeded",)
    ]:
        assert time.monotonic() < end
        if len(asked) < 20:
            ((number,),) = site.database.ask(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES"
                " ('default', 'articles.tasks.settle_source', '{\"source_id\": 1}') RETURNING id"
            )
            asked.append(number)
        time.sleep(0.5)
    return site.database.ask(
        "SELECT count(*) FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'succeeded'", [asked]
    )[0][0]
