"""Weigh a hit: where its words stand, exact forms, the headline, and its age."""

from typing import Any

from articles.search.parsing import Query

# ts_rank's weights of D, C, B and A: body, nothing, summary and headline.
_WEIGHTS = "'{0.1, 0.2, 0.4, 1.0}'"
# Normalization 1 divides by the logarithm of the length, so that long texts do not win by length.
_STEMS = f"ts_rank({_WEIGHTS}, s.vector, %s::tsquery, 1)"
_EXACT = f"0.5 * ts_rank({_WEIGHTS}, s.vector, %s::tsquery, 1)"
_HEADLINE = "CASE WHEN s.vector @@ %s::tsquery THEN 0.1 ELSE 0 END"
# News grows old, but an old article keeps 0.6 of its weight: an archive is searched too.
_FRESHNESS = "(0.6 + 0.4 * exp(-extract(epoch FROM now() - chosen.published_at) / (365 * 86400.0)))"


def score_sql(query: Query) -> tuple[str, list[Any]]:
    """Return the SQL of the score, with `s` the search row and `chosen` the article, and its parameters."""
    if not query.wanted:
        return "0.0::float", []
    terms = [_STEMS, _EXACT, _HEADLINE]
    params = [query.rank_tsquery, query.exact_tsquery, query.headline_tsquery]
    return f"(({' + '.join(terms)}) * {_FRESHNESS})::float", params
