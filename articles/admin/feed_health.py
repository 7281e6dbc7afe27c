"""How a feed fares, in the words of the desk."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.admin.display import badge
from articles.models import Feed
from newsroom.arabic.counts import since


def print_since(then: datetime, now: datetime) -> str:
    """Tell how far off a moment is: «منذ ساعتين», «بعد 5 دقائق»."""
    if get_language() == "ar":
        return since(then, now)
    if abs(now - then) < timedelta(minutes=1):
        return _("now")
    if then > now:
        return _("in %(time)s") % {"time": timeuntil(then, now, depth=1)}
    return _("%(time)s ago") % {"time": timesince(then, now, depth=1)}


def health_of(feed: Feed) -> tuple[str, str]:
    """Return the kind of badge, and one word for how a feed fares."""
    if feed.is_waiting:
        return "waiting", _("waiting for its turn")
    if not feed.is_active:
        return "changes", _("stopped")
    if feed.failures:
        return "rejected", _("failing")
    return ("published", _("fine")) if feed.last_success_at else ("draft", _("not read yet"))


def health_badge(feed: Feed) -> SafeString:
    return badge(*health_of(feed))


def last_success(feed: Feed) -> str:
    """«آخر جلب ناجح منذ ساعتين»."""
    if feed.last_success_at is None:
        return _("No successful fetch yet")
    told = print_since(feed.last_success_at, timezone.now())
    return _("Last successful fetch: %(since)s") % {"since": told}


def next_fetch(feed: Feed) -> str:
    if not feed.is_active:
        return "—"
    now = timezone.now()
    return print_since(feed.next_fetch_at, now) if feed.next_fetch_at > now else _("at the next minute")


def failures_text(feed: Feed) -> str:
    return ngettext("%(n)d failure in a row", "%(n)d failures in a row", feed.failures) % {"n": feed.failures}


def usual_gap(feed: Feed) -> str:
    """«مقال جديد كل ساعتين» as a span of time: «ساعتان»."""
    if feed.usual_gap is None:
        return "—"
    hours = round(feed.usual_gap / timedelta(hours=1))
    if hours:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    minutes = max(round(feed.usual_gap / timedelta(minutes=1)), 1)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def print_health(feed: Feed) -> SafeString:
    """Print what an editor asks first: does it work, since when not, and why not."""
    lines = [format_html("{} {}", health_badge(feed), last_success(feed))]
    if feed.failures and feed.is_active:
        lines.append(format_html('<span class="quiet">{}</span>', failures_text(feed)))
    if feed.last_error:
        lines.append(format_html('<span class="feed-error" dir="auto">{}</span>', feed.last_error[:300]))
    return SafeString("<br>".join(lines))  # nosec B703 — each line was escaped above
