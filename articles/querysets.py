"""Every read of articles, one named queryset a page."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from newsroom.arabic import ANALYSER_VERSION


def rights_allow(today, prefix: str = "source__") -> Q:
    """Say whether the source lets its texts be public on `today`."""
    allowed = Q(**{f"{prefix}rights__in": ["full", "excerpt"]}) & (
        Q(**{f"{prefix}rights_end": None}) | Q(**{f"{prefix}rights_end__gte": today})
    )
    return Q(**{prefix.removesuffix("__"): None}) | allowed


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """Keep what the public may read now: published is a query, not an event (DESIGN 2.5)."""
        now = timezone.now()
        return self.filter(rights_allow(timezone.localdate(now)), status="published", published_at__lte=now)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def with_card(self):
        """Join what a card in a list prints; a card never needs the body."""
        return self.select_related("section", "source", "lead_image").defer(
            "body", "extra", "hints", "desk_key", "headline_key"
        )

    def for_list(self):
        return self.published().with_card().newest_first()

    def for_export(self):
        return self.order_by(models.F("published_at").asc(nulls_last=True), "external_id")

    def for_desk(self):
        """The admin's list."""
        return self.select_related("section", "source", "created_by").defer("body", "extra", "hints")

    def with_stale_search(self):
        """Keep articles that have no search row, or one of an older analyser."""
        stale = Q(search=None) | Q(search__analyser_version__lt=ANALYSER_VERSION)
        return self.filter(stale)
