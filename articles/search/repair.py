"""Say what a mistyped word may have been: one slip of a finger away, or another form that the stems part.

Every form at one edit is stemmed, so that a slip is undone wherever it is: in the word, in a clitic or in an
ending. Which of them exist is for the counted terms to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from newsroom.arabic import iter_analyses, strip_marks
from newsroom.arabic.characters import ARABIC_LETTER
from newsroom.arabic.lexicon import frequencies

SHORTEST, LONGEST = 3, 20
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
_KEYBOARD = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ءيرياهوزظ")
# Letters that are taken for each other by sound or by shape.
_ALIKE = ("تط", "دض", "سصث", "ذزظ", "قكغ", "حهخ", "ضظ", "اءعه", "جحخ", "رزو", "بتثني", "فق")
_SWAPPED, _DOUBLED, _NEIGHBOUR, _DROPPED, _ADDED, _OTHER = 0.7, 0.7, 0.6, 0.5, 0.4, 0.2
_FIRST_LETTER = 0.4
# A last hamza behind a long vowel is often left out: «المينا».
_HAMZA = 0.8
# What no news ever spelled so is less likely to have been meant: «اليمنا».
_UNHEARD = 0.9
_OTHER_FORM = 0.8
# What is typed for each other, by whoever never learned which: no slip at all.
_RESPELLED = 0.95
_SPELLINGS = {"أ": "إآ", "إ": "أآ", "آ": "أإ", "ا": "أإآ", "ؤ": "ئ", "ئ": "ؤ"}
_ENDINGS = {"ة": "ه", "ه": "ة", "ى": "ي", "ي": "ى"}
_PREFIXES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "ول", "وب", "و", "ف", "ب", "ل", "ك")
_SUFFIXES = ("تين", "تان", "هما", "ها", "هم", "نا", "ات", "ون", "ين", "ان", "وا", "ته", "يه", *"هيتا")


@dataclass(frozen=True, slots=True)
class Guess:
    """A lexeme that may have been meant: how likely, and the form that gave it; not every one is a slip."""

    lexeme: str
    likely: float
    form: str
    is_slip: bool = True


def guesses(surface: str, exact: str) -> tuple[Guess, ...]:
    """Return what a word, typed and folded, may have been, each lexeme once: «الحكوةم» → «حكوم», for one."""
    spelled = respellings(surface)
    known = {guess.lexeme for guess in spelled}
    return (*spelled, *(guess for guess in _guesses(exact) if guess.lexeme not in known))


@lru_cache(maxsize=2000)
def respellings(surface: str) -> tuple[Guess, ...]:
    """Return what a word gives with letters that are taken for each other: «الأثار» → «اثر», of «الآثار»."""
    surface = strip_marks(surface)
    if not SHORTEST <= len(surface) <= LONGEST:
        return ()
    letters = [_SPELLINGS.get(letter, "") for letter in surface]
    letters[-1] = letters[-1] or _ENDINGS.get(surface[-1], "")
    changed = (
        surface[:place] + other + surface[place + 1 :]
        for place, others in enumerate(letters)
        for other in others
    )
    found: dict[str, Guess] = {}
    for form in (*changed, *_both_ends(surface)):
        for folded, lexeme, is_stop in iter_analyses(form):
            if not is_stop:
                found.setdefault(lexeme, Guess(lexeme, _RESPELLED, folded, is_slip=False))
    return tuple(found.values())


def _both_ends(surface: str) -> Iterator[str]:
    """Change the last letter and an alef before it: «الأثاره» → «الاثارة»."""
    plain = "".join("ا" if letter in "أإآ" else letter for letter in surface)
    yield plain
    yield from (plain[:-1] + last for last in _ENDINGS.get(surface[-1], ""))


@lru_cache(maxsize=64)
def slips(exact: str) -> Mapping[str, float]:
    """Return every folded form at one slip of the finger, with how likely it was meant."""
    if not _is_repaired(exact):
        return {}
    found: dict[str, float] = {}
    for form, likely in _edits(exact):
        found[form] = max(likely, found.get(form, 0.0))
    return found


def _is_repaired(exact: str) -> bool:
    return SHORTEST <= len(exact) <= LONGEST and bool(ARABIC_LETTER.match(exact))


@lru_cache(maxsize=2000)
def _guesses(exact: str) -> tuple[Guess, ...]:
    if not _is_repaired(exact):
        return ()
    best: dict[str, Guess] = {}
    for form, likely in (*_other_forms(exact), *slips(exact).items()):
        # A folded ه may have been ة, which stems otherwise: «جامعه» and «جامعة».
        spellings = f"{form} {form[:-1]}ة" if form.endswith("ه") else form
        likely = likely if form in frequencies() else _UNHEARD * likely
        for _folded, lexeme, is_stop in iter_analyses(spellings):
            if not is_stop and (lexeme not in best or best[lexeme].likely < likely):
                best[lexeme] = Guess(lexeme, likely, form)
    return tuple(best.values())


def _other_forms(word: str) -> Iterator[tuple[str, float]]:
    """Take off what may be a clitic or an ending though the stems did not: «بلقادم» → «قادم»."""
    bare = {word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)}
    for base in (word, *bare):
        ends = {base[: -len(suffix)] for suffix in _SUFFIXES if base.endswith(suffix)}
        yield from ((form, _OTHER_FORM) for form in (base, *ends) if len(form) >= SHORTEST)


def _edits(word: str) -> Iterator[tuple[str, float]]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        weight = 1.0 if place else _FIRST_LETTER
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:], _SWAPPED * weight
        if after:
            yield from _without(before, after, weight)
            yield from (
                (before + letter + after[1:], _likeness(after[0], letter) * weight)
                for letter in _LETTERS
                if letter != after[0]
            )
        yield from ((before + letter + after, _DROPPED * weight) for letter in _LETTERS)
    if word[-1] in "ايو":
        yield f"{word}ء", _HAMZA


def _without(before: str, after: str, weight: float) -> Iterator[tuple[str, float]]:
    """Undo a letter too many, most likely one doubled or beside its neighbour on the keyboard."""
    beside = (before[-1:] or after[0]) + after[1:2]
    is_slip = any(after[0] == letter or after[0] in _neighbours(letter) for letter in beside)
    yield before + after[1:], (_DOUBLED if is_slip else _ADDED) * weight


def _likeness(typed: str, meant: str) -> float:
    return _NEIGHBOUR if meant in _neighbours(typed) else _OTHER


@cache
def _neighbours(letter: str) -> frozenset[str]:
    found: set[str] = set()
    for row in _KEYBOARD:
        at = row.find(letter)
        if at >= 0:
            found.update(row[max(at - 1, 0) : at + 2])
    for group in _ALIKE:
        if letter in group:
            found.update(group)
    return frozenset(found - {letter})
