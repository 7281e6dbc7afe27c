"""Find near-copies of an article: the same folded headline, or the same text under another."""

from django.db.models import QuerySet, Value
from django.db.models.functions import MD5

from articles.models import Article
from articles.sanitizing import plain_text
from articles.search.expressions import LexemeQuery, indexed_lexemes
from articles.search.vectors import quote_lexeme
from articles.similarity.terms import jaccard, rarest, stems_of
from newsroom.arabic import fold, lexemes

MOST_DUPLICATES = 20
NEAR_COPY = 0.8
# So many of a text's rarest words stand together in its copies only.
_SIGNATURE = range(4, 9)
_SIGNED_LENGTH = 20_000


def duplicates_of(article: Article) -> list[tuple[Article, float]]:
    """Return the public near-copies of `article` with their likeness, the most alike first.

    Three queries: their identities, and the lexemes of both sides.
    """
    own = lexemes_of(article)
    rows = (
        Article.objects.for_list()
        .filter(pk__in=list(_candidates(article)))
        .annotate(lexemes=indexed_lexemes())
    )
    scored = [(row, round(jaccard(own, stems_of(row.lexemes)), 4)) for row in rows]
    copies = [
        (row, score)
        for row, score in scored
        if score >= NEAR_COPY or fold(row.headline) == article.headline_key
    ]
    return sorted(copies, key=lambda pair: -pair[1])


def lexemes_of(article: Article) -> frozenset[str]:
    rows = Article.objects.filter(pk=article.pk).annotate(lexemes=indexed_lexemes())
    return stems_of(rows.values_list("lexemes", flat=True).first())


def _candidates(article: Article) -> QuerySet:
    """List the newest public articles with the same headline, or with the rarest words of the text."""
    public = Article.objects.published().exclude(pk=article.pk).order_by("-pk")
    same = public.annotate(digest=MD5("headline_key")).filter(
        digest=MD5(Value(article.headline_key)), headline_key=article.headline_key
    )
    copied = public.filter(search__vector=LexemeQuery(signature(article)))
    newest = [rows.values_list("pk", flat=True)[:MOST_DUPLICATES] for rows in (same, copied)]
    return newest[0].union(newest[1])


def signature(article: Article) -> str:
    """Ask for the rarest words of the body together; nothing, where it has too few to tell."""
    terms = rarest(set(lexemes(plain_text(article.body[:_SIGNED_LENGTH]))), _SIGNATURE.stop - 1)
    return " & ".join(map(quote_lexeme, terms)) if len(terms) in _SIGNATURE else ""
