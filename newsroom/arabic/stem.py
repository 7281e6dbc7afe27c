"""Reduce an Arabic word to the stem that its inflected forms share.

Light stemming after Larkey, Ballesteros and Connell (light10), except that what is joined to a word is taken
off only where the frozen frequencies say that the rest is the word: «وزير» stays whole, «والوزير» → «وزير».
"""

from functools import cache

from newsroom.arabic.evidence import ends_in_heh, ends_in_teh_marbuta, strip_pronoun
from newsroom.arabic.lexicon import frequencies
from newsroom.arabic.prefixes import FIRST_LETTERS, has_article, rests, strip_prefix
from newsroom.arabic.suffixes import strip_suffix
from newsroom.arabic.tables import Tables, base_tables


class Stemmer:
    """Stem words by one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.lemmas, self.synonyms = tables
        stems = ((self._reduce(variant), self._reduce(head)) for variant, head in self.synonyms.items())
        # So that inflected spellings meet too: «الأميركيتين».
        self.stem_synonyms = {variant: head for variant, head in stems if variant != head}

    def _reduce(self, word: str, *, is_feminine: bool = False, may_have_pronoun: bool = True) -> str:
        return strip_suffix(word, self.lemmas, is_feminine=is_feminine, may_have_pronoun=may_have_pronoun)

    def stem(self, word: str, spelled: str = "") -> str:
        """Return the stem of a folded word: «سيارات», «سيارته» → «سيار».

        Folding writes «دورة» and «دوره» alike; `spelled`, the same letters unfolded, tells which it was.
        """
        base = self._base(word, spelled)
        is_definite = base != word and has_article(word)
        base = self.synonyms.get(base, base)
        reduced = self._known(base, spelled, is_definite=is_definite)
        if not reduced:
            is_feminine = base[-1] == "ه" and _is_feminine(base, spelled, is_definite=is_definite)
            reduced = self._reduce(base, is_feminine=is_feminine, may_have_pronoun=not is_definite)
        return self.stem_synonyms.get(reduced, reduced)

    def _base(self, word: str, spelled: str) -> str:
        """Take off what stands before a word, except before one of the tables."""
        if word[0] not in FIRST_LETTERS or self._known(word, spelled, is_definite=False):
            return word
        if not has_article(word) and strip_pronoun(word) in self.lemmas:
            return word  # «لجانها»
        base = strip_prefix(word, spelled)
        if base != word or word in frequencies():
            return base
        # Rare words of the tables: «ومصابيحهم».
        return next((rest for rest in rests(word) if rest in self or strip_pronoun(rest) in self), word)

    def __contains__(self, word: str) -> bool:
        return word in self.lemmas or word in self.synonyms

    def _known(self, base: str, spelled: str, *, is_definite: bool) -> str | None:
        lemma = self.lemmas.get(base)
        if not lemma or (lemma.is_feminine and not _is_feminine(base, spelled, is_definite=is_definite)):
            return None
        return lemma.stem if lemma.fits(spelled[-len(base) :][:1]) else None


def _is_feminine(base: str, spelled: str, *, is_definite: bool) -> bool:
    """Tell a last ه that stands for ة, «سياره», «الدوره», from a pronoun, «كتابه», and from «الفقه»."""
    if spelled.endswith("ة"):
        return True
    if ends_in_heh(base):
        return False
    return is_definite or ends_in_teh_marbuta(base)


@cache
def base_stemmer() -> Stemmer:
    """Return the stemmer of the package's own tables."""
    return Stemmer(base_tables())


def stem(word: str, spelled: str = "") -> str:
    """Return the stem of a folded word by the package's own tables."""
    return base_stemmer().stem(word, spelled)
