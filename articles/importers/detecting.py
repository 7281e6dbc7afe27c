"""Which format a text is: told by its first characters, never by the name of a file."""

import re
from collections.abc import Callable

from articles.importers.dialects import find_dialect, is_steady

SPACE = "\ufeff \t\r\n\x00"
# What may stand before the root element: declarations, comments, a doctype without or with a subset.
PROLOGUE = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^<>\[]*(?:\[[^\]]*\]\s*)?>)", re.IGNORECASE | re.DOTALL
)
_BRACE = re.compile(rf"[{SPACE}]*[{{\[]")
_JSON = re.compile(rf"""[{SPACE}]*(?:\{{\s*(?:["}}]|$)|\[(?:\s*(?:[{{\]]|$)|\s+"))""")
_FIELD = re.compile(r'"(\w+)"\s*:')
NINJS_FIELDS = {
    "headline", "headlines", "bodies", "body_text", "body_xhtml", "body_html", "versioncreated",
    "firstcreated", "pubstatus", "profile", "representationtype", "type", "by", "byline", "associations",
    "renditions", "copyrightholder", "copyrightnotice", "description_text", "descriptions", "slugline",
    "altids", "subjects", "eventdetails",
}  # fmt: skip
# Superdesk writes these without a `uri`; no list of articles has three of them.
WIRE_FIELDS = {
    "versioncreated", "firstcreated", "pubstatus", "body_html", "body_text", "body_xhtml", "description_text",
    "renditions", "copyrightnotice", "copyrightholder", "associations",
}  # fmt: skip
NEWSML_ROOTS = {
    "newsitem", "newsmessage", "packageitem", "contentset", "nitf", "knowledgeitem", "conceptitem",
    "planningitem", "itemset", "newsml",
}  # fmt: skip
_TAG = re.compile(r"\s*<((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)([^<>]*)")


def root_of(head: str) -> tuple[str, str]:
    """Return the local name of the first element and its attributes as written, else ("", "")."""
    text, start = head.lstrip(SPACE), 0
    while found := PROLOGUE.match(text, start):
        start = found.end()
    tag = _TAG.match(text, start)
    return (tag[1].rpartition(":")[2].lower(), tag[2]) if tag else ("", "")


def is_json(head: str) -> bool:
    """Say whether this is JSON, if with a first line that is broken; «{الشرق الأوسط} تدخل …» is a page."""
    return bool(_JSON.match(head)) or (_BRACE.match(head) is not None and '\n{"' in head)


def is_ninjs(head: str) -> bool:
    """Say whether JSON bears the fields of ninjs: an item is named by `uri`, a record by `id` or `url`."""
    fields = {name.lower() for name in _FIELD.findall(head)}
    is_named = "uri" in fields and len(fields & NINJS_FIELDS) >= 2
    return is_json(head) and (is_named or bool(fields & {"guid", "_id"}) and len(fields & WIRE_FIELDS) >= 3)


def is_newsml(head: str) -> bool:
    """Say whether this is NewsML-G2 or NITF."""
    return root_of(head)[0] in NEWSML_ROOTS


def is_wxr(head: str) -> bool:
    name, attributes = root_of(head)
    return name == "rss" and ("wordpress.org/export/" in attributes or "<wp:wxr_version>" in head)


def is_feed(head: str) -> bool:
    """Say whether this is RSS 2.0, RSS 1.0 (RDF) or Atom."""
    name, attributes = root_of(head)
    if name == "rdf":
        return "purl.org/rss/" in attributes or "netscape.com/rdf" in attributes
    return name in ("rss", "feed", "channel")


def is_xml(head: str) -> bool:
    """Say whether this is XML of a kind that no other row knows."""
    name, attributes = root_of(head)
    return name != "html" and (head.lstrip(SPACE).startswith("<?xml") or "xmlns" in attributes)


def is_html(head: str) -> bool:
    text = head.lstrip(SPACE)
    return text[:9].lower() == "<!doctype" or bool(root_of(head)[0])


def is_table(head: str) -> bool:
    return find_dialect(head) is not None or is_steady(head)


# The first row that says yes is taken; a reader of a new format adds one.
FORMATS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("ninjs", is_ninjs),
    ("jsonl", is_json),
    ("newsml", is_newsml),
    ("wxr", is_wxr),
    ("rss", is_feed),
    ("xml", is_xml),
    ("html", is_html),
    ("csv", is_table),
)


def detect_format(head: str) -> str:
    """Return the name of the first format that the text looks like; any other text is a page."""
    return next((name for name, is_it in FORMATS if is_it(head)), "page")
