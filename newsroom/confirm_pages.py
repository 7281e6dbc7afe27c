"""The password once more, if none was given for half an hour, before what gives rights or opens doors."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.confirming import PasswordField, is_confirmed
from newsroom.addresses import target_of

FIELD = "own_password"


class ConfirmForm(forms.Form):
    """The password, where none was given lately."""

    def __init__(self, data=None, *, request):
        super().__init__(data)
        if not is_confirmed(request):
            self.fields["password"] = PasswordField(request)


@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for it, and lead back to what was wanted."""
    form = ConfirmForm(request.POST if request.method == "POST" else None, request=request)
    if is_confirmed(request) or form.is_valid():
        return HttpResponseRedirect(target_of(request))
    context = {**admin.site.each_context(request), "title": _("Confirm that it is you"), "form": form}
    return TemplateResponse(request, "admin/people/confirm.html", {**context, "next": target_of(request)})


def ask_first(request: HttpRequest, back: str = "") -> HttpResponse | None:
    """Send who gave no password lately to give it, then on to `back`, else where they are; else None."""
    if is_confirmed(request):
        return None
    return HttpResponseRedirect(
        f"{reverse('admin:confirm')}?{urlencode({'next': back or request.get_full_path()})}"
    )


class ConfirmedDeletion:
    """Rows whose deletion asks for a password given lately."""

    def delete_view(self, request, object_id, extra_context=None):
        may = self.has_delete_permission(request)
        return (ask_first(request) if may else None) or super().delete_view(request, object_id, extra_context)


class ConfirmedAdmin(ConfirmedDeletion):
    """Rows whose change gives rights or opens a door: their forms ask for it in place; no word is lost."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        is_whole = "fields" not in kwargs or kwargs["fields"] is not None
        is_open = obj is None or self.has_change_permission(request, obj)
        if not is_whole or not is_open or is_confirmed(request):
            return form
        return type(form.__name__, (form,), {FIELD: OwnPasswordField(request)})


class OwnPasswordField(PasswordField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        """It is nothing that the history of a row should tell."""
        return False
