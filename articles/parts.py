"""What stands on an article's page beside its row, read in the statement that reads the row."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from articles.cleaning import LARGEST_KEY
from articles.menu import MENU, Menu, unpack_menu
from articles.models import Article, ArticleImage, ArticleLink, AuditEntry, Author, Image
from newsroom.compiled import KEY, MOMENT, Compiled, moment
from tags.models import Keyword

# More than a page shows of a topic file, since what it shows elsewhere is left out.
_MOST_FILED = 40
# More near-copies than a page shows, since some of them may not be public.
_MOST_COPIES = 60
_USE = ("caption", "credit", "alt")
_IMAGE = (
    "id", "file", "url", "caption", "credit", "alt", "width", "height", "focal_x", "focal_y", "crops",
)  # fmt: skip
_LINK = ("id", "kind", "position", "headline", "url", "target_id", "is_picked")
_NAMED = ("id", "name", "slug")


def _columns(table: str, names: Iterable[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


_PARTS = f"""
jsonb_build_object(
    'keywords', (
        SELECT jsonb_agg(jsonb_build_array({_columns("k", _NAMED)}) ORDER BY u.position)
        FROM articles_articlekeyword u JOIN tags_keyword k ON k.id = u.tag_id
        WHERE u.content_object_id = articles_article.id),
    'authors', (
        SELECT jsonb_agg(jsonb_build_array({_columns("a", _NAMED)}) ORDER BY u.position)
        FROM articles_articleauthor u JOIN articles_author a ON a.id = u.author_id
        WHERE u.article_id = articles_article.id),
    'images', (
        SELECT jsonb_agg(
            jsonb_build_array({_columns("u", _USE)}, {_columns("i", _IMAGE)}) ORDER BY u.position)
        FROM articles_articleimage u JOIN articles_image i ON i.id = u.image_id
        WHERE u.article_id = articles_article.id),
    'corrections', (
        SELECT jsonb_agg(jsonb_build_array(e.at, e.note) ORDER BY e.at DESC) FROM articles_auditentry e
        WHERE e.article_id = articles_article.id AND e.action = 'correct' AND e.note <> ''),
    'links', (
        SELECT jsonb_agg(jsonb_build_array({_columns("l", _LINK)}) ORDER BY l.kind, l.position)
        FROM articles_articlelink l WHERE l.article_id = articles_article.id),
    'kept', (
        SELECT jsonb_build_array(s.targets, s.scores) FROM articles_similarlist s
        WHERE s.article_id = articles_article.id AND s.computed_at IS NOT NULL),
    'pinned', (
        SELECT jsonb_agg(c.target_id ORDER BY c.id) FROM articles_similarchoice c
        WHERE c.article_id = articles_article.id AND c.is_pinned),
    'banned', (
        SELECT jsonb_agg(c.target_id) FROM articles_similarchoice c
        WHERE c.article_id = articles_article.id AND NOT c.is_pinned),
    'together', (
        SELECT jsonb_agg(DISTINCT theirs.content_object_id) FROM articles_similarlist s
        JOIN articles_articlekeyword theirs ON theirs.content_object_id = ANY(s.targets)
        JOIN articles_articlekeyword mine
            ON mine.tag_id = theirs.tag_id AND mine.content_object_id = articles_article.id
        WHERE s.article_id = articles_article.id AND s.computed_at IS NOT NULL),
    'files', (
        SELECT jsonb_agg(f.id) FROM articles_topicentry e JOIN articles_topic f ON f.id = e.topic_id
        WHERE e.article_id = articles_article.id AND f.is_published),
    'filed', (
        SELECT jsonb_agg(id) FROM (
            SELECT DISTINCT o.published_at, o.id FROM articles_topicentry e
            JOIN articles_topic f ON f.id = e.topic_id AND f.is_published
            JOIN articles_topicentry its ON its.topic_id = f.id
            JOIN articles_article o ON o.id = its.article_id AND o.status = 'published'
            WHERE e.article_id = articles_article.id AND o.published_at < articles_article.published_at
            ORDER BY o.published_at DESC, o.id DESC LIMIT {_MOST_FILED}) AS others),
    'copies', (
        SELECT jsonb_agg(id) FROM (
            SELECT o.id FROM articles_copymember mine
            JOIN articles_copymember its ON its.group_id = mine.group_id
            JOIN articles_article o ON o.id = its.article_id AND o.status = 'published'
            WHERE mine.article_id = articles_article.id AND o.id <> articles_article.id
            ORDER BY o.published_at, o.id LIMIT {_MOST_COPIES}) AS others),
    'menu', {MENU}
)
"""  # noqa: S608 — put together from our own text


@dataclass(frozen=True, slots=True)
class Parts:
    """`kept` is the list that a job made of similar articles, as (targets, scores), or None; `together` are
    those of it that share a keyword, `filed` older ones of the same topic files, which `files` names."""

    keywords: list[Keyword] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    images: list[ArticleImage] = field(default_factory=list)
    corrections: list[AuditEntry] = field(default_factory=list)
    links: list[ArticleLink] = field(default_factory=list)
    kept: tuple[list[int], list[float]] | None = None
    pinned: list[int] = field(default_factory=list)
    banned: list[int] = field(default_factory=list)
    together: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    filed: list[int] = field(default_factory=list)
    copies: list[int] = field(default_factory=list)
    menu: Menu = field(default_factory=Menu)


def with_parts(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Let a queryset of articles read their parts too, for `parts_of`."""
    expression = RawSQL(_PARTS, (), output_field=JSONField())  # noqa: S611 — our own text, without parameters
    return articles.annotate(parts_read=expression)


