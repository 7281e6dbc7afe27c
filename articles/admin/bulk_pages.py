"""The pages of one change of many: what it is given, its preview, its progress, its account and its undo."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import bulk
from articles.admin.bulk_told import (
    act_of,
    counted,
    given_lines,
    groups_of,
    label_of,
    labels_of,
    progress_of,
    run_badge,
    with_fate,
)
from articles.admin.confirming import PasswordField, is_confirmed
from articles.bulk import Act
from articles.forms.bulk import ConfirmForm, GivenForm
from articles.models import BulkOutcome, BulkRun, BulkState, Forecast
from articles.permissions import may_view_all
from articles.refusals import PublishingError
from articles.tasks import enqueue_bulk

A_PAGE = 100
_UNDOABLE = (BulkState.FINISHED, BulkState.UNDONE)


def start(request, act: Act, articles: Any) -> HttpResponse | None:
    """Take the articles chosen in a list; what asks for nothing is looked at right away."""
    try:
        run = bulk.choose(act, articles, by=request.user)
        if not act.asks:
            _proceed(bulk.look(run, {}, by=request.user))
    except PublishingError as error:
        messages.error(request, str(error))
        return None
    return to_run(run)


def _proceed(run: BulkRun) -> None:
    """Do a step while the person waits where it is short; else let a job do it."""
    if run.total <= bulk.AT_ONCE:
        bulk.go_on(run.pk)
    else:
        enqueue_bulk(run.pk)


def runs_of(user: Any, runs: Any) -> Any:
    """A run names articles: who may not see those of others sees their own runs."""
    return runs if may_view_all(user) else runs.filter(by=user)


def get_run_or_404(request, object_id: Any) -> BulkRun:
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    rows = runs_of(request.user, BulkRun.objects.select_related("by", "undone_by"))
    run = rows.filter(pk=object_id).first()
    if run is None:
        raise Http404
    return run


def to_run(run: BulkRun) -> HttpResponse:
    return redirect("admin:articles_bulkrun_change", run.pk)


def run_page(request, run: BulkRun, template: str, *, status: int = 200, **context) -> TemplateResponse:
    frame = {
        **admin.site.each_context(request), "opts": BulkRun._meta, "run": run, "badge": run_badge(run),
        "label": label_of(run), "is_mine": run.by_id == request.user.pk,
        "may_take_up": bulk.may_take_up(request.user, run), **context,
    }  # fmt: skip
    return TemplateResponse(request, f"admin/articles/{template}", frame, status=status)


def show_run(request, run: BulkRun, *, status: int = 200, **forms: Any) -> TemplateResponse:
    """Show a run where it stands: a question, a preview, a bar, or the account."""
    is_mine = run.by_id == request.user.pk
    shown: dict[str, Any] = {
        "given": given_lines(run),
        "progress": progress_of(run),
        "groups": groups_of(run),
    }
    if is_mine and run.state == BulkState.CHOSEN:
        shown["form"] = GivenForm(None, act=act_of(run), user=request.user)
    if is_mine and run.state == BulkState.READY:
        shown["confirm"] = _confirm_form(request, run)
    changes = sum(run.counts.get("forecast", {}).get(name, 0) for name in (Forecast.READY, Forecast.WARNED))
    return run_page(
        request, run, "bulk_run.html", status=status, counted=counted(run), changes=changes,
        warned=run.counts.get("forecast", {}).get(Forecast.WARNED, 0), may_undo=_may_undo(run),
        is_harmful=run.act == "withdraw", **{**shown, **forms},
    )  # fmt: skip


def _may_undo(run: BulkRun) -> bool:
    """What was done can be undone; what could not, can be tried again."""
    counts = run.counts
    if run.state == BulkState.FINISHED:
        return bool(counts.get("outcome", {}).get(BulkOutcome.DONE))
    return run.state == BulkState.UNDONE and bool(counts.get("undo", {}).get("kept"))


def _confirm_form(request, run: BulkRun, data: Any = None) -> ConfirmForm:
    warned = run.counts.get("forecast", {}).get(Forecast.WARNED, 0)
    return ConfirmForm(data, warned=warned, password=_password(request, _asks_password(run)))


def _password(request, is_asked: bool) -> PasswordField | None:
    return PasswordField(request) if is_asked and not is_confirmed(request) else None


def _asks_password(run: BulkRun) -> bool:
    """The move of one article asks for it from some states; so do many, if one of them is in such a state."""
    move = act_of(run).move
    if move is None or not move.confirmed_from:
        return False
    changing = run.items.filter(forecast__in=(Forecast.READY, Forecast.WARNED))
    return changing.filter(article__status__in=move.confirmed_from).exists()


@require_POST
def tell(request, object_id: int) -> HttpResponse:
    """Take what the act asks for, and look at the articles."""
    run = get_run_or_404(request, object_id)
    form = GivenForm(request.POST, act=act_of(run), user=request.user)
    if not form.is_valid():
        return show_run(request, run, status=422, form=form)
    return _take(request, run, lambda: bulk.look(run, form.cleaned_data, by=request.user))


@require_POST
def confirm(request, object_id: int) -> HttpResponse:
    """Begin to change the articles of a preview."""
    run = get_run_or_404(request, object_id)
    if run.state != BulkState.READY:
        return to_run(run)
    form = _confirm_form(request, run, request.POST)
    if not form.is_valid():
        return show_run(request, run, status=422, confirm=form)
    takes = bool(form.cleaned_data.get("takes_warnings"))
    return _take(request, run, lambda: bulk.confirm(run, by=request.user, takes_warnings=takes))


@require_POST
def take_up(request, object_id: int) -> HttpResponse:
    """Go on with a run that failed."""
    run = get_run_or_404(request, object_id)
    return _take(request, run, lambda: bulk.take_up(run, by=request.user))


def undo(request, object_id: int) -> HttpResponse:
    """Say what an undo does, and begin it when it is confirmed."""
    run = get_run_or_404(request, object_id)
    if run.state in _UNDOABLE and not _may_undo(run):
        messages.error(request, _("There is nothing left to undo."))
        return to_run(run)
    form = ConfirmForm(_sent(request), warned=0, password=_password(request, _harms_undone(run)))
    if request.method == "POST" and form.is_valid():
        return _take(request, run, lambda: bulk.begin_undo(run, by=request.user))
    return run_page(
        request, run, "bulk_undo.html", title=_("Undo the change"), confirm=form, counted=counted(run),
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _harms_undone(run: BulkRun) -> bool:
    """To bring back a publication takes a text from readers; to bring back a withdrawal gives it to them."""
    return run.act in ("publish", "withdraw") or bool(run.given.get("to_readers"))


def _sent(request):
    return request.POST if request.method == "POST" else None


def _take(request, run: BulkRun, step: Any) -> HttpResponse:
    """Take a step of a run; one that was taken already, by a second press, is only shown."""
    try:
        _proceed(step())
    except PublishingError as error:
        messages.error(request, str(error))
    return to_run(run)


def show_progress(request, object_id: int) -> TemplateResponse:
    """Give the part of the page that changes; the script on it asks every few seconds."""
    run = get_run_or_404(request, object_id)
    return run_page(request, run, "_bulk_progress.html", progress=progress_of(run))


def show_items(request, object_id: int) -> TemplateResponse:
    """List all articles of a run, or those of one fate and reason, so many a page."""
    run = get_run_or_404(request, object_id)
    items = with_fate(run.items.select_related("article").order_by("pk"))
    if fate := request.GET.get("fate", ""):
        items = items.filter(fate=fate)
    if (reason := request.GET.get("reason")) is not None:
        items = items.filter(reason=reason)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        items = items.filter(pk__gt=int(after))
    found = list(items[: A_PAGE + 1])
    following = found[A_PAGE - 1].pk if len(found) > A_PAGE else None
    labels = labels_of(run)
    for item in found:
        item.fate_label = labels.get(item.fate, "")
    return run_page(
        request, run, "bulk_items.html", title=_("Articles of the change"), items=found[:A_PAGE],
        next=following, fate=fate, reason=reason, fate_label=labels.get(fate, ""),
    )  # fmt: skip
