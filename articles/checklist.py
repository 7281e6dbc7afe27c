"""What is asked before readers have a text: errors stop the move, warnings ask for a second word."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.figures import MARK, figures_in
from articles.models import Article, Image, Status
from articles.printing import unlinked
from articles.records import OWN_NAMESPACE, Record
from articles.revising import record_of
from articles.sanitizing import body_and_text, body_html
from articles.style import Finding, check
from articles.takedowns import copies_withdrawn
from newsroom.arabic import fold
from newsroom.arabic.linting import House

RECENT = timedelta(days=7)
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list; what was found in a text says where."""

    severity: str
    message: str
    finding: Finding | None = None
    before: str = ""
    words: str = ""
    after: str = ""


class Checklist:
    """All that should be looked at before an article is published; advice is left to the form."""

    def __init__(self, items: list[Item]) -> None:
        self.errors = [item for item in items if item.severity == "error"]
        self.warnings = [item for item in items if item.severity == "warning"]

    def __bool__(self) -> bool:
        return bool(self.errors or self.warnings)

    @property
    def digest(self) -> str:
        """Tell this list from another, so that a person confirms what they saw."""
        lines = [f"{item.message}|{item.before}|{item.words}" for item in (*self.errors, *self.warnings)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def lets_pass(self, confirmed: str) -> bool:
        return not self.errors and (not self.warnings or confirmed == self.digest)


def checklist_for(article: Article, *, day: date | None = None, house: House | None = None) -> Checklist:
    """Check the newest text of an article as of the day of its publication.

    Who asks for many gives the choices of the house once.
    """
    record = record_of(article.latest_revision)
    items = [
        *_check_story(article), *_check_pictures(article, record), *_check_headline(article, record),
        *_check_lines(record),
    ]  # fmt: skip
    if record.language == "ar":
        items += _check_texts(article, record, day or _day_of(article), house)
    return Checklist(items)


def _day_of(article: Article) -> date:
    dated = article.published_at
    return timezone.localdate(dated) if dated and dated <= timezone.now() else timezone.localdate()


def _check_texts(article: Article, record: Record, day: date, house: House | None) -> list[Item]:
    texts = texts_of(record)
    found = check(texts, article=article.external_id, published=day, house=house)
    return [_item(finding, texts[finding.field]) for finding in found]


def texts_of(record: Record) -> dict[str, str]:
    """Return what the language desk reads of a record."""
    captions = [picture.get("caption") or "" for picture in record.images]
    return {
        "headline": record.headline, "summary": record.summary, "body": body_and_text(record.body)[1],
        "captions": "\n".join(filter(None, captions)),
    }  # fmt: skip


def _item(finding: Finding, text: str) -> Item:
    problem = finding.problem
    before = text[max(0, problem.start - _AROUND) : problem.start].rpartition("\n")[2]
    after = text[problem.end : problem.end + _AROUND].partition("\n")[0]
    words = text[problem.start : problem.end]
    return Item(finding.severity, problem.message, finding, before, words, after)


def _check_pictures(article: Article, record: Record) -> list[Item]:
    """A picture added at the desk has a credit and says what it shows; of another one that is only told.

    What a use leaves open the library may say, as on the page.
    """
    listed, inside = record.images, _in_text(record)
    numbers = [picture["id"] for picture in (*listed, *inside) if picture.get("id")]
    known = Image.objects.defer("desk_key").in_bulk(numbers) if numbers else {}
    told = _("Picture %(number)d has no credit."), _("Picture %(number)d does not say what it shows.")
    told_inside = (
        _("Picture %(number)d in the text has no credit."),
        _("Picture %(number)d in the text does not say what it shows."),
    )
    gone = [
        Item("warning", _("Picture %(number)d in the text is gone from the library.") % {"number": number})
        for number, picture in enumerate(inside, 1) if picture["id"] not in known
    ]  # fmt: skip
    return [*_lacking(article, listed, known, told), *_lacking(article, inside, known, told_inside), *gone]


def _in_text(record: Record) -> list[dict[str, Any]]:
    if MARK not in record.body:
        return []
    figures = figures_in(body_html(record.body))
    return [{"id": one.number, "credit": one.credit, "alt": one.alt} for one in figures]


def _lacking(
    article: Article, pictures: list[dict[str, Any]], known: dict[int, Image], told: tuple[str, str]
) -> Iterator[Item]:
    for number, picture in enumerate(pictures, 1):
        image = known.get(picture.get("id"))
        if not (image or picture.get("url")):
            continue
        severity = "error" if _is_of_desk(article, picture, image) else "warning"
        for name, message in zip(("credit", "alt"), told, strict=True):
            if not _says(picture, image, name):
                yield Item(severity, message % {"number": number})


def _is_of_desk(article: Article, picture: dict[str, Any], image: Image | None) -> bool:
    """Tell a file that a person uploaded, in any article, or a picture of an article written here.

    Imports and feeds keep the address that a picture came from; one without file and address shows nothing.
    """
    url = picture.get("url") or (image.url if image else "")
    if image and not url:
        return bool(image.file)
    return article.namespace == OWN_NAMESPACE


def _says(picture: dict[str, Any], image: Image | None, name: str) -> bool:
    return bool((picture.get(name) or "").strip() or (image and getattr(image, name).strip()))


def _check_lines(record: Record) -> list[Item]:
    told = _("A “Read also” line has no link, so readers will not see it: %(words)s")
    return [Item("warning", told % {"words": words or "—"}) for words in unlinked(record.body)]


def _check_story(article: Article) -> list[Item]:
    """Warn of a text that was taken from readers under another number."""
    gone = copies_withdrawn(article).only("headline", "working_title", "external_id").first()
    told = _("This is a copy of a withdrawn article: «%(title)s».")
    return [Item("warning", told % {"title": gone})] if gone else []


def _check_headline(article: Article, record: Record) -> list[Item]:
    """Warn of a headline that another article had in the last days."""
    key = fold(record.headline)
    if not key:
        return []
    since = timezone.now() - RECENT
    others = Article.objects.alias(digest=MD5("headline_key")).filter(
        digest=hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), headline_key=key,
        status=Status.PUBLISHED, published_at__gte=since,
    )  # fmt: skip
    if others.exclude(pk=article.pk).exists():
        return [Item("warning", _("Another article of the last seven days has this very headline."))]
    return []
