"""The feed of partners: ninjs 3 for who has a key, private to each."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.partners import NoKey, PartnerRefused, TooOften, admit, articles_for, iter_items
from articles.views.pagination import BadCursor, decode_cursor, get_page
from newsroom.addresses import absolute

PAGE_SIZE = 50
LONGEST_AGO = timedelta(days=31)
# Who asks `since` the `asOf` of before gets what was still being written then.
OVERLAP = timedelta(minutes=1)


class BadQuery(PartnerRefused):
    """A parameter cannot be read."""

    status, code = 400, "bad_parameter"


class TooLongAgo(PartnerRefused):
    """Changes are told of some weeks; who was away for longer takes the whole anew."""

    status, code = 400, "since_too_old"

    def __init__(self) -> None:
        told = {"days": LONGEST_AGO.days}
        super().__init__(_("“since” reaches %(days)d days back; without it you get everything.") % told)


@require_safe
@cache_control(private=True, no_store=True)
def feed(request: HttpRequest) -> JsonResponse:
    """Answer a page of what the partner may have: newest first, or what came and changed `since`."""
    try:
        partner = admit(request)
        since, after = _since(request.GET.get("since", "")), _after(request.GET.get("after", ""))
    except PartnerRefused as refused:
        return _refusal(refused)
    page = get_page(articles_for(partner, since), after, size=PAGE_SIZE)
    given = {"since": request.GET["since"]} if since else {}
    onwards = urlencode({**given, "after": page.next})
    address = absolute(reverse("partners-feed"))
    return _json({
        "items": list(iter_items(page.articles, partner)),
        "next": f"{address}?{onwards}" if page.next else None,
        "asOf": (timezone.localtime() - OVERLAP).isoformat(timespec="seconds"),
    })  # fmt: skip


def _since(text: str) -> datetime | None:
    if not text:
        return None
    try:
        # A "+" that was not escaped has become a space.
        moment = parse_datetime(text.replace(" ", "+") if text.count(":") > 2 else text)
    except ValueError:
        moment = None
    if moment is None:
        raise BadQuery(
            _("“since” is a time such as 2024-12-31T10:30:00+03:00: %(text)s") % {"text": text[:80]}
        )
    moment = moment if moment.tzinfo else timezone.make_aware(moment)
    if moment < timezone.now() - LONGEST_AGO:
        raise TooLongAgo
    return moment


def _after(text: str) -> str:
    """Refuse a place that cannot be read: a machine would take the first page for the next."""
    try:
        if text:
            decode_cursor(text)
    except BadCursor as error:
        raise BadQuery(_("“after” is a place that “next” of an answer names.")) from error
    return text


def _refusal(refused: PartnerRefused) -> JsonResponse:
    response = _json({"error": str(refused), "code": refused.code}, status=refused.status)
    if refused.status == 401:
        kind = "" if isinstance(refused, NoKey) else ', error="invalid_token"'
        response.headers["WWW-Authenticate"] = f'Bearer realm="partners"{kind}'
    if isinstance(refused, TooOften):
        response.headers["Retry-After"] = str(refused.seconds)
    return response


def _json(data: dict[str, Any], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Authorization"])
    return response
