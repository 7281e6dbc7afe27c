"""Help a search that found nothing: articles that hold some of its words, the rarest before all."""

from articles.models import Article, ArticleSearch
from articles.search.expressions import LexemeQuery
from articles.search.parsing import Query
from articles.similarity.rarity import rarity
from articles.similarity.terms import headline_terms, pairs_query

LEAST_WORDS = 3
_MOST_CANDIDATES = 200


def with_some_words(query: Query, *, most: int) -> list[Article]:
    """Return public articles with two of the rarest words of `query`, in three bounded queries."""
    terms = frozenset(term for term in query.wanted if not term.startswith("="))
    if len(terms) < LEAST_WORDS:
        return []
    # Without an order, or reading by date would look through every article for rare words.
    hits = ArticleSearch.objects.filter(vector=LexemeQuery(pairs_query(terms)))
    candidates = list(hits.values_list("pk", flat=True)[:_MOST_CANDIDATES])
    public = Article.objects.published().newest_first().filter(pk__in=candidates)
    weights = {
        pk: sum(map(rarity, terms & headline_terms(headline)))
        for pk, headline in public.values_list("pk", "headline")
    }
    best = sorted(weights, key=lambda pk: -weights[pk])[:most]
    found = Article.objects.for_list().in_bulk(best)
    return [found[pk] for pk in best if pk in found]
