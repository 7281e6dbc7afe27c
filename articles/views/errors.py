"""Error pages: Arabic, with a way back; those for failures of ours need no database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from articles.menu import Menu
from newsroom.outages import is_outage

# After so long one may ask again.
OUTAGE_SECONDS = 10


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    """What is missing now may be published in a minute, so nobody keeps the answer."""
    try:
        response = render(request, "404.html", status=404)
    except (OperationalError, InterfaceError):  # what is not there needs no database to be missing
        response = render(request, "404.html", {"menu": Menu()}, status=404)
    patch_cache_control(response, max_age=0, must_revalidate=True)
    return response


def too_many_requests(request, *, seconds: int):
    """Ask who asks too often to wait; programs are told in JSON, at addresses that give it."""
    told = _("There were too many requests from your address. Wait a minute, then try again.")
    if request.path.endswith(".json"):
        response = JsonResponse({"error": told, "code": "too_many_requests"}, status=429)
    else:
        response = render(request, "429.html", {"told": told}, status=429)
    response.headers["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


def server_error(request):
    """Render without the request, so that nothing that just failed is tried again."""
    if is_outage(sys.exc_info()[1]):
        return _unavailable(is_saving=request.method not in ("GET", "HEAD"))
    return HttpResponseServerError(loader.render_to_string("500.html"))


def _unavailable(*, is_saving: bool):
    """Say that the database is gone, which passes, and whether something was to be saved."""
    page = loader.render_to_string("503.html", {"is_saving": is_saving})
    response = HttpResponse(page, status=503, headers={"Retry-After": str(OUTAGE_SECONDS)})
    add_never_cache_headers(response)
    return response
