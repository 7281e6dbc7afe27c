"""Put the lines of a page together: which article, which field, or dropped as what."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import pairwise
from typing import Any

from articles.importers.lines import Line, is_subheading, read_caption
from articles.importers.roles import LineRole
from newsroom.arabic import parse_date

AWAITED_LENGTH = 40
WRAP_LENGTH = 110
LIST_MARKS = frozenset("،,;؛|#")
# What stands between the parts of a page, and what closes an article.
BETWEEN = ("blank", "ad", "tools", "date", "published", "updated")
CLOSING = ("source", "keywords")
LEFT_OUT = (
    LineRole.ADVERTISEMENT,
    LineRole.TOOLS,
    LineRole.COMMENTS,
    LineRole.CHROME,
    LineRole.DUPLICATE,
    LineRole.BLANK,
    LineRole.LABEL,
)
BLOCKS = {LineRole.SUBHEADING: "h2", LineRole.LIST_ITEM: "li"}


@dataclass(slots=True)
class Draft:
    """An article as far as the page told it, numbered from 0; `blocks` are (tag, text) in order."""

    number: int = 0
    headline: str = ""
    blocks: list[tuple[str, str]] = field(default_factory=list)
    moment: date | None = None
    updated: date | None = None
    source: str = ""
    byline: str = ""
    keywords: list[str] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    read_also: list[str] = field(default_factory=list)
    similar: list[str] = field(default_factory=list)

    @property
    def is_begun(self) -> bool:
        return bool(self.headline or self.blocks)

    def body(self) -> str:
        """Return the body as HTML; neighbouring list items share one list."""
        html: list[str] = []
        for index, (tag, text) in enumerate(self.blocks):
            opens = tag == "li" and (index == 0 or self.blocks[index - 1][0] != "li")
            closes = tag == "li" and (index + 1 == len(self.blocks) or self.blocks[index + 1][0] != "li")
            block = f"<{tag}>{escape(text, quote=False)}</{tag}>"
            html.append(("<ul>" if opens else "") + block + ("</ul>" if closes else ""))
        return "\n".join(html)


class Segmenter:
    """Walk the lines once; `drafts` are the articles found and `fates` what became of each line.

    The first article of a page owns its read-also and similar lists; one begun under «إقرأ أيضاً»
    inherits neither date nor source from it.
    """

    def __init__(
        self, lines: Sequence[Line], roles: Mapping[int, str] | None = None, starts: Collection[int] = ()
    ) -> None:
        self.lines = lines
        self.roles, self.starts = roles or {}, starts
        self.drafts = [Draft()]
        self.fates: list[dict[str, Any]] = []
        self.mode = "body"
        self.awaited = ""  # a label whose value is the next line
        self.is_bulleted = False  # the list that is open
        self.placed: Line | None = None  # the last line that was not blank
        # What comes below each line, looked up once from below: a page may hold very many lines.
        self.next_told = _next_lines(lines, lambda line: line.kind not in ("blank", "ad"))
        self.next_text = _next_lines(lines, lambda line: line.kind not in BETWEEN)
        self.next_close = _next_lines(lines, lambda line: line.kind in (*CLOSING, "similar"))
        self.is_spaced = any(one.kind != "blank" == other.kind for one, other in pairwise(lines))
        for index, line in enumerate(lines):
            self._place(index, line)

    @property
    def current(self) -> Draft:
        return self.drafts[-1]

    def _place(self, index: int, line: Line) -> None:
        if line.number in self.starts and self.current.is_begun:
            self.drafts.append(Draft(len(self.drafts)))
            self.mode, self.awaited = "body", ""
        if line.number in self.roles:
            self._take_as(LineRole(self.roles[line.number]), line)
        else:
            self._read(index, line)

    def _take_as(self, role: LineRole, line: Line) -> None:
        """Do what an editor says that a line is."""
        self.awaited = ""
        if role == LineRole.HEADLINE and self.current.is_begun:
            self.drafts.append(Draft(len(self.drafts)))
        if role in (LineRole.HEADLINE, LineRole.KICKER, LineRole.DATELINE):
            self.mode = "body"
        take(self.current, role, line)
        self._mark(line, role, self.current if role not in LEFT_OUT else None)

    def _read(self, index: int, line: Line) -> None:
        if self.awaited and line.kind != "blank":
            awaited, self.awaited = self.awaited, ""
            if line.kind == "short" and (awaited != "source" or len(line.text) <= AWAITED_LENGTH):
                line = Line(line.number, line.text, awaited, line.text)
        if self._is_printed_twice(line):
            self._mark(line, LineRole.DUPLICATE, self.current)
        else:
            getattr(self, f"_on_{line.kind}")(index, line)
        if line.kind != "blank":
            self.placed = line

    def _is_printed_twice(self, line: Line) -> bool:
        """A headline or a caption that sites print again right below itself."""
        if self.mode != "body" or line.kind not in ("short", "caption"):
            return False
        is_again = self.placed is not None and self.placed.text == line.text
        return is_again or (line.text == self.current.headline and not self.current.blocks)

    def _mark(self, line: Line, role: LineRole, draft: Draft | None = None) -> None:
        article = draft.number if draft else None
        self.fates.append({"line": line.number, "role": role.value, "article": article})

    def _on_blank(self, index: int, line: Line) -> None:
        self._mark(line, LineRole.BLANK)

    def _on_ad(self, index: int, line: Line) -> None:
        self._mark(line, LineRole.ADVERTISEMENT)

    def _on_tools(self, index: int, line: Line) -> None:
        self._mark(line, LineRole.TOOLS)

    def _on_date(self, index: int, line: Line) -> None:
        """A date above the text or below it is the article's; one amid it is a heading of its story."""
        if self.current.blocks and self._goes_on(index):
            self._keep_unknown(line)
        else:
            self._on_published(index, line)

    def _goes_on(self, index: int) -> bool:
        following = self.next_text[index]
        return following is not None and following.kind in ("prose", "short", "caption", "bullet")

    def _on_published(self, index: int, line: Line) -> None:
        if self.current.moment is None or self.current.moment == line.moment:
            self.current.moment = line.moment
            self._mark(line, LineRole.DATE, self.current)
        else:
            self._keep_unknown(line)

    def _on_updated(self, index: int, line: Line) -> None:
        self.current.updated = self.current.updated or line.moment
        self._mark(line, LineRole.UPDATED, self.current)

    def _on_author(self, index: int, line: Line) -> None:
        self.current.byline = self.current.byline or line.value
        self._mark(line, LineRole.BYLINE, self.current)

    def _on_source(self, index: int, line: Line) -> None:
        self._take_value(line, "source", LineRole.SOURCE)

    def _on_keywords(self, index: int, line: Line) -> None:
        following = self.next_told[index]
        is_list = following is not None and following.kind == "short" and LIST_MARKS & set(following.text)
        if not line.value and not is_list:
            self._mark(line, LineRole.LABEL, self.current)
            return
        self._take_value(line, "keywords", LineRole.KEYWORDS)

    def _take_value(self, line: Line, name: str, role: LineRole) -> None:
        """Set a field from a label's value, or wait for the next line where it has none."""
        if not line.value:
            self.awaited = name
            self._mark(line, LineRole.LABEL, self.current)
        elif getattr(self.current, name):
            self._keep_unknown(line)
        else:
            setattr(self.current, name, split_values(line.value) if name == "keywords" else line.value)
            self._mark(line, role, self.current)

    def _on_read_also(self, index: int, line: Line) -> None:
        if line.value:
            self.current.read_also.append(line.value)
            self._mark(line, LineRole.READ_ALSO, self.current)
            return
        self.mode, self.is_bulleted = "read_also", False
        self._mark(line, LineRole.LABEL, self.current)

    def _on_similar(self, index: int, line: Line) -> None:
        self.mode, self.is_bulleted = "similar", False
        self._mark(line, LineRole.LABEL, self.drafts[0])

    def _on_bullet(self, index: int, line: Line) -> None:
        self.is_bulleted = True
        if self.mode == "body":
            self.current.blocks.append(("li", line.value))
            self._mark(line, LineRole.LIST_ITEM, self.current)
        else:
            self._list(line, line.value)

    def _list(self, line: Line, headline: str) -> None:
        """Keep an entry of the list that is open, as printed."""
        if self.mode == "similar":
            self.drafts[0].similar.append(headline)
            self._mark(line, LineRole.SIMILAR, self.drafts[0])
        else:
            self.current.read_also.append(headline)
            self._mark(line, LineRole.READ_ALSO, self.current)

    def _on_caption(self, index: int, line: Line) -> None:
        assert line.caption is not None
        found = line.caption
        self.mode = "body"
        self.current.images.append({"caption": found.caption, "credit": found.credit})
        if found.subheading:
            self.current.blocks.append(("h2", found.subheading))
        self._mark(line, LineRole.CAPTION, self.current)

    def _on_short(self, index: int, line: Line) -> None:
        following = self.next_told[index]
        leads_to_text = following is not None and following.kind in (
            "prose",
            "caption",
            "date",
            "published",
            "author",
        )
        if self.mode == "similar" and self.is_bulleted:
            self._keep_unknown(line)
        elif self.mode == "similar":
            self._list(line, line.text)
        elif self.mode == "read_also":
            self._open_or_list(line, is_article=leads_to_text and not self._text_goes_on(index))
        elif self._is_wrapped(index):
            self._keep_paragraph(line, LineRole.PARAGRAPH)
        elif not self.current.is_begun and following is not None:
            self.current.headline = line.text
            self._mark(line, LineRole.HEADLINE, self.current)
        elif is_subheading(line.text) and following is not None and following.kind == "prose":
            self.current.blocks.append(("h2", line.text))
            self._mark(line, LineRole.SUBHEADING, self.current)
        else:
            self._keep_paragraph(line, LineRole.PARAGRAPH)

    def _text_goes_on(self, index: int) -> bool:
        """Say whether «إقرأ أيضاً» stands amid a text: what closes an article is still to come."""
        if self.current.source or self.current.keywords:
            return False
        following = self.next_close[index]
        return following is not None and following.kind in CLOSING

    def _is_wrapped(self, index: int) -> bool:
        """Say whether a short line is part of a paragraph that a mail program broke into lines."""
        line, following = self.lines[index], self.lines[index + 1 : index + 2]
        is_broken = any(
            after.kind in ("short", "prose") and len(after.text) <= WRAP_LENGTH for after in following
        )
        return self.is_spaced and (is_broken or self._continues(line))

    def _continues(self, line: Line) -> bool:
        """Say whether a line goes on right below one of the body that has no stop."""
        before, blocks = self.placed, self.current.blocks
        if not self.is_spaced or before is None or before.kind != "short" or not blocks:
            return False
        return before.number == line.number - 1 and blocks[-1][0] == "p" and len(before.text) <= WRAP_LENGTH

    def _open_or_list(self, line: Line, *, is_article: bool) -> None:
        """Under «إقرأ أيضاً» a headline with text below begins a whole article; one without is a link."""
        owner = self.current
        owner.read_also.append(line.text)
        if not is_article:
            self._mark(line, LineRole.READ_ALSO, owner)
            return
        self.drafts.append(Draft(len(self.drafts), line.text))
        self.mode = "body"
        self._mark(line, LineRole.HEADLINE, self.current)

    def _on_prose(self, index: int, line: Line) -> None:
        is_stray = self.mode == "similar"
        self._keep_paragraph(line, LineRole.UNKNOWN if is_stray else LineRole.PARAGRAPH)

    def _keep_unknown(self, line: Line) -> None:
        self._keep_paragraph(line, LineRole.UNKNOWN)

    def _keep_paragraph(self, line: Line, role: LineRole) -> None:
        if self.mode == "read_also":
            self.mode = "body"
        if role == LineRole.PARAGRAPH and self._continues(line):
            self.current.blocks[-1] = ("p", f"{self.current.blocks[-1][1]} {line.text}")
        else:
            self.current.blocks.append(("p", line.text))
        self._mark(line, role, self.current)


