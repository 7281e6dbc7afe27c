"""Take pronouns, number and gender off the end of a word."""

from newsroom.arabic.evidence import (
    ends_in_heh,
    ends_in_teh_marbuta,
    frequency,
    short_base,
    strip_pronoun,
    takes_article,
)
from newsroom.arabic.tables import Lemma

_ENDINGS = ("تين", "تان", "ات", "ون", "ين", "ان", "وا")
_OF_FEMININES = ("تين", "تان", "ات")
# An ending that is often part of the word, with the one that takes its place in the other case.
_OTHER_CASE = {"ون": "ين", "ين": "ون", "ان": "ين"}
_MINIMUM = 3
_LONGEST_OF_SHORT = 4


def strip_suffix(word: str, lemmas: dict[str, Lemma], *, is_feminine: bool, may_have_pronoun: bool) -> str:
    """Reduce a word without its prefixes to its stem: «علاقاتها» → «علاق»."""
    if is_feminine:
        return _strip_yeh(word[:-1]) if len(word) > _MINIMUM else word
    if len(word) <= _LONGEST_OF_SHORT and (base := short_base(word)) != word:
        return _masculine(base, lemmas)
    rest = word
    if may_have_pronoun and not _is_whole(word):
        rest = strip_pronoun(word)
    had_pronoun = rest != word
    if had_pronoun:
        rest = _mend(rest, lemmas)
        if known := _lookup(rest, lemmas):
            return known
    return _strip_ending(rest, lemmas, had_pronoun=had_pronoun)


def _is_whole(word: str) -> bool:
    """Tell «تفاهم» and «توجه», which come with the article, from words that end in a pronoun."""
    return ends_in_heh(word) if word.endswith("ه") else takes_article(word)


def _mend(rest: str, lemmas: dict[str, Lemma]) -> str:
    """Give back the letter that a pronoun changed: «مستوا(ها)» → «مستوى»."""
    if rest.endswith("ا"):
        whole = f"{rest[:-1]}ي"
        if whole in lemmas or frequency(whole) > frequency(rest):
            return whole
    return rest


def _lookup(rest: str, lemmas: dict[str, Lemma]) -> str | None:
    known = lemmas.get(rest) or (lemmas.get(f"{rest[:-1]}ه") if rest.endswith("ت") else None)
    return known.stem if known else None


def _strip_ending(word: str, lemmas: dict[str, Lemma], *, had_pronoun: bool) -> str:
    for ending in _ENDINGS if word.endswith(_ENDINGS) else ():
        rest = word[: -len(ending)]
        if word.endswith(ending):
            if ending in _OF_FEMININES and (singular := _feminine(rest, lemmas)):
                return singular
            if len(rest) >= _MINIMUM and (rest in lemmas or _is_ending(rest, ending, word)):
                return _strip_yeh(rest) if ending in _OF_FEMININES else _masculine(rest, lemmas)
    return _strip_letter(word, lemmas, had_pronoun=had_pronoun)


def _feminine(rest: str, lemmas: dict[str, Lemma]) -> str | None:
    """Return the stem of a singular of the tables or too short to be cut: «لغ(ات)» → «لغة»."""
    singular = f"{rest}ه"
    if known := lemmas.get(singular):
        return known.stem
    return singular if len(rest) == 2 and ends_in_teh_marbuta(singular) else None


def _masculine(rest: str, lemmas: dict[str, Lemma]) -> str:
    known = lemmas.get(rest)
    return known.stem if known else _strip_yeh(rest)


def _strip_letter(word: str, lemmas: dict[str, Lemma], *, had_pronoun: bool) -> str:
    last, rest = word[-1], word[:-1]
    if last == "ت" and had_pronoun:
        if singular := _feminine(rest, lemmas):
            return singular
        return _strip_yeh(rest) if len(word) >= 5 or _stands_for_teh_marbuta(word) else word
    if word.endswith(("تي", "تا")) and (singular := _feminine(rest[:-1], lemmas)):
        return singular
    if word.endswith(("تي", "تا")) and _stands_for_teh_marbuta(rest):
        return _strip_yeh(rest[:-1])
    if (last == "ا" and _is_accusative(word)) or (last == "و" and _is_plural(word)):
        return _masculine(rest, lemmas)
    return _strip_yeh(word)


def _is_accusative(word: str) -> bool:
    """Tell «رجلا», from «رجل», from «كندا» and «عليا»."""
    if len(word) == _MINIMUM + 1:
        return frequency(word[:-1]) > 2 * frequency(word)
    return len(word) > _MINIMUM


def _is_plural(word: str) -> bool:
    """Tell «محامو (البلاد)», from «محامون», from «فيديو»."""
    return len(word) >= 5 and frequency(f"{word[:-1]}ين") >= 5 and frequency(f"{word}ن") >= 1


def _is_ending(rest: str, ending: str, whole: str) -> bool:
    """Tell a dual or sound plural from a word that ends so: «مسلمين» is one, «لبنان» and «قانون» are not."""
    if ending in ("تين", "تان"):
        return frequency(f"{rest}ه") > 0  # «باكستان» is none
    if ending not in _OTHER_CASE:
        return True
    together = frequency(whole)
    if (whole[0] == "ي" or _is_noun(rest)) and frequency(rest) + frequency(f"{rest}ه") >= together / 2:
        return True
    return frequency(rest + _OTHER_CASE[ending]) >= max(5, together / 50)


def _is_noun(rest: str) -> bool:
    """Tell «لاعب(ين)» from «تعد(ين)», whose beginning is a verb by chance: a noun takes the article."""
    return takes_article(rest) or takes_article(f"{rest}ه") or not frequency(rest)


def _stands_for_teh_marbuta(word: str) -> bool:
    """Tell «شركت(ه)», from «شركة», from «وقت(ه)»."""
    return len(word) > _MINIMUM and frequency(f"{word[:-1]}ه") > frequency(word)


def _strip_yeh(word: str) -> str:
    return word[:-1] if word.endswith("ي") and len(word) > _MINIMUM else word
