"""What became of a line of an imported page; `admin.fates` prints it beside the line."""

from enum import StrEnum


class LineRole(StrEnum):
    HEADLINE = "headline"
    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    DATE = "date"
    UPDATED = "updated"
    SOURCE = "source"
    KEYWORDS = "keywords"
    BYLINE = "byline"
    LABEL = "label"
    READ_ALSO = "read_also"
    SIMILAR = "similar"
    ADVERTISEMENT = "ad"
    TOOLS = "tools"
    DUPLICATE = "duplicate"
    BLANK = "blank"
    UNKNOWN = "unknown"
