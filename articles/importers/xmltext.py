"""XML as text that a strict parser can take: decoded, without what XML forbids, without a doctype."""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.importers.balancing import ITEMS, ROOTS, Balance, unfinished
from articles.importers.detecting import PROLOGUE, SPACE, root_of
from articles.importers.encodings import MARKS, is_known_encoding

CHUNK = 65536
HEAD = 65536
# Stands for bytes that are not in the encoding; a private character that no text uses.
BAD_BYTES = "\U0010fffd"
# Above this share of broken characters a text is not in the encoding that it claims.
BROKEN_SHARE = 0.01

# A parameter entity («% nitf SYSTEM …») serves the doctype alone, which is dropped.
_ENTITY = re.compile(r"<!ENTITY(?!\s+%\s)", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][\w.:-]{0,40})["']""")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+);?")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,40});)?")
# «3 < 4»: what no name, slash or mark follows opens no tag.
_BARE_LESS = re.compile(r"<(?![^\W\d]|[/!?:])")
_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
# What a cut between two chunks may leave whole only in part: an entity, a section mark.
_CUT = re.compile(r"(?:&[#\w]{0,41}|<(?:!(?:\[(?:C(?:D(?:A(?:T(?:A)?)?)?)?)?)?)?|\]{1,2})\Z")
_OWN_NAMES = {"amp", "lt", "gt", "quot", "apos"}


class XmlError(Exception):
    """The text is no XML that we take; `text` is what was not read of it, where that is known."""

    def __init__(self, message: str, text: str = "") -> None:
        super().__init__(message)
        self.text = text


def _mark_bad(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return BAD_BYTES, error.end


codecs.register_error("newsroom_mark", _mark_bad)


def declared_encoding(head: bytes) -> str | None:
    """Return the encoding that an XML declaration names, where Python knows it."""
    found = _DECLARED.search(head[:1000])
    name = found[1].decode() if found else ""
    return name if name and is_known_encoding(name) else None


def xml_encoding(head: bytes, told: str) -> str:
    """Choose between the declared encoding and the one `told` by the bytes or by --encoding.

    The declaration holds, except where the bytes prove it wrong: a byte order mark, UTF-8 that only
    UTF-8 can be, or a "UTF-8" that breaks at every word.
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    declared = declared_encoding(head)
    if declared is None or codecs.lookup(told).name.startswith("utf-16"):
        return told
    if codecs.lookup(declared).name == "utf-8":
        return told if _is_broken_utf8(head) else declared
    return told if told.startswith("utf-8") and not head.isascii() and _is_utf8(head) else declared


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _is_broken_utf8(head: bytes) -> bool:
    beyond = sum(byte > 127 for byte in head)
    return head.decode("utf-8", "replace").count("\ufffd") > max(1, BROKEN_SHARE * beyond)


def iter_clean(stream: BinaryIO, told: str) -> Iterator[str]:
    """Yield the text of an XML document in chunks, from its root on and balanced; raises XmlError."""
    head = stream.read(HEAD)
    decoder = codecs.getincrementaldecoder(xml_encoding(head, told))("newsroom_mark")
    is_raw, kept, balance = False, _from_root(decoder.decode(head, final=len(head) < HEAD)), Balance()
    while True:
        data = stream.read(CHUNK)
        text = kept + decoder.decode(data, final=not data)
        end = _whole(text) if data else len(text)
        text, kept = text[:end], text[end:]
        text, is_raw = _clean(text, balance, is_raw=is_raw)
        yield text
        if not data:
            break
    _refuse_more(balance.behind if balance.behind.lower() in ROOTS | ITEMS else "")


def mended(text: str) -> str:
    """Return the text of a whole document, from its root on, cleaned and balanced; raises XmlError.

    Lines keep their numbers.
    """
    whole = _from_root(text)
    balance = Balance()
    clean, _is_raw = _clean(whole, balance, is_raw=False)
    _refuse_more(balance.behind)
    return "\n" * text.count("\n", 0, len(text) - len(whole)) + clean


def _refuse_more(name: str) -> None:
    """A second document behind the first would be lost without a word."""
    if name:
        raise XmlError(
            _("Behind the end of the XML stands <%(name)s>; what follows was not read.") % {"name": name}
        )


def _whole(text: str) -> int:
    """Return how much of a text can be cleaned before more of it is there."""
    cut = _CUT.search(text, max(0, len(text) - 50))
    return min(cut.start() if cut else len(text), unfinished(text))


def _from_root(head: str) -> str:
    """Drop declaration and doctype: without it no entity exists that could swell or reach out."""
    text, start = head.lstrip(SPACE), 0
    if not root_of(head)[0]:
        raise XmlError(_("The file does not begin as XML does: %(text)s") % {"text": repr(text[:60])})
    while found := PROLOGUE.match(text, start):
        if _ENTITY.search(found[0]):
            raise XmlError(_("The file declares entities of its own; refused, since they can swell a file."))
        start = found.end()
    return text[start:].lstrip()


def _clean(text: str, balance: Balance, *, is_raw: bool) -> tuple[str, bool]:
    """Mend a chunk, and say whether it ends within CDATA, where nothing but characters is mended."""
    parts = _CDATA.split(_FORBIDDEN.sub("", text))
    for number, part in enumerate(parts):
        if part == "<![CDATA[":
            is_raw = True
        elif part == "]]>":
            is_raw = False
        elif is_raw:
            # Where a stray mark of CDATA misleads us, libxml2 would make half a pair of such a reference.
            parts[number] = _REFERENCE.sub(_checked_reference, part)
        else:
            parts[number] = balance.mend(_BARE_LESS.sub("&lt;", _AMPERSAND.sub(_mend_entity, part)))
    return "".join(parts), is_raw


def _mend_entity(found: re.Match[str]) -> str:
    """«&nbsp;» → the character, «& » → "&amp; ": XML knows five names, and feeds use them all."""
    name = found[1]
    if name is None:
        return "&amp;"
    if name[0] == "#":
        return found[0] if _is_allowed(name) else ""
    if name in _OWN_NAMES:
        return found[0]
    return html5.get(f"{name};") or f"&amp;{name};"


def _checked_reference(found: re.Match[str]) -> str:
    return found[0] if len(found[1]) <= 8 and _is_allowed(f"#{found[1].lower()}") else ""


def _is_allowed(number: str) -> bool:
    code = int(number[2:], 16) if number[1] in "xX" else int(number[1:])
    return code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))
