"""Find where the articles of a page begin: behind a ruling, under «إقرأ أيضاً», where a template repeats."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from articles.importers.lines import Line
from articles.importers.outlook import SURE_FACTS, is_onward, next_lines, read_head, shared_words
from articles.importers.roles import LineRole
from newsroom.arabic import fold

CLOSING = frozenset({"source", "keywords"})
MORE = ("اقرا المزيد", "اقرءي المزيد", "للمزيد")
LIST_KINDS = frozenset({"read_also", "similar"})
HEADLINE_WORDS = 4
# What may stand first behind a ruling.
OPENING = frozenset({"short", "published", "date", "section", "dateline", "author", "caption"})
TEXT_LENGTH = 60
LIST_TEXT_LENGTH = 100
TEASER_LENGTH = 200
TEASED = frozenset({"short", "tools", "chrome", "comments", "nav", "more", "similar", "end"})


class Starts:
    """Walk the lines once; `found` says where articles begin, and whether «إقرأ أيضاً» opened them."""

    def __init__(self, lines: Sequence[Line], roles: dict[int, LineRole], numbers: Collection[int]) -> None:
        self.lines = lines
        self.found: dict[int, bool] = {}
        self.next_told = next_lines(lines, lambda line: line.kind not in ("blank", "ad"))
        self.next_close = next_lines(lines, lambda line: line.kind in CLOSING or line.kind == "similar")
        self.titles: set[str] = set()
        self.has_text = self.is_closed = self.is_ruled = self.is_signed = self.is_shared = False
        self.mode = "body"
        self.is_linking = True
        self.template: tuple[str, ...] | None = None
        self.is_dated_above = False
        self.facts_above: int | None = None
        self.above: Line | None = None
        for index, line in enumerate(lines):
            role = roles.get(line.number)
            if line.number in numbers or (role == LineRole.HEADLINE and self.has_text):
                self._begin(index, is_linked=False)
            elif role is None:
                self._weigh(index, line)
            self._note(index, line)

    def _begin(self, index: int, *, is_linked: bool) -> None:
        self.found[index] = is_linked
        self.has_text = self.is_closed = self.is_ruled = self.is_signed = self.is_shared = False
        self.mode, self.facts_above = "body", None

    def _weigh(self, index: int, line: Line) -> None:
        if self.is_ruled and line.kind not in ("blank", "ruling"):
            self.is_ruled = False
            if self.has_text and self._opens_behind_ruling(index, line):
                self._begin(index, is_linked=False)
                return
        self._weigh_title(index, line)

    def _weigh_title(self, index: int, line: Line) -> None:
        if line.kind == "read_also" and line.value and self.is_closed:
            # «إقرأ أيضاً:ورش الرحى تبيع أول دفتر» with a whole text below.
            if self._opens_under_label(index, replace(line, text=line.value)):
                self._begin(index, is_linked=True)
            return
        if line.kind != "short" or not self.has_text:
            return
        if self.mode == "read_also":
            if self._opens_under_label(index, line):
                self._begin(index, is_linked=self.is_linking)
        elif self._opens_by_itself(index, line):
            above = self.facts_above if self.is_dated_above else None
            self._begin(index if above is None else above, is_linked=False)

    def _opens_behind_ruling(self, index: int, line: Line) -> bool:
        """A part with a headline and a text of its own, or one that dates itself, is an article."""
        if line.kind == "prose":
            return self.is_closed and not is_onward(line.text)
        head = read_head(self.lines, index)
        if head is None or line.kind not in OPENING:
            return False
        return line.kind != "short" or self.is_closed or self._is_parted(index, *head)

    def _is_parted(self, index: int, kinds: Sequence[str], at: int) -> bool:
        """Say whether a line behind a ruling heads a text; between stanzas «***» stands too, and in one text.

        A headline has facts, or a text longer than a verse, or one that tells its words again.
        """
        if set(kinds) - {"short"}:
            return True
        text, is_below_verse = self.lines[at].text, self.above is not None and self.above.kind == "short"
        if is_onward(text) or (kinds and is_below_verse):
            return False
        return len(text) >= LIST_TEXT_LENGTH or shared_words(self.lines[index].text, text) >= 2

    def _opens_under_label(self, index: int, line: Line) -> bool:
        """Under «إقرأ أيضاً» a headline with its own text below begins a whole article; one without is a link.

        A text that goes on («وأضاف…») is that of the article before; one that shares the words of the
        headline is its own.
        """
        following = self.next_told[index]
        if following == len(self.lines) or self.lines[following].kind not in (
            "prose", "caption", "date", "published", "author", "dateline", "place_author", "source",
        ):  # fmt: skip
            return False
        head = read_head(self.lines, index)
        if head is None:
            return False
        text = self.lines[head[1]].text
        if {"date", "published"} & set(head[0]):
            return True
        if self._is_teaser(head[1]):
            return False
        if self.is_closed:
            return True
        if is_onward(text) or (not head[0] and self._is_heading(line)):
            return False
        to_close = self.next_close[index]
        amid = to_close < len(self.lines) and self.lines[to_close].kind in CLOSING
        return not amid or shared_words(line.text, text) >= 2

    def _is_heading(self, line: Line) -> bool:
        """«ليس سحرا» below links and over a paragraph is of the article that the links interrupted."""
        is_below_links = self.above is not None and self.above.kind != "read_also"
        return is_below_links and len(line.text.split()) < HEADLINE_WORDS - 1

    def _is_teaser(self, index: int) -> bool:
        """A sentence alone under a link tells what that is about; an article goes on."""
        following = self.next_told[index]
        is_alone = following < len(self.lines) and self.lines[following].kind in TEASED
        return is_alone and len(self.lines[index].text) <= TEASER_LENGTH

    def _opens_by_itself(self, index: int, line: Line) -> bool:
        head = read_head(self.lines, index)
        if head is None or len(line.text.split()) < 3:
            return False
        kinds, at = head
        text = self.lines[at].text
        if kinds[:1] == ["short"] and fold(self.lines[at - 1].text) in self.titles:
            return False
        is_dated = bool({"published", "date", "updated"} & set(kinds)) or (
            self.is_dated_above and self.facts_above is not None
        )
        if self.mode in LIST_KINDS or self.mode == "comments":
            return is_dated and len(text) >= LIST_TEXT_LENGTH and "short" not in kinds
        if fold(line.text) in self.titles:
            return not is_onward(text)
        if self.is_closed:
            is_own = not self.is_signed or shared_words(line.text, text) >= 1
            is_whole = len(text) >= TEXT_LENGTH and not is_onward(text) and is_own
            return is_whole and (is_dated or "short" not in kinds)
        if is_onward(text):
            return False
        return self._repeats_template(kinds) and is_dated or self._is_headed(line, kinds, text)

    def _is_headed(self, line: Line, kinds: Sequence[str], text: str) -> bool:
        """A line whose words the text below it tells again is a headline, where the share bar of the article
        above or a fact of its own parts the two."""
        is_parted = self.is_shared or bool(SURE_FACTS & set(kinds))
        words = len(line.text.split())
        return (
            is_parted
            and words >= HEADLINE_WORDS
            and "short" not in kinds
            and shared_words(line.text, text) >= 2
        )

    def _repeats_template(self, kinds: Sequence[str]) -> bool:
        if self.is_dated_above:
            return self.facts_above is not None
        dated = [kind for kind in kinds if kind in ("date", "published", "author", "source", "updated")]
        return self.template is not None and bool(dated) and tuple(dated) == self.template

    def _note(self, index: int, line: Line) -> None:
        """Remember what the page has shown so far."""
        kinds = {part.kind for part in line.parts} or {line.kind}
        if line.kind not in ("blank", "ruling"):
            self.above = line
        if line.kind == "prose":
            self.has_text = True
            self.is_shared = False
            self.facts_above = None
            self.mode = "body" if self.mode == "read_also" else self.mode
        elif self._note_frame(line) or self._note_mode(line):
            pass
        elif line.kind == "short":
            self._note_short(index, line)
        elif kinds & {"date", "published"}:
            self.facts_above = index if self.facts_above is None else self.facts_above
        if line.kind in ("bullet", "short") and self.mode in LIST_KINDS:
            self.titles.add(fold(line.value or line.text))
        is_signed = "agency" in kinds
        if (kinds & CLOSING or is_signed) and self.has_text:
            self.is_closed, self.is_signed = True, is_signed

    def _note_frame(self, line: Line) -> bool:
        if line.kind == "ruling":
            self.is_ruled = True
        elif line.kind == "tools":
            self.is_shared = self.has_text
        elif line.kind == "end" and self.mode in LIST_KINDS:
            self.mode = "body"
        return line.kind in ("ruling", "tools", "end")

    def _note_mode(self, line: Line) -> bool:
        if line.kind in LIST_KINDS and not line.value:
            self.mode = line.kind
            # «اقرأ المزيد» below each item of a newsletter leads to the whole of that item.
            self.is_linking = not fold(line.text).endswith(MORE)
        elif line.kind == "comments" and self.has_text:
            self.mode, self.is_closed = "comments", True
        else:
            return False
        return True

    def _note_short(self, index: int, line: Line) -> None:
        """Learn from the first headline of the page how its articles are headed."""
        if self.template is None and not self.has_text and (head := read_head(self.lines, index)):
            self.template = tuple(
                kind for kind in head[0] if kind in ("date", "published", "author", "source", "updated")
            )
            self.is_dated_above = self.facts_above is not None and not self.template


def find_starts(
    lines: Sequence[Line], roles: dict[int, LineRole], numbers: Collection[int]
) -> dict[int, bool]:
    return Starts(lines, roles, numbers).found


__all__ = ["SURE_FACTS", "find_starts"]
