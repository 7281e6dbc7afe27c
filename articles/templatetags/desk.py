import json

from django import template
from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from articles.admin import display
from articles.admin.feed_health import failures_text, print_since
from articles.admin.state import may_see_state, print_delay
from articles.permissions import may_paste
from articles.pictures import source_of
from articles.picturing import for_desk
from articles.records import Record
from articles.sanitizing import body_html

# The length of the line of the day, in units of its drawing.
LINE = 1000

register = template.Library()

register.filter("moment", display.print_moment)
register.filter("clock", display.print_clock)
register.filter("near_moment", display.print_near)
register.filter("event_kind", display.print_event)
register.filter("news_day", display.print_day)
register.filter("news_month", display.print_month)
register.filter("state_badge", display.state_badge)
register.filter("badges", display.badges_of)
register.filter("article_title", display.title_of)
register.filter("needs_text", display.needs_text)
register.filter("picture_src", source_of)
register.filter("may_paste", may_paste)
register.filter("feed_failures", failures_text)
register.filter("may_see_state", may_see_state)
register.filter("delay", print_delay)


@register.filter
def age(moment) -> str:
    """Tell how long ago a moment was, or how far off it is: «منذ ساعتين», «بعد 5 دقائق»."""
    return print_since(moment, timezone.now())


register.simple_tag(display.withdrawn_badge)


@register.filter
def urgent_acts(article) -> str:
    return display.urgent_links(article, article.urgent)


@register.filter
def nothing_waits(lists) -> bool:
    return not any(one.count for one in lists)


@register.inclusion_tag("admin/desk_line.html")
def day_line(events, now):
    """Draw the day from right to left as it is read; in English from left to right."""
    is_rtl = get_language_bidi()

    def place(share: float) -> int:
        return round(LINE * (1 - share if is_rtl else share))

    return {
        "hours": [(place(hour / 24), f"{hour:02}:00") for hour in range(0, 25, 4)],
        "marks": [(place(event.share), event) for event in events],
        "now": place((now.hour * 60 + now.minute) / 1440),
        "line": LINE,
    }


@register.simple_tag
def ordering_words():
    """Give the script of ordered lists its words."""
    words = {
        "place": pgettext("order", "place"),
        "back": _("Put back"),
        "away": _("Take away"),
        "gone": _("Taken away"),
        "returned": _("Put back in its place"),
        "added": pgettext("order", "Added"),
    }
    return json_script(words, "ordering-words")


@register.filter
def get_field(form, name: str):
    """Return a field of a form by its name."""
    return form[name]


@register.filter
def record_body(record: Record) -> str:
    return mark_safe(for_desk(body_html(record.body)))  # noqa: S308 — cleaned by the allow-list just now


@register.filter
def clean_html(text: str) -> str:
    return mark_safe(body_html(text))  # noqa: S308 — cleaned by the allow-list just now


@register.filter
def pretty_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
