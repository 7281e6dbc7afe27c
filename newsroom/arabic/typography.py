"""Repair what transport and keyboards did to a text, without changing its wording."""

import re
import unicodedata
from functools import cache

from newsroom.arabic.characters import (
    ARABIC,
    BIDI_CONTROLS,
    JOINERS,
    LOOK_ALIKES,
    MARKS,
    TATWEEL,
)
from newsroom.arabic.lexicon import read_lines
from newsroom.arabic.normalize import strip_marks

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_JUNK = re.compile("[\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]")
_BIDI = re.compile(f"[{BIDI_CONTROLS}]")
_STRAY_JOINER = re.compile(f"(?<![{ARABIC}{MARKS}{TATWEEL}])[{JOINERS}]+|[{JOINERS}]{{2,}}")
_LINE_ENDS = re.compile("\r\n?|\u0085|\u2028|\u2029")
_OTHER_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile("  +")
# Ligatures of a phrase (ﷲ, ﷺ, ﷽) are meant; those of letters come from old fonts and PDF files.
_FORMS = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdef\ufe70-\ufefc]+")
_ISOLATED_MARK = re.compile(f"[ {TATWEEL}](?=[{MARKS}])")
_WORD = re.compile(f"[{ARABIC}{MARKS}{TATWEEL}]+")
_FOREIGN = re.compile("[پچژگٹڈڑںݨێۆۇۈۋڤڭ]")
_LOOK_ALIKE = re.compile(f"[{''.join(LOOK_ALIKES)}]")
_TO_ARABIC = str.maketrans(LOOK_ALIKES)
# Nearly every text has nothing to mend but its spaces, and one look tells so.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u2028\u2029\ufff9-\ufffb"
    f"{BIDI_CONTROLS}{JOINERS}\u200b\u2060-\u2065\u206a-\u206f\ufb50-\ufdff\ufe70-\ufeff"
    f"{''.join(LOOK_ALIKES)}]"
)


def repair(text: str) -> str:
    """Return the text as it was meant to be stored: «اﻷخبار» → «الأخبار», «وزیر» → «وزير».

    Letters, marks, functional tatweel and line breaks stay; running it again changes nothing.
    """
    if not _SUSPECT.search(text):
        return _tidy_spaces(unicodedata.normalize("NFC", text))
    text = _LINE_ENDS.sub("\n", text)
    text = _JUNK.sub("", _CONTROLS.sub("", text))
    text = _drop_unpaired_bidi(text)
    text = _STRAY_JOINER.sub("", text)
    text = _FORMS.sub(_compose_forms, text)
    text = _WORD.sub(_replace_look_alikes, unicodedata.normalize("NFC", text))
    return _tidy_spaces(text)


def _tidy_spaces(text: str) -> str:
    text = _OTHER_SPACE.sub(" ", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return text.replace(" \n", "\n").replace("\n ", "\n").strip(" ")


def _compose_forms(match: re.Match[str]) -> str:
    """Write presentation forms as letters: «ﺍﻟﺠﺰﻳﺮﺓ» → «الجزيرة»."""
    return _ISOLATED_MARK.sub("", unicodedata.normalize("NFKC", match[0]))


def _replace_look_alikes(match: re.Match[str]) -> str:
    return write_arabic_letters(match[0])


def write_arabic_letters(word: str) -> str:
    """Replace look-alikes in a word, unless a letter in it shows that it is not Arabic: «علی» → «على»."""
    if not _LOOK_ALIKE.search(word) or _FOREIGN.search(word):
        return word
    if word.endswith("ی") and strip_marks(f"{word[:-1]}ى").translate(_TO_ARABIC) in _words_in_alef_maqsura():
        word = f"{word[:-1]}ى"
    return word.translate(_TO_ARABIC)


@cache
def _words_in_alef_maqsura() -> frozenset[str]:
    words = (word for line in read_lines("alef_maqsura.txt") for word in line.split())
    return frozenset(before + word for word in words for before in ("", "و", "ف"))


def _drop_unpaired_bidi(text: str) -> str:
    """Keep embeddings, overrides and isolates that are closed on their own line, and single marks."""
    if not _BIDI.search(text):
        return text
    return "\n".join(line if _is_paired(line) else _BIDI.sub("", line) for line in text.split("\n"))


_CLOSER = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}


def _is_paired(line: str) -> bool:
    expected: list[str] = []
    for control in _BIDI.findall(line):
        if control in _CLOSER:
            expected.append(_CLOSER[control])
        elif control in _CLOSER.values() and (not expected or expected.pop() != control):
            return False
    return not expected
