"""Close in XML what is left open and drop what closes nothing, so that a slip costs its own item at most."""

import re

# Stands where something was mended, for `is_mended`.
MARK = "newsroom-mended"
# These never stand within each other: one that does was not closed.
ITEMS = {"item", "entry", "atom:entry"}
VOID = {"br", "hr", "wbr", "img"}
ROOTS = {"rss", "feed", "rdf:rdf", "channel", "atom:feed"}
# Beyond this the parser gives up, so nothing is kept for it.
DEEPEST = 300
# A tag may hold a picture as data; what is longer than this is taken as it is.
LONGEST = 1 << 20

_TAG = re.compile(
    r"<!--(?:(?!<!--).)*?-->|<\?[^<>]*>|<(/?)([^\s/<>!?\"']+)[^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>|<",
    re.DOTALL,
)


def unfinished(text: str) -> int:
    """Return where a tag or comment begins that the end of a text cuts in two, else its length."""
    comment = text.rfind("<!--", max(0, len(text) - LONGEST))
    if comment >= 0 and text.find("-->", comment) < 0:
        return comment
    start = text.rfind("<", max(0, len(text) - LONGEST))
    return start if start >= 0 and text.find(">", start) < 0 else len(text)


def _is_void(name: str, tag: str) -> bool:
    """HTML does not end these; an <img> without address is a word of somebody's own."""
    return name.lower() in ("br", "hr", "wbr") or (name.lower() == "img" and "src" in tag)


class Balance:
    """The elements that are open; goes through a document part by part, CDATA left out.

    `behind` names what stands behind the end of the root, a feed or an item before all else.
    """

    def __init__(self) -> None:
        self.open: list[str] = []
        self.is_over = False
        self.behind = ""

    def mend(self, part: str) -> str:
        return _TAG.sub(self._tag, part) if "<" in part else part

    def _tag(self, found: re.Match[str]) -> str:
        name = found[2]
        if name is None:
            return "&lt;" if found[0] == "<" else found[0]
        if self.is_over:
            self.behind = self.behind if self.behind.lower() in ROOTS | ITEMS else name
            return ""
        if found[1]:
            return self._close(name, found[0])
        if found[0].endswith("/>"):
            return found[0]
        if _is_void(name, found[0]):
            return f"{found[0][:-1]}/>"
        return self._opened(name, found[0])

    def _opened(self, name: str, tag: str) -> str:
        ended = ""
        if name.lower() in ITEMS and name in self.open:
            ended = f"<{MARK}/>{self._close_to(name)}</{self.open.pop()}>"
        if len(self.open) < DEEPEST:
            self.open.append(name)
        return ended + tag

    def _close(self, name: str, tag: str) -> str:
        if self.open and self.open[-1] == name:
            ended = tag
        elif (opened := self._opened_as(name)) is None:
            return "" if name.lower() in VOID else f"<{MARK}/>"
        else:
            ended = f"<{MARK}/>{self._close_to(opened)}</{opened}>"
        self.open.pop()
        self.is_over = not self.open
        return ended

    def _opened_as(self, name: str) -> str | None:
        """Return the name under which the nearest such element was opened: capitals are a slip."""
        return next((one for one in reversed(self.open) if one.lower() == name.lower()), None)

    def _close_to(self, name: str) -> str:
        """Close all that is open within the nearest `name`."""
        ended = []
        while self.open[-1] != name:
            ended.append(f"</{self.open.pop()}>")
        return "".join(ended)