def take(draft: Draft, role: LineRole, line: Line) -> None:
    """Put a line into an article as the role says; what gives no value is kept in the body."""
    value = line.value or line.text
    match role:
        case LineRole.HEADLINE:
            draft.headline = f"{draft.headline} {line.text}".strip()
        case LineRole.DATE | LineRole.UPDATED if moment := line.moment or parse_date(value):
            setattr(draft, "moment" if role == LineRole.DATE else "updated", moment)
        case LineRole.SOURCE | LineRole.BYLINE:
            setattr(draft, role.value, value)
        case LineRole.KEYWORDS:
            draft.keywords += split_values(value)
        case LineRole.READ_ALSO | LineRole.SIMILAR:
            getattr(draft, role.value).append(value)
        case LineRole.CAPTION:
            found = read_caption(line.text)
            draft.images.append(
                {"caption": found.caption if found else line.text, "credit": found.credit if found else ""}
            )
            if found and found.subheading:
                draft.blocks.append(("h2", found.subheading))
        case LineRole.CREDIT if draft.images:
            draft.images[-1]["credit"] = value
        case LineRole.KICKER:
            pass
        case _ if role not in LEFT_OUT:
            draft.blocks.append((BLOCKS.get(role, "p"), value if role == LineRole.LIST_ITEM else line.text))


def _next_lines(lines: Sequence[Line], counts: Callable[[Line], bool]) -> list[Line | None]:
    """Return for each line the nearest one below it that counts."""
    found: list[Line | None] = []
    nearest: Line | None = None
    for line in reversed(lines):
        found.append(nearest)
        nearest = line if counts(line) else nearest
    return found[::-1]


def split_values(text: str) -> list[str]:
    for mark in ",;؛|":
        text = text.replace(mark, "،")
    return [part.strip(" .#") for part in text.split("،") if part.strip(" .#")]
