"""The links of the search page: facets to narrow by and to drop, orders, pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.caching.calendar import calendar
from articles.filters import SearchFilter
from articles.search.facets import Facet, facets
from articles.search.querying import Results

FACETS = ("section", "source", "keyword")
DAYS = ("from", "to")


def facet_links(filters: SearchFilter, results: Results) -> list[dict]:
    """Turn the counts into links that narrow; a facet already chosen is left out."""
    path = reverse("search")
    counts = facets(results.found)
    return [
        {
            "label": filters.filters[name].label,
            "links": [
                {
                    "name": facet.name,
                    "count": facet.count,
                    "url": filters.address(path, **{name: facet.slug}),
                }
                for facet in counts[name]
            ],
        }
        for name in FACETS
        if counts[name] and not filters.values.get(name)
    ] + _year_links(filters, counts["year"])


def _year_links(filters: SearchFilter, years: list[Facet]) -> list[dict]:
    """A year narrows by its days; one year alone, or days already chosen, leave nothing to narrow."""
    if len(years) < 2 or any(filters.values.get(name) for name in DAYS):
        return []
    path = reverse("search")
    links = [
        {
            "name": calendar().number(facet.name),
            "count": facet.count,
            "url": filters.address(path, **{"from": f"{facet.slug}-01-01", "to": f"{facet.slug}-12-31"}),
        }
        for facet in years
    ]
    return [{"label": _("year"), "links": links}]


def active_links(filters: SearchFilter) -> list[dict]:
    """List what narrows the search, each with the address that drops it."""
    path = reverse("search")
    return [
        {
            "label": filters.filters[name].label,
            "name": str(value),
            "url": filters.address(path, **{name: None}),
        }
        for name in (*FACETS, *DAYS)
        if (value := filters.values.get(name))
    ]


def hidden_values(filters: SearchFilter) -> list[tuple[str, str]]:
    """List what a new search by the form keeps."""
    return [(name, text) for name in (*FACETS, *DAYS, "sort") if (text := filters.text_of(name))]


def sort_links(filters: SearchFilter) -> list[dict]:
    path = reverse("search")
    return [
        {"name": label, "is_current": value == filters.sort_by, "url": filters.address(path, sort=value)}
        for value, label in filters.filters["sort"].extra["choices"]
    ]


def page_links(filters: SearchFilter, results: Results) -> dict:
    path, page = reverse("search"), results.page
    return {
        "first": filters.address(path),
        "previous": filters.address(path, page=page - 1 if page > 2 else None) if page > 1 else "",
        "number": page,
        "next": filters.address(path, page=results.next) if results.next else "",
    }


def meant_link(filters: SearchFilter, results: Results) -> dict | None:
    """Lead to the same search for what was probably meant."""
    if not results.did_you_mean:
        return None
    return {
        "name": results.did_you_mean,
        "url": filters.address(reverse("search"), q=results.did_you_mean),
    }
