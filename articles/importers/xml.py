"""Parse XML of strangers: nothing is fetched or expanded; size and depth have bounds, faults a place."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from articles.importers.markup import Element, local
from articles.importers.xmltext import XmlError, mended

# A message of a wire holds many items; in memory XML takes about ten times its size.
FACTOR = 4
FEW = 50
MOST_ELEMENTS = 50_000
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")


def read_xml(stream: BinaryIO, encoding: str) -> str:
    """Return the text of an XML file, mended; raises XmlError."""
    most = settings.IMPORT_PAGE_MAX_BYTES * FACTOR
    data = stream.read(most + 1)
    if len(data) > most:
        raise XmlError(_("The file is larger than %(most)d bytes.") % {"most": most})
    return mended(decode(data, encoding, declared_in_xml(data)))


def declared_in_xml(data: bytes) -> str:
    found = _DECLARED.match(data[:200].decode("ascii", "ignore"))
    return found[1] if found else ""


def decode(data: bytes, encoding: str, declared: str) -> str:
    """Return text in the encoding that was found or named, else as UTF-8, else as the file declares.

    A few bad bytes in UTF-8 do not make it something else.
    """
    for name in ("utf-8-sig" if encoding == "utf-8" else encoding, "utf-8-sig"):
        try:
            return data.decode(name)
        except UnicodeError:
            continue
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * FEW > sum(char > "\x7f" for char in text):
        try:
            return data.decode(declared or encoding, "replace")
        except LookupError:
            return data.decode(encoding, "replace")
    return text


def iter_elements(text: str, names: set[str]) -> Iterator[Element]:
    """Yield each outermost element of one of `names` once it is whole; raises XmlError at a fault.

    What is yielded is emptied when the next is asked for.
    """
    stream = BytesIO(text.encode("utf-8", "replace"))
    # libxml2 bounds depth, names and texts unless huge_tree is asked for.
    events = etree.iterparse(
        stream, events=("start", "end"), encoding="utf-8", resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True,
    )  # fmt: skip
    outer: Element | None = None
    count = 0
    try:
        for event, element in events:
            if event == "start":
                count = count + 1 if outer is not None else 0
                if count > MOST_ELEMENTS:
                    raise XmlError(_("An item has more than %(most)d elements.") % {"most": MOST_ELEMENTS})
            if event == "start" and outer is None and local(element) in names:
                outer = element
            elif event == "end" and outer is not None and element is outer:
                yield outer
                outer.clear()
                outer = None
    except etree.XMLSyntaxError as error:
        if not _is_whole(events):
            raise XmlError(_fault(error)) from error


def _is_whole(events: Any) -> bool:
    """Say whether all was read, and only a prefix was never declared."""
    faults = [entry.domain_name for entry in events.error_log]
    return bool(faults) and set(faults) == {"NAMESPACE"}


def _fault(error: etree.XMLSyntaxError) -> str:
    """Say where; the parser's own words are English and may quote the file at length."""
    line, column = error.position
    return _("The XML is broken at line %(line)d, column %(column)d: %(error)s") % {
        "line": line,
        "column": column,
        "error": (error.msg or "")[:200],
    }
