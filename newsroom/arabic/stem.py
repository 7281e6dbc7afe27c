"""Reduce an Arabic word to the stem that its inflected forms share.

Light stemming after Larkey, Ballesteros and Connell (light10), except that a clitic is taken off only where
the frozen frequencies say that the rest is the word: «وزير» stays whole, «والوزير» → «وزير».
"""

from functools import cache

from newsroom.arabic.lexicon import frequencies, read_lines
from newsroom.arabic.normalize import fold

_WITH_ARTICLE = ("وبال", "وكال", "فبال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
_UNSURE_ARTICLE = {"وال", "فال", "بال", "كال"}
_CLITICS = ("وب", "ول", "فل", "فب", "وك", "و", "ب", "ل", "ك", "ف")
_PRONOUNS = ("هما", "كما", "هم", "هن", "ها", "كم", "نا")
_ENDINGS = ("تين", "تان", "ات", "ون", "ين", "ان", "وا")
_MINIMUM = 3


@cache
def synonyms() -> dict[str, str]:
    """Load spelling variants and names: each folded variant with the form that stands for it."""
    return _read_table("synonyms.txt")


@cache
def lemmas() -> dict[str, str]:
    """Load broken plurals and protected words: each folded form with its singular."""
    return _read_table("lemmas.txt")


def _read_table(name: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in read_lines(name):
        head, _, forms = line.partition(":")
        head = fold(head)
        table.update(dict.fromkeys((fold(form) for form in (head, *forms.split())), head))
    return table


def _frequency(word: str) -> int:
    known = frequencies()
    return known.get(word, 0) + known.get(f"ال{word}", 0)


def _is_word(rest: str, whole: str) -> bool:
    """Tell whether the rest of a word is so much more usual that what came before it is a clitic."""
    alone, together = _frequency(rest), frequencies().get(whole, 0)
    return alone > 2 * together or (len(rest) >= 4 and alone > together)


def _strip_article(word: str, prefix: str) -> str:
    rest = word[len(prefix) :]
    if prefix.endswith("لل"):
        # «للبنان» is ل + لبنان, «للحزب» is ل + الحزب.
        joined = f"ل{rest}"
        return joined if _frequency(joined) > _frequency(rest) else rest
    if prefix in _UNSURE_ARTICLE and frequencies().get(word, 0) > 4 * _frequency(rest):
        return word  # «بالغ», «والد»
    return rest


def strip_prefix(word: str) -> str:
    """Take off the article and the clitics: «وبالسوريين» → «سوريين», «بغداد» → «بغداد»."""
    for prefix in _WITH_ARTICLE:
        if word.startswith(prefix) and len(word) >= len(prefix) + 2:
            return _strip_article(word, prefix)
    for prefix in _CLITICS:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= _MINIMUM and _is_word(rest, word):
            return rest
    return word


def _strip_pronoun(word: str) -> str:
    for pronoun in _PRONOUNS:
        minimum = 4 if pronoun in ("نا", "كم", "كما") else _MINIMUM
        if word.endswith(pronoun) and len(word) - len(pronoun) >= minimum:
            return word[: -len(pronoun)]
    return word[:-1] if word.endswith("ه") and len(word) > _MINIMUM else word


def _strip_ending(word: str, *, had_pronoun: bool) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MINIMUM:
            return word[: -len(ending)]
    if word.endswith("ا") or (had_pronoun and word.endswith("ت")):
        return word[:-1] if len(word) >= 5 else word
    return word


def _strip_suffix(word: str) -> str:
    """Take off the pronoun, then number and gender: «علاقاتها» → «علاق»."""
    rest = _strip_pronoun(word)
    singular = lemmas().get(rest)
    if singular and rest != word:
        return stem_singular(singular)
    rest = _strip_ending(rest, had_pronoun=rest != word)
    return rest[:-1] if rest.endswith("ي") and len(rest) > _MINIMUM else rest


def stem_singular(word: str) -> str:
    """Stem a word of the table, which carries no pronoun."""
    return word[:-1] if word.endswith(("ه", "ي")) and len(word) > _MINIMUM else word


def stem(word: str) -> str:
    """Return the stem of a folded word: «سيارات», «سيارته» → «سيار»."""
    table = synonyms()
    base = strip_prefix(table.get(word, word))
    base = table.get(base, base)
    singular = lemmas().get(base)
    return stem_singular(singular) if singular else _strip_suffix(base)
