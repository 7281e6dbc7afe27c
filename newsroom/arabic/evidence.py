"""Ask the frozen frequencies what a folded word is: a word of its own, or one with something joined to it."""

from collections import Counter
from functools import cache

from newsroom.arabic.lexicon import frequencies, lexicon
from newsroom.arabic.stopwords import folded_stop_words

# Pronouns with the letters that must be left before them.
_MINIMA = {"هما": 3, "كما": 4, "هم": 3, "هن": 3, "ها": 3, "كم": 4, "نا": 4}
_PRONOUNS = tuple(_MINIMA)
_LAST_OF_PRONOUNS = frozenset("امنه")
_MINIMUM = 3
# What may follow a base of two letters, and how many times as usual the base must be.
_AFTER_SHORT = {"ها": 4, "هم": 4, "نا": 4, "ين": 10, "ان": 10, "ه": 4, "ا": 4}
# Rarer than this beside another form, a word is a slip of the pen.
_SLIP = 50


@cache
def _with_article() -> dict[str, int]:
    """Count the words behind the article, without it."""
    return {word[2:]: count for word, count in frequencies().items() if word.startswith("ال")}


@cache
def _with_and_without() -> dict[str, int]:
    """Count words bare and with the article; no stop words, since «بلدية» is not ب + «لديه»."""
    counts = Counter(frequencies())
    counts.update(_with_article())
    return {word: count for word, count in counts.items() if word not in folded_stop_words()}


def frequency(word: str) -> int:
    """Count a word bare and with the article."""
    return _with_and_without().get(word, 0)


def takes_article(word: str) -> bool:
    """Tell whether a word is met with the article often enough that nothing can be joined to its end."""
    count = _with_article().get(word, 0) * _SLIP
    return count >= 2 * _SLIP and count >= frequencies().get(word, 0)


def takes_clitics(word: str) -> int:
    """Count a word behind the article and prepositions, و behind و: none comes before a clitic."""
    known = frequencies()
    before = ("ال", "ب", "ل", "و") if word[0] == "و" else ("ال", "ب", "ل")
    return sum(known.get(clitic + word, 0) for clitic in before) + (
        known.get(f"لل{word}", 0) if word[0] != "ل" else 0
    )


def ends_in_teh_marbuta(word: str) -> bool:
    """Tell «سيارة» from «كتابه», which folding writes with the same last letter."""
    return word in lexicon().with_teh_marbuta


def ends_in_heh(word: str) -> bool:
    """Tell «توجه», whose last letter is its own as «التوجه» shows, from «كتابه»."""
    with_article = f"ال{word}"
    return takes_article(word) and with_article not in lexicon().with_teh_marbuta


def strip_pronoun(word: str) -> str:
    """Take off a pronoun where what is left is long enough: «علاقاتها» → «علاقات»."""
    if word[-1] not in _LAST_OF_PRONOUNS:
        return word
    for pronoun, minimum in _MINIMA.items() if word.endswith(_PRONOUNS) else ():
        rest = word[: -len(pronoun)]
        if len(rest) >= minimum and word.endswith(pronoun):
            # «مهرجانا» is «مهرجانًا».
            return word if pronoun == "نا" and frequency(word[:-1]) > frequency(rest) else rest
    return word[:-1] if word.endswith("ه") and len(word) > _MINIMUM else word


def short_base(word: str) -> str:
    """Return the base of two letters that a word inflects, where that is far more usual: «نصها» → «نص»."""
    for ending, times in _AFTER_SHORT.items():
        rest = word[:2]
        if word.endswith(ending) and len(word) == len(ending) + 2 and takes_article(rest):
            return rest if frequency(rest) > times * frequency(word) else word
    return word


def inflected_frequency(word: str) -> int:
    """Count a word that was never met by itself without its pronoun: «عيادته» as «عيادة»."""
    bare = strip_pronoun(word)
    if bare == word:
        return frequency(word)
    return frequency(bare) + (frequency(f"{bare[:-1]}ه") if bare.endswith("ت") else 0)
