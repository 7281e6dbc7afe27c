"""The pages on which an article is written: each save is a revision (DESIGN 2.6)."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import publishing
from articles.admin import transitions
from articles.admin.diffing import compare
from articles.admin.display import print_damage, print_hint
from articles.admin.language import desk_words
from articles.admin.pages import article_page
from articles.admin.rows import show_pictures, show_targets
from articles.admin.suggesting import suggestions_for
from articles.forms import EditedArticle
from articles.forms.editing import is_same
from articles.models import Article, AuditEntry, Revision, RevisionKind, Status
from articles.permissions import may_change, may_write
from articles.publishing import record_of
from articles.records import Record

SIDE_FIELDS = (
    "published_at", "section", "keywords", "source", "source_url", "byline", "language", "note",
)  # fmt: skip


def add(request):
    if not may_write(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, None, EditedArticle(Record(), user=request.user))
    edited = EditedArticle(Record(), user=request.user, data=request.POST, files=request.FILES)
    if not edited.is_valid():
        return _form_page(request, None, edited)
    article = _create_once(request, edited)
    messages.success(request, _("The article is saved as a draft."))
    return _go_on(request, article)


def _create_once(request, edited: EditedArticle) -> Article:
    """Make one article, even where the button was pressed twice at the same time."""
    token = edited.form.cleaned_data["token"]
    try:
        return publishing.create(edited.result, by=request.user, token=token and token.hex)
    except IntegrityError:
        return publishing.create(edited.result, by=request.user, token=token.hex)


def change(request, article: Article):
    if not may_change(request.user, article):
        return _read_only_page(request, article)
    if request.method != "POST":
        newest = article.latest_revision
        return _form_page(
            request,
            article,
            EditedArticle(record_of(newest), user=request.user, article=article, base=newest.pk),
        )
    return _save(request, article)


def _save(request, article: Article):
    base = _base_revision(request, article)
    edited = EditedArticle(
        record_of(base),
        user=request.user,
        article=article,
        base=base.pk,
        data=request.POST,
        files=request.FILES,
    )
    if not edited.is_valid():
        return _form_page(request, article, edited)
    if not edited.has_changed and "_keep" not in request.POST:
        if "_move" not in request.POST:
            messages.info(request, _("Nothing has changed, so no new version was made."))
        return _go_on(request, article)
    try:
        _keep(request, article, edited, base)
    except publishing.EditConflict as conflict:
        return _conflict_page(request, article, edited, conflict)
    return _go_on(request, article)


def _base_revision(request, article: Article) -> Revision:
    """Find the revision that the person's form was made from."""
    given = request.POST.get("base", "")
    found = article.revisions.filter(pk=int(given)).first() if given.isdecimal() else None
    return found or article.latest_revision


def _keep(request, article: Article, edited: EditedArticle, base: Revision) -> None:
    """Save once, even where the button was pressed twice."""
    note = edited.form.cleaned_data["note"]
    if "_keep" in request.POST and not note:
        note = _("The present text is kept, not the imported one")
    try:
        if not _is_saved_already(article.latest_revision, base, edited, request.user):
            publishing.save(article, edited.result, by=request.user, base=base.pk, note=note)
    except publishing.EditConflict as conflict:
        if not _is_saved_already(conflict.newest, base, edited, request.user):
            raise
    article.refresh_from_db()
    _tell_saved(request, article)


def _is_saved_already(newest: Revision, base: Revision, edited: EditedArticle, user) -> bool:
    return newest.pk != base.pk and newest.by_id == user.pk and is_same(edited.result, record_of(newest))


def _tell_saved(request, article: Article) -> None:
    number = article.latest_revision.number
    if article.is_public:
        text = _("Saved as version %(number)d. Readers still have the published text until you publish.")
    else:
        text = _("Saved as version %(number)d.")
    messages.success(request, text % {"number": number})


def _go_on(request, article: Article):
    """Go where the pressed button leads: a move, the preview, or the form again."""
    if name := request.POST.get("_move"):
        return transitions.start(request, article, name)
    if "_preview" in request.POST:
        return redirect("admin:articles_article_preview", article.pk)
    return redirect("admin:articles_article_change", article.pk)


def _form_page(request, article: Article | None, edited: EditedArticle, *, status: int = 200, **context):
    show_targets(article, edited, request.user)
    show_pictures(edited)
    return article_page(
        request,
        article,
        "form.html",
        status=status,
        edited=edited,
        title=_("Edit the article") if article else _("New article"),
        side_fields=SIDE_FIELDS,
        desk_words=json.dumps(desk_words(), ensure_ascii=False),
        page_name="change",
        hint=print_hint(article.hints) if article and "published_at" in article.needs else "",
        damage=print_damage(article.hints) if article else "",
        conflicts=_import_conflicts(article),
        sent_back=_sent_back(article),
        suggestions=suggestions_for(article, user=request.user) if article else [],
        **context,
    )


def _sent_back(article: Article | None) -> AuditEntry | None:
    """Find why an article came back to its writer, for as long as it stays with them."""
    if article is None or article.status != Status.DRAFT:
        return None
    last = article.audit.exclude(from_status=F("to_status")).first()
    return last if last and last.action == "send_back" else None


def _import_conflicts(article: Article | None) -> list[Revision]:
    if article is None or not article.has_conflict:
        return []
    return list(article.revisions.filter(kind=RevisionKind.CONFLICT).select_related("by")[:5])


def _conflict_page(request, article: Article, edited: EditedArticle, conflict: publishing.EditConflict):
    """Give the person's own text back, with the other's beside; the next save is over theirs."""
    edited.data["base"] = str(conflict.newest.pk)
    article.refresh_from_db()
    return _form_page(
        request, article, edited, status=409, mine=conflict.mine, theirs=conflict.newest,
        differences=compare(conflict.newest, conflict.mine),
    )  # fmt: skip


def _read_only_page(request, article: Article):
    if request.method == "POST":
        raise PermissionDenied
    return article_page(
        request,
        article,
        "read_only.html",
        title=_("View the article"),
        record=record_of(article.latest_revision),
    )
