"""Tell the encoding of bytes, and say so rather than guess where it is unsure."""

import codecs

from django.utils.translation import gettext as _

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ARABIC_SHARE = 0.9


class EncodingError(Exception):
    """The bytes are in no encoding that we can be sure of."""


def detect_encoding(head: bytes) -> str:
    """Return the encoding of a file that begins with `head`: by mark, UTF-8, else windows-1256.

    windows-1256 only where nearly all that is not ASCII is an Arabic letter or mark in it; raises
    EncodingError otherwise.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        if _is_arabic_in(head, "cp1256"):
            return "cp1256"
        raise EncodingError(
            _("The encoding is not clear (byte %(position)d is not UTF-8); give --encoding NAME.")
            % {"position": error.start}
        ) from error
    return "utf-8"


def _is_arabic_in(head: bytes, name: str) -> bool:
    text = head.decode(name, "replace")
    strange = [char for char in text if ord(char) > 127]
    arabic = sum("\u0621" <= char <= "\u0652" or char in "،؛؟ـ«»–—“”…" for char in strange)
    return bool(strange) and arabic >= ARABIC_SHARE * len(strange)


def is_known_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
