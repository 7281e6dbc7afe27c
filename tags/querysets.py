from newsroom.naming import NamedQuerySet


class KeywordQuerySet(NamedQuerySet):
    def for_completion(self, key: str, *, limit: int = 12):
        """Offer keywords whose folded name begins with `key`."""
        return self.filter(key__startswith=key).order_by("key")[:limit]
