"""Tell the encoding of bytes, and say so rather than guess where it is unsure."""

import codecs

from django.utils.translation import gettext as _

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# ISO-8859-6 read as windows-1256 is Arabic too, but for ه و ي, which come out as ç è ê.
ARABIC_SHARE = 0.98


class EncodingError(Exception):
    """The bytes are in no encoding that we can be sure of."""


def detect_encoding(head: bytes) -> str:
    """Return the encoding of a file that begins with `head`: by mark, UTF-8, else windows-1256.

    A line or two of broken bytes do not make UTF-8 something else. windows-1256 only where nearly
    all that is not ASCII is an Arabic letter or mark in it; raises EncodingError otherwise.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    position = head.find(b"\x00")
    if position < 0:
        position = _first_bad_byte(head)
        if position < 0 or _has_utf8_line(head):
            return "utf-8"
        if _is_arabic_in(head, "cp1256"):
            return "cp1256"
    raise EncodingError(
        _("The encoding is not clear (byte %(position)d is not UTF-8); give --encoding NAME.")
        % {"position": position}
    )


def _first_bad_byte(head: bytes) -> int:
    """Return the place of the first byte that is not UTF-8, or -1; `head` may end within a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _has_utf8_line(head: bytes) -> bool:
    """Say whether a line with letters beyond ASCII is UTF-8: in windows-1256 no line of words is."""
    return any(not line.isascii() and _first_bad_byte(line + b"\n") < 0 for line in head.split(b"\n")[:-1])


def _is_arabic_in(head: bytes, name: str) -> bool:
    text = head.decode(name, "replace")
    letters = [char for char in text if ord(char) > 127 and (char.isalpha() or char == "\ufffd")]
    arabic = sum("\u0621" <= char <= "\u064a" for char in letters)
    return bool(letters) and arabic >= ARABIC_SHARE * len(letters)


def is_known_encoding(name: str) -> bool:
    """Say whether Python reads text in this encoding; "base64" and the like are not of text."""
    try:
        "".encode(name)
    except (LookupError, UnicodeError):
        return False
    return True
