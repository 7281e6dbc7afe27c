"""Read what a person typed into a query; any text at all gives one, and never an error.

Words are all wanted, «…» or "…" keeps words together, -word leaves out, and «مصدر:…» is a field.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from articles.search.fields import DATES, NAMES, TITLE, Field, read_days
from articles.search.vectors import HEADLINE, MARK, headline_mark, quote_lexeme
from newsroom.arabic import Token, analyse, fold, older_lexemes

MAX_WORDS = 32
MAX_LENGTH = 1000
MAX_FIELDS = 8

_JOINERS = "\u200c\u200d"
_PART = re.compile(
    r"(?P<minus>(?<!\S)-(?=[^\s-]))?"
    r"(?:(?<!\w)(?P<field>[^\W\d_]{2,10})\s?[:：]\s?(?=[\"«“\w]))?"
    r"(?:\"(?P<double>[^\"]*)\"|«(?P<arabic>[^«»]*)»|“(?P<curly>[^“”]*)”|(?P<words>[^\s\"«“]+|[\"«“]))"
)


def ask(lexeme: str, weight: str = "") -> str:
    """Ask for a lexeme, and for what rows hold in its place that words of editors have made stale."""
    mark, stem = (MARK, lexeme.removeprefix(MARK)) if lexeme.startswith(MARK) else ("", lexeme)
    asked = [f"{quote_lexeme(mark + each)}{weight}" for each in (stem, *older_lexemes(stem))]
    return asked[0] if len(asked) == 1 else f"({' | '.join(asked)})"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is wanted: as typed, folded, and its lexeme."""

    surface: str
    exact: str
    lexeme: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Lexemes that stand at these places, of this weight if any; one alone is a plain word."""

    lexemes: tuple[str, ...]
    places: tuple[int, ...]
    weight: str = ""

    @property
    def is_word(self) -> bool:
        return len(self.lexemes) == 1 and not self.weight

    def tsquery(self) -> str:
        text = ask(self.lexemes[0], self.weight)
        for index in range(1, len(self.lexemes)):
            distance = self.places[index] - self.places[index - 1]
            text += f" <{distance}> {ask(self.lexemes[index], self.weight)}"
        return f"({text})" if len(self.lexemes) > 1 else text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what was typed: its words, whether they were quoted, left out, or for the headline."""

    tokens: list[Token]
    is_quoted: bool = False
    is_excluded: bool = False
    is_titled: bool = False

    @property
    def is_of_stop_words(self) -> bool:
        return all(token.is_stop for token in self.tokens)

    @property
    def is_phrase(self) -> bool:
        """A stop word has no mark of the headline: only its place there tells."""
        return self.is_quoted or (self.is_titled and self.is_of_stop_words)

    @property
    def marks(self) -> list[str]:
        return [headline_mark(token.lexeme) for token in self.tokens if not token.is_stop]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `text` as typed without controls, `words` all that are wanted, each lexeme once."""

    text: str
    terms: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    words: tuple[Word, ...] = ()
    titled: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases or self.excluded)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every lexeme that a hit must hold, once, those of phrases too."""
        return tuple(word.lexeme for word in self.words)

    @property
    def has_phrases(self) -> bool:
        return any(not phrase.is_word for phrase in (*self.phrases, *self.excluded))

    @property
    def musts(self) -> list[str]:
        """What no near result may lack either: words of the headline, and what is excluded by words."""
        plain = (phrase for phrase in self.excluded if phrase.is_word)
        return [*map(ask, self.titled), *(f"!{phrase.tsquery()}" for phrase in plain)]

    @property
    def tsquery(self) -> str:
        """The whole query as tsquery text."""
        wanted = [*map(ask, self.terms), *(phrase.tsquery() for phrase in self.phrases)]
        phrases = (f"!{phrase.tsquery()}" for phrase in self.excluded if not phrase.is_word)
        return _all([*wanted, *self.musts, *phrases])

    @property
    def words_tsquery(self) -> str:
        """The query without the order of its phrases, which an index alone can answer."""
        return _all([*map(ask, self.wanted), *self.musts]) if self.wanted else self.tsquery

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of the words in a headline; none where a stop word is wanted, which has no mark."""
        if any(lexeme.startswith("=") for lexeme in self.wanted):
            return ()
        return tuple(map(headline_mark, self.wanted))

    @property
    def headline_tsquery(self) -> str:
        """All words in the headline, which an index alone can answer."""
        return _all([*map(ask, self.marks), *self.musts]) if self.marks else ""


def _all(parts: Iterable[str]) -> str:
    return " & ".join(parts)


def parse(text: str) -> Query:
    """Parse a query: «وزير "مجلس الأمن" -لبنان» → وزير, the phrase مجلس <1> امن, and not لبنان."""
    text, is_long = clean(text)
    fields: list[Field] = []
    parts, is_cut = _cut(_parts(text, fields))
    wanted = [part for part in parts if not part.is_excluded]
    terms = _terms(wanted)
    phrases = tuple(_phrase(part) for part in wanted if part.is_phrase)
    return Query(
        text,
        terms=terms,
        phrases=phrases,
        excluded=tuple(phrase for part in parts if part.is_excluded for phrase in _excluded(part)),
        words=_words([token for part in wanted for token in part.tokens], terms, phrases),
        titled=tuple(mark for part in wanted if part.is_titled for mark in part.marks),
        fields=tuple(fields[:MAX_FIELDS]),
        is_cut=is_cut or is_long or len(fields) > MAX_FIELDS,
    )


def _words(tokens: list[Token], terms: tuple[str, ...], phrases: tuple[Phrase, ...]) -> tuple[Word, ...]:
    """Return the words of terms and phrases in the order typed."""
    asked = {*terms, *(lexeme for phrase in phrases for lexeme in phrase.lexemes)}
    found: dict[str, Word] = {}
    for token in tokens:
        lexeme = f"={token.exact}" if token.is_stop else token.lexeme
        if lexeme in asked:
            found.setdefault(lexeme, Word(token.surface, token.exact, lexeme))
    return tuple(found.values())


def clean(text: str) -> tuple[str, bool]:
    """Drop what PostgreSQL cannot hold and what turns a line around; say whether it was cut."""
    visible = "".join(map(_visible, text[: 4 * MAX_LENGTH]))
    line = " ".join(visible.split())
    return line[:MAX_LENGTH], len(line) > MAX_LENGTH or len(text) > 4 * MAX_LENGTH


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category == "Cs" or (category == "Cf" and char not in _JOINERS) else char


def _cut(parts: Iterable[Part]) -> tuple[list[Part], bool]:
    """Keep the first words, and say whether there were more."""
    kept: list[Part] = []
    room = MAX_WORDS
    for part in parts:
        if room:
            kept.append(replace(part, tokens=part.tokens[:room]))
        if len(part.tokens) > room:
            return kept, True
        room -= len(part.tokens)
    return kept, False


def _parts(text: str, fields: list[Field]) -> Iterator[Part]:
    """Yield the parts with words; what is a field of an article, and no word of it, goes into `fields`."""
    for match in _PART.finditer(text):
        quoted = next(
            (match[name] for name in ("double", "arabic", "curly") if match[name] is not None), None
        )
        value, is_excluded = match["words"] if quoted is None else quoted, bool(match["minus"])
        name = NAMES.get(fold(match["field"] or ""))
        if name and name != TITLE and (name not in DATES or read_days(value)):
            fields.append(Field(name, value, is_excluded))
            continue
        if match["field"] and name != TITLE:
            yield from _part(match["field"], is_excluded=is_excluded)
        yield from _part(
            value, is_quoted=quoted is not None, is_excluded=is_excluded, is_titled=name == TITLE
        )


def _part(text: str, **kind: bool) -> Iterator[Part]:
    if tokens := analyse(text):
        yield Part(tokens, **kind)


def _terms(wanted: list[Part]) -> tuple[str, ...]:
    """Take the stems; stop words count, in their exact form, only where nothing else was asked for."""
    tokens = [token for part in wanted if not part.is_phrase for token in part.tokens]
    stems = [token.lexeme for token in tokens if not token.is_stop]
    if tokens and not stems and all(part.is_of_stop_words and not part.is_phrase for part in wanted):
        stems = [f"={token.exact}" for token in tokens]
    return tuple(dict.fromkeys(stems))


def _excluded(part: Part) -> list[Phrase]:
    """Leave out the words together, as typed; of the headline, each by its mark."""
    if part.is_titled and not part.is_phrase:
        return [Phrase((mark,), (1,)) for mark in part.marks]
    return [_phrase(part)]


def _phrase(part: Part) -> Phrase:
    """Keep distances over stop words: "من بغداد إلى دمشق" → بغداد <2> دمشق."""
    kept = [(token.lexeme, token.position) for token in part.tokens if not token.is_stop]
    kept = kept or [(f"={token.exact}", token.position) for token in part.tokens]
    lexemes, places = zip(*kept, strict=True)
    return Phrase(lexemes, places, f":{HEADLINE}" if part.is_titled else "")
