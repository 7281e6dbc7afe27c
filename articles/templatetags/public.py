"""Tags and filters of the public pages."""

import json
import re
from datetime import time

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from articles.caching.calendar import calendar
from articles.menu import Menu, read_menu
from articles.models import Article, FlatPage
from articles.printing import printed
from articles.readable import RIGHT_TO_LEFT
from articles.sanitizing import plain_text
from newsroom.addresses import absolute as absolute_address
from newsroom.arabic import direction, is_arabic

register = template.Library()

_PLAIN_BLOCK = re.compile(r"<(p|h[2-4]|li|blockquote|figcaption|td|th)>(.*?)(?=</\1>)", re.DOTALL)
# A data block ends at "</script", and "<!--" changes how it is read: no `<` may stand in it.
_JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def site_menu(context) -> Menu:
    """Give menu and footer: what the view has read already, else one query."""
    return context["menu"] if "menu" in context else read_menu()


class ConstantNode(template.Node):
    """Print what is the same on every page of the site, from the first that needed it on."""

    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes, self._printed = nodes, {}

    def render(self, context) -> str:
        site = get_language(), settings.SITE_NAME, settings.SITE_URL
        if site not in self._printed:
            self._printed[site] = self.nodes.render(context)
        return self._printed[site]


@register.tag
def constant(parser, token) -> ConstantNode:
    """Mark what depends on nothing but the language and the site: {% constant %}…{% endconstant %}"""
    nodes = parser.parse(("endconstant",))
    parser.delete_first_token()
    return ConstantNode(nodes)


@register.filter
def text_direction(text: str) -> str:
    """Give the direction of most letters: «NASA تطلق مسبارا» → rtl, where the first letter says ltr."""
    return "rtl" if is_arabic(text) else direction(text)


@register.simple_tag
def isolated(text: str) -> str:
    """Print a text of mixed directions so that it disturbs nothing around it."""
    return format_html('<bdi dir="{}">{}</bdi>', text_direction(text), text)


@register.simple_tag
def news_time(moment) -> str:
    """Print a moment as its day, which browsers read too."""
    return format_html('<time datetime="{}">{}</time>', machine_time(moment), news_date(moment))


@register.filter
def language_direction(language: str) -> str:
    """ar-EG → rtl, en → ltr"""
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.filter
def news_date(moment) -> str:
    """31/12/2024 → «31 ديسمبر/كانون الأول 2024»"""
    return calendar().date(timezone.localtime(moment))


@register.filter
def news_day(moment) -> str:
    """31/12/2024 → «الثلاثاء، 31 ديسمبر/كانون الأول 2024», and its Hijri date where the house prints them"""
    return calendar().full_date(timezone.localtime(moment) if hasattr(moment, "hour") else moment)


@register.filter
def news_month(day) -> str:
    """31/12/2024 → «ديسمبر/كانون الأول 2024»"""
    return f"{month_name(day)} {digits(day.year)}"


@register.filter
def month_name(day) -> str:
    """31/12/2024 → «ديسمبر/كانون الأول»; a line may end after the slash, never within a name."""
    return calendar().month(day).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def news_moment(moment) -> str:
    """31/12/2024 10:30 → «الثلاثاء، 31 ديسمبر/كانون الأول 2024، 10:30 ص»

    Midnight sharp is a date without a time (DESIGN part 4), so only the day is printed.
    """
    local = timezone.localtime(moment)
    return calendar().full_date(local) if local.time() == time() else calendar().moment(local)


@register.filter
def digits(value) -> str:
    """Write a number, or the numbers of our own words, in the digits of the house: 12 → «١٢»"""
    return calendar().number(value)


@register.simple_tag
def numbering() -> str:
    """Name the digits of the house as browsers do (CLDR)."""
    return "arab" if calendar().digits == "arabic" else "latn"


@register.filter
def machine_time(moment) -> str:
    """Write a moment for <time datetime>: 2024-12-31T10:30:00+03:00"""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def absolute(path: str) -> str:
    return absolute_address(path)


@register.filter
def body_for_readers(article: Article | FlatPage) -> str:
    """Mark the body safe: the only place that does.

    Every door stores bodies through `articles.sanitizing`, so what comes out is clean already and is
    not cleaned again. Only a direction is added to blocks that run against their article: an English
    paragraph in an Arabic article keeps its stop at its own end.
    """
    natural = language_direction(article.language)
    [body] = printed([article.body])
    return mark_safe(_PLAIN_BLOCK.sub(lambda found: _directed(found, natural), body))  # noqa: S308 — clean as stored


def _directed(found: re.Match, natural: str) -> str:
    tag, content = found.groups()
    text = plain_text(content)
    if not any(char.isalpha() for char in text):
        return found[0]
    actual = "rtl" if is_arabic(text) else "ltr"
    return found[0] if actual == natural else f'<{tag} dir="{actual}">{content}'


@register.simple_tag
def json_ld(data) -> str:
    """Print structured data; the escapes let no headline end the block or open a comment."""
    text = json.dumps(data, ensure_ascii=False).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 — escaped above
