"""Score the analyser on families of inflected words, and time it, beside PostgreSQL's and Lucene's rules."""

import time
from functools import lru_cache
from itertools import islice

import pytest
from django.db import connection

from newsroom.arabic import analyse, install, lexemes
from newsroom.arabic.tokens import iter_words
from tests.arabic.families import FAMILIES, read_families, score
from tests.benchmarks.archive import iter_records, report
from tests.benchmarks.lucene import lucene_stem

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ARTICLES = 2000


def our_stem(word: str) -> str:
    return " ".join(token.lexeme for token in analyse(word))


def postgresql_stems(words: list[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        stem = "coalesce((ts_lexize('arabic_stem', word))[1], word)"
        cursor.execute(f"SELECT word, {stem} FROM unnest(%s::text[]) AS word", [words])
        return dict(cursor.fetchall())


@pytest.mark.parametrize("name", FAMILIES)
def test_families_beside_the_peers(name, capsys):
    families = read_families(name)
    stems = postgresql_stems([word for words in families.forms.values() for word in words])
    peers = {"newsroom": our_stem, "Lucene's rules": lucene_stem, "PostgreSQL arabic": stems.__getitem__}
    figures = {}
    for peer, stem in peers.items():
        result = score(families, stem)
        figures[f"{name} {peer}"] = {
            "precision": round(result.precision, 4),
            "recall": round(result.recall, 4),
            "parted": len(result.parted),
            "confused": len(result.confused),
        }
    report(capsys, figures)


def rate(work, words: int) -> int:
    """Return words a second of CPU time, which other work on the machine changes least."""
    start = time.process_time()
    work()
    return round(words / (time.process_time() - start))


def test_words_a_second(capsys):
    texts = [f"{record.headline}\n{record.body}" for record in islice(iter_records(), ARTICLES)]
    words = [word for text in texts for _, _, word in iter_words(text)]

    def run() -> None:
        for text in texts:
            lexemes(text)

    our_stem("كلمة")  # the data files are read
    install((), 0)
    lucene = lru_cache(maxsize=200_000)(lucene_stem)
    figures = {
        "words": len(words),
        "newsroom cold": rate(run, len(words)),
        "newsroom warm": rate(run, len(words)),
        "newsroom tokens, warm": rate(lambda: [analyse(text) for text in texts], len(words)),
        "Lucene's rules, stems alone": rate(lambda: [lucene_stem(word) for word in words], len(words)),
        "Lucene's rules, stems alone, cached": rate(lambda: [lucene(word) for word in words], len(words)),
        "PostgreSQL arabic": _postgresql_rate(texts, len(words)),
    }
    report(capsys, figures)


def _postgresql_rate(texts: list[str], words: int) -> int:
    """Time the server, by the clock: it is another process."""
    with connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute(
            "SELECT sum(length(to_tsvector('arabic', left(text, 200000)))) FROM unnest(%s::text[]) AS text",
            [texts],
        )
        return round(words / (time.perf_counter() - start))
