"""The public near-copies of an article, as its page and its JSON show them."""

from collections.abc import Iterable, Mapping

from django.db.models import OuterRef, Subquery

from articles.caching.keys import depend_on_names
from articles.models import Article, ArticleSearch
from articles.similarity.comparing import compare, overlap
from articles.similarity.numbers import unpack_text

MOST_DUPLICATES = 20
_CARD = (
    "slug", "headline", "published_at", "external_id", "source_url", "source__name", "source__slug",
    "source__canonical",
)  # fmt: skip


def copies_among(cards: Mapping[int, Article], copies: Iterable[int]) -> list[Article]:
    """Return the other public articles of the story, the oldest first, of cards that were read."""
    found = [cards[key] for key in copies if key in cards][:MOST_DUPLICATES]
    # A change of one of the copies bumps the pages of all; see the triggers.
    depend_on_names("source", (copy.source_id for copy in found))
    return found


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
