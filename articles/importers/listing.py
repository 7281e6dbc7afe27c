"""The lists of a page: keywords, read-also, similar, comments, and where each of them ends."""

from typing import Any

from articles.importers.drafts import Draft
from articles.importers.labels import SECTIONS
from articles.importers.lines import Line
from articles.importers.roles import LineRole
from articles.importers.tags import LIST_MARKS, TAG_WORDS, is_tag_list, split_run, split_tags
from newsroom.arabic import fold

TAG_LENGTH = 40
RUN_WORDS = 4
COMMENT_LENGTH = 90
TEXT = frozenset({"prose", "short", "caption", "bullet"})


class Lists:
    """The part of a Segmenter that knows which list is open (`mode`) and puts entries into it."""

    lines: list[Line]
    starts: dict[int, bool]
    next_told: list[int]
    next_text: list[int]
    placed: Line | None
    mode: str
    is_bulleted: bool
    fates: list[dict[str, Any]]

    @property
    def current(self) -> Draft:
        raise NotImplementedError

    def _mark(
        self, line: Line, role: LineRole, draft: Draft | None = None, *, is_unsure: bool = False
    ) -> None:
        raise NotImplementedError

    def _keep(self, line: Line, role: LineRole, *, joins: bool = False) -> None:
        raise NotImplementedError

    def _short_in_body(self, index: int, line: Line) -> None:
        raise NotImplementedError

    def _on_keywords(self, index: int, line: Line) -> None:
        if not line.value:
            self.mode = "keywords"
            self.current.is_closed = self.current.is_closed or bool(self.current.blocks)
            self._mark(line, LineRole.LABEL)
            return
        tags = split_tags(line.value)
        is_run = len(tags) == 1 and len(tags[0].split()) >= RUN_WORDS
        self._add_keywords(line, (split_run(tags[0], self.current.text()) if is_run else []) or tags)

    def _add_keywords(self, line: Line, tags: list[str]) -> None:
        self.current.keywords += [tag for tag in tags if tag not in self.current.keywords]
        self.current.is_closed = self.current.is_closed or bool(self.current.blocks)
        self._mark(line, LineRole.KEYWORDS)

    def _on_read_also(self, index: int, line: Line) -> None:
        if line.value:
            self.current.read_also.append(line.value)
            self._mark(line, LineRole.READ_ALSO)
            return
        self.mode, self.is_bulleted = "read_also", False
        self._mark(line, LineRole.LABEL)

    def _on_similar(self, index: int, line: Line) -> None:
        self.mode, self.is_bulleted = "similar", False
        if line.value:
            self._list(line, line.value)
            return
        self._mark(line, LineRole.LABEL, self.current.root)

    def _on_bullet(self, index: int, line: Line) -> None:
        self.is_bulleted = True
        if self.mode in ("similar", "read_also"):
            self._list(line, line.value)
        elif self.mode == "keywords" and len(line.value.split()) <= TAG_WORDS:
            self._add_keywords(line, split_tags(line.value))
        elif self.mode == "comments":
            self._mark(line, LineRole.COMMENTS)
        elif line.text[:1].isdigit():
            # A list has no numbers of its own in the body: «1- أطفئي الضوء» keeps the one it is printed with.
            self.current.blocks.append(("p", line.text))
            self._mark(line, LineRole.LIST_ITEM)
        else:
            self.current.blocks.append(("li", line.value))
            self._mark(line, LineRole.LIST_ITEM)

    def _list(self, line: Line, headline: str) -> None:
        """Keep an entry of the list that is open, as printed."""
        if fold(headline) in SECTIONS or self._is_foreign(headline):
            self._mark(line, LineRole.CHROME)
        elif self.mode == "similar":
            if headline in self.current.root.similar[-1:]:
                self._mark(line, LineRole.DUPLICATE, self.current.root)
                return
            self.current.root.similar.append(headline)
            self._mark(line, LineRole.SIMILAR, self.current.root)
        else:
            self.current.read_also.append(headline)
            self._mark(line, LineRole.READ_ALSO)

    def _is_foreign(self, headline: str) -> bool:
        """A few Latin words among Arabic headlines are of the site: «Download our application»."""
        is_latin = headline.isascii() or not any("\u0600" <= char <= "\u06ff" for char in headline)
        return is_latin and len(headline.split()) <= (2 if self.current.headline.isascii() else 4)

    def _on_short(self, index: int, line: Line) -> None:
        getattr(self, f"_short_in_{self.mode}")(index, line)

    def _short_in_nav(self, index: int, line: Line) -> None:
        self.mode = "body"
        self._mark(line, LineRole.CHROME)

    def _short_in_more(self, index: int, line: Line) -> None:
        """What stands under «المزيد من مدن» are pages of the site; a paragraph ends them."""
        self._mark(line, LineRole.CHROME, is_unsure=True)

    def _short_in_comments(self, index: int, line: Line) -> None:
        if len(line.text) <= COMMENT_LENGTH:
            self._mark(line, LineRole.COMMENTS, is_unsure=True)
        else:
            self._keep(line, LineRole.UNKNOWN)

    def _short_in_keywords(self, index: int, line: Line) -> None:
        is_list = bool(LIST_MARKS & set(line.wide or line.text))
        is_tag = len(line.text.split()) <= TAG_WORDS and len(line.text) <= TAG_LENGTH
        if line.text.endswith(("؟", ":", "!")) or not (is_list or is_tag):
            self.mode = "body"
            self._short_in_body(index, line)
        else:
            self._add_keywords(line, split_tags(line.wide or line.text))

    def _short_in_similar(self, index: int, line: Line) -> None:
        if self.is_bulleted:
            self._keep(line, LineRole.UNKNOWN)
        else:
            self._list(line, line.text)

    def _short_in_read_also(self, index: int, line: Line) -> None:
        following = self.next_told[index]
        leads = following < len(self.lines) and self.lines[following].kind == "prose"
        is_heading = (
            leads
            and not self.current.is_closed
            and len(line.text.split()) <= 3
            and self.placed is not None
            and self.placed.kind != "read_also"
        )
        if tags := self._read_tags(index, line):
            self._add_keywords(line, tags)
        elif self.is_bulleted or is_heading:
            self.mode = "body"
            self._short_in_body(index, line)
        else:
            self._list(line, line.text)

    def _read_tags(self, index: int, line: Line) -> list[str]:
        """Read a line below the whole text as tags: parted by marks, or run together out of its words."""
        following = self.next_text[index]
        is_last = (
            following >= len(self.lines) or following in self.starts or self.lines[following].kind not in TEXT
        )
        if not is_last or not self.current.blocks or self.current.keywords:
            return []
        text = line.wide or line.text
        if is_tag_list(text):
            return split_tags(text)
        is_plain = len(text.split()) >= 3 and not line.text.endswith(("؟", ":", "!", "»", '"', ")"))
        return split_run(line.text, self.current.text()) if is_plain else []
