"""The second step of signing in, and the setting up of the device that it asks for."""

from functools import wraps

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.confirming import PasswordField, is_confirmed
from articles.auditing import record_trust
from newsroom import second_factor
from newsroom.addresses import target_of
from newsroom.second_factor import FactorError, TooManyTries
from newsroom.seeing import sign_ins

KEPT = "second_factor_secret"
FEW_CODES = 3


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)

    def __init__(self, data=None, *, is_recovery=False):
        super().__init__(data)
        field = self.fields["code"]
        field.widget.attrs = {
            "dir": "ltr",
            "class": "factor-code",
            "autofocus": True,
            "autocapitalize": "none",
        }
        if is_recovery:
            field.label = _("Recovery code")
            field.widget.attrs["autocomplete"] = "off"
        else:
            field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SetUpForm(CodeForm):
    """The first code of a device, and the password where none was given lately."""

    def __init__(self, data=None, *, request):
        super().__init__(data)
        if not is_confirmed(request):
            self.fields["password"] = PasswordField(request)
            self.order_fields(["password", "code"])


def for_staff(view):
    """Let in who gave the password of an account of the desk, whatever the second step says."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if not (request.user.is_active and request.user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, *args, **kwargs)

    return inner


def step_for(request) -> str | None:
    """Return the page of the step that this person still owes, if any."""
    if second_factor.must_verify(request):
        return reverse("admin:second_factor")
    return reverse("admin:second_factor_set_up") if second_factor.must_set_up(request.user) else None


def lead_to_step(request):
    """Send a person on to the step that they owe; None where they owe none."""
    step = step_for(request)
    return redirect_to_login(target_of(request), step) if step else None


@sensitive_post_parameters()
@for_staff
def verify(request):
    if not second_factor.must_verify(request):
        return lead_to_step(request) or HttpResponseRedirect(target_of(request))
    is_recovery = "recovery" in request.GET
    form, status = CodeForm(request.POST or None, is_recovery=is_recovery), 200
    if request.method == "POST" and form.is_valid():
        try:
            return _let_in(request, second_factor.verify(request.user, form.cleaned_data["code"]))
        except FactorError as error:
            is_locked = isinstance(error, TooManyTries)
            sign_ins.tell_wrong_step(request.user, is_locked=is_locked)
            status = 429 if is_locked else 200
            form.add_error("code", str(error))
    return _page(request, "second_factor.html", status=status, form=form, is_recovery=is_recovery,
                 title=_("The second step"))  # fmt: skip


def _let_in(request, factor):
    second_factor.note_verified(request, factor)
    sign_ins.tell_step(request.user)
    left = request.user.recovery_codes.count()
    if left < FEW_CODES:
        told = ngettext(
            "You have %(left)d recovery code left. Make new ones on the page of your account.",
            "You have %(left)d recovery codes left. Make new ones on the page of your account.",
            left,
        )
        messages.warning(request, told % {"left": left})
    return HttpResponseRedirect(target_of(request))


@sensitive_post_parameters()
@for_staff
def set_up(request):
    """Show a new device its secret, and keep it once its first code is right."""
    if second_factor.must_verify(request):
        return lead_to_step(request)
    if KEPT not in request.session:
        request.session[KEPT] = second_factor.new_secret()
    secret, form = request.session[KEPT], SetUpForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            factor, codes = second_factor.set_up(request.user, secret, form.cleaned_data["code"])
        except FactorError as error:
            form.add_error("code", str(error))
        else:
            del request.session[KEPT]
            record_trust(
                "user_trust", about=request.user, by=request.user, note=gettext("Second step set up")
            )
            second_factor.note_verified(request, factor)
            return show_codes(request, codes)
    return _page(
        request, "set_up.html", form=form, title=_("Set up the second step"),
        drawn=mark_safe(second_factor.drawn(second_factor.address_of(secret, request.user))),  # noqa: S308 — ours
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        is_first=second_factor.factor_of(request.user) is None, is_required=settings.REQUIRE_SECOND_FACTOR,
    )  # fmt: skip


def show_codes(request, codes: list[str]):
    """Show recovery codes; they are kept as digests, so never again."""
    return _page(request, "recovery_codes.html", codes=codes, title=_("Recovery codes"))


def _page(request, template: str, *, status: int = 200, **context):
    frame = {**admin.site.each_context(request), "next": target_of(request), **context}
    return TemplateResponse(request, f"admin/people/{template}", frame, status=status)
