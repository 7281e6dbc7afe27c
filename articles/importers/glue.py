"""Free a sub-heading that a site glued to the paragraph below it, where the lexicon makes it certain."""

import re

from articles.importers.labels import SAID
from newsroom.arabic import fold
from newsroom.arabic.lexicon import frequencies

_REACH = 60
HEADING_WORDS = 6
_KNOWN = 3
_WORD = re.compile(r"\S+")


def split_heading(text: str) -> tuple[str, str] | None:
    """Part a heading and a paragraph without a space: «غير مبرروأكد المبعوث» → «غير مبرر», «وأكد المبعوث».

    Only where the glued word is none, both halves are, and the second opens a sentence.
    """
    if len(text) < 2 * _REACH:
        return None
    for count, found in enumerate(_WORD.finditer(text, 0, _REACH)):
        if count >= HEADING_WORDS:
            return None
        if cut := _find_seam(found[0]):
            at = found.start() + cut
            heading = text[:at].strip()
            return (heading, text[at:]) if count and not re.search(r"[،.؛:؟!]", heading) else None
    return None


def _find_seam(word: str) -> int:
    """Return where a word glued out of two parts, or 0."""
    known = frequencies()
    if "و" not in word[2:-2] or len(word) < 7 or fold(word) in known:
        return 0
    for at in (found.start() for found in re.finditer("و", word)):
        if at >= 3 and fold(word[at:]) in SAID and known.get(fold(word[:at]), 0) >= _KNOWN:
            return at
    return 0
