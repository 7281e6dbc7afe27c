"""The page that tells how the site is, its part that is asked for again, and another try for jobs."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation

from articles.admin.job_names import job_name
from articles.admin.state import Failing, may_see_state, may_try_again, state_context
from newsroom import probes
from newsroom.models import JobFailure

# The clock of the database decides when a job is due; ours may run ahead.
NOW = timedelta(minutes=-5)


@require_safe
def show_state(request):
    return TemplateResponse(request, "admin/state.html", {
        **admin.site.each_context(request), "title": _("How the site is"), **_context(request.user),
    })  # fmt: skip


@require_safe
def show_parts(request):
    """Answer the page that asks again: its parts, and nothing around them."""
    return render(request, "admin/state_parts.html", _context(request.user))


def _context(user: Any) -> dict[str, Any]:
    if not may_see_state(user):
        raise PermissionDenied
    return state_context(user)


@require_http_methods(["GET", "HEAD", "POST"])
def try_again(request, job_id: int):
    """Show a job that failed or lost its worker with all of its kind, and put them back once confirmed."""
    if not may_try_again(request.user):
        raise PermissionDenied
    group = _get_group_or_404(job_id)
    if request.method != "POST":
        return TemplateResponse(request, "admin/state_job.html", {
            **admin.site.each_context(request), "title": _("Try the job again"), "group": group,
        })  # fmt: skip
    put_back = [trouble for trouble in group.troubles if _put_back(trouble)]
    if put_back:
        _note(request, put_back)
        messages.success(request, _waits_again(len(put_back)))
    else:
        messages.warning(request, _("A job of the same kind waits already; this one is not needed."))
    return redirect("admin:state")


def _waits_again(n: int) -> str:
    return ngettext("%(n)d job waits for a worker again.", "%(n)d jobs wait for a worker again.", n) % {
        "n": n
    }


def _get_group_or_404(job_id: int) -> Failing:
    asked = probes.troubles(job_id=job_id)
    if not asked:
        raise Http404
    alike = [one for one in probes.troubles() if one.task == asked[0].task]
    return Failing(job_name(asked[0].task), alike or asked)


def _put_back(trouble: probes.Trouble) -> bool:
    """Say whether the queue took it; one of the same lock may wait there."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(trouble.job_id, retry_at=timezone.now() + NOW)
    except UniqueViolation:
        return False
    return True


def _note(request, put_back: list[probes.Trouble]) -> None:
    """Leave a word of who did it, as for all that is changed at the desk."""
    rows = [JobFailure(job_id=trouble.job_id, task=trouble.task) for trouble in put_back]
    LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, _("Tried again"))
