"""What the pages of one article share: finding it, asking permission, and the frame of the page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse

from articles.models import Article, Revision
from articles.permissions import may_change, may_delete, may_view, moves_for


def get_article_or_404(request, article_id: Any) -> Article:
    """Return an article that this person may see; 404 where there is none, 403 where they may not."""
    try:
        article = (
            Article.objects.with_reads()
            .with_takedown()
            .select_related(
                "latest_revision__by", "live_revision", "section", "source", "created_by", "planned_update"
            )
            .get(pk=article_id)
        )
    except (Article.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
    if not may_view(request.user, article):
        raise PermissionDenied
    return article


def get_revision_or_404(article: Article, number: int) -> Revision:
    try:
        return article.revisions.select_related("by").get(number=number)
    except (Revision.DoesNotExist, OverflowError) as error:
        raise Http404 from error


def article_page(request, article: Article | None, template: str, *, status: int = 200, **context):
    """Render a page of the desk about one article."""
    user = request.user
    extra = {}
    if article is not None:
        moves = moves_for(user, article)
        extra = {
            "may_change": may_change(user, article),
            "may_delete": may_delete(user, article),
            "moves": moves,
            "rare_moves": [move for move in moves if move.is_rare],
        }
    return TemplateResponse(
        request,
        f"admin/articles/{template}",
        {
            **admin.site.each_context(request),
            "opts": Article._meta,
            "article": article,
            **extra,
            **context,
        },
        status=status,
    )
