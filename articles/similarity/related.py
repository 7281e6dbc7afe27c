"""What an article's page shows beside it: printed links first, then computed ones (DESIGN 2.9)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from articles.caching.keys import depend_on_rows
from articles.models import Article, ArticleLink, LinkKind
from articles.similarity.similar import PINNED, suggestions
from articles.similarity.terms import headline_terms, is_near
from newsroom.arabic import analyse, fold
from newsroom.compiled import KEY, MOMENT, Compiled, moment

MOST_SHOWN, MOST_EARLIER = 10, 8
_CARD = (
    "slug", "headline", "published_at", "external_id", "is_behind", "source_url", "source__name",
    "source__slug", "source__canonical",
)  # fmt: skip
MOST_SEARCH_WORDS = 12


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A line under «إقرأ أيضاً» or «مقالات مشابهة»; a waiting one has no article and no score."""

    headline: str
    url: str
    article: Article | None
    is_waiting: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class ShownLinks:
    read_also: list[ShownLink]
    similar: list[ShownLink]


@dataclass(slots=True)
class _Seen:
    """What stands on the page already, so that nothing comes twice."""

    articles: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    terms: list[frozenset[str]] = field(default_factory=list)

    def has(self, headline: str, article: Article | None) -> bool:
        if article is not None and article.pk in self.articles:
            return True
        terms = headline_terms(headline)
        return fold(headline) in self.keys or any(is_near(terms, other) for other in self.terms)

    def add(self, headline: str, article: Article | None) -> None:
        if article is not None:
            self.articles.add(article.pk)
        self.keys.add(fold(headline))
        self.terms.append(headline_terms(headline))


def shown_links(article: Article, copies: Iterable[Article] = ()) -> ShownLinks:
    """Choose the links of an article's page as the public may see them now; its near-copies are not told.

    Three queries where a job has made the list of similar articles, else four.
    """
    links, suggested = list(article.links.all()), suggestions(article)
    cards = cards_of(targets_of(links, suggested))
    return choose_links(article, links, suggested, cards, copies)


def targets_of(links: Iterable[ArticleLink], suggested: dict[int, float]) -> set[int]:
    return {link.target_id for link in links if link.target_id} | suggested.keys()


def cards_of(targets: Collection[int]) -> dict[int, Article]:
    """Read what lines about articles print, of those that the public may read now."""
    depend_on_rows("article", targets)  # those too that are not public yet
    found = _CARDS.rows(pks=sorted(targets), **moment()) if targets else []
    return {card.pk: card for card in found}


def _cards(pks: list[int], now: datetime, **_derived: Any) -> QuerySet[Article]:
    return Article.objects.published(now).filter(pk__any=pks).select_related("source").only(*_CARD)


_CARDS: Compiled[Article] = Compiled(_cards, pks=[KEY], **moment(MOMENT))


def choose_links(
    article: Article, links: Sequence[ArticleLink], suggested: dict[int, float], cards: dict[int, Article],
    copies: Iterable[Article],
) -> ShownLinks:  # fmt: skip
    """Choose as `shown_links` does, of what was read already."""
    seen = _Seen(articles={article.pk, *(copy.pk for copy in copies)}, keys={article.headline_key})
    read_also = _printed((x for x in links if x.kind == LinkKind.READ_ALSO), cards, seen)
    similar = _printed((x for x in links if x.kind == LinkKind.SIMILAR), cards, seen)
    computed = (
        (cards[key], score)
        for key, score in suggested.items()
        if key in cards and (score == PINNED or not cards[key].is_behind)
    )
    return ShownLinks(read_also, similar + _computed(computed, seen, MOST_SHOWN - len(similar)))


def choose_earlier(
    article: Article, story: Collection[int], cards: dict[int, Article], links: ShownLinks,
    copies: Iterable[Article],
) -> list[Article]:  # fmt: skip
    """Choose what was written of the same story before, the newest first, and stands nowhere else."""
    if article.published_at is None:
        return []
    seen = _Seen(articles={article.pk, *(copy.pk for copy in copies)}, keys={article.headline_key})
    for link in (*links.read_also, *links.similar):
        seen.add(link.headline, link.article)
    older = [cards[key] for key in story if key in cards and _is_before(cards[key], article)]
    older.sort(key=lambda card: (card.published_at, card.pk), reverse=True)
    return [
        link.article
        for link in _computed(((card, 0.0) for card in older), seen, MOST_EARLIER)
        if link.article
    ]


def _is_before(card: Article, article: Article) -> bool:
    """A near-copy stands behind another, which tells the same."""
    return card.published_at < article.published_at and not card.is_behind


def _printed(links: Iterable[ArticleLink], targets: dict[int, Article], seen: _Seen) -> list[ShownLink]:
    """Keep the order of the page; of near-identical headlines the first stands."""
    shown = []
    for link in links:
        target = targets.get(link.target_id)
        headline = target.headline if target else link.headline
        if (link.target_id and not target) or seen.has(headline, target):
            continue
        seen.add(headline, target)
        if headline != link.headline:
            seen.add(link.headline, target)
        shown.append(_link_to(target, 1.0) if target else _waiting(link))
    return shown


def _link_to(article: Article, score: float) -> ShownLink:
    return ShownLink(article.headline, article.get_absolute_url(), article, False, score)


def _waiting(link: ArticleLink) -> ShownLink:
    headline = link.headline or link.url
    return ShownLink(headline, link.url or search_address(headline), None, True, None)


def search_address(headline: str) -> str:
    """Return the address of the search for the words of a headline, without its marks and quotes."""
    words = [token.surface for token in analyse(headline) if not token.is_stop][:MOST_SEARCH_WORDS]
    return f"{reverse('search')}?{urlencode({'q': ' '.join(words)})}"


def _computed(found: Iterable[tuple[Article, float]], seen: _Seen, room: int) -> list[ShownLink]:
    """Fill up with what was pinned and computed; of one story one is told."""
    shown: list[ShownLink] = []
    for article, score in found:
        if len(shown) >= room:
            break
        if not seen.has(article.headline, article):
            seen.add(article.headline, article)
            shown.append(_link_to(article, score))
    return shown
