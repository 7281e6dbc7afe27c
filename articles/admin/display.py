"""How the desk prints states, moments and hints."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.day import Event
from articles.models import Article
from articles.refusals import need_label
from articles.workflow import Transition
from newsroom.arabic import format_date
from newsroom.arabic.months import WEEKDAYS

# What a list has nothing to say of; on a phone, where a row is a card, it is left out.
NOTHING = SafeString('<span class="nothing-here">—</span>')


def print_day(day: date, *, with_year: bool = True) -> str:
    """Write a day the newsroom's way: «31 ديسمبر/كانون الأول 2024»."""
    if get_language() != "ar":
        return formats.date_format(day, "j F Y" if with_year else "j F")
    text = format_date(day, style="dual")
    return text if with_year else text.rsplit(" ", 1)[0]


def print_month(day: date) -> str:
    """Write the month of a day: «ديسمبر/كانون الأول 2024»."""
    return print_day(day).split(" ", 1)[1]


def print_weekday(number: int) -> str:
    """Name a day of the week; Monday, which 2024-01-01 was, is 0."""
    return WEEKDAYS[number] if get_language() == "ar" else formats.date_format(date(2024, 1, 1 + number), "l")


def print_moment(moment: datetime | None) -> str:
    """Write a moment with 24 hours: «31 ديسمبر/كانون الأول 2024، 10:30»."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    comma = "،" if get_language() == "ar" else ","
    return f"{print_day(local.date())}{comma} {local:%H:%M}"


def print_clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def print_event(event: Event) -> str:
    """Say what kind of thing comes out: «نشر», «تحديث», «نهاية حظر»."""
    return {
        "publication": _("published") if event.is_over else _("publication"),
        "update": _("update"),
        "embargo": _("end of an embargo"),
    }[event.kind]


def print_near(moment: datetime) -> str:
    """Write a moment of these days by its day: «اليوم 21:45», «غدا 09:00»; else whole."""
    days = (timezone.localdate(moment) - timezone.localdate()).days
    names = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return f"{names[days]} {print_clock(moment)}" if days in names else print_short(moment)


def print_short(moment: datetime) -> str:
    """Write a moment for the columns of a list: «31/12/2024 10:30»."""
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


def print_hint(hints: dict[str, Any]) -> str:
    """Tell what a text says of its date: «تاريخ غير معلوم — الجمعة؛ ليس قبل 21 فبراير/شباط 2025»."""
    hint = hints.get("published_at")
    if not isinstance(hint, dict):
        return ""
    parts = [_weekday(hint.get("weekday")), _between(_day(hint.get("after")), _day(hint.get("before")))]
    parts = [part for part in parts if part]
    if not parts:
        return ""
    return f"{_('The date is not known')} — {_separator().join(parts)}"


def print_damage(hints: dict[str, Any]) -> str:
    """Tell that a text came damaged, and whether it could be mended."""
    damaged = hints.get("damaged")
    if not isinstance(damaged, dict):
        return ""
    if damaged.get("suspect"):
        return _("Some of this text looks damaged by a wrong encoding; compare it with its source.")
    if damaged.get("markup"):
        return _(
            "The tags of this text did not fit each other where it came from; compare it with its source."
        )
    return _("Some of this text came in a wrong encoding and was repaired; read it through.")


def _separator() -> str:
    return "؛ " if get_language() == "ar" else "; "


def _weekday(number: Any) -> str:
    if not isinstance(number, int) or not 0 <= number < 7:
        return ""
    return print_weekday(number)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _between(after: date | None, before: date | None) -> str:
    if after and before:
        first = print_day(after, with_year=after.year != before.year)
        return _("between %(first)s and %(last)s") % {"first": first, "last": print_day(before)}
    if after:
        return _("not before %(day)s") % {"day": print_day(after)}
    return _("not after %(day)s") % {"day": print_day(before)} if before else ""


def title_of(article: Article) -> SafeString:
    """Print the headline; a text without one shows its working title, and says so."""
    if article.headline:
        return format_html("<bdi>{}</bdi>", article.headline)
    return format_html('<em class="untitled">{}: <bdi>{}</bdi></em>', _("No headline"), article.working_title)


def state_of(article: Article) -> tuple[str, str]:
    """Return the name and the label of a state; one that waits for its time is scheduled."""
    if article.is_scheduled:
        return "scheduled", _("scheduled")
    return article.status, str(article.get_status_display())


def badge(kind: str, text: str) -> SafeString:
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


def state_badge(article: Article) -> SafeString:
    return badge(*state_of(article))


def withdrawn_badge() -> SafeString:
    """«نسخة من مادة مسحوبة»: what a copy of something that was taken from readers is marked with."""
    return badge("withdrawn", _("copy of a withdrawn article"))


def needs_text(article: Article) -> str:
    """«ينقصه: العنوان، تاريخ النشر»."""
    return "، ".join(need_label(need) for need in article.needs)


def badges_of(article: Article) -> SafeString:
    """Print what a list must not hide: needs, changes that readers do not see, conflicts."""
    found = []
    if article.needs:
        found.append(("needs", _("Needs: %(needs)s") % {"needs": needs_text(article)}))
    if article.has_unpublished_changes:
        found.append(("changes", _("unpublished changes")))
    if article.is_embargoed:
        found.append(("embargo", _("embargo until %(at)s") % {"at": print_short(article.embargo_until)}))
    if article.is_marked_breaking:
        until = print_clock(article.breaking_until)
        found.append(("breaking", _("breaking until %(at)s") % {"at": until}))
    if article.has_conflict:
        found.append(("conflict", _("conflict with an import")))
    return format_html_join(" ", '<span class="badge badge-{}">{}</span>', found)


def urgent_links(article: Article, moves: list[Transition]) -> SafeString:
    """Lead to the pages where a move is confirmed; each link names its article for who cannot see the row."""
    links = [
        (
            reverse("admin:articles_article_move", args=[article.pk, move.name]),
            move.label,
            str(article),
            move.label,
        )
        for move in moves
    ]
    return format_html_join(" ", '<a class="urgent" href="{}" aria-label="{}: {}">{}</a>', links)
