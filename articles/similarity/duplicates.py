"""The public near-copies of an article, as its page and its JSON show them."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from articles.caching.keys import depend_on_rows
from articles.models import Article, ArticleSearch
from articles.similarity.comparing import compare, overlap
from articles.similarity.numbers import unpack_text

MOST_DUPLICATES = 20
_CARD = (
    "slug", "headline", "published_at", "external_id", "source_url", "source__name", "source__slug",
    "source__canonical",
)  # fmt: skip


def copies_of(article: Article) -> list[Article]:
    """Return the other public articles of the story, the oldest first, in one query."""
    if article.pk is None:
        return []
    copies = list(Article.objects.copies_of(article.pk).only(*_CARD)[:MOST_DUPLICATES])
    # A change of one of the copies bumps the pages of all; see the triggers.
    depend_on_rows("source", (copy.source_id for copy in copies))
    return copies


def head_of(article: Article, copies: Iterable[Article]) -> Article:
    """Return the one that stands for the story: the oldest that the public may read; a draft for itself."""
    if article.published_at is None:
        return article
    return min([article, *copies], key=lambda one: (one.published_at, one.pk))


def also_published_by(article: Article, copies: Iterable[Article]) -> list[Article]:
    """Return one copy of each other source; one without a source goes by its headline."""
    named = {copy.source_id or f"article {copy.pk}": copy for copy in reversed(list(copies))}
    named.pop(article.source_id, None)
    return sorted(named.values(), key=lambda copy: (copy.published_at, copy.pk))


def duplicates_of(article: Article) -> list[tuple[Article, float]]:
    """Return the other public articles of the story with their likeness, the most alike first."""
    rows = Article.objects.copies_of(article.pk).only(*_CARD)
    rows = rows.annotate(mine=packed_text(article.pk), its=packed_text())[:MOST_DUPLICATES]
    scored = [(row, likeness(bytes(row.mine or b""), bytes(row.its or b""))) for row in rows]
    return sorted(scored, key=lambda pair: -pair[1])


def likeness(one: bytes, other: bytes) -> float:
    """Return how much of the shorter text stands in the longer, 0 to 1."""
    texts = unpack_text(one), unpack_text(other)
    compared = compare(*texts)
    return compared.score if compared else round(overlap(*texts), 4)


def packed_text(article: int | None = None) -> Subquery:
    """Return the text of an article as numbers; without one, of the article of the row."""
    rows = ArticleSearch.objects.filter(pk=OuterRef("pk") if article is None else article)
    return Subquery(rows.values("numbers"))
