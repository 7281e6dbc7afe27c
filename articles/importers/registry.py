"""The formats by name, and which of them a head of bytes is."""

from django.utils.translation import gettext as _

from articles.importers import jsonfeed, jsonl, newsml, ninjs, page, rss, table, webpage, wxr
from articles.importers.detecting import detect_format
from articles.importers.reading import Reader

READERS: dict[str, Reader] = {
    "page": page.read,
    "jsonl": jsonl.read,
    "csv": table.read,
    "rss": rss.read,
    "wxr": wxr.read,
    "ninjs": ninjs.read,
    "newsml": newsml.read,
    "html": webpage.read,
}
# Leaves its lines to be parsed by whichever process has time (`Parsed.finish`).
_PUTTING_OFF: dict[str, Reader] = {"jsonl": jsonl.read_lines}
NAMES = ("auto", *READERS)


class FormatError(Exception):
    """The format of an input is not one that can be read."""


def reader_for(name: str, head: bytes, encoding: str) -> Reader:
    """Return the reader of format `name`; for "auto", of what the head looks like. Raises FormatError."""
    name = detect_format(head.decode(encoding, "replace")) if name == "auto" else name
    if name not in READERS:
        raise FormatError(
            _("The format %(name)s cannot be read yet; allowed: %(allowed)s")
            % {"name": name, "allowed": ", ".join(READERS)}
        )
    if name == "jsonl" and jsonfeed.is_json_feed(head.decode(encoding, "replace")):
        return jsonfeed.read
    return _PUTTING_OFF.get(name, READERS[name])
