"""Paste a page: see it parsed at once, correct what a line was taken for, make drafts of it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin import pasted as shown
from articles.admin.batch_pages import may_see_batches
from articles.forms.paste import CorrectionForm, PasteForm
from articles.importers.pasting import Pasted, batch_token, known_page, write_corrections, write_paste
from articles.models import Article, ImportBatch
from articles.permissions import may_paste


def paste(request):
    """Show the form and what was read in its text; with its last button, make the drafts."""
    _require_right(request)
    if request.method != "POST":
        return _form_page(request, PasteForm(user=request.user))
    form = PasteForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _form_page(request, form)
    pasted = form.read()
    if "_correct" in request.POST:
        return _correct(request, form, pasted)
    if "_make" in request.POST:
        if pasted.has_records:
            return _make(request, form, pasted)
        message = _("No article was found. Say below which line is the headline, and which are text.")
        form.add_error("text", message)
    return _form_page(request, form, pasted)


def _require_right(request) -> None:
    if not may_paste(request.user):
        raise PermissionDenied


def _correct(request, form: PasteForm, pasted: Pasted):
    correction = CorrectionForm(request.POST, roles=shown.choices(), lines=len(pasted.text.splitlines()))
    if not correction.is_valid():
        return _form_page(request, form, pasted, correction=correction)
    pasted = correction.apply(pasted)
    form.data["roles"] = write_corrections(pasted.corrections)
    return _form_page(request, form, pasted)


def _make(request, form: PasteForm, pasted: Pasted):
    """Make the drafts once, even where the button was pressed twice at the same time."""
    options = form.options()
    token = batch_token(form.given_token, pasted, options)
    name = form.cleaned_data["name"] or _("Pasted page")
    batch = ImportBatch.objects.filter(token=token, by=request.user).first()
    if batch is None:
        try:
            batch = write_paste(pasted, options, name=name, token=token)
        except IntegrityError:
            batch = ImportBatch.objects.filter(token=token, by=request.user).first()
            if batch is None:
                raise
    return redirect("admin:articles_article_pasted", batch.pk)


def _form_page(
    request, form: PasteForm, pasted: Pasted | None = None, *,
    correction: CorrectionForm | None = None,
):  # fmt: skip
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": _("Paste a page"),
        "form": form,
        "menu": shown.menu(),
        "most_bytes": settings.IMPORT_PAGE_MAX_BYTES,
        "correction": correction or CorrectionForm(roles=shown.choices()),
        **(_reading(form, pasted) if pasted else {}),
    }
    return TemplateResponse(request, "admin/articles/paste.html", context)


def _reading(form: PasteForm, pasted: Pasted) -> dict[str, Any]:
    return {
        "pasted": pasted,
        "lines": shown.lines_of(pasted),
        "cards": shown.cards_of(pasted, form.options()),
        "summary": shown.summary_of(pasted),
        "known": shown.known_of(known_page(pasted.text), form.user),
        "is_from_source": form.is_from_source,
    }


@require_POST
def parse(request):
    """Answer the form's script: the lines and articles of the text as it stands, or what is wrong."""
    _require_right(request)
    form = PasteForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return JsonResponse({"errors": _errors(form)}, status=422)
    pasted = form.read()
    context = _reading(form, pasted)
    parts = {
        name: render_to_string(f"admin/articles/_paste_{name}.html", context, request)
        for name in ("lines", "cards", "summary")
    }
    told = {"roles": form.data.get("roles", ""), "records": context["summary"]["records"]}
    if form.cleaned_data.get("file") or form.is_from_source:
        told |= {"text": pasted.raw, "name": form.cleaned_data["name"]}
    return JsonResponse({**parts, **told})


def _errors(form: PasteForm) -> list[dict[str, Any]]:
    return [
        {"field": name, "message": message, "unclear": error.code == "unclear"}
        for name, errors in form.errors.as_data().items()
        for error in errors
        for message in error.messages
    ]


def show_pasted(request, batch_id: int):
    """Show what was made of a pasted page: to who pasted it, and to who may see imports."""
    _require_right(request)
    batch = ImportBatch.objects.filter(pk=batch_id, token__isnull=False).first()
    if batch is None:
        raise Http404
    if batch.by_id != request.user.pk and not may_see_batches(request.user):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": _("From the pasted page"),
        "batch": batch,
        "told": " · ".join(shown.tell_made(batch)),
        "made": shown.made_in(batch, request.user),
        "is_own": batch.by_id == request.user.pk,
    }
    return TemplateResponse(request, "admin/articles/pasted.html", context)
