"""The menu and the footer of the site, read in the statement that reads what a page is about."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Model, QuerySet
from django.db.models.expressions import RawSQL

from articles.models import FlatPage, Section
from newsroom.reading import read_cursor

_COLUMNS = ("id", "name", "slug")
_SECTIONS = """
(SELECT jsonb_agg(jsonb_build_array(s.id, s.name, s.slug) ORDER BY s.position, s.id)
 FROM articles_section s WHERE s.in_menu AND s.parent_id IS NULL)
"""
_PAGES = """
(SELECT jsonb_agg(jsonb_build_array(p.id, p.name, p.slug) ORDER BY p.position, p.id)
 FROM articles_flatpage p WHERE p.is_published AND p.position IS NOT NULL)
"""
MENU = f"(SELECT jsonb_build_object('sections', {_SECTIONS}, 'pages', {_PAGES}))"
_CHILDREN = """
(SELECT jsonb_agg(jsonb_build_array(c.id, c.name, c.slug, c.in_menu) ORDER BY c.position, c.id)
 FROM articles_section c WHERE c.parent_id = articles_section.id)
"""


@dataclass(frozen=True, slots=True)
class Menu:
    """What every page leads to: the top sections, and the pages that the footer names."""

    sections: Sequence[Section] = ()
    pages: Sequence[FlatPage] = ()


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


def with_footer(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Let a queryset read the pages of the footer too, for `footer_of`."""
    return rows.annotate(footer_read=RawSQL(_PAGES, (), output_field=JSONField()))  # noqa: S611 — our own text


def footer_of(rows: Sequence[Any]) -> Sequence[FlatPage]:
    """Return the pages that were read with rows; without any row they are read now."""
    return _named(FlatPage, rows[0].footer_read) if rows else read_menu().pages


def menu_of(row: Model) -> Menu:
    """Return the menu that was read with a row, else read it now."""
    return unpack_menu(row.menu_read) if hasattr(row, "menu_read") else read_menu()


def read_menu() -> Menu:
    with read_cursor() as cursor:
        cursor.execute(MENU)
        return unpack_menu(cursor.fetchone()[0])


def unpack_menu(told: str | dict[str, Any] | None) -> Menu:
    """Make rows of the few columns that the menu prints."""
    told = (json.loads(told) if isinstance(told, str) else told) or {}
    return Menu(_named(Section, told.get("sections")), _named(FlatPage, told.get("pages")))


def _named(model: Any, rows: list[list[Any]] | None) -> list[Any]:
    return [model.from_db(None, _COLUMNS, values) for values in rows or []]