def _page(pk: int, now: datetime, **_derived: Any) -> QuerySet[Article]:
    return with_parts(Article.objects.for_page(now).filter(pk=pk))


_PAGE = Compiled(_page, pk=KEY, **moment(MOMENT))


def read_page(pk: int) -> Article | None:
    """Read the article of a page with its parts: what the public may read now, or was withdrawn."""
    return _PAGE.first(pk=pk, **moment()) if pk <= LARGEST_KEY else None


def parts_of(article: Article) -> Parts:
    """Return the parts that were read with an article, else read them now."""
    told = getattr(article, "parts_read", None)
    if told is None:
        rows = with_parts(Article.objects.filter(pk=article.pk)).values_list("parts_read", flat=True)
        told = rows.first() or {}
    return _unpack(article, json.loads(told) if isinstance(told, str) else told)


def _unpack(article: Article, told: dict[str, Any]) -> Parts:
    told = {name: value or [] for name, value in told.items()}
    return Parts(
        keywords=_rows(Keyword, _NAMED, told.get("keywords", [])),
        authors=_rows(Author, _NAMED, told.get("authors", [])),
        images=[_use(values) for values in told.get("images", [])],
        corrections=[
            _row(AuditEntry, ("at", "note"), (datetime.fromisoformat(at), note))
            for at, note in told.get("corrections", [])
        ],
        links=_rows(ArticleLink, _LINK, told.get("links", [])),
        kept=tuple(told["kept"]) if told.get("kept") else None,
        pinned=told.get("pinned", []),
        banned=told.get("banned", []),
        together=told.get("together", []),
        files=told.get("files", []),
        filed=told.get("filed", []),
        copies=told.get("copies", []),
        menu=unpack_menu(told.get("menu")),
    )


def _rows(model: Any, names: tuple[str, ...], rows: list[list[Any]]) -> list[Any]:
    return [_row(model, names, values) for values in rows]


def _row(model: Any, names: tuple[str, ...], values: Iterable[Any]) -> Any:
    """Make a row of some of its columns; the others would be read where anybody asked for them."""
    return model.from_db(None, names, list(values))


def _use(values: list[Any]) -> ArticleImage:
    use = _row(ArticleImage, _USE, values[: len(_USE)])
    use.image = _row(Image, _IMAGE, values[len(_USE) :])
    return use
