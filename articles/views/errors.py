"""Error pages: Arabic, with a way back; those for failures of ours need no database."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Render without the request, so that nothing that just failed is tried again."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
