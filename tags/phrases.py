"""Find the phrases of a text: every run of a few words by its stems, and those that could be keywords."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p

from articles.similarity.rarity import rarity
from newsroom.arabic import Token, analyse, fold, strip_marks
from newsroom.arabic.prefixes import has_article, strip_prefix

LONGEST = 6
# Beyond so many words a text says nothing new; the longest reads are books.
MOST_WORDS = 4000
EARLY = 60
NEW_LENGTH = 4
# Against a scale on which «قال» weighs 4.6, «عدوان» 5.7 and «غواصة» 8.7.
RARE, VERY_RARE = 5.5, 7.0
# A phrase never runs over one of these.
_BREAK = re.compile(r"[.،,;؛:؟?!\n()\[\]|/…]")
_QUOTED = re.compile(r"[«\"“]([^«»\"“”\n]{3,60})[»\"”]")
# What news say of what people say, folded: such a verb begins no keyword, nor ends one.
_VERBS = frozenset({
    "قال", "قالت", "اكد", "اكدت", "اعلن", "اعلنت", "اضاف", "اضافت", "اوضح", "اوضحت", "ذكر", "ذكرت", "اشار",
    "اشارت", "كشف", "كشفت", "شدد", "شددت", "اعتبر", "اعتبرت", "راي", "رات", "دعا", "دعت", "طالب", "طالبت",
    "يمكن", "تابع", "تابعت", "نقل", "نقلت", "افاد", "افادت", "لفت", "لفتت", "صرح", "صرحت", "وصف", "وصفت",
    "جاء", "جاءت", "يتم", "اصبح", "اصبحت", "شهد", "شهدت", "يشهد", "واصل", "واصلت", "نفي", "نفت", "حذر",
    "حذرت", "بدا", "بدات",
})  # fmt: skip


@dataclass(slots=True)
class Mention:
    """How often a run of stems stands in the text and in the headline, and after how many words first."""

    count: int = 0
    in_headline: int = 0
    first: int = MOST_WORDS

    def add(self, other: "Mention") -> None:
        self.count += other.count
        self.in_headline += other.in_headline
        self.first = min(self.first, other.first)

    @property
    def told(self) -> int:
        return self.count + self.in_headline

    @property
    def weight(self) -> float:
        """A keyword is told in the headline, early, or often."""
        return log1p(self.count) + 2 * (self.in_headline > 0) + 0.5 * (self.first < EARLY)


@dataclass(slots=True)
class Reading:
    """A text as its words, and every run of stems in it with its mentions."""

    headline: list[list[Token]]
    segments: list[list[Token]]
    text: str
    mentions: dict[str, Mention] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words that could be a keyword, as it is best written."""

    mention: Mention
    surface: str
    stems: list[str]
    is_quoted: bool

    @property
    def score(self) -> float:
        """Weigh by rarity, and a phrase above its words: what comes again together is a name."""
        mean = sum(map(rarity, self.stems)) / len(self.stems)
        return self.mention.weight * mean * (0.4 + 0.6 * len(self.stems)) * (1.5 if self.is_quoted else 1)


@dataclass(slots=True)
class _Place:
    """The neighbours of a run, and its best form."""

    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    surfaces: Counter[str] = field(default_factory=Counter)

    def add(self, segment: list[Token], start: int, end: int) -> None:
        # The edge of a segment is another neighbour each time.
        edge = f"{id(segment)} {start}"
        self.before.add(segment[start - 1].lexeme if start else edge)
        self.after.add(segment[end].lexeme if end < len(segment) else edge)
        surface = " ".join(strip_marks(token.surface) for token in segment[start:end])
        if _clitic_of(segment[start].exact):
            surface = surface[1:]
        self.surfaces[surface] += 1

    @property
    def surface(self) -> str:
        """The form that the text has most; «والحريات» counts as «الحريات»."""
        return min(self.surfaces, key=lambda form: (-self.surfaces[form], len(form)))

    @property
    def is_free(self) -> bool:
        """A sentence that a page tells twice repeats the neighbours, too."""
        return len(self.before) > 1 and len(self.after) > 1


def iter_segments(text: str) -> Iterator[list[Token]]:
    """Yield the tokens between two marks: «حقوق الإنسان، والحريات» → two runs."""
    run: list[Token] = []
    end = 0
    for token in analyse(text)[:MOST_WORDS]:
        if run and _BREAK.search(text, end, token.start):
            yield run
            run = []
        run.append(token)
        end = token.end
    if run:
        yield run


