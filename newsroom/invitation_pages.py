"""The page on which somebody who was invited chooses a name and a password."""

from django.contrib import admin
from django.contrib.auth import login
from django.contrib.auth.forms import BaseUserCreationForm
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from articles.forms.fields import DirectionMixin
from newsroom import inviting
from newsroom.inviting import InvitationError
from newsroom.models import User
from newsroom.strength import StrengthMixin

BACKEND = "newsroom.backends.PeopleBackend"


class JoinForm(StrengthMixin, DirectionMixin, BaseUserCreationForm):
    """Ask only for what nobody else can know; the names are how the house will call the person."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "gender", "username")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        self.fields["first_name"].widget.attrs["autofocus"] = True
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["username"].help_text = _("Letters, digits and @ . + - _ alone, without spaces.")
        self.fields["username"].widget.attrs["autocomplete"] = "username"


@sensitive_post_parameters()
def join(request, token: str):
    """Make the account, and let its person in."""
    try:
        invitation = inviting.find(token)
        form = JoinForm(request.POST or None, instance=User(email=invitation.email))
        if request.method == "POST" and form.is_valid():
            person = inviting.take_up(token, form.save(commit=False))
            login(request, person, backend=BACKEND)
            return redirect("admin:index")
    except InvitationError as error:
        return _page(request, status=410, told=str(error), title=_("The invitation does not open"))
    return _page(request, form=form, invitation=invitation, title=_("Welcome to the desk"))


def _page(request, *, status: int = 200, **context):
    frame = {**admin.site.each_context(request), "has_permission": False, **context}
    response = TemplateResponse(request, "admin/people/join.html", frame, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is a key
    return response
