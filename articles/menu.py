"""The menu of the site, read in the statement that reads what a page is about."""

import json
from typing import Any

from django.db.models import JSONField, Model, QuerySet
from django.db.models.expressions import RawSQL

from articles.models import Section

_COLUMNS = ("id", "name", "slug")
MENU = """
(SELECT jsonb_agg(jsonb_build_array(s.id, s.name, s.slug) ORDER BY s.position, s.id)
 FROM articles_section s WHERE s.in_menu AND s.parent_id IS NULL)
"""
_CHILDREN = """
(SELECT jsonb_agg(jsonb_build_array(c.id, c.name, c.slug, c.in_menu) ORDER BY c.position, c.id)
 FROM articles_section c WHERE c.parent_id = articles_section.id)
"""


def with_menu(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Let a queryset of anything read the menu too, for `menu_of`."""
    return rows.annotate(menu_read=RawSQL(MENU, (), output_field=JSONField()))  # noqa: S611 — our own text


def with_children(sections: QuerySet[Section]) -> QuerySet[Section]:
    """Let a queryset of sections read their children too, for `children_of`."""
    return sections.annotate(children_read=RawSQL(_CHILDREN, (), output_field=JSONField()))  # noqa: S611 — our own text


def children_of(section: Section) -> list[Section]:
    """Return the children that were read with a section, else read them now."""
    if not hasattr(section, "children_read"):
        return list(section.children.all())
    return [Section.from_db(None, (*_COLUMNS, "in_menu"), values) for values in section.children_read or []]


def menu_of(row: Model) -> list[Section]:
    """Return the menu that was read with a row, else read it now."""
    if not hasattr(row, "menu_read"):
        return list(Section.objects.for_menu())
    return unpack_menu(row.menu_read)


def unpack_menu(told: str | list[list[Any]] | None) -> list[Section]:
    """Make sections of the few columns that the menu prints."""
    rows = json.loads(told) if isinstance(told, str) else told or []
    return [Section.from_db(None, _COLUMNS, values) for values in rows]
