"""Work out what an article's row holds of its record, without asking the database."""

from dataclasses import dataclass

from articles.records import Record
from articles.sanitizing import body_and_text
from newsroom.arabic import fold, slugify

FALLBACK_SLUG = "خبر"
WORKING_TITLE_LENGTH = 70


@dataclass(slots=True)
class Derived:
    """The clean body, its words, the keys and the slug of a record."""

    body: str
    headline_key: str
    desk_key: str
    working_title: str
    slug: str
    text: str


def derive(record: Record) -> Derived:
    body, text = body_and_text(record.body)
    title = "" if record.headline else working_title(text)
    key = fold(record.headline)
    slug = slugify(record.headline) or FALLBACK_SLUG
    return Derived(body, key, key or fold(title), title, slug, text)


def working_title(text: str) -> str:
    """Name a text without a headline for the desk only: its first words, «افتتحت البلدية …»."""
    title = ""
    for word in text[: WORKING_TITLE_LENGTH + 20].split():
        if len(title) + len(word) >= WORKING_TITLE_LENGTH:
            return f"{title}…"
        title = f"{title} {word}".strip()
    return title
