"""Weigh candidates coarsely inside the database, so that only the best are read closely (`scoring`)."""

from collections.abc import Sequence
from typing import Any

from articles.search.parsing import Query
from articles.search.vectors import quote_lexeme

# ts_rank's weights of D, C, B and A: body, nothing, summary and headline.
_WEIGHTS = "'{0.1, 0.2, 0.4, 1.0}'"
# Normalization 1 divides by the logarithm of the length, so that long texts do not win by length.
_WORD = f"%s * ts_rank({_WEIGHTS}, s.vector, %s::tsquery, 1)"
_TOGETHER = f"%s * ts_rank({_WEIGHTS}, s.vector, %s::tsquery)"
# News grows old, but an old article keeps most of its weight: an archive is searched too.
_AGE = "extract(epoch FROM now() - coalesce(chosen.published_at, now()))"
_FRESHNESS = f"(0.6 + 0.4 * exp(-{_AGE} / (365 * 86400.0)))"


def score_sql(words: Sequence[tuple[str, float]]) -> tuple[str, list[Any]]:
    """Return the SQL of a score, with `s` the search row and `chosen` the article, and its parameters.

    `words` are tsqueries of one word each with its rarity. All together weigh by how near they stand.
    """
    if not words:
        return "0.0::float", []
    terms = [_WORD] * len(words)
    params: list[Any] = [part for query, rarity in words for part in (rarity, query)]
    if len(words) > 1:
        terms.append(_TOGETHER)
        together = " & ".join(f"({query})" for query, _rarity in words)
        params += [sum(rarity for _query, rarity in words) / len(words), together]
    return f"(({' + '.join(terms)}) * {_FRESHNESS})::float", params


def words_of(query: Query, rarity: Any) -> list[tuple[str, float]]:
    return [(quote_lexeme(lexeme), rarity(lexeme)) for lexeme in query.wanted]
