from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class ArticleSearch(models.Model):
    """The lexemes of an article's row, in a table aside so that a change of state rewrites none."""

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="search"
    )
    vector = SearchVectorField()
    analyser_version = models.PositiveIntegerField(db_index=True)
    # The text in two bytes a stem (`articles.similarity.numbers`), to compare it with others.
    numbers = models.BinaryField(default=b"", db_default=b"")
    # Of publication, counted from 1970 in UTC; the greatest without one. Kept by triggers (0026).
    day = models.IntegerField(db_default=2**31 - 1, editable=False)

    class Meta:
        indexes = [GinIndex(fields=["vector", "day"], name="article_search_vector")]

    def __str__(self):
        return str(self.article_id)


class ArticleTerm(models.Model):
    """One of the stems that tell most about an article: articles about the same thing share some."""

    pk = models.CompositePrimaryKey("term", "article")
    term = models.BigIntegerField()
    # Not checked, as for shingles.
    article = models.ForeignKey("articles.Article", models.CASCADE, db_constraint=False, related_name="terms")

    def __str__(self):
        return str(self.article_id)


class SearchTerm(models.Model):
    """How many articles hold a lexeme, counted by a job: tells what is rare, usual or unknown."""

    # Compared byte by byte, whatever the order of the database: looked up and never sorted.
    lexeme = models.TextField(primary_key=True, db_collation="C")
    count = models.PositiveIntegerField()

    def __str__(self):
        return self.lexeme


class TermCount(models.Model):
    """How far the terms are counted: the last article, and how many articles there were up to it."""

    last_article = models.BigIntegerField(default=0)
    articles = models.PositiveIntegerField(default=0)
    analyser_version = models.PositiveIntegerField()

    def __str__(self):
        return str(self.last_article)


class ArticleShingle(models.Model):
    """One sampled shingle of an article's text (`articles.similarity.sketches`): copies share theirs."""

    pk = models.CompositePrimaryKey("hash", "article")
    hash = models.BigIntegerField()
    # Not checked by the database: there are a dozen an article, and each check costs as much as the row.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, db_constraint=False, related_name="shingles"
    )

    def __str__(self):
        return str(self.article_id)
