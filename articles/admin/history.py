"""The versions of an article, what changed between them, and the audit as a list one can read."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import publishing
from articles.admin.diffing import compare
from articles.admin.pages import article_page, get_article_or_404, get_revision_or_404
from articles.admin.story import tell
from articles.admin.takedowns import takedowns_among
from articles.autosaving import unsaved_by_all
from articles.models import Article, Revision, RevisionKind
from articles.permissions import may_change
from articles.revising import record_of

REVISIONS_A_PAGE = 50
AUDIT_LINES = 200


def show_history(request, article_id):
    article = get_article_or_404(request, article_id)
    revisions = article.revisions.select_related("by").defer("snapshot")
    page = Paginator(revisions, REVISIONS_A_PAGE).get_page(request.GET.get("p"))
    newest = list(article.audit.select_related("by", "revision").order_by("-pk")[:AUDIT_LINES])
    return article_page(
        request,
        article,
        "history.html",
        title=_("Version history"),
        page=page,
        story=tell(reversed(newest)),
        takedowns=takedowns_among(newest, request.user),
        has_shared_cache=bool(settings.CDN_PURGE_URL),
        unsaved=unsaved_by_all(article) if may_change(request.user, article) else [],
    )


def show_revision(request, article_id: int, number: int):
    """Show a version whole, and what it changed against the one before or the one asked for."""
    article = get_article_or_404(request, article_id)
    revision = get_revision_or_404(article, number)
    other = _other_revision(request, article, revision)
    record = record_of(revision)
    return article_page(
        request, article, "revision.html", title=_("Version %(number)d") % {"number": number},
        revision=revision, other=other, record=record, differences=compare(other, revision) if other else [],
        aside=RevisionKind.aside(), is_newest=revision.pk == article.latest_revision_id,
    )  # fmt: skip


def _other_revision(request, article: Article, revision: Revision) -> Revision | None:
    asked = request.GET.get("with", "")
    if asked.isdecimal() and len(asked) < 9:
        return article.revisions.filter(number=int(asked)).first()
    # What stands aside is compared with what the person had before them, the line with itself.
    line = article.revisions.exclude(kind__in=RevisionKind.aside())
    if revision.base:
        return line.filter(number=revision.base).first()
    return line.filter(number__lt=revision.number).first()


def restore_revision(request, article_id: int, number: int):
    """Ask, then make an old version the newest, as a new one."""
    article = get_article_or_404(request, article_id)
    if not may_change(request.user, article):
        raise PermissionDenied
    revision = get_revision_or_404(article, number)
    if request.method != "POST":
        title = _("Restore version %(number)d") % {"number": number}
        return article_page(request, article, "restore.html", title=title, revision=revision)
    made = publishing.restore(revision, by=request.user)
    text = _("Version %(old)d is restored as version %(new)d.")
    if article.is_public:
        text = _(
            "Version %(old)d is restored as version %(new)d. "
            "Readers still have the published text until you publish."
        )
    messages.success(request, text % {"old": number, "new": made.number})
    return redirect("admin:articles_article_change", article.pk)
