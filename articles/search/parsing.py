"""Read what a person typed into a query; any text at all gives one, and never an error.

Words are all wanted, «…» or "…" keeps words together, and -word leaves out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.search.vectors import quote_lexeme
from newsroom.arabic import Token, analyse, older_lexemes

MAX_WORDS = 32
MAX_LENGTH = 1000

# The words of a part of the query, and whether it was quoted.
Part = tuple[list[Token], bool]

_JOINERS = "\u200c\u200d"
_PART = re.compile(
    r"(?P<minus>(?<!\S)-(?=[^\s-]))?"
    r"(?:\"(?P<double>[^\"]*)\"|«(?P<arabic>[^«»]*)»|“(?P<curly>[^“”]*)”|(?P<words>[^\s\"«“]+|[\"«“]))"
)


def ask(lexeme: str, weight: str = "") -> str:
    """Ask for a lexeme, and for what rows hold in its place that words of editors have made stale."""
    asked = [f"{quote_lexeme(each)}{weight}" for each in (lexeme, *older_lexemes(lexeme))]
    return asked[0] if len(asked) == 1 else f"({' | '.join(asked)})"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Lexemes that stand at these distances from the first; one alone is a plain word."""

    lexemes: tuple[str, ...]
    places: tuple[int, ...]

    def tsquery(self, weight: str = "") -> str:
        text = ask(self.lexemes[0], weight)
        for index in range(1, len(self.lexemes)):
            distance = self.places[index] - self.places[index - 1]
            text += f" <{distance}> {ask(self.lexemes[index], weight)}"
        return f"({text})" if len(self.lexemes) > 1 else text


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `text` as typed without controls, `exact` the folded forms of the words wanted."""

    text: str
    terms: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    exact: tuple[str, ...] = ()
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases or self.excluded)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every lexeme that a hit must hold, once, those of phrases too."""
        inside = (lexeme for phrase in self.phrases for lexeme in phrase.lexemes)
        return tuple(dict.fromkeys([*self.terms, *inside]))

    @property
    def has_phrases(self) -> bool:
        return any(len(phrase.lexemes) > 1 for phrase in (*self.phrases, *self.excluded))

    @property
    def tsquery(self) -> str:
        """The whole query as tsquery text."""
        return _all([*map(ask, self.terms), *(phrase.tsquery() for phrase in self.phrases)], self.excluded)

    @property
    def words_tsquery(self) -> str:
        """The query without the order of its phrases, which an index alone can answer."""
        if not self.wanted:
            return self.tsquery
        plain = tuple(phrase for phrase in self.excluded if len(phrase.lexemes) == 1)
        return _all(map(ask, self.wanted), plain)

    @property
    def rank_tsquery(self) -> str:
        return _all(map(ask, self.wanted))

    @property
    def headline_tsquery(self) -> str:
        return _all(ask(lexeme, ":A") for lexeme in self.wanted)

    @property
    def exact_tsquery(self) -> str:
        return " | ".join(quote_lexeme(f"={form}") for form in self.exact)


def _all(parts: Iterable[str], excluded: tuple[Phrase, ...] = ()) -> str:
    return " & ".join([*parts, *(f"!{phrase.tsquery()}" for phrase in excluded)])


def parse(text: str) -> Query:
    """Parse a query: «وزير "مجلس الأمن" -لبنان» → وزير, the phrase مجلس <1> امن, and not لبنان."""
    text, is_long = clean(text)
    wanted, excluded, is_cut = _split(text)
    return Query(
        text,
        terms=_terms([tokens for tokens, is_phrase in wanted if not is_phrase], wanted),
        phrases=_phrases([tokens for tokens, is_phrase in wanted if is_phrase]),
        excluded=_phrases(excluded),
        exact=tuple(dict.fromkeys(token.exact for tokens, _quoted in wanted for token in tokens)),
        is_cut=is_cut or is_long,
    )


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


def _split(text: str) -> tuple[list[Part], list[list[Token]], bool]:
    """Return the wanted parts with whether each is quoted, the excluded ones, and whether words were cut."""
    wanted: list[Part] = []
    excluded: list[list[Token]] = []
    room = MAX_WORDS
    for minus, is_phrase, tokens in _parts(text):
        if room == 0:
            return wanted, excluded, True
        if minus:
            excluded.append(tokens[:room])
        else:
            wanted.append((tokens[:room], is_phrase))
        if len(tokens) > room:
            return wanted, excluded, True
        room -= len(tokens)
    return wanted, excluded, False


def _parts(text: str) -> Iterator[tuple[bool, bool, list[Token]]]:
    for match in _PART.finditer(text):
        quoted = next(
            (match[name] for name in ("double", "arabic", "curly") if match[name] is not None), None
        )
        tokens = analyse(match["words"] if quoted is None else quoted)
        if tokens:
            yield bool(match["minus"]), quoted is not None, tokens


def _terms(plain: list[list[Token]], wanted: list[Part]) -> tuple[str, ...]:
    """Take the stems; stop words count, in their exact form, only where nothing else was asked for."""
    tokens = [token for part in plain for token in part]
    stems = [token.lexeme for token in tokens if not token.is_stop]
    only_stop_words = not any(not token.is_stop for part, _quoted in wanted for token in part)
    if not stems and only_stop_words and not any(quoted for _part, quoted in wanted):
        stems = [f"={token.exact}" for token in tokens]
    return tuple(dict.fromkeys(stems))


def _phrases(parts: list[list[Token]]) -> tuple[Phrase, ...]:
    return tuple(_phrase(tokens) for tokens in parts)


def _phrase(tokens: list[Token]) -> Phrase:
    """Keep distances over stop words: "من بغداد إلى دمشق" → بغداد <2> دمشق."""
    kept = [(token.lexeme, token.position) for token in tokens if not token.is_stop]
    kept = kept or [(f"={token.exact}", token.position) for token in tokens]
    lexemes, places = zip(*kept, strict=True)
    return Phrase(lexemes, places)
