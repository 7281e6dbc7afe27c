from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsroom.backups.retention import to_keep

RULE = {"days": 7, "weeks": 4, "months": 12}
NIGHT = datetime(2026, 6, 30, 1, 10, tzinfo=UTC)


@dataclass
class Made:
    at: datetime
    is_good: bool = True
    is_bad: bool = False

    @property
    def name(self):
        return self.at.strftime("%Y%m%dT%H%M%SZ")


def nights(number, **told):
    return [Made(NIGHT - timedelta(days=days), **told) for days in range(number)]


def kept_days(copies):
    kept = to_keep(copies, RULE)
    return [(NIGHT - copy.at).days for copy in copies if copy.name in kept]


def test_of_a_year_of_nights_days_weeks_and_months_stay():
    # June 30th is a Tuesday: seven days; the newest of this week and of the three before it, which end on
    # Sundays; the last days of May, April … July of the year before.
    months = [30, 61, 91, 122, 150, 181, 212, 242, 273, 303, 334]
    assert kept_days(nights(400)) == sorted({*range(7), 0, 2, 9, 16, *months})


def test_what_stays_tonight_was_kept_before():
    """Else a monthly copy would be asked for that an earlier night deleted."""
    alive = []
    for day in range(400):
        alive.insert(0, Made(NIGHT + timedelta(days=day)))
        kept = to_keep(alive, RULE)
        alive = [copy for copy in alive if copy.name in kept]
    assert len({copy.at.strftime("%Y%m") for copy in alive}) == 12
    assert len(alive) <= 7 + 4 + 12


def test_of_one_day_the_newest_stays():
    first, second = Made(NIGHT.replace(hour=9)), Made(NIGHT.replace(hour=10))
    assert to_keep([second, first], RULE) == {second.name}


def test_the_newest_good_copy_is_never_let_go():
    """Forty nights failed their tests: the one before them is all there is."""
    bad, good = nights(40, is_good=False, is_bad=True), Made(NIGHT - timedelta(days=40))
    assert to_keep([*bad, good], RULE) == {bad[0].name, good.name}
    untested = nights(60, is_good=False)
    assert Made(NIGHT - timedelta(days=400)).name in to_keep(
        [*untested, Made(NIGHT - timedelta(days=400))], RULE
    )


def test_a_bad_copy_fills_no_place():
    copies = nights(10)
    copies[1].is_good, copies[1].is_bad = False, True
    assert kept_days(copies)[:7] == [0, 2, 3, 4, 5, 6, 7]
