"""Take the article and the clitics off the beginning of a word."""

import re
from collections.abc import Iterator

from newsroom.arabic.evidence import (
    frequency,
    inflected_frequency,
    strip_pronoun,
    takes_article,
    takes_clitics,
)
from newsroom.arabic.lexicon import frequencies, lexicon

_WITH_ARTICLE = ("وبال", "وكال", "فبال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
_UNSURE_ARTICLE = {"وال", "فال", "بال", "كال"}
_CLITICS = {
    "و": ("وب", "ول", "وك", "و"),
    "ف": ("فل", "فب", "ف"),
    "ب": ("ب",),
    "ل": ("ل",),
    "ك": ("ك",),
}
FIRST_LETTERS = frozenset("اوبلكف")
_HAMZAS = frozenset("أإآ")
_MINIMUM = 3
# How many times as often as its rest a rare word may be met that begins with a preposition: some are names.
_SHARES = {3: 1, 4: 4}


def has_article(word: str) -> bool:
    """Tell whether a folded word begins with the article, alone or behind a clitic."""
    return word.startswith(_WITH_ARTICLE)


def strip_prefix(word: str, spelled: str = "") -> str:
    """Take off the article and the clitics: «وبالسوريين» → «سوريين», «بغداد» → «بغداد»."""
    if word.startswith(_WITH_ARTICLE):
        for prefix in _WITH_ARTICLE:
            if (
                word.startswith(prefix)
                and len(word) >= len(prefix) + 2
                and _is_article(word, spelled, prefix)
            ):
                return _strip_article(word, prefix)
    likely = [rest for rest in rests(word) if _is_word(rest, word)]
    return max(likely, key=_weight, default=word)


def rests(word: str) -> Iterator[str]:
    """Yield what is left of a word without each clitic that it may begin with."""
    for prefix in _CLITICS.get(word[0], ()):
        if word.startswith(prefix) and len(word) >= len(prefix) + 2:
            yield word[len(prefix) :]


def _weight(rest: str) -> int:
    return frequency(rest) or inflected_frequency(rest)


def _is_article(word: str, spelled: str, prefix: str) -> bool:
    """Tell the article from ال that is the word's own: «ألمانيا»، «الالتزام»، «بألغام»."""
    if prefix.endswith("لل"):
        return True
    alef = len(prefix) - 2
    if len(spelled) == len(word) and spelled[alef] in _HAMZAS:
        return False
    rest = word[alef:]
    judged = rest if rest in frequencies() else strip_pronoun(rest)
    if judged in lexicon().with_hamza_lam:
        return False
    return not (rest.startswith("الت") and _is_of_pattern(rest))


def _is_of_pattern(word: str) -> bool:
    """Tell «التزاماته», from «الالتزام», from «التعاون»."""
    bare = strip_pronoun(word)
    singular = bare.removesuffix("ات")
    return any(frequencies().get(f"ال{base}", 0) > frequency(base[2:]) for base in (word, bare, singular))


def _strip_article(word: str, prefix: str) -> str:
    rest = word[len(prefix) :]
    if prefix.endswith("لل"):
        # «للبنان» is ل + لبنان, «للحزب» is ل + الحزب.
        joined = f"ل{rest}"
        return joined if _usual(joined) > _usual(rest) else rest
    together = frequencies().get(word, 0) if prefix in _UNSURE_ARTICLE else 0
    if together > 4 * frequency(rest) and _takes_clitics(word) * 50 >= together:
        return word  # «بالغ», «والد»
    return rest


def _usual(word: str) -> int:
    """Count a word, or where it was never met what it inflects: «لاعبات» as «لاعب»."""
    return frequency(word) or inflected_frequency(word) or frequency(re.sub("(?:تين|ات|ون|ين|ان)$", "", word))


def _is_word(rest: str, whole: str) -> bool:
    """Tell whether the rest of a word is so much more usual that what came before it is a clitic."""
    alone, together = frequency(rest), frequencies().get(whole, 0)
    if len(rest) < _MINIMUM:  # «بحق»، «لحل»
        if not takes_article(rest):
            return False
        is_joined = whole[0] == "ب" and together < 4 * alone and _takes_clitics(whole) * 200 < together
        return is_joined or (alone > 4 * together and _takes_clitics(whole) * 50 < alone)
    if not alone and not together:
        # A form never met, as «وأحزابها»: judge it without its pronoun.
        alone, together = inflected_frequency(rest), inflected_frequency(whole)
    if alone > 2 * together or (len(rest) >= 4 and alone > together):
        return True
    # «وقال» is met oftener than «قال» but nothing comes before it; «وزير» has its article.
    share = 20 if whole[0] == "و" or together >= 100 else _SHARES[min(len(rest), 4)]
    return alone * share >= together and alone >= 5 and _takes_clitics(whole) * 200 < together


def _takes_clitics(whole: str) -> int:
    """Count clitics before a word or what it inflects: «وفدا» is a word as «الوفد» is."""
    bare = whole[:-1] if whole[-1] in "ايت" else strip_pronoun(whole)
    return takes_clitics(whole) + (takes_clitics(bare) if bare != whole and len(bare) >= _MINIMUM else 0)
