"""What lists show of an article: a card, or a line beside another article.

Of the same values the same is printed, and a new article is one of the twenty cards of a list: what a process
printed last it keeps, told apart by all that is printed.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from articles.caching.calendar import calendar
from articles.calendars import Calendar
from articles.models import Article
from articles.pictures import Picture, card_picture
from articles.similarity.related import ShownLink
from articles.templatetags.public import isolated, news_time

register = template.Library()

# Of 1–2 kB each: a few megabytes a process.
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True)
class House:
    """How the site writes its dates and words, which stands in a print beside its own values."""

    calendar: Calendar
    zone: tzinfo
    language: str | None

    @classmethod
    def of_page(cls) -> "House":
        return cls(calendar(), timezone.get_current_timezone(), get_language())


@dataclass(frozen=True, slots=True)
class Teaser:
    """All that a card prints; section and source are (name, address)."""

    url: str
    headline: str
    language: str
    summary: str
    is_breaking: bool
    published_at: datetime
    section: tuple[str, str] | None
    source: tuple[str, str] | None
    picture: Picture | None


@register.simple_tag(takes_context=True)
def card(context, article: Article, place: str = "", *, tag: str = "h2", **hidden: bool) -> str:
    """Print an article in its place: lead, row, first, small, else a card among others.

    What the page tells already is left out:
    `hide_section`, `hide_source`, `hide_summary`, here or in the context.
    """

    def shown(name: str, value):
        return None if hidden.get(f"hide_{name}", context.get(f"hide_{name}")) else value

    teaser = Teaser(
        url=article.get_absolute_url(),
        headline=article.headline,
        language=article.language,
        summary=shown("summary", article.summary) or "",
        is_breaking=article.is_breaking,
        published_at=article.published_at,
        section=_named(shown("section", article.section)),
        source=_named(shown("source", article.source)),
        picture=card_picture(article, place or "card"),
    )
    return _print_card(teaser, place, tag, House.of_page())


def _named(row) -> tuple[str, str] | None:
    return (row.name, row.get_absolute_url()) if row else None


@lru_cache(maxsize=_MOST_KEPT)
def _print_card(teaser: Teaser, place: str, tag: str, _house: House) -> str:
    return get_template("components/card.html").render({"card": teaser, "place": place, "tag": tag})


@register.simple_tag
def link_to(link: ShownLink) -> str:
    """Print a line under «إقرأ أيضاً» or «مقالات مشابهة»; one that waits leads to a search."""
    published_at = link.article.published_at if link.article else None
    return _print_link(link.headline, link.url, published_at, link.is_waiting, House.of_page())


@lru_cache(maxsize=_MOST_KEPT)
def _print_link(
    headline: str, url: str, published_at: datetime | None, is_waiting: bool, _house: House
) -> str:
    shape = '<a href="{}" class="waiting">{}</a>' if is_waiting else '<a href="{}">{}</a>'
    line = format_html(shape, url, isolated(headline))
    return format_html("{}\n{}", line, news_time(published_at)) if published_at else line
