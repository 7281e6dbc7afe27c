"""«هل تقصد»: spell a query anew where a word of it is in no article and a slip away from one that is."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from articles.models import ArticleSearch
from articles.search.expressions import LexemeQuery
from articles.search.loose import Reading
from articles.search.parsing import Query
from articles.search.reading import pattern
from newsroom.arabic import strip_marks

_MOST_TEXTS = 5


def did_you_mean(query: Query, reading: Reading, texts: Iterable[str]) -> str | None:
    """Return the query with unknown words as the found texts spell them; what exists is never doubted."""
    text, texts = query.text, list(islice(texts, _MOST_TEXTS))
    for unit, guessed in zip(reading.units, reading.guessed, strict=True):
        lexeme = unit.variants[0][0]
        if reading.counts.total and lexeme not in reading.counts.by_lexeme:
            spelled = _spelling([guess.form for guess in guessed], texts)
            if spelled and not _is_held(lexeme):
                text = respelled(text, unit.surface, spelled)
    return text if text != query.text else None


def _is_held(lexeme: str) -> bool:
    """Look for a lexeme in articles that are not counted yet; without a limit, which no index would serve."""
    return bool(ArticleSearch.objects.filter(vector=LexemeQuery.any_of([lexeme])).values_list("pk"))


def respelled(text: str, word: str, spelled: str) -> str:
    """Put a spelling in the place of a whole word, not of a part of another."""
    return re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", lambda _match: spelled, text, count=1)


def _spelling(forms: Sequence[str], texts: Sequence[str]) -> str | None:
    for found in (pattern(form).search(text) for text in texts for form in forms):
        if found:
            return strip_marks(found[0])
    return None
