"""«هل تقصد»: spell a query anew where a word of it is in no article and a slip away from one that is."""

from collections.abc import Iterable, Sequence
from itertools import islice

from articles.search.loose import Reading
from articles.search.parsing import Query
from articles.search.reading import pattern
from newsroom.arabic import strip_marks

_MOST_TEXTS = 5


def did_you_mean(query: Query, reading: Reading, texts: Iterable[str]) -> str | None:
    """Return the query with unknown words as the found texts spell them; what exists is never doubted."""
    text, texts = query.text, list(islice(texts, _MOST_TEXTS))
    for unit, guessed in zip(reading.units, reading.guessed, strict=True):
        if reading.counts.total and unit.variants[0][0] not in reading.counts.by_lexeme:
            spelled = _spelling([guess.form for guess in guessed], texts)
            text = text.replace(unit.surface, spelled or unit.surface, 1)
    return text if text != query.text else None


def _spelling(forms: Sequence[str], texts: Sequence[str]) -> str | None:
    for found in (pattern(form).search(text) for text in texts for form in forms):
        if found:
            return strip_marks(found[0])
    return None
