"""How the site is, in plain words: each part with a judgement, its numbers, and where a person goes on.

What rows tell is told of the whole site; kept pages and searches are counted on this machine since its
processes began to count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import health
from articles.admin.feed_health import print_since
from articles.admin.job_names import job_name
from articles.admin.state_parts import WELL, all_parts, count_failures, total_of
from newsroom import probes
from newsroom.seeing.reading import Numbers

ERRORS_SHOWN = 20


@dataclass(slots=True)
class Failing:
    """Jobs of one task that failed or lost their worker, the newest of them first."""

    label: str
    troubles: list[probes.Trouble]

    @property
    def newest(self) -> probes.Trouble:
        return self.troubles[0]

    @property
    def count(self) -> str:
        return count_failures(len(self.troubles))

    @property
    def since(self) -> str:
        return print_since(self.newest.at, timezone.now()) if self.newest.at else ""


def may_see_state(user: Any) -> bool:
    """Whoever is told of the backups answers for the site."""
    return user.has_perm("newsroom.view_backup")


def may_try_again(user: Any) -> bool:
    return may_see_state(user) and user.has_perm("newsroom.change_jobfailure")


def state_context(user: Any) -> dict[str, Any]:
    queues, troubles = probes.queues(), probes.troubles()
    numbers, workers = Numbers(), probes.live_workers()
    parts = all_parts(user, workers, queues, numbers)
    failing = group_troubles(troubles)
    return {
        "parts": parts, "failing": failing[:ERRORS_SHOWN], "may_try_again": may_try_again(user),
        "worst": [part for part in parts if part.level != WELL], "delays": health.last_delays(),
        "tiles": list(_tiles(workers, queues)), "now": timezone.now(),
    }  # fmt: skip


def group_troubles(troubles: list[probes.Trouble]) -> list[Failing]:
    groups: dict[str, list[probes.Trouble]] = {}
    for trouble in troubles:
        groups.setdefault(trouble.task, []).append(trouble)
    return [Failing(job_name(task), found) for task, found in groups.items()]


def _tiles(workers: int, queues: list[probes.Queue]) -> Iterator[tuple[str, str, int, str]]:
    """Name what a person looks at first: name, label, number, part of the page."""
    total = total_of(queues)
    yield "workers", _("workers at work"), workers, "state-workers"
    yield "waiting", _("jobs waiting"), total("waiting"), "state-jobs"
    yield "running", _("jobs under way"), total("running"), "state-jobs"
    yield "failed", _("jobs that failed"), total("failed") + total("lost"), "state-failing"


def print_delay(delay: health.Delay) -> str:
    """Say how late an update came: «في موعده», «بعد موعده بدقيقتين»."""
    seconds, minutes = int(delay.seconds), round(delay.seconds / 60)
    if seconds < 1:
        return _("on time")
    if seconds < 60:
        return ngettext("late by %(n)d second", "late by %(n)d seconds", seconds) % {"n": seconds}
    return ngettext("late by %(n)d minute", "late by %(n)d minutes", minutes) % {"n": minutes}
