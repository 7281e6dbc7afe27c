"""Let an editor pin a similar article, or ban one: what is computed anew keeps to it."""

from typing import Any

from django.utils.translation import gettext as _

from articles.models import Article, SimilarChoice
from articles.permissions import may_change
from articles.refusals import NotAllowed, PublishingError


def pin(article: Article, target: Article, *, by: Any) -> None:
    """Show `target` before what is computed. Raises NotAllowed, PublishingError."""
    _choose(article, target, by=by, is_pinned=True)


def ban(article: Article, target: Article, *, by: Any) -> None:
    """Never suggest `target`. Raises NotAllowed, PublishingError."""
    _choose(article, target, by=by, is_pinned=False)


def forget_choice(article: Article, target: Article, *, by: Any) -> None:
    """Leave it to the computer again. Raises NotAllowed."""
    _check(article, by)
    SimilarChoice.objects.filter(article=article, target=target).delete()


def _choose(article: Article, target: Article, *, by: Any, is_pinned: bool) -> None:
    _check(article, by)
    if article.pk == target.pk:
        raise PublishingError(_("An article is not similar to itself."))
    SimilarChoice.objects.update_or_create(
        article=article, target=target, defaults={"is_pinned": is_pinned, "by": by}
    )


def _check(article: Article, by: Any) -> None:
    if not may_change(by, article):
        raise NotAllowed(_("You may not change this article."))
