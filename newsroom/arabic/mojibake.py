"""Undo the damage of a text read in a wrong encoding or in the order of the eye, where that is certain."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newsroom.arabic.lexicon import frequencies
from newsroom.arabic.likeness import likeness
from newsroom.arabic.normalize import fold
from newsroom.arabic.tokens import iter_words

# (read as, written in): «ط§ظ„», «Ø§Ù„», «ÇáÌÒíÑÉ» and their cousins.
WRONG_READINGS = (
    ("cp1256", "utf-8"),
    ("latin-1+", "utf-8"),
    ("latin-1+", "cp1256"),
    ("cp720", "utf-8"),
    ("iso8859-6", "utf-8"),
    ("cp1256", "iso8859-6"),
    ("latin-1+", "iso8859-6"),
)
MOST_TIMES = 2
# A text of more damaged lines, or longer ones, is no article: its cost is bounded.
MOST_LINES, MOST_JUDGED = 1000, 20_000
LEAST_MEAN, LEAST_GAIN, LEAST_KNOWN, LEAST_LETTERS = -4.6, 12.0, 0.6, 4

# Letters that nearly every damaged text has and hardly any other: each is found at the speed of memory.
_PROBES = (
    "§„ٹ±ˆھ"  # «ط§ظ„»: UTF-8 read as windows-1256
    "ØÙÃÂ"  # «Ø§Ù„»: UTF-8 read as Latin-1, once or twice
    "ÇáíæãäåÊÉÜ"  # «ÇáÌÒíÑÉ»: windows-1256 read as Latin-1
    "èêçéâ"  # «èصن»: ISO-8859-6 read as windows-1256
    "╪┘"  # UTF-8 read by DOS
    "ک\x84\x8a\x88"  # «أکآ§», «ع\x84»: UTF-8 read twice, or as ISO-8859-6
    "ﺍﺎﻟﻠ"  # presentation forms
)
# What no healthy text has: letters of one alphabet amid signs of another, again and again.
_SIGNS = "\u0080-\u009f\u00a1-\u00a9\u00ac-\u00ba\u00bc-\u00bf‚ƒ„†‡ˆ‰Œ•™œٹپچژڈگںکڑھہ€‹›"
_DAMAGED = re.compile(
    f"[طظ][{_SIGNS}…]\\S{{0,2}}[طظآ][{_SIGNS}…]|أ[™ک]آ|[عغ][\x80-\x9f]|[ØÙÃÂ][{_SIGNS}…–—«»]|(?:[╪┘][^\\s<a-z]){{2}}"
    "|(?<![A-Za-z\u00c0-\u017f])[\u00c0-\u00ff]{4,}(?![A-Za-z\u00c0-\u017f])"
    "|[ء-ي][âçèéêë]|[âçèéêë][ء-ي]"
)
_TATWEEL = re.compile("(?<=[ء-ي])Ü(?![A-Za-z\u00c0-\u017f])")
_LETTERS = re.compile("[ء-غف-ي]")
_FORM_WORD = re.compile("[\ufe80-\ufefc]{2,}")
_KEPT_RUN = re.compile(r"[0-9٠-٩A-Za-z](?:[0-9٠-٩A-Za-z.,:/%٪+-]*[0-9٠-٩A-Za-z%٪])?")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


@dataclass(frozen=True, slots=True)
class Restored:
    """A text after its repair; `is_suspect` where some of it looks damaged and cannot be mended for sure."""

    text: str
    is_repaired: bool = False
    is_suspect: bool = False


def restore(text: str) -> Restored:
    """Mend each damaged line of a text: «ط§ظ„ط¬ط²ظٹط±ط©» → «الجزيرة»; a right text is returned as it is.

    Run it before `typography.repair`, which drops the invisible halves of such letters.
    """
    if not may_be_damaged(text):
        return Restored(text)
    if whole := _best(text, only_unicode=True):
        return Restored(whole, is_repaired=True)
    lines, is_suspect = text.split("\n"), False
    doubtful = [number for number, line in enumerate(lines) if may_be_damaged(line)]
    for number in doubtful[:MOST_LINES]:
        line = _restore_line(lines[number])
        lines[number], is_suspect = line.text, is_suspect or line.is_suspect
    mended = "\n".join(lines)
    return Restored(mended, mended != text, is_suspect or len(doubtful) > MOST_LINES)


def may_be_damaged(text: str) -> bool:
    """Look for what nearly every damaged text has and hardly any other, in microseconds."""
    return not text.isascii() and any(map(text.__contains__, _PROBES))


def _restore_line(line: str) -> Restored:
    if _FORM_WORD.search(line):
        return _restore_order(line)
    if not _DAMAGED.search(line):
        return Restored(_TATWEEL.sub("ـ", line))
    if mended := _best(line):
        return Restored(mended)
    # Only a part of the line may be damaged: the words around it are not in the wrong encoding at all.
    mended = _SPACED.sub(lambda found: _best(found[0]) or found[0], line, count=MOST_LINES)
    return Restored(_TATWEEL.sub("ـ", mended), is_suspect=bool(_DAMAGED.search(mended)))


# A run of words of which each holds what could be damage; begun at a word's start only, or a long
# word without damage would be read again from each of its letters.
_SPACED = re.compile(
    f"(?<![^\\s<>])[^\\s<>]*?(?:{_DAMAGED.pattern})[^\\s<>]*(?:[ ]+[^\\s<>]*[\u0080-\u00ff][^\\s<>]*)*"
)


def _best(text: str, *, only_unicode: bool = False) -> str:
    """Return the one reading that is Arabic beyond doubt, or ""."""
    found = [
        (likeness(reading[:MOST_JUDGED])[0], reading)
        for reading, is_unicode in set(_readings(text))
        if (is_unicode or not only_unicode) and _is_certain(text, reading, 0.0 if is_unicode else LEAST_KNOWN)
    ]
    return max(found)[1] if found else ""


def _readings(text: str, times: int = 1) -> Iterator[tuple[str, bool]]:
    """Yield what a text may have been, damaged once or twice, and whether its bytes are UTF-8.

    Only what the same damage makes of it again; bytes that are UTF-8 by chance are hardly ever seen.
    """
    for read_as, written_in in WRONG_READINGS:
        data = _encode(text, read_as)
        if data is None:
            continue
        try:
            reading = data.decode(written_in)
        except UnicodeDecodeError:
            continue
        if reading == text or reading.encode(written_in) != data:
            continue
        yield reading, written_in == "utf-8"
        if times < MOST_TIMES:
            yield from _readings(reading, times + 1)


def _encode(text: str, name: str) -> bytes | None:
    """Return the bytes of a text; in «latin-1+» those of Latin-1 and of cp1252, which browsers mix."""
    try:
        return text.translate(_latin_bytes()).encode("latin-1") if name == "latin-1+" else text.encode(name)
    except UnicodeEncodeError:
        return None


@cache
def _latin_bytes() -> dict[int, int]:
    pairs = ((bytes([byte]).decode("cp1252", "ignore"), byte) for byte in range(0x80, 0xA0))
    return {ord(char): byte for char, byte in pairs if char}


def _is_certain(before: str, after: str, least_known: float, least_gain: float = LEAST_GAIN) -> bool:
    """Say whether a reading is Arabic, clearly more so than the text was, and of words that we know."""
    before, after = before[:MOST_JUDGED], after[:MOST_JUDGED]
    (total_before, _count), (total, count) = likeness(before), likeness(after)
    if not count or total / count < LEAST_MEAN or total - total_before < least_gain:
        return False
    words = [fold(word) for _start, _end, word in iter_words(after) if _LETTERS.search(word)]
    letters = sum(map(len, words))
    known = sum(len(word) for word in words if len(word) > 2 and word in frequencies())
    return letters >= LEAST_LETTERS and known >= least_known * letters


def _restore_order(line: str) -> Restored:
    """Turn a line of a PDF round where all its words end in their first letter: «ﺓﺮﻳﺰﺠﻟﺍ» → «الجزيرة»."""
    words = [word for word in _FORM_WORD.findall(line) if _has_ends(word)]
    turned = sum(_is_turned(word) for word in words)
    if turned < max(1, 0.8 * len(words)):
        return Restored(line)
    after = unicodedata.normalize("NFKC", _turn(line))
    # The shapes of three words are proof; the letters need only not speak against it.
    is_shown = turned == len(words) > 2 and "<" not in line
    if is_shown and _is_certain(unicodedata.normalize("NFKC", line), after, LEAST_KNOWN, least_gain=0.0):
        return Restored(after)
    return Restored(line, is_suspect=turned > 2)


@cache
def _form(char: str) -> str:
    """Return where in a word a presentation form stands: «<initial>», «<final>» …"""
    return unicodedata.decomposition(char).partition(" ")[0]


def _has_ends(word: str) -> bool:
    return _form(word[0]) != _form(word[-1]) and bool(
        {"<initial>", "<final>"} & {_form(word[0]), _form(word[-1])}
    )


def _is_turned(word: str) -> bool:
    return _form(word[0]) == "<final>" or _form(word[-1]) == "<initial>"


def _turn(line: str) -> str:
    """Reverse a line, but for numbers and Latin words, and mirror its brackets."""
    turned = line[::-1].translate(_MIRRORED)
    return _KEPT_RUN.sub(lambda found: found[0][::-1], turned)
