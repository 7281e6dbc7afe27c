"""New passwords: the old one is asked for as at the sign-in, and what was signed in with it ends."""

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm as OwnForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from newsroom import sessions
from newsroom.notices import Change, tell
from newsroom.strength import StrengthMixin


class OwnPasswordForm(StrengthMixin, OwnForm):
    """`request` is of the person whose password it is."""

    request = None

    def clean_old_password(self):
        """Wrong ones count towards the lock: a stolen session is no place to guess in."""
        given, name = self.cleaned_data["old_password"], self.user.get_username()
        if authenticate(self.request, username=name, password=given) != self.user:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given

    def save(self, commit=True):
        user = super().save(commit)
        sessions.end_all(user, but=self.request.session.session_key)
        record_trust("user_trust", about=user, by=user, note=_("The password was changed"))
        return user


class OthersPasswordForm(StrengthMixin, AdminPasswordChangeForm):
    def save(self, commit=True):
        user = super().save(commit)
        sessions.end_all(user)
        if not user.has_usable_password():  # of another one its row tells
            tell(user, Change.PASSWORD)
        return user
