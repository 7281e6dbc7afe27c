"""Put the lines of a page together: which article, which field, or dropped as what."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from articles.importers.captions import shows
from articles.importers.datelines import read_agency, read_author, read_day, split_section, strip_end_mark
from articles.importers.drafts import Draft
from articles.importers.forcing import as_told, take
from articles.importers.heads import plan_head
from articles.importers.joining import join_labels, number_parts
from articles.importers.labels import is_agency
from articles.importers.lines import Caption, Line, is_subheading
from articles.importers.listing import TEXT
from articles.importers.mails import without_mail
from articles.importers.names import read_person, split_photographer
from articles.importers.outlook import is_onward, next_lines
from articles.importers.placing import LISTS, WHEN, Facts
from articles.importers.roles import LEFT_OUT, LineRole
from articles.importers.stacks import find_stacked
from articles.importers.starts import find_starts
from articles.importers.tagtails import find_tags
from articles.importers.tails import find_framed
from articles.importers.taking import TAKE
from articles.importers.wrapping import find_wrapped

# What stands between the parts of a page, and what cannot stand below running text.
BETWEEN = frozenset({"blank", "ad", "tools", "date", "published", "updated", "time", "relative"})
# Longer than what readers write below the time of their comment.
SAID_LENGTH = 300
WORDS = re.compile(r"[^\W\d_a-zA-Z]+(?:\s[^\W\d_a-zA-Z]+)?[؟:]?")
NUMBER = re.compile(r"\d{1,4}(?:[/-]\d{1,4})?\s?[%٪]?")
FRAME = {
    "ad": LineRole.ADVERTISEMENT, "tools": LineRole.TOOLS, "comments": LineRole.COMMENTS,
    "clock": LineRole.CHROME,
    "chrome": LineRole.CHROME, "nav": LineRole.CHROME, "ticker": LineRole.CHROME,
    "ruling": LineRole.CHROME, "end": LineRole.CHROME, "more": LineRole.CHROME,
    "blank": LineRole.BLANK, "label": LineRole.LABEL,
}  # fmt: skip


class Segmenter(Facts):
    """Walk the lines once; `drafts` are the articles found and `fates` what became of each line.

    The first article of a page owns its similar lists; one begun under «إقرأ أيضاً» inherits neither
    date nor source from it. `roles` are those that an editor gives, by number of line.
    """

    def __init__(
        self, lines: Sequence[Line], roles: Mapping[int, str] | None = None, starts: Collection[int] = ()
    ) -> None:
        self.roles = {number: LineRole(role) for number, role in (roles or {}).items()}
        self.lines = [
            as_told(line, self.roles[line.number]) if line.number in self.roles else line
            for line in number_parts(join_labels(without_mail(lines)))
        ]
        self.starts = find_starts(self.lines, self.roles, starts)
        self.plan = self._plan()
        self.drafts = [Draft()]
        self.fates: list[dict[str, Any]] = []
        self.mode = "body"
        self.is_bulleted = False  # the list that is open
        self.placed: Line | None = None  # the last line that was not blank
        # What comes below each line, looked up once from below: a page may hold very many lines.
        self.next_told = next_lines(self.lines, lambda line: line.kind not in ("blank", "ad"))
        self.next_text = next_lines(self.lines, lambda line: line.kind not in BETWEEN)
        self.wrapped = find_wrapped(self.lines)
        self.framed = find_framed(self.lines, self.starts)
        self.tagged = find_tags(self.lines, self.starts)
        self.no_headings = find_stacked(self.lines, 0, len(self.lines)) | set(self.starts)
        begun = {self.lines[index].number for index in self.starts}
        self.next_start = next_lines(self.lines, lambda line: line.number in begun)
        self.next_prose = next_lines(self.lines, lambda line: line.kind == "prose" or bool(line.parts))
        for index, line in enumerate(self.lines):
            self._place(index, line)

    @property
    def current(self) -> Draft:
        return self.drafts[-1]

    def _plan(self) -> dict[int, LineRole]:
        bounds = [0, *sorted(set(self.starts) - {0}), len(self.lines)]
        told = {i: self.roles[line.number] for i, line in enumerate(self.lines) if line.number in self.roles}
        wrapped = find_wrapped(self.lines)
        free = [replace(line, kind="prose") if i in wrapped else line for i, line in enumerate(self.lines)]
        plan: dict[int, LineRole] = {}
        for start, stop in pairwise(bounds):
            plan |= plan_head(free, start, stop, told)
        return plan

    def _place(self, index: int, line: Line) -> None:
        if index in self.starts:
            self._begin(line, is_linked=self.starts[index])
        if role := self.roles.get(line.number):
            self.mode = (
                "body" if role in (LineRole.HEADLINE, LineRole.KICKER, LineRole.DATELINE) else self.mode
            )
            take(self.current, role, line)
            self._mark(line, role)
        elif line.parts:
            self._place_parts(index, line)
        else:
            self._read(index, line)
        if line.kind != "blank":
            self.placed = line

    def _begin(self, line: Line, *, is_linked: bool) -> None:
        """Begin an article; one that «إقرأ أيضاً» leads to is linked from the one before."""
        if not (self.current.is_begun or self.current.moment or self.current.images):
            return
        if self.current.is_stray:
            return
        owner = self.current if is_linked else None
        if owner:
            owner.read_also.append(line.value if line.kind == "read_also" else line.text)
        self.drafts.append(Draft(len(self.drafts), owner))
        self.mode, self.is_bulleted = "body", False

    def _place_parts(self, index: int, line: Line) -> None:
        """Place what one line holds together; its fate names all of it."""
        before = len(self.fates)
        for part in line.parts:
            self._read(index, replace(part, parts=(), text=part.text if part.kind in TEXT else line.text))
        mine, self.fates = self.fates[before:], self.fates[:before]
        roles = list(dict.fromkeys(fate["role"] for fate in mine))
        told = next((fate for fate in mine if fate["article"] is not None), mine[0])
        self.fates.append({**told, "role": mine[0]["role"]} | ({"roles": roles} if len(roles) > 1 else {}))

    def _read(self, index: int, line: Line) -> None:
        if line.kind == "read_also" and line.value and self.starts.get(index):
            self.current.headline = line.value
            self._mark(line, LineRole.HEADLINE)
            return
        planned = (
            self.plan.get(index) if line.kind in (*TEXT, "similar", "read_also", "ticker", "author") else None
        )
        if planned:
            self._take_planned(planned, line)
        elif (line.kind == "more" and self._has_text_below(index)) or self._heads_table(index, line):
            self._on_short(index, replace(line, kind="short"))
        elif line.kind in FRAME and not self._is_word_amid(index, line):
            self._on_frame(line)
        elif line.kind in FRAME:
            self._keep(line, LineRole.UNKNOWN)
        elif line.kind in TAKE:
            self._on_fact(index, line)
        elif self._is_printed_twice(index, line):
            self._mark(line, LineRole.DUPLICATE)
        else:
            getattr(self, f"_on_{line.kind}")(index, line)

    def _heads_table(self, index: int, line: Line) -> bool:
        """«ترتيب الدوري:» amid the text leads to a table and is no word of the frame."""
        is_led = line.kind == "chrome" and line.text.endswith(":") and self.current.has_text
        return is_led and self._has_text_below(index)

    def _is_word_amid(self, index: int, line: Line) -> bool:
        """«النتائج» or «1955» right between two paragraphs may be a heading: it stays, and is flagged."""
        is_word = line.kind == "chrome" and WORDS.fullmatch(line.text) or NUMBER.fullmatch(line.text)
        following = self.next_told[index]
        is_led = self.mode == "body" and self.placed is not None and self.placed.kind == "prose"
        leads = following < len(self.lines) and self.lines[following].kind == "prose"
        return bool(is_word and is_led and leads and following not in self.starts)

    def _take_planned(self, role: LineRole, line: Line) -> None:
        draft = self.current
        if role in (LineRole.PARAGRAPH, LineRole.UNKNOWN):
            self._keep(line, role)
            return
        if role == LineRole.LIST_ITEM:
            self._on_bullet(0, line)
            return
        if role in (LineRole.HEADLINE, LineRole.KICKER):
            section, text = split_section(line.text) if role == LineRole.HEADLINE else ("", line.text)
            draft.section = draft.section or section
            setattr(draft, role.value, text)
        elif role == LineRole.BYLINE:
            draft.byline = draft.byline or read_person(line.text) or line.text
        elif role == LineRole.DATELINE:
            draft.dateline = draft.dateline or line.text
        elif role == LineRole.CAPTION:
            caption, credit = split_photographer(line.text)
            draft.images.append({"caption": caption, "credit": credit})
        self._mark(line, role)

    def _mark(
        self, line: Line, role: LineRole, draft: Draft | None = None, *, is_unsure: bool = False
    ) -> None:
        is_left = role in LEFT_OUT and role not in (LineRole.DUPLICATE, LineRole.LABEL)
        article = None if is_left else (draft or self.current).number
        fate = {"line": line.number, "role": role.value, "article": article}
        self.fates.append(fate | ({"flag": True} if is_unsure or role == LineRole.UNKNOWN else {}))

    def _on_frame(self, line: Line) -> None:
        if line.kind == "comments" and self.current.blocks:
            self.mode, self.current.is_closed = "comments", True
        elif line.kind == "nav":
            self.mode = "nav"
        elif line.kind == "end" and self.mode in LISTS:
            self.mode = "body"
        elif line.kind == "more":
            self.mode = "more"
        self._mark(line, FRAME[line.kind])

    def _is_heading(self, index: int, line: Line) -> bool:
        """Say whether a short line heads the sentence below it; the last verse of a poem does not."""
        following = self.next_told[index]
        leads = following < len(self.lines) and self.lines[following].kind == "prose"
        return leads and is_subheading(line.text) and not {following, index} & self.no_headings

    def _short_in_body(self, index: int, line: Line) -> None:
        if index in self.wrapped:
            self._keep(line, LineRole.PARAGRAPH, joins=self.wrapped[index])
        elif self.tagged.get(index) == LineRole.KEYWORDS:
            self.current.keywords.append(line.text)
            self._mark(line, LineRole.KEYWORDS)
        elif tags := self._read_tags(index, line):
            self._add_keywords(line, tags)
        elif self._signs(index, line):
            self.current.byline = line.text
            self._mark(line, LineRole.BYLINE)
        elif index in self.framed:
            self._mark(line, LineRole.CHROME, is_unsure=True)
        elif self.current.has_text and (shows(line.text) or self.tagged.get(index) == LineRole.CAPTION):
            self.current.images.append({"caption": line.text, "credit": ""})
            self._mark(line, LineRole.CAPTION)
        elif self._is_heading(index, line):
            self.current.blocks.append(("h2", line.text))
            self._mark(line, LineRole.SUBHEADING)
        else:
            is_known = not self.current.is_closed and index not in self.tagged
            self._keep(line, LineRole.PARAGRAPH if is_known else LineRole.UNKNOWN)

    def _on_prose(self, index: int, line: Line) -> None:
        if index in self.wrapped:
            self._keep(line, LineRole.PARAGRAPH, joins=self.wrapped[index])
        elif self.mode == "comments" and self._is_said(line):
            self._mark(line, LineRole.COMMENTS, is_unsure=True)
        elif self.mode == "comments":
            self._keep(line, LineRole.UNKNOWN)
        elif self._is_teaser(index):
            self._mark(line, LineRole.SIMILAR if self.mode == "similar" else LineRole.READ_ALSO)
        elif self.mode == "similar":
            self._on_prose_below_list(line)
        else:
            self._keep(line, LineRole.PARAGRAPH)

    def _is_said(self, line: Line) -> bool:
        """Say whether a sentence among the comments stands right below the time of one."""
        return self.placed is not None and self.placed.kind in WHEN and len(line.text) <= SAID_LENGTH

    def _is_teaser(self, index: int) -> bool:
        """A sentence between the entries of a list below the text tells what the one above it is about."""
        following = self.next_told[index]
        return (
            self.mode in LISTS
            and self.current.is_closed
            and self.placed is not None
            and self.placed.kind in ("short", "bullet")
            and following < len(self.lines)
            and self.lines[following].kind not in ("prose", "caption")
        )

    def _on_prose_below_list(self, line: Line) -> None:
        """A list amid the text ends where the text goes on; any other sentence is not understood."""
        if is_onward(line.text) and not self.current.is_closed:
            self.mode = "body"
            self._keep(line, LineRole.PARAGRAPH)
        else:
            self._keep(line, LineRole.UNKNOWN)

    def _keep(self, line: Line, role: LineRole, *, joins: bool = False) -> None:
        if self.mode in ("read_also", "keywords", "nav", "more"):
            self.mode = "body"
        text = strip_end_mark(line.text)
        if joins and self.current.blocks:
            self.current.blocks[-1] = ("p", f"{self.current.blocks[-1][1]} {text}")
        elif text:
            if not self.current.blocks and not self.current.agency:
                self._read_dateline(text)
            self.current.blocks.append(("p", text))
            self.current.has_text = self.current.has_text or line.kind == "prose"
        self._mark(line, role if text else LineRole.CHROME)

    def _read_dateline(self, text: str) -> None:
        """Take from the head of an agency's text what the page does not tell otherwise."""
        draft = self.current
        draft.agency = read_agency(text)
        draft.moment = draft.moment or read_day(text)
        draft.byline = draft.byline or read_author(text)


__all__ = ["Caption", "Draft", "Segmenter", "is_agency"]