def read_text(headline: str, text: str) -> Reading:
    """Find every run of up to six stems, stop words dropped, and where it stands."""
    reading = Reading(list(iter_segments(headline)), list(iter_segments(text)), f"{headline}\n{text}")
    for segment in reading.headline:
        for run in _runs([token.lexeme for token in segment if not token.is_stop]):
            reading.mentions.setdefault(run, Mention()).in_headline += 1
    place = 0
    for segment in reading.segments:
        stems = [token.lexeme for token in segment if not token.is_stop]
        for run in _runs(stems):
            mention = reading.mentions.setdefault(run, Mention())
            mention.count += 1
            mention.first = min(mention.first, place)
        place += len(stems)
    return reading


def _runs(stems: list[str]) -> Iterator[str]:
    for start in range(len(stems)):
        run = ""
        for stem in stems[start : start + LONGEST]:
            run = f"{run} {stem}" if run else stem
            yield run


def find_phrases(reading: Reading) -> dict[str, Phrase]:
    """Map the runs that could be keywords: told in more than one place, and noun phrases by their look."""
    told = {run: mention for run, mention in reading.mentions.items() if _is_told_enough(run, mention)}
    quoted = {_run_of(analyse(match[1])) for match in _QUOTED.finditer(reading.text)}
    places = {run: place for run, place in _find_places(reading, told).items() if place.is_free}
    phrases = {
        run: Phrase(told[run], place.surface, run.split(), is_quoted=run in quoted)
        for run, place in places.items()
    }
    return _without_parts({run: phrase for run, phrase in phrases.items() if _looks_like_a_name(phrase)})


def _run_of(tokens: list[Token]) -> str:
    return " ".join(token.lexeme for token in tokens if not token.is_stop)


def _is_told_enough(run: str, mention: Mention) -> bool:
    words = run.count(" ") + 1
    return mention.told > (2 if words == 1 else 1) and words <= NEW_LENGTH


def _without_parts(told: dict[str, Phrase]) -> dict[str, Phrase]:
    """Drop what hardly stands but within a longer one: «مجلس» where «مجلس الأمن» is the name."""
    inside: dict[str, int] = {}
    for run, phrase in told.items():
        for part in set(_runs(phrase.stems)) - {run}:
            inside[part] = max(inside.get(part, 0), phrase.mention.told)
    return {run: phrase for run, phrase in told.items() if inside.get(run, 0) * 3 < phrase.mention.told * 2}


def _find_places(reading: Reading, told: dict[str, Mention]) -> dict[str, _Place]:
    firsts = {run.split(" ", 1)[0] for run in told}
    places: dict[str, _Place] = {}
    for segment in (*reading.headline, *reading.segments):
        for start, token in enumerate(segment):
            if token.lexeme in firsts and _may_begin(token):
                for end in _ends(segment, start):
                    run = _run_of(segment[start:end])
                    if run in told:
                        places.setdefault(run, _Place()).add(segment, start, end)
    return places


def _ends(segment: list[Token], start: int) -> Iterator[int]:
    """Yield where a phrase may end: never behind a stop word, a verb, or a word joined by «و»."""
    for end in range(start + 1, min(start + NEW_LENGTH, len(segment)) + 1):
        token = segment[end - 1]
        if not _is_noun(token) or (end > start + 1 and _clitic_of(token.exact) not in ("", "لل")):
            return
        yield end


def _is_noun(token: Token) -> bool:
    if token.is_stop or len(token.exact) < 3 or token.exact.isdecimal() or token.surface.islower():
        return token.exact == "بن"
    return token.exact not in _VERBS and token.exact.removeprefix("و") not in _VERBS


def _may_begin(token: Token) -> bool:
    return len(token.exact) > 2 and _is_noun(token) and _clitic_of(token.exact) in ("", "و")


@lru_cache(maxsize=50_000)
def _clitic_of(word: str) -> str:
    """Return what stands before the noun, the article left out: «وبالحريات» → «وب», «الحريات» → «»."""
    bare = strip_prefix(word)
    return word.removesuffix(bare).removesuffix("ال") if word.endswith(bare) else ""


def _looks_like_a_name(phrase: Phrase) -> bool:
    """A phrase is definite at its end, or of rare words; a word alone is both, or very rare."""
    is_definite = has_article(fold(phrase.surface.split()[-1]))
    mean = sum(map(rarity, phrase.stems)) / len(phrase.stems)
    if len(set(phrase.stems)) == 1:
        return len(phrase.stems) == 1 and mean >= (RARE if is_definite else VERY_RARE)
    return is_definite or mean >= RARE
