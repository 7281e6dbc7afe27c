"""PostgreSQL's full text in querysets, for lexemes made in Python."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import CharField, F, Func

from articles.search.vectors import quote_lexeme


class LexemeQuery(SearchQuery):
    """A tsquery of lexemes already made: cast and not parsed, since `to_tsquery` would cut them anew."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    @classmethod
    def any_of(cls, lexemes: Iterable[str]) -> "LexemeQuery":
        return cls(" | ".join(sorted({quote_lexeme(lexeme) for lexeme in lexemes})))

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, list[str]]:
        return "%s::tsquery", [self.text]


def indexed_lexemes() -> Func:
    """Return the lexemes of an article's search row."""
    return Func(F("search__vector"), function="tsvector_to_array", output_field=ArrayField(CharField()))
