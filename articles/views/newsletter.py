"""The page of the newsletter, and the ways in and out of it: no cookie, no session, one answer to all."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.caching.calendar import calendar
from articles.caching.serving import kept
from articles.newsletter import signing_up
from articles.newsletter.edition import choices, edition_of_page
from articles.newsletter.limits import PER_NETWORK, network_is_over
from articles.newsletter.links import email_of
from articles.tasks import enqueue_sign_up
from articles.views.heads import Head, breadcrumbs
from articles.views.responses import public_page
from newsroom.addresses import absolute, is_from_here
from newsroom.middleware import client_address


class SignUpForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), max_length=254,
        error_messages={
            "required": gettext_lazy("Write your e-mail address first."),
            "invalid": gettext_lazy("This is no e-mail address: look for what is missing or too much."),
        },
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )  # fmt: skip


@kept
@csrf_exempt  # the token would need a cookie: where the form comes from is asked of the browser instead
def newsletter(request: HttpRequest) -> HttpResponse:
    return _sign_up(request) if request.method == "POST" else _read(request)


@public_page
def _read(request: HttpRequest) -> HttpResponse:
    return _page(request, SignUpForm())


def _page(request: HttpRequest, form: SignUpForm, *, status: int = 200, **context) -> HttpResponse:
    articles, is_fresh = edition_of_page(choices().most)
    path, day = reverse("newsletter"), calendar().full_date(timezone.localdate())
    head = Head(
        title=_("The newsletter of the day"),
        description=_("The most important news of the day on one page, and by e-mail to whoever wants it."),
        canonical=absolute(path),
        data=[breadcrumbs((_("The newsletter of the day"), path))],
    )
    context |= {
        "head": head, "day": day, "articles": articles, "is_fresh": is_fresh, "form": form,
        "is_offered": signing_up.is_offered(), "trail": [(head.title, path)],
    }  # fmt: skip
    return render(request, "newsletter/page.html", context, status=status)


@never_cache
def _sign_up(request: HttpRequest) -> HttpResponse:
    """Take an address; whether we know it, nobody learns here."""
    if not (signing_up.is_offered() and is_from_here(request)):
        raise PermissionDenied
    if network_is_over(client_address(request)):
        return _refuse_for_now(request)
    # No page may hold the character that a refused address would bring back.
    form = SignUpForm({"email": request.POST.get("email", "").replace("\0", " ")})
    if not form.is_valid():
        return _page(request, form, status=422)
    if number := signing_up.ask(form.cleaned_data["email"]):
        enqueue_sign_up(number)
    response = redirect("newsletter-asked")
    response.status_code = 303
    return response


def _refuse_for_now(request: HttpRequest) -> HttpResponse:
    response = _told(request, "later", status=429)
    response["Retry-After"] = str(int(PER_NETWORK[1].total_seconds()))
    return response


@public_page
def asked(request: HttpRequest) -> HttpResponse:
    return _told(request, "asked")


@csrf_exempt  # the link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Take in who holds the letter; by POST, since programs that look into letters follow links."""
    return _by_link(request, email_of(token, "confirm"), signing_up.confirm, "confirm", "confirmed")


@csrf_exempt  # mail clients post here without a page of ours (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Let go at one click: of a mail client by POST, of a person on the page that GET shows."""
    return _by_link(request, email_of(token, "leave"), signing_up.leave, "leave", "left")


def _by_link(
    request: HttpRequest, email: str | None, act: Callable[[str], None], question: str, done: str
) -> HttpResponse:
    if email is None:
        return _told(request, "over", status=410)
    if request.method != "POST":
        return _told(request, question)
    act(email)
    return _told(request, done)


def _told(request: HttpRequest, page: str, *, status: int = 200) -> HttpResponse:
    response = render(request, f"newsletter/{page}.html", status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    response["X-Robots-Tag"] = "noindex"
    return response
