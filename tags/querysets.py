from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from newsroom.naming import NamedQuerySet

MOST_RANKED = 500


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
        """Offer keywords whose folded name begins with `key`, with the article or without.

        The name itself comes first, then what the desk chooses most; no more than some names are ranked.
        """
        begins = Q(key__startswith=key) | Q(key__startswith=f"ال{key}")
        near = self.filter(begins).order_by("key").values("pk")[:MOST_RANKED]
        is_other = Case(When(key=key, then=0), default=1)
        return self.filter(pk__in=near).order_by(is_other, "-chosen", "key")[:limit]

    def with_uses(self):
        """Count articles by a subquery, which runs for the rows shown and not for the whole table."""
        uses = self.model.article_keywords.rel.related_model.objects.filter(tag=OuterRef("pk"))
        counted = uses.order_by().values("tag").annotate(n=Count("pk")).values("n")
        return self.annotate(uses=Coalesce(Subquery(counted), 0))
