from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1000


class CappedPaginator(Paginator):
    """Count up to a bound, so that a list of a million costs what a list of a thousand does."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.count > MOST


def capped(queryset, most: int = 99) -> tuple[int, bool]:
    """Return how many rows there are, `most` at most, and whether there are more."""
    found = queryset.order_by().values("pk")[: most + 1].count()
    return min(found, most), found > most
