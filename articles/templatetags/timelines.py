"""What the months of a keyword print, of which there are few: a process keeps what it printed last."""

from datetime import date
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import ngettext

from articles.templatetags.public import digits, news_month
from articles.templatetags.teasers import House

register = template.Library()
_MOST_KEPT = 2048


@register.simple_tag
def month_link(month: date) -> str:
    return _print_month(month, House.of_page())


@lru_cache(maxsize=_MOST_KEPT)
def _print_month(month: date, _house: House) -> str:
    address = reverse("archive-month", args=[month.year, month.month])
    return format_html('<a href="{}">{}</a>', address, news_month(month))


@register.simple_tag
def stories_of(count: int) -> str:
    """Print how many: 1 → «مقال واحد», 3 → «3 مقالات»."""
    return _print_count(count, House.of_page())


@lru_cache(maxsize=_MOST_KEPT)
def _print_count(count: int, _house: House) -> str:
    return digits(ngettext("%(count)s article", "%(count)s articles", count) % {"count": count})
