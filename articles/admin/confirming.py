"""A password given lately: what harms asks for it, and signing in counts as giving it."""

from datetime import timedelta

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.workflow import Transition

HOLDS = timedelta(minutes=30)
KEY = "password_confirmed_at"


def is_confirmed(request) -> bool:
    age = timezone.now().timestamp() - request.session.get(KEY, 0)
    return 0 <= age < HOLDS.total_seconds()


def must_confirm(request, article: Article, transition: Transition) -> bool:
    return article.status in transition.confirmed_from and not is_confirmed(request)


@receiver(user_logged_in)
def note_confirmation(sender, request, **kwargs) -> None:
    if hasattr(request, "session"):
        request.session[KEY] = timezone.now().timestamp()


class PasswordField(forms.CharField):
    """The password of the person who asks; wrong ones count towards the lock as at the sign-in."""

    def __init__(self, request):
        self.request = request
        super().__init__(
            label=_("Your password"), strip=False, help_text=_("Asked for once in thirty minutes."),
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "auto"}),
        )  # fmt: skip

    def clean(self, value):
        password, name = super().clean(value), self.request.user.get_username()
        if authenticate(self.request, username=name, password=password) != self.request.user:
            raise forms.ValidationError(_("The password is not right."))
        note_confirmation(None, self.request)
        return password
