"""PostgreSQL's full text in querysets, for lexemes made in Python."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import CharField, F, Func, OuterRef, Subquery

from articles.models import ArticleSearch


class LexemeQuery(SearchQuery):
    """A tsquery of lexemes already made: cast and not parsed, since `to_tsquery` would cut them anew."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, list[str]]:
        return "%s::tsquery", [self.text]


def indexed_lexemes() -> Func:
    """Return the lexemes of an article's search row."""
    return Func(F("search__vector"), function="tsvector_to_array", output_field=ArrayField(CharField()))


def packed_text(article: int | None = None) -> Subquery:
    """Return the text of an article as numbers; without one, of the article of the row."""
    rows = ArticleSearch.objects.filter(pk=OuterRef("pk") if article is None else article)
    return Subquery(rows.values("numbers"))
