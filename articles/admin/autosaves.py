"""What is typed and not saved: taken from open forms, offered back with its difference, never applied."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import autosaving
from articles.admin.diffing import compare_records
from articles.admin.pages import article_page, get_article_or_404
from articles.models import Article, Autosave
from articles.permissions import may_keep_words, may_write
from articles.refusals import PublishingError

# What a form sends for itself, and no person typed.
OWN_FIELDS = ("csrfmiddlewaretoken", "pen", "takes")
MOST_NUMBER = 18


@require_POST
def store(request):
    """Keep the fields of an open form; answer when, or that its text was saved meanwhile."""
    article = _article_of(request.POST.get("_article", ""))
    if not (may_keep_words(request.user, article) if article else may_write(request.user)):
        raise PermissionDenied
    typed = typed_in(request.POST)
    if typed is None:
        return HttpResponseBadRequest()
    try:
        row = autosaving.store(typed, article=article, by=request.user)
        if "_aside" in request.POST and not row.is_closed:
            autosaving.keep(row)
    except PublishingError as error:
        raise PermissionDenied(str(error)) from error
    return JsonResponse({"at": f"{timezone.localtime():%H:%M:%S}", "is_closed": row.is_closed})


def typed_in(data) -> autosaving.Typed | None:
    """Read what a form holds, with its pen and turn."""
    try:
        pen, turn = UUID(data.get("pen", "")), int(data.get("_turn", "0")[:MOST_NUMBER])
    except ValueError:
        return None
    fields = [
        [name, value.replace("\x00", "")]
        for name, values in data.lists()
        for value in values
        if name not in OWN_FIELDS and not name.startswith("_")
    ]
    return autosaving.Typed(pen, turn, fields, data.get("takes", ""))


def _article_of(text: str) -> Article | None:
    """Find the article of a form; the text of one that is deleted is kept without it."""
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_NUMBER):
        return None
    return Article.objects.filter(pk=int(text)).first()


def show_offers(request):
    """Answer the unsaved texts of this person as a part of the form's page."""
    article = None
    if asked := request.GET.get("article", ""):
        article = get_article_or_404(request, asked)
    elif not may_write(request.user):
        raise PermissionDenied
    offers = offers_for(request.user, article)
    return render(request, "admin/articles/_unsaved.html", {"offers": offers, "article": article})


def offers_for(user, article: Article | None, *, but_not: int | None = None) -> list[dict]:
    """List the unsaved texts of a person, each with what it changes."""
    found = autosaving.unsaved_of(user, article)
    return [told(each) for each in found if each.row.pk != but_not]


def told(unsaved: autosaving.Unsaved) -> dict:
    return {"row": unsaved.row, "differences": compare_records(unsaved.newest, unsaved.record)}


def get_unsaved_or_404(request, pk: int) -> Autosave:
    """Return an unsaved text that this person may read."""
    row = (
        Autosave.objects.select_related("by", "article__latest_revision")
        .filter(pk=pk, is_closed=False)
        .first()
    )
    if row is None:
        raise Http404
    if not autosaving.may_read(request.user, row):
        raise PermissionDenied
    return row


def show(request, pk: int):
    """Show to a colleague what somebody typed and has not saved."""
    row = get_unsaved_or_404(request, pk)
    if row.article is None:
        return redirect(f"{redirect('admin:articles_article_add').url}?unsaved={row.pk}")
    article = get_article_or_404(request, row.article_id)
    edited = autosaving.edited_of(row, article)
    record = edited.as_typed()
    return article_page(
        request, article, "unsaved_text.html", title=_("Unsaved text"), row=row, record=record,
        differences=compare_records(edited.record, record),
    )  # fmt: skip


@require_POST
def put_aside(request, pk: int):
    """Stop offering a person's own text: it goes to the history, or away where there is no article."""
    row = get_unsaved_or_404(request, pk)
    if row.by_id != request.user.pk:
        raise PermissionDenied
    autosaving.put_aside(row)
    if row.article_id:
        return redirect("admin:articles_article_change", row.article_id)
    return redirect("admin:articles_article_add")
