"""An article as far as a page has told it."""

from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from articles.importers.stamps import Stamp, at_time


@dataclass(slots=True)
class Draft:
    """An article as far as the page told it, numbered from 0; `blocks` are (tag, text) in order.

    `owner` is the article whose page this one stands in: the lists of the page are that one's.
    `agency` is who a dateline or the end of the text names: the source where no label gives one.
    """

    number: int = 0
    owner: "Draft | None" = None
    headline: str = ""
    kicker: str = ""
    dateline: str = ""
    blocks: list[tuple[str, str]] = field(default_factory=list)
    moment: date | None = None
    is_moment_sure: bool = False
    updated: date | None = None
    updated_hour: Stamp | None = None
    printed_date: str = ""
    source: str = ""
    agency: str = ""
    section: str = ""
    byline: str = ""
    keywords: list[str] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    read_also: list[str] = field(default_factory=list)
    similar: list[str] = field(default_factory=list)
    has_text: bool = False  # a sentence, which what stands above the text is not
    is_closed: bool = False

    @property
    def root(self) -> "Draft":
        return self.owner.root if self.owner else self

    @property
    def is_begun(self) -> bool:
        return bool(self.headline or self.blocks)

    @property
    def is_stray(self) -> bool:
        """Say whether it is one line without a headline and a fact: no article, but kept with the next."""
        is_told = self.headline or self.moment or self.source or self.images or self.byline
        return len(self.blocks) == 1 and not is_told

    @property
    def update(self) -> date | None:
        """When it was updated; a time without a day is that of the day of publication."""
        if self.updated or not (self.updated_hour and self.moment):
            return self.updated
        return at_time(self.moment, self.updated_hour)

    def extra(self) -> dict[str, str]:
        """Return what was printed and has no field of its own, so that none of it is lost."""
        told = {"kicker": self.kicker, "dateline": self.dateline}
        return {name: text for name, text in told.items() if text}

    def body(self) -> str:
        """Return the body as HTML; neighbouring list items share one list."""
        html: list[str] = []
        for index, (tag, text) in enumerate(self.blocks):
            opens = tag == "li" and (index == 0 or self.blocks[index - 1][0] != "li")
            closes = tag == "li" and (index + 1 == len(self.blocks) or self.blocks[index + 1][0] != "li")
            block = f"<{tag}>{escape(text, quote=False)}</{tag}>"
            html.append(("<ul>" if opens else "") + block + ("</ul>" if closes else ""))
        return "\n".join(html)

    def text(self) -> str:
        return "\n".join([self.headline, *(text for _tag, text in self.blocks)])
