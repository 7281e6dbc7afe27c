"""Read the fields of a query, «مصدر:رويترز», «بعد:2024-05-01», and narrow articles by them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Author, Section, Source
from articles.querysets import ArticleQuerySet
from newsroom.arabic import fold, parse_date
from tags.models import Keyword

TITLE, SOURCE, KEYWORD, AUTHOR, SECTION, SINCE, BEFORE, UNTIL, ON = (
    "title", "source", "keyword", "author", "section", "since", "before", "until", "on",
)  # fmt: skip
_NAMES = {
    TITLE: "عنوان العنوان title headline",
    SOURCE: "مصدر المصدر source",
    KEYWORD: "كلمة وسم keyword tag",
    AUTHOR: "كاتب الكاتب author by",
    SECTION: "قسم القسم section",
    SINCE: "بعد منذ من after since from",
    BEFORE: "قبل before",
    UNTIL: "حتى إلى until to",
    ON: "تاريخ يوم سنة عام date on year",
}
NAMES = {fold(name): field for field, names in _NAMES.items() for name in names.split()}
DATES = frozenset({SINCE, BEFORE, UNTIL, ON})
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_EARLIEST, _LATEST = 1800, 2200
_MOST_NAMES = 50
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a query: its name, its value as typed, and whether it leaves out."""

    name: str
    value: str
    is_excluded: bool = False


def read_days(value: str) -> Days | None:
    """Return the first day meant and the day after the last: «2024», «2024-05», «17 مايو 2024»."""
    text = fold(value).replace(" ", "-")
    if _YEAR.fullmatch(text) and _EARLIEST <= int(text) <= _LATEST:
        return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
    if (
        (found := _MONTH.fullmatch(text))
        and _EARLIEST <= int(found[1]) <= _LATEST
        and 1 <= int(found[2]) <= 12
    ):
        first = date(int(found[1]), int(found[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1)
    day = parse_date(value)
    day = day.date() if isinstance(day, datetime) else day
    return (day, day + timedelta(days=1)) if day and _EARLIEST <= day.year <= _LATEST else None


def narrow(articles: ArticleQuerySet, fields: tuple[Field, ...]) -> tuple[ArticleQuerySet, list[Field]]:
    """Keep the articles that every field fits; a field that names nothing we know is told, not used."""
    unknown: list[Field] = []
    for field in fields:
        condition = _condition(field)
        if condition is None:
            unknown.append(field)
        else:
            articles = articles.exclude(condition) if field.is_excluded else articles.filter(condition)
    return articles, unknown


def _condition(field: Field) -> Q | None:
    if field.name in DATES:
        return _in_days(field.name, read_days(field.value))
    find, condition = _BY_NAME[field.name]
    found = list(find(fold(field.value)))
    return condition(found) if found else None


def _in_days(name: str, days: Days | None) -> Q | None:
    """Narrow by days; «قبل:2020» holds nothing of 2020, and «بعد:2020» all the rest, as elsewhere."""
    if days is None:
        return None
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in days)
    match name:
        case "since":
            return Q(published_at__gte=first)
        case "before":
            return Q(published_at__lt=first)
        case "until":
            return Q(published_at__lt=after)
    return Q(published_at__gte=first, published_at__lt=after)


def _named(model: Any) -> Callable[[str], Iterator[int]]:
    """Find rows by their whole name or an alias; where none has it, by a part of the name."""

    def find(key: str) -> Iterator[int]:
        rows = model.objects.filter(Q(key=key) | Q(aliases__key=key))
        whole = list(rows.values_list("pk", flat=True).distinct()[:_MOST_NAMES]) if key else []
        if whole or len(key) < 3:
            return iter(whole)
        part = model.objects.filter(Q(key__contains=key) | Q(aliases__key__contains=key)).order_by("pk")
        return iter(part.values_list("pk", flat=True).distinct()[:_MOST_NAMES])

    return find


def _articles_of(path: str, found: list[int]) -> Q:
    """Say which articles a row is joined to; an article joined twice comes once."""
    return Q(pk__in=Article.objects.order_by().filter(**{f"{path}__in": found}).values("pk"))


_BY_NAME: dict[str, tuple[Callable[[str], Iterator[int]], Callable[[list[int]], Q]]] = {
    SOURCE: (_named(Source), lambda found: Q(source__in=found)),
    SECTION: (_named(Section), lambda found: Q(section__in=found) | Q(section__parent__in=found)),
    KEYWORD: (_named(Keyword), partial(_articles_of, "article_keywords__tag")),
    AUTHOR: (_named(Author), partial(_articles_of, "articleauthor__author")),
}
