import json

from django import template
from django.utils.safestring import mark_safe

from articles.admin import display
from articles.permissions import may_paste
from articles.pictures import source_of
from articles.records import Record
from articles.sanitizing import body_html

register = template.Library()

register.filter("moment", display.print_moment)
register.filter("clock", display.print_clock)
register.filter("event_kind", display.print_event)
register.filter("news_day", display.print_day)
register.filter("state_badge", display.state_badge)
register.filter("badges", display.badges_of)
register.filter("article_title", display.title_of)
register.filter("needs_text", display.needs_text)
register.filter("picture_src", source_of)
register.filter("may_paste", may_paste)


@register.filter
def get_field(form, name: str):
    """Return a field of a form by its name."""
    return form[name]


@register.filter
def record_body(record: Record) -> str:
    return mark_safe(body_html(record.body))  # noqa: S308 — cleaned by the allow-list just now


@register.filter
def pretty_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
