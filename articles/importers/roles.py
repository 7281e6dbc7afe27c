"""What became of a line of an imported page; the admin shows it beside the line."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


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
    BLANK = "blank"
    UNKNOWN = "unknown"


ROLE_LABELS = {
    LineRole.HEADLINE: _("headline"),
    LineRole.PARAGRAPH: _("paragraph"),
    LineRole.SUBHEADING: _("sub-heading"),
    LineRole.LIST_ITEM: _("list item"),
    LineRole.CAPTION: _("caption of a picture"),
    LineRole.DATE: _("publication date"),
    LineRole.UPDATED: _("date of update"),
    LineRole.SOURCE: _("source"),
    LineRole.KEYWORDS: _("keywords"),
    LineRole.BYLINE: _("byline"),
    LineRole.LABEL: _("label"),
    LineRole.READ_ALSO: _("read also"),
    LineRole.SIMILAR: _("similar article"),
    LineRole.ADVERTISEMENT: _("advertisement, dropped"),
    LineRole.TOOLS: _("page furniture, dropped"),
    LineRole.BLANK: _("empty line"),
    LineRole.UNKNOWN: _("not understood, kept in the body"),
}
