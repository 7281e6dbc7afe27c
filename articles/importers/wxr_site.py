"""What a WordPress export says of its site: host, language, authors, categories, attachments."""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from articles.importers.feeditems import short_language
from articles.importers.fragments import host_of, line_of, web_address
from articles.importers.xmlstream import Element, name_of, text_of

if TYPE_CHECKING:
    from articles.importers.wxr import Item

ALT = "_wp_attachment_image_alt"
AUTHOR_LIMIT = 100_000
GALLERY_LIMIT = 200
# An export does not say of what kind an attachment is.
_OTHER_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|txt|csv|rtf|zip|rar|mp3|m4a|wav|ogg|mp4|m4v|mov|avi|webm|mpe?g)\Z", re.I
)


class Site:
    """What the export says of the site: host, language, authors, and its attachments on disk."""

    def __init__(self) -> None:
        self.hosts: dict[str, str] = {}
        self.language = ""
        self.authors: dict[str, str] = {}
        self.categories: dict[str, str] = {}

    def __enter__(self) -> "Site":
        # An unnamed database of SQLite is a file of its own, gone when it is closed.
        self.index = sqlite3.connect("", isolation_level=None)
        self.index.execute("PRAGMA journal_mode = OFF")
        self.index.execute(
            "CREATE TABLE picture (number TEXT PRIMARY KEY, parent TEXT, is_picture, data TEXT)"
        )
        self.index.execute("CREATE INDEX picture_parent ON picture (parent)")
        self.index.execute("BEGIN")
        return self

    def __exit__(self, *exc: object) -> None:
        with closing(self.index):
            self.index.rollback()

    @property
    def host(self) -> str:
        names = ("wp:base_blog_url", "link", "wp:base_site_url")
        return next((self.hosts[name] for name in names if self.hosts.get(name)), "")

    def learn(self, element: Element) -> None:
        """Take in a child of the channel that is no item."""
        name = name_of(element)
        if name in ("link", "wp:base_blog_url", "wp:base_site_url"):
            self.hosts[name] = host_of(text_of(element))
        elif name == "language":
            self.language = short_language(text_of(element))
        elif name == "wp:category" and len(self.categories) < AUTHOR_LIMIT:
            texts = {name_of(child): line_of(text_of(child)) for child in element}
            self.categories[texts.get("wp:term_id", "")] = texts.get("wp:cat_name", "")
        elif name == "wp:author" and len(self.authors) < AUTHOR_LIMIT:
            texts = {name_of(child): line_of(text_of(child)) for child in element}
            display = texts.get("wp:author_display_name") or " ".join(
                filter(None, (texts.get("wp:author_first_name"), texts.get("wp:author_last_name")))
            )
            self.authors[texts.get("wp:author_login", "")] = display

    def author(self, login: str) -> str:
        return self.authors.get(login) or login

    def keep_attachment(self, item: "Item") -> None:
        address = item.text("wp:attachment_url") or item.text("guid")
        if not web_address("", address):
            return
        picture = {
            "url": address,
            "caption": line_of(item.text("excerpt:encoded")),
            "alt": line_of(item.metas.get(ALT, "")),
        }
        row = (item.number, item.text("wp:post_parent"), not _OTHER_FILE.search(address), json.dumps(picture))
        self.index.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?, ?)", row)

    def attachments(self, numbers: Sequence[str]) -> list[dict[str, str]]:
        """Return the pictures of these numbers, in this order, without those that the export lacks."""
        found = []
        for number in numbers[:GALLERY_LIMIT]:
            row = self.index.execute("SELECT data FROM picture WHERE number = ?", (number,)).fetchone()
            found += [json.loads(row[0])] if row else []
        return found

    def attachments_of(self, post: str) -> list[dict[str, str]]:
        rows = self.index.execute(
            "SELECT data FROM picture WHERE parent = ? AND is_picture ORDER BY rowid LIMIT ?",
            (post, GALLERY_LIMIT),
        )
        return [json.loads(data) for (data,) in rows]
