"""What an open form asks of the language desk: its problems, and to let one stand."""

import json
from bisect import bisect_left
from datetime import date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.models import Article
from articles.permissions import may_change, may_write
from articles.records import OWN_NAMESPACE
from articles.refusals import NotAllowed
from articles.style import Finding, check, ignore
from newsroom.arabic.linting import RULES

FIELDS = ("headline", "summary", "body")
MOST_CHARACTERS = 300_000


def desk_words() -> dict[str, str]:
    """Every word that the panel says."""
    return {
        "fix": _("Mend"), "fixKind": _("Mend all of this kind"), "ignore": _("Let it stand"),
        "here": _("In this article"), "house": _("In the whole house"), "show": _("Show in the text"),
        "none": _("No slips found."), "checking": _("Checking…"), "to": _("to"), "delete": _("delete"),
        "failed": _("The language desk cannot be reached just now."), "more": _("Show more"),
        "space": _("space"), "headline": _("Headline"), "summary": _("Summary"), "body": _("Body"),
        "error": _("error"), "warning": _("warning"), "advice": _("advice"),
        "foreign": _("The language desk reads Arabic texts only."), "why": _("Rule:"),
        "minute": _("Reading time"), "stood": _("It stands from now on."), "mended": _("Mended:"),
    }  # fmt: skip


def takes_json(view):
    """Refuse what says of itself that it is something else."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.content_type != "application/json":
            return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return view(request, *args, **kwargs)

    return inner


@require_POST
@takes_json
def check_texts(request):
    """Answer the problems of the texts that a form holds; nothing is kept."""
    asked = _read(request)
    texts = {name: str(asked["texts"].get(name) or "")[:MOST_CHARACTERS] for name in FIELDS}
    found = check(texts, article=_identity(request, asked), published=_day(asked.get("published")))
    return JsonResponse({"problems": [_for_browser(one, texts[one.field]) for one in found]})


@require_POST
@takes_json
def ignore_problem(request):
    """Let a slip stand in the article of the form, or in the house."""
    asked = _read(request)
    rule, words = str(asked.get("rule", "")), str(asked.get("words", ""))
    if rule not in RULES or not words:
        return HttpResponse(status=400)
    article = "" if asked.get("scope") == "house" else _identity(request, asked)
    if not article and asked.get("scope") != "house":
        return HttpResponse(status=400)
    try:
        ignore(rule, words, article=article, by=request.user)
    except NotAllowed as error:
        raise PermissionDenied from error
    return HttpResponse(status=204)


def _read(request) -> dict[str, Any]:
    if not may_write(request.user):
        raise PermissionDenied
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        asked = {}
    return asked if isinstance(asked.get("texts"), dict) else {**asked, "texts": {}}


def _identity(request, asked: dict[str, Any]) -> str:
    """Return the identity of the article; one that is not saved yet has it from the token of its form."""
    number, token = str(asked.get("article") or ""), str(asked.get("token") or "").replace("-", "")
    if number.isdecimal() and len(number) < 19:
        article = Article.objects.filter(pk=int(number)).first()
        if article is None or not may_change(request.user, article):
            raise PermissionDenied
        return article.external_id
    return f"{OWN_NAMESPACE}:{token}" if len(token) == 32 and token.isalnum() else ""


def _day(moment: Any) -> date | None:
    """Read the day of publication that the form holds; without one it is today."""
    try:
        read = parse_datetime(str(moment)) or datetime.combine(
            date.fromisoformat(str(moment)), datetime.min.time()
        )
    except ValueError:
        return timezone.localdate()
    return read.date()


def _for_browser(finding: Finding, text: str) -> dict[str, Any]:
    """Count in UTF-16 as browsers do: beyond the first plane a character is two."""
    wide = [place for place, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []
    shown = finding.to_json()
    for end in ("start", "end"):
        shown[end] += bisect_left(wide, shown[end])
    return shown
