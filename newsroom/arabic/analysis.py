"""Turn a text into lexemes; the same function serves index, query, keys and similarity."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from newsroom.arabic.characters import ARABIC_LETTER
from newsroom.arabic.normalize import fold, fold_word, fold_words, strip_marks
from newsroom.arabic.stem import Stemmer
from newsroom.arabic.stopwords import stop_words
from newsroom.arabic.tables import Entry, base_tables, with_entries
from newsroom.arabic.tokens import find_words, iter_words, ungrouped

# Raise it whenever a rule or a data file changes what any text gives; rows of older versions are re-indexed.
ANALYSER_VERSION = 4
# Added tables count on from there, so that one number tells of both.
REVISIONS = 1_000_000
LONGEST_LEXEME = 200
_LONGEST_KEPT = 40
_MOST_KEPT = 40_000
# Most words are of these letters alone, which nothing but the folding of letters changes.
_PLAIN = re.compile(f"[\u0621-\u063a\u0641-\u064a]{{1,{_LONGEST_KEPT}}}")
# One of words that single spaces part, with anything else in it.
_NOT_PLAIN = re.compile("(?<![^ ])[\u0621-\u063a\u0641-\u064a]*[^ \u0621-\u063a\u0641-\u064a][^ ]*")

# The folded form, the stem and whether it is a stop word.
Analysis = tuple[str, str, bool]
# What a lexeme was by tables that rows may still be of.
Older = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Token:
    """One word: offsets on the text as given, folded form, stem and its place among all words."""

    start: int
    end: int
    surface: str
    exact: str
    lexeme: str
    position: int
    is_stop: bool


class _Words(dict[str, tuple[Analysis, ...]]):
    """Keep the analyses of words; where there are too many, those of lately beside new ones."""

    def __init__(self, stemmer: Stemmer) -> None:
        super().__init__()
        self.stemmer = stemmer
        self.lately: dict[str, tuple[Analysis, ...]] = {}

    def __missing__(self, surface: str) -> tuple[Analysis, ...]:
        analyses = self.lately.get(surface) or self.analyse(surface)
        if len(surface) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.lately = dict(self)
                self.clear()
            self[surface] = analyses
        return analyses

    def analyse(self, surface: str) -> tuple[Analysis, ...]:
        """Return the analysis of a word; «ﷺ» gives four."""
        if _PLAIN.fullmatch(surface):
            return self.analyse_plain(surface)
        surface = ungrouped(surface)
        # Tested before folding, or «علي» would be dropped with «على».
        spelled = strip_marks(surface)
        if spelled != surface and _PLAIN.fullmatch(spelled):
            return self.analyse_plain(spelled)  # «المسلّح»
        is_stop = spelled.lower() in stop_words()
        parts = (part[:LONGEST_LEXEME] for part in fold(surface).split())
        return tuple((part, self._stem(part, spelled), is_stop) for part in parts)

    def analyse_plain(self, surface: str) -> tuple[Analysis, ...]:
        folded = fold_word(surface)
        return ((folded, self.stemmer.stem(folded, surface), surface in stop_words()),)

    def _stem(self, part: str, spelled: str) -> str:
        if not ARABIC_LETTER.match(part):
            return part
        return self.stemmer.stem(part, spelled if len(spelled) == len(part) else "")


class Analyser:
    """Analyse texts by one set of tables, whose version it tells."""

    def __init__(self, entries: Iterable[Entry] = (), revision: int = 0, older: Older | None = None) -> None:
        self.version = version_of(revision=revision)
        self.older = older or {}
        self.words = _Words(Stemmer(with_entries(base_tables(), entries)))

    def iter_analyses(self, text: str) -> Iterator[Analysis]:
        """Yield the analysis of each word, which the caller keeps."""
        if _PLAIN.fullmatch(text):
            return iter(self.words.analyse_plain(text))
        return chain.from_iterable(map(self.words.analyse, find_words(text)))

    def analyse(self, text: str) -> list[Token]:
        """Return every word of a text, stop words too, so that phrases keep their distances."""
        words = self.words
        told = ((span, analysis) for span in iter_words(text) for analysis in words[span[2]])
        return [
            Token(start, end, surface, exact, lexeme, position, is_stop)
            for position, ((start, end, surface), (exact, lexeme, is_stop)) in enumerate(told, 1)
        ]

    def exact_forms(self, surfaces: Iterable[str]) -> set[str]:
        """Return the folded forms of words, without their stems: «أحمد»، «75,000» → احمد، 75000."""
        text = " ".join(surfaces)
        others = map(self.words.__getitem__, _NOT_PLAIN.findall(text))
        return {*fold_words(text).split(" "), *(exact for one in others for exact, _stem, _is_stop in one)}

    def lexemes(self, text: str) -> list[str]:
        """Return the stems of a text in order, stop words dropped."""
        found = map(self.words.__getitem__, find_words(text))
        return [lexeme for analyses in found for _, lexeme, is_stop in analyses if not is_stop]


_IN_USE: list[Analyser] = []


def analyser() -> Analyser:
    """Return the analyser in use: ask for it once where a text must be read by one version throughout."""
    if not _IN_USE:
        _IN_USE.append(Analyser())
    return _IN_USE[0]


def install(entries: Iterable[Entry], revision: int, older: Older | None = None) -> None:
    """Use the tables of the package with `entries` added, in this process from now on."""
    _IN_USE[:] = [Analyser(entries, revision, older)]


def older_lexemes(lexeme: str) -> tuple[str, ...]:
    """Return what rows of older tables may hold in place of a lexeme; mostly nothing."""
    return analyser().older.get(lexeme, ())


def version_of(*, revision: int) -> int:
    """Return the version of these rules and data files with a revision of the added tables."""
    return ANALYSER_VERSION * REVISIONS + revision


def analyser_version() -> int:
    """Return the number of the rules, the data files and the added tables in use."""
    return analyser().version


def iter_analyses(text: str) -> Iterator[Analysis]:
    """Yield the folded form, the stem and whether it is a stop word, of each word; the caller keeps them."""
    return analyser().iter_analyses(text)


def analyse(text: str) -> list[Token]:
    """Return every word of a text, stop words too, so that phrases keep their distances."""
    return analyser().analyse(text)


def lexemes(text: str) -> list[str]:
    """Return the stems of a text in order, stop words dropped: «وصل الوزير إلى بغداد» → وصل، وزير، بغداد."""
    return analyser().lexemes(text)


def query_lexemes(text: str) -> list[str]:
    """Return the stems of a query; one made of stop words alone gives their folded forms."""
    return lexemes(text) or [token.exact for token in analyse(text)]
