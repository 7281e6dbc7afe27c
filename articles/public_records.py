"""Records of public articles, as far as readers may have them, many at once."""

from collections.abc import Sequence
from typing import Any

from articles.caching.keys import depend_on_rows
from articles.exporting import record_json
from articles.models import Article
from articles.printing import resolved
from articles.readable import excerpt, shows_full_text
from articles.records import Record

# What the contract prints; other fields may be private to their sender.
CONTRACT = frozenset(Record.__dataclass_fields__) - {"extra", "hints", "page"} | {"needs"}


def public_records(articles: Sequence[Article]) -> list[dict[str, Any]]:
    """Return records as far as their sources' rights reach: with no right to the text, an excerpt.

    Fields that the contract does not know stay inside, and so does an article that an editor picked before
    the public may read it. Three queries at most, however many articles.
    """
    hidden = unready_picks(articles)
    bodies = resolved(article.body for article in articles)
    return [_record(article, body, hidden) for article, body in zip(articles, bodies, strict=True)]


def _record(article: Article, body: str, hidden: set[int]) -> dict[str, Any]:
    data = record_json(article, without=hidden)
    record = {name: value for name, value in data.items() if name in CONTRACT}
    if not shows_full_text(article):
        return record | {"body": excerpt(article), "images": []}
    return record | {"body": body}


def unready_picks(articles: Sequence[Article]) -> set[int]:
    """Name the links to articles of ours that were picked, not printed, and are not public."""
    links = (link for article in articles for link in article.links.all())
    picks = {link.pk: link.target_id for link in links if link.is_picked and link.target_id}
    if not picks:
        return set()
    depend_on_rows("article", picks.values())
    public = set(Article.objects.published().filter(pk__in=picks.values()).values_list("pk", flat=True))
    return {link for link, target in picks.items() if target not in public}
