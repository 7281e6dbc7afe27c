"""What became of a line of an imported page; `admin.fates` prints it beside the line.

The same names say what an editor wants a line to be.
"""

from enum import StrEnum


class LineRole(StrEnum):
    HEADLINE = "headline"
    KICKER = "kicker"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    CREDIT = "credit"
    DATE = "date"
    UPDATED = "updated"
    SOURCE = "source"
    SECTION = "section"
    KEYWORDS = "keywords"
    BYLINE = "byline"
    LABEL = "label"
    READ_ALSO = "read_also"
    SIMILAR = "similar"
    ADVERTISEMENT = "ad"
    TOOLS = "tools"
    COMMENTS = "comments"
    CHROME = "chrome"
    DUPLICATE = "duplicate"
    BLANK = "blank"
    UNKNOWN = "unknown"


# Lines that go into no article.
LEFT_OUT = frozenset(
    {
        LineRole.ADVERTISEMENT,
        LineRole.TOOLS,
        LineRole.COMMENTS,
        LineRole.CHROME,
        LineRole.DUPLICATE,
        LineRole.BLANK,
        LineRole.LABEL,
    }
)
