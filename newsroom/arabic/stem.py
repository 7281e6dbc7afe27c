"""Reduce an Arabic word to the stem that its inflected forms share.

Light stemming after Larkey, Ballesteros and Connell (light10), except that a clitic is taken off only where
the frozen frequencies say that the rest is the word: «وزير» stays whole, «والوزير» → «وزير».
"""

from functools import cache

from newsroom.arabic.lexicon import frequencies, read_lines
from newsroom.arabic.normalize import fold
from newsroom.arabic.stopwords import folded_stop_words

_WITH_ARTICLE = ("وبال", "وكال", "فبال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
_UNSURE_ARTICLE = {"وال", "فال", "بال", "كال"}
_CLITICS = ("وب", "ول", "فل", "فب", "وك", "و", "ب", "ل", "ك", "ف")
_PRONOUNS = ("هما", "كما", "هم", "هن", "ها", "كم", "نا")
_ENDINGS = ("تين", "تان", "ات", "ون", "ين", "ان", "وا")
# An ending that is often part of the word, with the one that takes its place in the other case.
_OTHER_CASE = {"ون": "ين", "ين": "ون", "ان": "ين"}
_MINIMUM = 3
# What a word must begin or end with before it is worth comparing with the tables above.
_FIRST_LETTERS = frozenset("اوبلكف")
_LAST_OF_PRONOUNS = frozenset("امنه")
_LAST_OF_ENDINGS = frozenset("اتني")


@cache
def synonyms() -> dict[str, str]:
    """Load spelling variants and names: each folded variant with the form that stands for it."""
    return _read_table("synonyms.txt")


@cache
def lemmas() -> dict[str, str]:
    """Load broken plurals and protected words: each folded form with its stem."""
    return {form: _stem_head(head) for form, head in _read_table("lemmas.txt").items()}


def _stem_head(head: str) -> str:
    """Take the last ة or ي off a singular; one marked by «=» stays whole."""
    if head.startswith("="):
        return head[1:]
    return head[:-1] if head.endswith(("ه", "ي")) and len(head) > _MINIMUM else head


def _read_table(name: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in read_lines(name):
        head, _, forms = line.partition(":")
        mark = "=" if head.startswith("=") else ""
        table.update(dict.fromkeys((fold(form) for form in (head, *forms.split())), mark + fold(head)))
    return table


def _frequency(word: str) -> int:
    if word in folded_stop_words():
        return 0  # «بلدية» is not ب + «لديه»
    known = frequencies()
    return known.get(word, 0) + known.get(f"ال{word}", 0)


def _is_word(rest: str, whole: str) -> bool:
    """Tell whether the rest of a word is so much more usual that what came before it is a clitic."""
    alone, together = _frequency(rest), frequencies().get(whole, 0)
    if not alone and not together:
        # A form never met, as «وأحزابها»: judge it without its pronoun.
        rest, whole = _strip_pronoun(rest), _strip_pronoun(whole)
        alone, together = _frequency(rest), frequencies().get(whole, 0)
    return alone > 2 * together or (len(rest) >= 4 and alone > together)


def has_article(word: str) -> bool:
    """Tell whether a folded word begins with the article, alone or behind a clitic."""
    return word.startswith(_WITH_ARTICLE)


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
    if word[0] not in _FIRST_LETTERS:
        return word
    for prefix in _WITH_ARTICLE if word.startswith(_WITH_ARTICLE) else ():
        if word.startswith(prefix) and len(word) >= len(prefix) + 2:
            return _strip_article(word, prefix)
    rests = (word[len(prefix) :] for prefix in _CLITICS if word.startswith(prefix))
    likely = [rest for rest in rests if len(rest) >= _MINIMUM and _is_word(rest, word)]
    return max(likely, key=_frequency, default=word)


def _strip_pronoun(word: str) -> str:
    if word[-1] not in _LAST_OF_PRONOUNS:
        return word
    for pronoun in _PRONOUNS if word.endswith(_PRONOUNS) else ():
        minimum = 4 if pronoun in ("نا", "كم", "كما") else _MINIMUM
        if word.endswith(pronoun) and len(word) - len(pronoun) >= minimum:
            return word[: -len(pronoun)]
    return word[:-1] if word.endswith("ه") and len(word) > _MINIMUM else word


def _strip_ending(word: str, *, had_pronoun: bool) -> str:
    if word[-1] not in _LAST_OF_ENDINGS:
        return word
    for ending in _ENDINGS if word.endswith(_ENDINGS) else ():
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= _MINIMUM and _is_ending(rest, ending, word):
            return rest
    if word.endswith("ت") and had_pronoun:
        return word[:-1] if len(word) >= 5 or _stands_for_teh_marbuta(word) else word
    if word.endswith(("تي", "تا")) and _stands_for_teh_marbuta(word[:-1]):
        return word[:-2]
    return word[:-1] if word.endswith("ا") and len(word) >= 5 else word


def _is_ending(rest: str, ending: str, whole: str) -> bool:
    """Tell a dual or sound plural from a word that ends so: «مسلمين» is one, «لبنان» and «قانون» are not."""
    if ending not in _OTHER_CASE:
        return True
    together = _frequency(whole)
    if _frequency(rest) + _frequency(f"{rest}ه") >= together / 2:
        return True
    return _frequency(rest + _OTHER_CASE[ending]) >= max(5, together / 50)


def _stands_for_teh_marbuta(word: str) -> bool:
    """Tell «شركت(ه)», from «شركة», from «وقت(ه)»."""
    return len(word) > _MINIMUM and _frequency(f"{word[:-1]}ه") > _frequency(word)


def _strip_suffix(word: str) -> str:
    """Take off the pronoun, then number and gender: «علاقاتها» → «علاق»."""
    rest = _strip_pronoun(word)
    known = lemmas().get(rest) or (lemmas().get(f"{rest[:-1]}ه") if rest.endswith("ت") else None)
    if known and rest != word:
        return known
    rest = _strip_ending(rest, had_pronoun=rest != word)
    return rest[:-1] if rest.endswith("ي") and len(rest) > _MINIMUM else rest


def stem(word: str, *, may_be_teh_marbuta: bool = True) -> str:
    """Return the stem of a folded word: «سيارات», «سيارته» → «سيار».

    Folding writes «دورة» and «دوره» alike; where the spelling had no ة, a last ه is a pronoun.
    """
    base = word if word in lemmas() else strip_prefix(word)
    base = synonyms().get(base, base)
    known = lemmas().get(base)
    if known == base and not may_be_teh_marbuta:
        known = None
    reduced = known or _strip_suffix(base)
    return _stem_synonyms().get(reduced, reduced)


@cache
def _stem_synonyms() -> dict[str, str]:
    """Return the stems of spelling variants, so that inflected ones meet too: «الأميركيتين»."""
    stems = ((_strip_suffix(variant), _strip_suffix(head)) for variant, head in synonyms().items())
    return {variant: head for variant, head in stems if variant != head}
