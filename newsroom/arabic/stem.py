"""Reduce an Arabic word to the stem that its inflected forms share.

Light stemming after Larkey, Ballesteros and Connell (light10), except that what is joined to a word is taken
off only where the frozen frequencies say that the rest is the word: «وزير» stays whole, «والوزير» → «وزير».
"""

from newsroom.arabic.evidence import ends_in_heh, ends_in_teh_marbuta
from newsroom.arabic.prefixes import has_article, strip_prefix
from newsroom.arabic.suffixes import strip_suffix
from newsroom.arabic.tables import Tables, base_tables


class Stemmer:
    """Stem words by one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.lemmas, self.synonyms = tables
        stems = ((self._reduce(variant), self._reduce(head)) for variant, head in self.synonyms.items())
        # So that inflected spellings meet too: «الأميركيتين».
        self.stem_synonyms = {variant: head for variant, head in stems if variant != head}

    def _reduce(self, word: str) -> str:
        return strip_suffix(word, self.lemmas, is_feminine=False, may_have_pronoun=True)

    def stem(self, word: str, spelled: str = "") -> str:
        """Return the stem of a folded word: «سيارات», «سيارته» → «سيار».

        Folding writes «دورة» and «دوره» alike; `spelled`, the same letters unfolded, tells which it was.
        """
        base = word if self._known(word, word, spelled) else strip_prefix(word, spelled)
        base = self.synonyms.get(base, base)
        reduced = self._known(base, word, spelled) or self._strip_suffix(base, word, spelled)
        return self.stem_synonyms.get(reduced, reduced)

    def _known(self, base: str, word: str, spelled: str) -> str | None:
        lemma = self.lemmas.get(base)
        if not lemma or (lemma.is_feminine and not _is_feminine(base, word, spelled)):
            return None
        return lemma.stem if lemma.fits(spelled[-len(base) :][:1]) else None

    def _strip_suffix(self, base: str, word: str, spelled: str) -> str:
        return strip_suffix(
            base,
            self.lemmas,
            is_feminine=base[-1] == "ه" and _is_feminine(base, word, spelled),
            may_have_pronoun=not has_article(word) or base == word,
        )


def _is_feminine(base: str, word: str, spelled: str) -> bool:
    """Tell whether a last ه stands for ة: «سياره», «الدوره»; in «كتابه» it is a pronoun, in «الفقه» its own."""
    if spelled.endswith("ة"):
        return True
    if ends_in_heh(base):
        return False
    return has_article(word) or ends_in_teh_marbuta(base)


_BASE: list[Stemmer] = []


def stem(word: str, spelled: str = "") -> str:
    """Return the stem of a folded word by the tables in use."""
    return current().stem(word, spelled)


def current() -> Stemmer:
    """Return the stemmer in use."""
    if not _BASE:
        _BASE.append(Stemmer(base_tables()))
    return _BASE[0]
