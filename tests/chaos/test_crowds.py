"""A thousand readers at once on a page that has just changed, and a flood of searches."""

import asyncio
import threading
import time
from collections import Counter

import pytest
import urllib3

from tests.chaos import account
from tests.chaos.people import Reader, p95
from tests.chaos.site import SEARCHES_PER_MINUTE

pytestmark = pytest.mark.chaos
CROWD, FLOOD_SECONDS = 1000, 25


def renderings(site):
    """Count how often the front page was made: what is kept leaves no line in the log."""
    return site.log("web").read_text().count('"message": "GET home 200"')


async def read(host, port, gate):
    await gate.wait()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return answer.split(b" ", 2)[1].decode(), len(answer)


async def crowd(host, port, size):
    gate = asyncio.Event()
    waiting = [asyncio.create_task(read(host, port, gate)) for _ in range(size)]
    gate.set()
    return await asyncio.wait_for(asyncio.gather(*waiting), timeout=60)


def test_a_thousand_readers_of_a_page_that_just_changed_cost_one_rendering(site):
    site.get("/")
    time.sleep(2)
    before = renderings(site)
    site.database.ask("INSERT INTO articles_pagebump (key) VALUES ('home') RETURNING key")
    time.sleep(1)
    began = time.monotonic()
    answers = asyncio.run(crowd("127.0.0.1", int(site.origin.rsplit(":", 1)[1]), CROWD))
    took = time.monotonic() - began
    assert Counter(status for status, _length in answers) == {"200": CROWD}
    assert min(length for _status, length in answers) > 2000
    time.sleep(1)
    made = renderings(site) - before
    account.tell(
        "1,000 readers at once on an expired page", f"all answered within {took:.1f} s, {made:.0f} rendering"
    )
    # Without a shared cache each of the two processes makes its own.
    assert made <= (1 if site.redis else 2)
    assert made


def test_a_flood_of_searches_is_bounded_and_pages_stand(site):
    found, end = Counter(), time.monotonic() + FLOOD_SECONDS
    flood = [threading.Thread(target=search, args=(site, found, end), daemon=True) for _ in range(8)]
    reader = Reader(site)
    reader.paths = iter(lambda: "/", None)
    reader.start()
    for thread in flood:
        thread.start()
    for thread in flood:
        thread.join()
    reader.leave()
    assert set(found) == {200, 429}
    # Two minutes may be touched, each with its own bound.
    assert found[200] <= 2 * SEARCHES_PER_MINUTE
    assert not any(visit.error for visit in reader.visits)
    assert p95([reader]) < 3
    account.tell(
        "flood of searches of one address",
        f"{found[200]} answered, {found[429]} told to wait (429); pages meanwhile: p95 {p95([reader]):.2f} s",
    )


def search(site, found, end):
    """Search without pause from an address that a trusted proxy tells."""
    with urllib3.PoolManager(timeout=30, retries=False) as pool:
        number = 0
        while time.monotonic() < end:
            number += 1
            query = f"/search/?q=جسر+{threading.get_ident()}+{number}"
            headers = {"X-Forwarded-For": "203.0.113.9"}
            found[pool.request("GET", site.origin + query, headers=headers).status] += 1
