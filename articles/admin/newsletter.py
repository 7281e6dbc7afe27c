"""The newsletter at the desk: its hour, how it went, a look at it, one to oneself. It shows no address."""

from smtplib import SMTPException

from csp.constants import NONE
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.mail import get_connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin.base import DeskAdmin
from articles.admin.display import badge, print_moment, print_near
from articles.models import Delivery, Digest, DigestState, Newsletter, SignUp, Subscriber
from articles.newsletter import signing_up
from articles.newsletter.edition import choices, edition_of_page
from articles.newsletter.letters import Written, write
from articles.newsletter.sending import next_hour

# The state of a digest → the state of an article that has its colour.
COLOURS = {
    DigestState.SENDING: "in_review",
    DigestState.SENT: "published",
    DigestState.EMPTY: "unchanged",
    DigestState.CUT: "withdrawn",
}
SHOWN = 7
# A letter brings its own styles, which no page of the desk may; nothing else of it runs or loads.
LETTER_POLICY = {
    "default-src": [NONE], "style-src": ["'unsafe-inline'"], "base-uri": [NONE], "form-action": [NONE],
    "frame-ancestors": [NONE],
}  # fmt: skip


class EraseForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("e-mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"})
    )


@admin.register(Newsletter)
class NewsletterAdmin(DeskAdmin):
    """The house has one newsletter: its list is its page."""

    fields = ("is_on", "hour", "most")
    change_form_template = "admin/articles/newsletter.html"

    def changelist_view(self, request, extra_context=None):
        return self.changeform_view(request, str(Newsletter.objects.get().pk), extra_context=extra_context)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        pages = {"preview": self.preview, "test": self.send_test, "erase": self.erase}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"articles_newsletter_{name}")
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "subtitle": "",
            "has_mail": settings.HAS_MAIL,
            "erase_form": EraseForm(),
            **_standing(obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @csp(LETTER_POLICY)
    def preview(self, request):
        """Show the newsletter as it would go out now."""
        self._ask(request, "view")
        return HttpResponse(_written().html)

    def send_test(self, request):
        """Mail the newsletter of now to whoever asks, and to nobody else."""
        return require_POST(self._send_test)(request)

    def _send_test(self, request):
        self._ask(request, "change")
        if not (settings.HAS_MAIL and request.user.email):
            messages.error(request, _("Mail is not set up, or your account has no e-mail address."))
            return _lead_back()
        try:
            get_connection().send_messages([_written().letter(request.user.email)])
        except (SMTPException, OSError) as error:
            told = _("The mail server did not take it: %(error)s") % {"error": type(error).__name__}
            messages.error(request, told)
        else:
            told = _("The newsletter is on its way to %(email)s.") % {"email": request.user.email}
            messages.success(request, told)
        return _lead_back()

    def erase(self, request):
        """Erase an address whose owner asked for it; the answer does not tell whether it was there."""
        return require_POST(self._erase)(request)

    def _erase(self, request):
        self._ask(request, "change")
        form = EraseForm(request.POST)
        if form.is_valid():
            signing_up.leave(form.cleaned_data["email"])
            messages.success(request, _("This address is not among the subscribers now."))
        else:
            messages.error(request, _("This is no e-mail address: look for what is missing or too much."))
        return _lead_back()

    def _ask(self, request, verb: str) -> None:
        if not request.user.has_perm(f"articles.{verb}_newsletter"):
            raise PermissionDenied


def _standing(newsletter: Newsletter) -> dict:
    """Tell how many there are, and how the last days went."""
    return {
        "subscribers": Subscriber.objects.count(),
        "waiting": SignUp.objects.count(),
        "next": print_near(next_hour(newsletter)) if newsletter.is_on and settings.HAS_MAIL else "",
        "digests": [_told(digest) for digest in Digest.objects.order_by("-day")[:SHOWN]],
    }


def _told(digest: Digest) -> dict:
    state = DigestState(digest.state)
    open_ones = Subscriber.objects.filter(digest=digest)
    is_under_way = state == DigestState.SENDING
    return {
        "day": digest.day,
        "badge": badge(COLOURS[state], state.label),
        "sent": digest.sent,
        "refused": digest.refused,
        "unknown": open_ones.filter(delivery=Delivery.TAKEN).count(),
        "later": open_ones.filter(delivery=Delivery.LATER).count() if is_under_way else 0,
        "articles": len(digest.articles),
        "began": print_moment(digest.began_at),
        "ended": print_moment(digest.ended_at),
        "trouble": digest.trouble,
    }


def _written() -> Written:
    articles, _is_fresh = edition_of_page(choices().most)
    return write(articles, timezone.localdate())


def _lead_back():
    return redirect(reverse("admin:articles_newsletter_changelist"))
