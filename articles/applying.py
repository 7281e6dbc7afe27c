"""Bring rows to what records say, as sets: a save of one article and an import of many are one path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from articles.deriving import derive
from articles.figures import MARK, figures_in
from articles.holding import held
from articles.linking import resolve_links
from articles.models import (
    Article,
    ArticleAuthor,
    ArticleImage,
    ArticleKeyword,
    ArticleLink,
    Author,
    BodyImage,
    Image,
    LinkKind,
    Section,
    Source,
)
from articles.records import Record
from articles.rows import update_rows
from articles.search.indexing import index_in_bulk
from newsroom.arabic import fold
from newsroom.naming import NAME_LENGTH
from tags.models import Keyword

ROW_FIELDS = (
    "headline", "headline_key", "desk_key", "working_title", "slug", "summary", "body", "section", "source",
    "source_url", "byline", "language", "lead_image", "published_at", "updated_at", "needs", "hints", "extra",
    "page_key", "modified_at",
)  # fmt: skip

Pair = tuple[Article, Record]


@dataclass(slots=True)
class Applied:
    """What a write made besides the articles themselves."""

    keywords_created: int = 0
    links_created: int = 0
    links_resolved: int = 0
    near_duplicates: int = 0
    withdrawn_copies: int = 0
    old_keys: set[str] = field(default_factory=set)
    old_urls: set[str] = field(default_factory=set)
    # Articles that had pictures in their texts.
    pictured: set[int] = field(default_factory=set)

    def add(self, other: "Applied") -> None:
        """Count what another write made; its keys and addresses are resolved already."""
        self.keywords_created += other.keywords_created
        self.links_created += other.links_created
        self.links_resolved += other.links_resolved
        self.near_duplicates += other.near_duplicates
        self.withdrawn_copies += other.withdrawn_copies


def fill_in_bulk(pairs: Sequence[Pair], applied: Applied) -> None:
    """Set the columns of unsaved or changed articles from their records; makes sources and sections."""
    sources, _made = Source.objects.ensure([r.source for _a, r in pairs if r.source])
    sections, _made = Section.objects.ensure([r.section for _a, r in pairs if r.section])
    for article, record in pairs:
        if article.pk:
            applied.old_keys.add(article.headline_key)
            applied.old_urls.add(article.source_url)
            if MARK in article.body:
                applied.pictured.add(article.pk)
        _fill(article, record)
        article.source = sources.get(record.source) if record.source else None
        article.section = sections.get(record.section) if record.section else None


def _fill(article: Article, record: Record) -> None:
    derived = derive(record)
    for name in ("body", "headline_key", "desk_key", "working_title", "slug"):
        setattr(article, name, getattr(derived, name))
    article.headline, article.summary = record.headline, record.summary
    article.source_url, article.byline = record.url or "", record.byline
    article.language = record.language or "ar"
    article.published_at = record.published_at
    article.updated_at = record.updated_at or article.updated_at
    article.needs = record.needs
    article.extra, article.page_key = record.extra, record.page or article.page_key
    if record.hints:
        article.hints = record.hints


def relate_in_bulk(pairs: Sequence[Pair], applied: Applied) -> None:
    """Replace the keywords, authors, images, links and search rows of saved articles."""
    applied.keywords_created += _write_keywords(pairs)
    _write_authors(pairs)
    _set_leads(pairs, write_images(pairs))
    write_body_images(pairs, applied)
    applied.links_created += _write_links(pairs)
    index_in_bulk([article for article, _record in pairs])
    applied.links_resolved += resolve_links(
        articles=[article.pk for article, _record in pairs],
        keys=applied.old_keys | {article.headline_key for article, _record in pairs},
        urls=applied.old_urls | {article.source_url for article, _record in pairs},
    )


def _replace(model, pairs: Sequence[Pair], rows: list[Any], owner: str = "article") -> None:
    """Delete the old rows of the articles and insert the new ones."""
    model.objects.filter(**{f"{owner}__in": [article.pk for article, _record in pairs]}).delete()
    model.objects.bulk_create(rows, batch_size=5000)


def _write_keywords(pairs: Sequence[Pair]) -> int:
    found, created = Keyword.objects.ensure([name for _a, record in pairs for name in record.keywords])
    rows = [
        ArticleKeyword(content_object=article, tag=tag, position=position)
        for article, record in pairs
        for position, tag in enumerate(unique_in_order(found, record.keywords))
    ]
    _replace(ArticleKeyword, pairs, rows, owner="content_object")
    return created


def _write_authors(pairs: Sequence[Pair]) -> None:
    names = {article: byline_names(record.byline) for article, record in pairs}
    found, _created = Author.objects.ensure([name for listed in names.values() for name in listed])
    rows = [
        ArticleAuthor(article=article, author=author, position=position)
        for article, listed in names.items()
        for position, author in enumerate(unique_in_order(found, listed))
    ]
    _replace(ArticleAuthor, pairs, rows)


def unique_in_order(found: dict[str, Any], names: list[str]) -> list[Any]:
    """Two spellings of one thing count once, in the order given."""
    return list(dict.fromkeys(found[name] for name in names if name in found))


def byline_names(byline: str) -> list[str]:
    """Name the people of a byline: «كتب: أحمد علي، منى سالم» → ["أحمد علي", "منى سالم"]."""
    text = byline.strip()
    for label in ("كتبت", "كتب", "بقلم", "إعداد", "تقرير"):
        if text.startswith(label) and text[len(label) : len(label) + 1] in (":", "/", " "):
            text = text[len(label) :].lstrip(" :/")
            break
    names = (name.strip() for name in text.replace(",", "،").split("،"))
    return [name for name in names if 0 < len(fold(name)) <= NAME_LENGTH >= len(name)]


def write_images(pairs: Sequence[Pair]) -> dict[int, int]:
    """Replace the pictures of articles, making those not known yet; return the first one of each article."""
    known = _known_images(pairs)
    made: list[Image] = []
    uses: list[ArticleImage] = []
    for article, record in pairs:
        for position, entry in enumerate(record.images):
            text = {name: entry.get(name) or "" for name in ("caption", "credit", "alt")}
            image = known.get(entry.get("id")) or known.get(_image_key(entry))
            if image is None:
                image = known[_image_key(entry)] = Image(url=entry.get("url") or "", **text)
                made.append(image)
            uses.append(ArticleImage(article=article, image=image, position=position, **text))
    Image.objects.bulk_create(made)
    _replace(ArticleImage, pairs, uses)
    return {use.article_id: use.image.pk for use in reversed(uses)}


def write_body_images(pairs: Sequence[Pair], applied: Applied) -> None:
    """Keep which pictures stand in the texts; those that are gone cannot be named."""
    changed = [pair for pair in pairs if MARK in pair[0].body or pair[0].pk in applied.pictured]
    if not changed:
        return
    found = [(article, figure) for article, _record in changed for figure in figures_in(article.body)]
    numbers = {figure.number for _article, figure in found}
    there = held(Image, numbers)
    rows = [
        BodyImage(article=article, image_id=figure.number, credit=figure.credit, alt=figure.alt)
        for article, figure in found if figure.number in there
    ]  # fmt: skip
    _replace(BodyImage, changed, rows)


def _image_key(entry: dict[str, Any]) -> tuple[str, str, str]:
    """A picture is known by its address; one without any, by its caption and credit."""
    url = entry.get("url") or ""
    return (url, "", "") if url else ("", entry.get("caption") or "", entry.get("credit") or "")


def _known_images(pairs: Sequence[Pair]) -> dict[Any, Image]:
    """Find images by identity, by address, and those that these articles already use."""
    entries = [entry for _a, record in pairs for entry in record.images]
    ids = [entry["id"] for entry in entries if entry.get("id")]
    urls = [entry["url"] for entry in entries if entry.get("url")]
    known: dict[Any, Image] = {}
    if not entries:
        return known
    articles = [article.pk for article, _record in pairs]
    for use in ArticleImage.objects.filter(article__in=articles).select_related("image"):
        known[_image_key({"url": use.image.url, "caption": use.caption, "credit": use.credit})] = use.image
    for image in Image.objects.filter(Q(pk__in=ids) | Q(url__in=urls)).order_by("-pk"):
        known[image.pk] = image
        if image.url:
            known[(image.url, "", "")] = image
    return known


def _set_leads(pairs: Sequence[Pair], leads: dict[int, int]) -> None:
    changed = []
    for article, _record in pairs:
        if article.lead_image_id != leads.get(article.pk):
            article.lead_image_id = leads.get(article.pk)
            changed.append(article)
    update_rows(changed, ["lead_image"])


def _write_links(pairs: Sequence[Pair]) -> int:
    picked = {
        entry["article"] for _a, r in pairs for entry in (*r.read_also, *r.similar) if entry.get("article")
    }
    there = set(Article.objects.filter(pk__in=picked).values_list("pk", flat=True)) if picked else set()
    rows = [row for article, record in pairs for row in _link_rows(article, record, there - {article.pk})]
    _replace(ArticleLink, pairs, rows)
    return len(rows)


def _link_rows(article: Article, record: Record, there: set[int]) -> Iterator[ArticleLink]:
    for kind, position, headline, key, url, picked in link_entries(record):
        target = picked if picked in there else None
        if headline or url or target:
            yield ArticleLink(
                article=article, kind=kind, position=position, headline=headline, headline_key=key,
                url=url, target_id=target, is_picked=target is not None,
            )  # fmt: skip


def link_entries(record: Record) -> Iterator[tuple[str, int, str, str, str, int | None]]:
    """Yield kind, position, headline, its key, address and picked article of each printed link."""
    for kind, entries in ((LinkKind.READ_ALSO, record.read_also), (LinkKind.SIMILAR, record.similar)):
        for position, entry in enumerate(entries):
            headline, url = entry.get("headline") or "", entry.get("url") or ""
            yield kind.value, position, headline, fold(headline), url, entry.get("article")
