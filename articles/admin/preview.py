from django.conf import settings
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.admin.pages import get_article_or_404, get_revision_or_404
from articles.previewing import previewing
from articles.views.article import article_context


def show_preview(request, article_id: int, number: int | None = None):
    """Show a version, drafts included, on the very page that readers will see."""
    article = get_article_or_404(request, article_id)
    revision = get_revision_or_404(article, number) if number else article.latest_revision
    with translation.override(settings.LANGUAGE_CODE), previewing(article, revision) as shown:
        # What is still missing is filled for the eye only.
        shown.headline = shown.headline or f"({_('No headline')})"
        shown.published_at = shown.published_at or timezone.now()
        context = {**article_context(shown), "preview_of": revision, "noindex": True}
        response = render(request, "admin/articles/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
