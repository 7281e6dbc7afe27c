"""The pages on which an article is written: each save is a revision (DESIGN 2.6)."""

import json
import uuid
from dataclasses import replace
from time import time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import autosaving, publishing
from articles.admin import transitions
from articles.admin.autosaves import offers_for, typed_in
from articles.admin.display import print_damage, print_hint
from articles.admin.language import desk_words
from articles.admin.merging import merge_context
from articles.admin.pages import article_page
from articles.admin.rows import show_pictures, show_targets
from articles.admin.suggesting import suggestions_for
from articles.forms import EditedArticle
from articles.forms.editing import is_same
from articles.models import Article, AuditEntry, Autosave, Revision, RevisionKind, Status
from articles.permissions import may_change, may_keep_words, may_write
from articles.records import Record
from articles.revising import record_of

# How many saves of one person over a version are looked through for one that came twice.
MOST_SENDINGS = 3
SIDE_FIELDS = (
    "published_at", "section", "keywords", "source", "source_url", "byline", "language", "note",
)  # fmt: skip


def add(request):
    if not may_write(request.user):
        raise PermissionDenied
    if request.method != "POST":
        if row := _asked_unsaved(request, None):
            return _form_page(request, None, _taken(request, row, None), taken=row)
        return _form_page(request, None, EditedArticle(Record(), user=request.user))
    edited = EditedArticle(Record(), user=request.user, data=request.POST, files=request.FILES)
    if not edited.is_valid():
        return _form_page(request, None, edited)
    article = _create_once(request, edited)
    if not _is_saved_already(article, 0, edited, request.user):
        return _save_again(request, article, edited)
    messages.success(request, _("The article is saved as a draft."))
    return _go_on(request, article)


def _create_once(request, edited: EditedArticle) -> Article:
    """Make one article, even where the button was pressed twice at the same time."""
    try:
        return _create(request, edited)
    except IntegrityError:
        return _create(request, edited)


@transaction.atomic
def _create(request, edited: EditedArticle) -> Article:
    given, token = edited.form.cleaned_data, edited.form.cleaned_data["token"]
    autosaving.lock(given["pen"])
    article = publishing.create(edited.result, by=request.user, token=token and token.hex)
    edited.result.id, edited.result.namespace = article.local_id, article.namespace
    autosaving.close(given["pen"], by=request.user, takes=given["takes"])
    return article


def _save_again(request, article: Article, edited: EditedArticle):
    """Save the text of a form that made its article before: the browser went back to it."""
    first = article.revisions.last()
    try:
        _keep(request, article, edited, first)
    except publishing.EditConflict as conflict:
        return _conflict_page(request, article, edited, conflict)
    return _go_on(request, article)


def change(request, article: Article):
    if not may_change(request.user, article):
        return _read_only_page(request, article)
    if request.method != "POST":
        if row := _asked_unsaved(request, article):
            return _form_page(request, article, _taken(request, row, article), taken=row)
        newest = article.latest_revision
        return _form_page(
            request,
            article,
            EditedArticle(record_of(newest), user=request.user, article=article, base=newest.pk),
        )
    return _save(request, article)


def _asked_unsaved(request, article: Article | None) -> Autosave | None:
    """Find the unsaved text that a person asked to have in the form; it is their own."""
    asked = request.GET.get("unsaved", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    return Autosave.objects.filter(pk=int(asked), by=request.user, article=article, is_closed=False).first()


def _taken(request, row: Autosave, article: Article | None) -> EditedArticle:
    edited = autosaving.edited_of(row, article, user=request.user)
    edited.data["pen"], edited.data["takes"] = str(uuid.uuid4()), f"{row.pk}:{row.turn}"
    if article is None and not edited.data.get("token"):
        edited.data["token"] = str(uuid.uuid4())
    return edited


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
        _close(request, edited)
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
    """Save once, even where the button was pressed twice; raises EditConflict, with the text kept."""
    note = edited.form.cleaned_data["note"]
    if "_keep" in request.POST and not note:
        note = _("The present text is kept, not the imported one")
    conflict = _save_once(request, article, edited, base, note)
    article.refresh_from_db()
    if conflict:
        raise conflict
    _tell_saved(request, article)


@transaction.atomic
def _save_once(request, article, edited, base, note) -> publishing.EditConflict | None:
    """Save and forget what was unsaved, both or neither; a conflict is returned, for its text must stay."""
    autosaving.lock(edited.form.cleaned_data["pen"])
    Article.objects.select_for_update().filter(pk=article.pk).first()
    if not _is_saved_already(article, base.number, edited, request.user):
        try:
            publishing.save(article, edited.result, by=request.user, base=base.pk, note=note)
        except publishing.EditConflict as conflict:
            conflict.mine.base = base.number
            conflict.mine.save(update_fields=["base"])
            return conflict
    _close(request, edited)
    return None


def _close(request, edited: EditedArticle) -> None:
    given = edited.form.cleaned_data
    autosaving.close(given["pen"], by=request.user, takes=given["takes"])


def _is_saved_already(article: Article, base: int, edited: EditedArticle, user) -> bool:
    """Tell a form that is sent twice: this person saved its very text over the same version."""
    newer = article.revisions.filter(number__gt=base, by=user, kind=RevisionKind.SAVE).order_by("number")
    return any(is_same(edited.result, record_of(revision)) for revision in newer[:MOST_SENDINGS])


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


def _form_page(
    request, article: Article | None, edited: EditedArticle, *, status: int = 200,
    taken: Autosave | None = None, **context,
):  # fmt: skip
    show_targets(article, edited, request.user)
    show_pictures(edited)
    offers = (
        [] if edited.data and not taken else offers_for(request.user, article, but_not=taken and taken.pk)
    )
    return article_page(
        request,
        article,
        "form.html",
        status=status,
        edited=edited,
        taken=taken,
        offers=offers,
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
        request, article, edited, status=409, pen=edited.data.get("pen", ""),
        **merge_context(article, conflict.newest, conflict.mine),
    )  # fmt: skip


def _keep_aside(request, article: Article) -> None:
    """Keep the text of who may no longer save it: a colleague moved the article on meanwhile."""
    typed = typed_in(request.POST)
    if typed is None or not may_keep_words(request.user, article):
        raise PermissionDenied
    row = autosaving.store(replace(typed, turn=typed.turn or now_as_turn()), article=article, by=request.user)
    autosaving.put_aside(row)
    text = _("You may not change this article now; what you wrote is kept in its history.")
    messages.warning(request, text)


def now_as_turn() -> int:
    """Order what a form sends without scripts, by the clock as scripts do."""
    return int(time() * 1000)


def _read_only_page(request, article: Article):
    if request.method == "POST":
        _keep_aside(request, article)
        return redirect("admin:articles_article_history", article.pk)
    return article_page(
        request,
        article,
        "read_only.html",
        title=_("View the article"),
        record=record_of(article.latest_revision),
    )
