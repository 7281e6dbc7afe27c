from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from newsroom.naming import NamedQuerySet


class KeywordQuerySet(NamedQuerySet):
    def make(self, **fields):
        keyword = super().make(**fields)
        keyword.take_stems()
        return keyword

    def held(self, keys: set[str]):
        """Keep a merge from taking a keyword away until the article that gets it is committed.

        The database checks the foreign key only then, too late to say to whom it leads now.
        """
        return self.raw(
            "SELECT * FROM tags_keyword WHERE key = ANY(%s) ORDER BY id FOR KEY SHARE", [list(keys)]
        )

    def for_completion(self, key: str, *, limit: int = 12):
        """Offer keywords whose folded name begins with `key`."""
        return self.filter(key__startswith=key).order_by("key")[:limit]

    def with_uses(self):
        """Count articles by a subquery, which runs for the rows shown and not for the whole table."""
        uses = self.model.article_keywords.rel.related_model.objects.filter(tag=OuterRef("pk"))
        counted = uses.order_by().values("tag").annotate(n=Count("pk")).values("n")
        return self.annotate(uses=Coalesce(Subquery(counted), 0))
