"""A machine of the site has a clock that is wrong by an hour; the database's is right."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos import account, people
from tests.chaos.desk import Desk

pytestmark = pytest.mark.chaos


@pytest.fixture(params=[1, -1], ids=["fast", "slow"])
def wrong_clock(request, site):
    site.restart_programs(CHAOS_CLOCK=str(request.param * 3600))
    yield request.param
    site.restart_programs()


def status_of(site, number):
    return site.get(f"/articles/{number}.json")[0]


def set_moment(site, number, column, moment):
    site.database.ask(
        f"UPDATE articles_article SET {column} = %s WHERE id = %s RETURNING id", [moment, number]
    )


def test_the_clock_of_the_database_decides_what_is_public(site, wrong_clock):
    desk = Desk(site.origin).sign_in()
    numbers = [desk.new_article(f"ساعة{next(people.WORDS)}ة") for _ in range(4)]
    for number in numbers:
        desk.publish(number)
    fresh, embargoed, later, past = numbers
    # Published this moment: read this moment, though this machine thinks that it is another hour.
    assert status_of(site, fresh) == 200
    ((moment,),) = site.database.ask("SELECT published_at FROM articles_article WHERE id = %s", [fresh])
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=2)
    now = datetime.now(UTC)
    set_moment(site, embargoed, "embargo_until", now + timedelta(minutes=30))
    set_moment(site, later, "published_at", now + timedelta(minutes=30))
    set_moment(site, past, "published_at", now - timedelta(minutes=30))
    time.sleep(1.5)  # what changed is seen within a second
    assert [status_of(site, number) for number in (embargoed, later, past)] == [404, 404, 200]
    # A session that begins under the wrong clock is good under it, and was good under the right one.
    assert Desk(site.origin).sign_in().get("/admin/").status == 200
    how = "fast" if wrong_clock > 0 else "slow"
    account.tell(
        f"clock of web and worker an hour {how}",
        "embargo, schedule and publication follow the database; sessions hold; TOTP codes of phones do not",
    )
