"""Where a person is signed in and what keeps their account: for themselves, and for an administrator."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.auditing import record_trust
from newsroom import lockouts, second_factor, sessions
from newsroom.confirm_pages import ConfirmForm
from newsroom.factor_pages import show_codes
from newsroom.giving import may_administer
from newsroom.models import User


def show_account(request):
    """Show a person their own devices and second step, and do what they ask there."""
    form = ConfirmForm(request.POST if _needs_password(request) else None, request=request)
    if request.method == "POST" and (not _needs_password(request) or form.is_valid()):
        act = request.POST["act"] if request.POST.get("act") in OWN_ACTS else ""
        if act:
            return OWN_ACTS[act](request) or redirect("admin:account")
    return _page(request, request.user, form=form, title=_("My account"), is_own=True)


def show_security(request, object_id: int):
    """Show an administrator what keeps the account of another, and let them help."""
    person = get_object_or_404(User, pk=object_id)
    if not (request.user.has_perm("newsroom.change_user") and may_administer(request.user, person)):
        raise PermissionDenied
    form = ConfirmForm(request.POST if _needs_password(request) else None, request=request)
    act = OTHERS_ACTS.get(request.POST.get("act", ""))
    if act and (not _needs_password(request) or form.is_valid()):
        act(request, person)
        return redirect("admin:newsroom_user_security", person.pk)
    lock = lockouts.until(person.get_username())
    return _page(request, person, form=form, title=_("Sign-in of %(name)s") % {"name": person}, is_own=False,
                 locked=lock and second_factor.minutes_until(lock))  # fmt: skip


def _needs_password(request) -> bool:
    return request.method == "POST" and request.POST.get("act") in ("new_codes", "turn_off", "reset")


def _page(request, person: User, **context):
    this = request.session.session_key if person == request.user else None
    frame = {
        **admin.site.each_context(request), "opts": User._meta, "person": person,
        "factor": second_factor.factor_of(person), "codes_left": person.recovery_codes.count(),
        "should_have": second_factor.should_have(person), "must_have": second_factor.is_required(person),
        "devices": list(sessions.iter_devices(person, this=this)), **context,
    }  # fmt: skip
    return TemplateResponse(request, "admin/people/security.html", frame)


def _end_own(request) -> None:
    if sessions.end(request.user, request.POST.get("device", "")):
        log(request, request.user, _("A device signed out"))
        messages.success(request, _("The device is signed out."))


def _end_others(request) -> None:
    log(request, request.user, _("Signed out on all other devices"))
    _tell_ended(request, sessions.end_all(request.user, but=request.session.session_key))


def _new_codes(request):
    if second_factor.factor_of(request.user) is None:
        return None
    log(request, request.user, _("New recovery codes"))
    return show_codes(request, second_factor.renew_codes(request.user))


def _turn_off(request) -> None:
    if second_factor.is_required(request.user):
        raise PermissionDenied
    second_factor.remove(request.user)
    log(request, request.user, _("Second step turned off"))
    messages.success(request, _("The second step is turned off."))


def _end_of(request, person: User) -> None:
    if sessions.end(person, request.POST.get("device", "")):
        log(request, person, _("A device signed out"))
        messages.success(request, _("The device is signed out."))


def _end_all_of(request, person: User) -> None:
    log(request, person, _("Signed out everywhere"))
    _tell_ended(request, sessions.end_all(person))


def _reset_factor(request, person: User) -> None:
    """Let a person who lost the device and the codes set up another; whoever holds it is out."""
    if person == request.user:  # who still has a device turns it off where that is allowed, or changes it
        raise PermissionDenied
    second_factor.remove(person)
    sessions.end_all(person)
    log(request, person, _("Second step reset"))
    messages.success(request, _("The second step is reset, and the person signed out everywhere."))


def _unlock(request, person: User) -> None:
    lockouts.open_again(person.get_username())
    second_factor.forget_tries(person)
    log(request, person, _("Sign-in opened again"))
    messages.success(request, _("The person may sign in again at once."))


OWN_ACTS = {"end": _end_own, "end_others": _end_others, "new_codes": _new_codes, "turn_off": _turn_off}
OTHERS_ACTS = {"end": _end_of, "end_all": _end_all_of, "reset": _reset_factor, "unlock": _unlock}


def log(request, person: User, message: str) -> None:
    """Tell it in the history of the person's page, and in the audit."""
    LogEntry.objects.log_actions(
        request.user.pk, [person], CHANGE, change_message=message, single_object=True
    )
    record_trust("user_trust", about=person, by=request.user, note=message)


def _tell_ended(request, number: int) -> None:
    told = ngettext("%(number)d device is signed out.", "%(number)d devices are signed out.", number)
    messages.success(request, told % {"number": number})
