"""Redis is gone, hangs, and is slow: pages are served all the same."""

import signal
import time

import pytest

pytestmark = pytest.mark.chaos
# Each use of the cache waits half a second at most, and then none is tried for a while; the rest is for a
# machine that is busy with all of this.
LONGEST_PAGE = 10


@pytest.fixture(autouse=True)
def redis_is_there(site):
    if site.redis is None:
        pytest.skip("there is no redis-server")


def readers_wait_no_longer(outcome, seconds):
    assert not [error for person in outcome.readers for error in person.visits if error.error]
    assert max(visit.ended - visit.began for person in outcome.readers for visit in person.visits) < seconds


def test_pages_stand_while_the_cache_is_gone_and_it_is_used_again_once_it_is_back(site):
    with site.fault("Redis gone for 8 s") as outcome:
        with site.held(site.redis):
            site.redis.kill()
            time.sleep(1)
            _status, told = site.get("/readyz")
            time.sleep(7)
        outcome.note = "readyz says " + told.split("\n")[0]
        assert "cache: no answer" in told
    readers_wait_no_longer(outcome, LONGEST_PAGE)
    wait_until(lambda: "cache: ok" in site.get("/readyz")[1])


def test_pages_stand_while_the_cache_hangs(site):
    with site.fault("Redis hangs for 10 s (SIGSTOP)") as outcome:
        site.redis.process.send_signal(signal.SIGSTOP)
        time.sleep(10)
        site.redis.process.send_signal(signal.SIGCONT)
    readers_wait_no_longer(outcome, LONGEST_PAGE)


def test_pages_are_slower_and_no_more_while_the_cache_takes_two_seconds_an_answer(site):
    with site.fault("Redis takes 2 s an answer, for 10 s") as outcome:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            site.cache().execute_command("CLIENT", "PAUSE", 2000, "ALL")
    readers_wait_no_longer(outcome, LONGEST_PAGE)


def wait_until(is_so, within=20):
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.5)
