"""The parts of the site one by one: what is well, what is to be watched, what is in trouble."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import health
from articles.admin.accounts import count_articles
from articles.admin.batch_pages import may_see_batches
from articles.admin.display import print_near
from articles.admin.feed_health import print_since
from newsroom import probes
from newsroom.backups.recording import Health
from newsroom.backups.recording import health as backup_health
from newsroom.lags import State, lags
from newsroom.seeing.reading import Numbers

# Jobs that wait longer, connections and disk that are taken beyond, ask for a person.
LONG = timedelta(minutes=5)
MANY_CONNECTIONS, LITTLE_DISK, NO_DISK = 0.8, 0.1, 0.03
# A planned update comes with the next minute; so long after its time something is wrong.
LATE_SECONDS = 180
_LAGS = {
    State.WELL: gettext_lazy("%(name)s follows; it lacks %(size)s"),
    State.LATE: gettext_lazy("%(name)s is behind by %(size)s: readers are served from elsewhere"),
    State.SILENT: gettext_lazy("%(name)s does not answer: readers are served from elsewhere"),
    State.WRITABLE: gettext_lazy("%(name)s follows no primary: it is not read"),
    State.STRANGE: gettext_lazy("%(name)s is of another database: it is not read"),
}
WELL, WATCH, BAD = "well", "watch", "bad"


@dataclass(slots=True)
class Part:
    """A part of the site: its judgement, and lines of (words, address or "")."""

    name: str
    label: str
    level: str = WELL
    lines: list[tuple[str, str]] = field(default_factory=list)

    def say(self, words: str, address: str = "") -> None:
        self.lines.append((words, address))

    def judge(self, level: str) -> None:
        """Let the worst of what was found stand."""
        order = (WELL, WATCH, BAD)
        self.level = max(self.level, level, key=order.index)

    @property
    def word(self) -> str:
        return {WELL: _("well"), WATCH: _("to be watched"), BAD: _("in trouble")}[self.level]

    @property
    def colour(self) -> str:
        return {WELL: "published", WATCH: "needs", BAD: "conflict"}[self.level]


def all_parts(user: Any, workers: int, queues: list[probes.Queue], numbers: Numbers) -> list[Part]:
    return [
        _database(), *_replicas(), _disk(), _cache(), _workers(workers), _jobs(queues), _publishing(),
        _imports(user), _feeds(user), _backups(), _pages(numbers), _search(numbers),
    ]  # fmt: skip


def total_of(queues: list[probes.Queue]) -> Callable[[str], int]:
    return lambda name: sum(getattr(queue, name) for queue in queues)


def _database() -> Part:
    part, found = Part("database", _("Database")), probes.database()
    part.say(_("Its size: %(size)s") % {"size": filesizeformat(found.size)})
    words = _("Connections: %(taken)d of %(most)d")
    part.say(words % {"taken": found.connections, "most": found.most_connections})
    if found.connections > MANY_CONNECTIONS * found.most_connections:
        part.judge(WATCH)
    return part


def _replicas() -> Iterator[Part]:
    """Tell of the replicas, where there are any."""
    found = lags()
    if not found:
        return
    part = Part("replicas", _("Replicas of the database"))
    for lag in found:
        part.judge(WELL if lag.state == State.WELL else WATCH if lag.state == State.LATE else BAD)
        part.say(_LAGS[lag.state] % {"name": lag.alias, "size": filesizeformat(lag.size)})
    yield part


def _disk() -> Part:
    part, found = Part("disk", _("Disk")), probes.disk()
    free = found.free / found.total
    given = {"free": filesizeformat(found.free), "total": filesizeformat(found.total)}
    part.say(_("Free: %(free)s of %(total)s") % given)
    part.judge(BAD if free < NO_DISK else WATCH if free < LITTLE_DISK else WELL)
    return part


def _cache() -> Part:
    part, answers = Part("cache", _("Shared cache")), probes.cache_answers()
    if answers is None:
        part.say(_("None is set up: each process keeps pages in its own memory."))
    elif answers:
        part.say(_("It answers."))
    else:
        part.judge(BAD)
        part.say(_("It does not answer: pages are made more slowly until it is back."))
    return part


def _workers(workers: int) -> Part:
    part = Part("workers", _("Workers"))
    if workers:
        part.say(ngettext("%(n)d worker is at work", "%(n)d workers are at work", workers) % {"n": workers})
    else:
        part.judge(BAD)
        part.say(_("No worker is running: planned updates, feeds and newsletters wait until one is started."))
    return part


def _jobs(queues: list[probes.Queue]) -> Part:
    part, total = Part("jobs", _("Jobs")), total_of(queues)
    for name, count in (("waiting", count_waiting), ("running", count_running), ("later", count_later)):
        if number := total(name):
            part.say(count(number))
    oldest = timedelta(seconds=max((queue.oldest for queue in queues), default=0))
    if oldest > LONG:
        part.judge(WATCH)
        now = timezone.now()
        part.say(_("The oldest has waited: %(since)s") % {"since": print_since(now - oldest, now)})
    if failures := total("failed"):
        part.judge(WATCH)
        part.say(count_failures(failures), "#state-failing")
    if lost := total("lost"):
        part.judge(WATCH)
        part.say(count_lost(lost), "#state-failing")
    if not part.lines:
        part.say(_("Nothing waits."))
    return part


def count_waiting(n: int) -> str:
    return ngettext("%(n)d job waits", "%(n)d jobs wait", n) % {"n": n}


def count_running(n: int) -> str:
    return ngettext("%(n)d job is under way", "%(n)d jobs are under way", n) % {"n": n}


def count_later(n: int) -> str:
    return ngettext("%(n)d job is tried again later", "%(n)d jobs are tried again later", n) % {"n": n}


def count_failures(n: int) -> str:
    return ngettext("%(n)d job failed", "%(n)d jobs failed", n) % {"n": n}


def count_lost(n: int) -> str:
    return ngettext("%(n)d job lost its worker", "%(n)d jobs lost their worker", n) % {"n": n}


def _publishing() -> Part:
    part, late = Part("publishing", _("Publishing by the clock")), health.overdue()
    if late > LATE_SECONDS:
        now = timezone.now()
        words = _("A planned update has waited for its publication: %(since)s")
        part.judge(BAD)
        part.say(words % {"since": print_since(now - timedelta(seconds=late), now)})
    else:
        part.say(_("No planned update is late."))
    return part


def _imports(user: Any) -> Part:
    part, found = Part("imports", _("Imports")), health.imports_lately()
    link = reverse("admin:articles_importbatch_changelist") if may_see_batches(user) else ""
    running = ngettext("%(n)d import is under way", "%(n)d imports are under way", found.running)
    part.say(running % {"n": found.running}, link)
    created, updated = count_articles(found.created), count_articles(found.updated)
    part.say(_("In the last hour: new: %(created)s") % {"created": created})
    if found.updated:
        part.say(_("In the last hour: updated: %(updated)s") % {"updated": updated})
    if found.rejected:
        words = ngettext("%(n)d record was rejected", "%(n)d records were rejected", found.rejected)
        part.judge(WATCH)
        part.say(words % {"n": found.rejected}, link)
    return part


def _feeds(user: Any) -> Part:
    part, found = Part("feeds", _("Feeds")), health.feeds()
    link = reverse("admin:articles_feed_changelist") if user.has_perm("articles.view_feed") else ""
    part.say(ngettext("%(n)d feed is read", "%(n)d feeds are read", found.active) % {"n": found.active}, link)
    if found.failing:
        part.judge(WATCH)
        words = ngettext("%(n)d feed fails", "%(n)d feeds fail", found.failing) % {"n": found.failing}
        part.say(words, f"{link}?health=failing" if link else "")
    if found.late:
        words = ngettext("%(n)d feed is late by an hour", "%(n)d feeds are late by an hour", found.late)
        part.judge(WATCH)
        part.say(words % {"n": found.late}, link)
    return part


def _backups() -> Part:
    part = Part("backups", _("Backups"))
    state, whole, failure = backup_health()
    part.judge(BAD if state in (Health.FAILED, Health.UNPROVED) else WELL if state == Health.WELL else WATCH)
    if whole is None:
        part.say(_("There is no backup of this newsroom; whoever runs the site can set up nightly ones."))
    else:
        part.say(_("The newest: %(moment)s") % {"moment": print_near(whole.made_at)})
        part.say(_tested(whole))
    if failure:
        part.say(_("The last backup failed: %(error)s") % {"error": failure.error})
    return part


def _tested(copy: Any) -> str:
    if copy.error:
        return _("The last backup did not pass its test: %(error)s") % {"error": copy.error}
    if copy.tested_at is None:
        return _("Not tested yet.")
    return _("It was restored aside and compared: %(moment)s") % {"moment": print_near(copy.tested_at)}


def _pages(numbers: Numbers) -> Part:
    part = Part("pages", _("Kept pages"))
    hits = numbers.total("newsroom_pages_total", outcome="hit")
    made = numbers.total("newsroom_pages_total", outcome="made")
    if not hits + made:
        part.say(_("Nothing was asked for yet."))
        return part
    percent = int(100 * hits / (hits + made))
    part.say(_("%(percent)d%% of pages were answered from what is kept") % {"percent": percent})
    if half := numbers.quantile("newsroom_request_seconds", 0.5):
        words = _("Half of what was made anew took less than %(seconds)s")
        part.say(words % {"seconds": print_seconds(half)})
    return part


def _search(numbers: Numbers) -> Part:
    part, name = Part("search", _("The search")), "newsroom_search_seconds"
    half, most = (numbers.quantile(name, share, kind="results") for share in (0.5, 0.95))
    if half is None or most is None:
        part.say(_("Nobody has searched yet."))
        return part
    part.say(_("Half of the searches took less than %(seconds)s") % {"seconds": print_seconds(half)})
    part.say(_("95%% of them took less than %(seconds)s") % {"seconds": print_seconds(most)})
    if most > 1:
        part.judge(WATCH)
    return part


def print_seconds(seconds: float) -> str:
    """«0.05 ثانية», «ثانية واحدة», «5 ثوان»."""
    if seconds == float("inf"):
        seconds = 10
    if seconds != int(seconds):
        return _("%(n)s of a second") % {"n": f"{seconds:g}"}
    return ngettext("%(n)d second", "%(n)d seconds", int(seconds)) % {"n": seconds}
