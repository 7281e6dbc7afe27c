"""Name files that are no text by how they begin, so that a stray picture is called a picture."""

import codecs
import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SIGNATURES = (
    (0, b"\x89PNG\r\n", gettext_noop("a PNG picture")),
    (0, b"\xff\xd8\xff", gettext_noop("a JPEG picture")),
    (0, b"GIF8", gettext_noop("a GIF picture")),
    (8, b"WEBP", gettext_noop("a WebP picture")),
    (0, b"II*\x00", gettext_noop("a TIFF picture")),
    (0, b"MM\x00*", gettext_noop("a TIFF picture")),
    (0, b"\x00\x00\x01\x00", gettext_noop("an icon")),
    (0, b"%PDF-", gettext_noop("a PDF document")),
    (0, b"{\\rtf", gettext_noop("an RTF document")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", gettext_noop("an old Word, Excel or PowerPoint document")),
    (257, b"ustar", gettext_noop("a tar archive")),
    (0, b"\x1f\x8b\x08", gettext_noop("a gzip archive in another file")),
    (0, b"7z\xbc\xaf\x27\x1c", gettext_noop("a 7z archive")),
    (0, b"Rar!\x1a\x07", gettext_noop("a RAR archive")),
    (0, b"\xfd7zXZ\x00", gettext_noop("an XZ archive")),
    (0, b"BZh91AY&SY", gettext_noop("a bzip2 archive")),
    (0, b"\x28\xb5\x2f\xfd", gettext_noop("a Zstandard archive")),
    (0, b"\x7fELF", gettext_noop("a program")),
    (0, b"MZ", gettext_noop("a program")),
    (0, b"\xcf\xfa\xed\xfe", gettext_noop("a program")),
    (0, b"\xca\xfe\xba\xbe", gettext_noop("a program")),
    (0, b"SQLite format 3\x00", gettext_noop("an SQLite database")),
    (0, b"PGDMP", gettext_noop("a PostgreSQL dump")),
    (0, b"ID3", gettext_noop("a sound or video file")),
    (4, b"ftyp", gettext_noop("a sound or video file")),
    (0, b"OggS", gettext_noop("a sound or video file")),
    (8, b"AVI ", gettext_noop("a sound or video file")),
    (8, b"WAVE", gettext_noop("a sound or video file")),
    (0, b"\x1a\x45\xdf\xa3", gettext_noop("a sound or video file")),
    (0, b"wOF", gettext_noop("a font")),
    (0, b"\x00\x01\x00\x00\x00", gettext_noop("a font")),
    (0, b"PAR1", gettext_noop("a Parquet table")),
)
ZIP = gettext_noop("a zip archive in another file")
ZIPS = (
    (b"word/", gettext_noop("a Word document")),
    (b"xl/", gettext_noop("an Excel table")),
    (b"ppt/", gettext_noop("a PowerPoint presentation")),
    (b"mimetypeapplication/epub", gettext_noop("an EPUB book")),
    (b"mimetypeapplication/vnd.oasis", gettext_noop("an OpenDocument document")),
)
UTF_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_CONTROL = re.compile(b"[%s]" % re.escape(CONTROLS))


def kind_of(head: bytes) -> str:
    """Return what a file is that is no text, or "": «صورة PNG»."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _(next((kind for mark, kind in ZIPS if mark in head), ZIP))
    for offset, mark, kind in SIGNATURES:
        # «MZ» or «ID3» could begin a text: so short a mark counts with bytes that no text has.
        if head.startswith(mark, offset) and (len(mark) > 4 or _CONTROL.search(head[:512])):
            return _(kind)
    is_wide = head.startswith(UTF_MARKS) or utf16_name(head)
    return _("binary data") if is_binary(head) and not is_wide else ""


def is_binary(head: bytes) -> bool:
    """Say whether bytes hold controls as only other files than text do; one NUL in a text is dirt."""
    sample = head[:4096]
    return len(sample) - len(sample.translate(None, CONTROLS)) > 0.05 * len(sample)


def utf16_name(head: bytes) -> str:
    """Tell UTF-16 without a mark by the halves of its characters: ASCII and Arabic have 00 and 06."""
    even, odd = head[::2], head[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        usual = sum(high.count(byte) for byte in (b"\x00", b"\x06", b"\x20"))
        if high and usual >= 0.9 * len(high) and low.count(b"\x00") <= 0.01 * len(low):
            return name
    return ""
