"""The facts of a page amid its lines: what an article takes, what is text, and what is of something else."""

from dataclasses import replace

from articles.importers.labels import DESKS, PICTURED, is_agency
from articles.importers.lines import Line
from articles.importers.listing import TEXT, Lists
from articles.importers.names import is_person
from articles.importers.roles import LineRole
from articles.importers.tags import TAG_WORDS
from articles.importers.taking import TAKE
from newsroom.arabic import fold

WHEN = frozenset({"date", "time", "relative"})
LISTS = frozenset({"read_also", "similar"})


class Facts(Lists):
    """The part of a Segmenter that weighs where a fact stands before an article takes it."""

    next_prose: list[int]
    next_start: list[int]

    def _on_fact(self, index: int, line: Line) -> None:
        """Take a fact for the article; in a list it is the entry's, amid the text it is text."""
        if self.mode in LISTS and line.kind == "place_author" and line.is_weak and not is_person(line.value):
            # «مدن بلا سيارات: ثلاث تجارب عربية» is a headline there.
            self._on_short(index, replace(line, kind="short"))
        elif self.mode == "keywords" and line.kind == "credit" and not line.parts:
            self._on_short(index, replace(line, kind="short"))
        elif self._is_of_entry(index, line):
            self._mark(line, LineRole.CHROME)
        elif self.mode == "comments":
            self._mark(line, LineRole.COMMENTS)
        else:
            self._take_fact(index, line)

    def _is_of_entry(self, index: int, line: Line) -> bool:
        if self.mode == "similar":
            return line.kind not in ("source", "caption")
        return self.mode == "read_also" and line.kind in WHEN and not self._has_text_below(index)

    def _take_fact(self, index: int, line: Line) -> None:
        is_end = line.kind == "credit" and self._ends_text(index, line)
        role = None if is_end or self._is_text(index, line) else TAKE[line.kind](self.current, line)
        if line.kind == "caption":
            self._match_caption(line)
            self.mode = "body"
        if role is not None:
            self._mark(line, role)
        elif self._ends_text(index, line):
            self.current.agency = line.text
            self._mark(line, LineRole.SOURCE)
        elif line.kind in ("place_author", "dateline", "author"):
            self._on_short(index, replace(line, kind="short"))
        elif line.kind in WHEN and self._stands_outside(index):
            # Above the text and below its end it tells of something else on the page.
            self._mark(line, LineRole.CHROME, is_unsure=True)
        else:
            self._keep(line, LineRole.UNKNOWN)

    def _ends_text(self, index: int, line: Line) -> bool:
        """«فرانس24/ أ ف ب» or «الجزيرة» below the text names who gave it, but not among tags."""
        is_free = not (self.current.source or self.current.agency)
        is_given = line.kind in ("dateline", "credit") and is_agency(line.text)
        is_last = is_free and self.current.has_text and not self._has_text_below(index)
        return is_given and is_last and (line.kind == "dateline" or self._stands_alone(index))

    def _stands_alone(self, index: int) -> bool:
        """Say whether a name stands right below a sentence, is no tag, and credits none of the pictures."""
        may_credit = bool(self.current.images) and fold(self.lines[index].text) in PICTURED
        below = self.lines[self.next_told[index]] if self.next_told[index] < len(self.lines) else None
        is_tag = below is not None and below.kind == "short" and len(below.text.split()) <= TAG_WORDS
        is_below = self.placed is not None and self.placed.kind == "prose"
        return is_below and not is_tag and not may_credit

    def _stands_outside(self, index: int) -> bool:
        """Say whether a line stands above the text or below its end."""
        draft = self.current
        return draft.is_closed if draft.blocks else self._has_text_below(index)

    def _match_caption(self, line: Line) -> None:
        """The same words right above a caption are its alternative text."""
        assert line.caption is not None
        if (
            self.current.blocks
            and self.placed
            and self.placed.text == line.caption.caption == self.current.blocks[-1][1]
        ):
            self._recall(LineRole.DUPLICATE)

    def _is_text(self, index: int, line: Line) -> bool:
        """Say whether what looks like a fact stands amid the text and belongs to it."""
        draft = self.current
        if line.kind in ("date", "time", "relative"):
            return draft.has_text and self._goes_on(index)
        if line.kind == "place_author":
            return draft.has_text or (line.is_weak and not draft.headline)
        if line.kind == "author":
            return line.is_weak and draft.has_text and self._goes_on(index)
        return line.kind == "dateline" and draft.has_text

    def _goes_on(self, index: int) -> bool:
        following = self.next_text[index]
        return (
            following < len(self.lines)
            and following not in self.starts
            and self.lines[following].kind in TEXT
        )

    def _has_text_below(self, index: int) -> bool:
        """Say whether a sentence of the same article stands below a line."""
        return self.next_prose[index] < self.next_start[index]

    def _is_no_source(self, index: int, line: Line) -> bool:
        """What nobody knows as an agency gives the text only as its very last line."""
        if is_agency(line.value):
            return self._has_text_below(index)
        return self._goes_on(index) or bool(self.current.agency)

    def _on_agency(self, index: int, line: Line) -> None:
        """«(رويترز)» below the text is its source, below a picture the credit; else text."""
        image = self.current.images[-1] if self.current.images else None
        if image and not image["credit"] and self.placed and self.placed.text == image["caption"]:
            image["credit"] = line.value
            self._mark(line, LineRole.CREDIT)
        elif self.current.blocks and self._is_no_source(index, line):
            self._keep(line, LineRole.UNKNOWN)
        else:
            self.current.agency = line.value
            self._mark(line, LineRole.SOURCE)

    def _signs(self, index: int, line: Line) -> bool:
        """Say whether a name below the whole text is that of its author; «admin» above it is nobody's."""
        is_free = not self.current.byline or fold(self.current.byline) in DESKS
        return is_free and self.current.has_text and is_person(line.text) and not self._has_text_below(index)

    def _is_printed_twice(self, index: int, line: Line) -> bool:
        """A headline or a caption that sites print again; the line right above is then a caption.

        Where it is all there is, it is the text.
        """
        if self.mode != "body" or line.kind not in ("short", "prose"):
            return False
        if line.text == self.current.headline or any(
            line.text == image["caption"] for image in self.current.images[-1:]
        ):
            return True
        if self.placed is None or self.placed.text != line.text or not self.current.blocks:
            return False
        is_all = len(self.current.blocks) == 1 and not self._has_text_below(index)
        if len(line.text) <= 200 and self.current.blocks[-1][1] == line.text and not is_all:
            self._recall(LineRole.CAPTION)
            self.current.images.append({"caption": line.text, "credit": ""})
        return True

    def _recall(self, role: LineRole) -> None:
        """Take the last block out of the body again: the line below it shows what it was."""
        self.current.blocks.pop()
        fate = next(fate for fate in reversed(self.fates) if fate["role"] != LineRole.BLANK)
        fate["role"] = role.value
