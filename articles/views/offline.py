"""Reading without a network: what a browser installs, its worker, and the page that stands for all others."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.caching.build import build
from articles.models import Article
from articles.views.heads import Head
from articles.views.responses import kept_page, public_page

MOST_KEPT = 20
PAPER = "#faf8f3"
# (file, sizes, what it is for)
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)
# What an article needs to look and read as it does.
FILES = (
    "css/site.css", "js/site.js", "js/suggest.js", "js/reading.js", "js/offline.js", "fonts/text.woff2",
    "fonts/headline.woff2", "img/icon.svg", "img/star.svg",
)  # fmt: skip


@kept_page
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    data = {
        "id": "/", "start_url": "/", "scope": "/", "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME, "description": _("Arabic news, as it happens."),
        "lang": settings.LANGUAGE_CODE, "dir": "rtl", "display": "standalone",
        "background_color": PAPER, "theme_color": PAPER, "categories": ["news"], "icons": icons,
    }  # fmt: skip
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response


@kept_page
def worker(request: HttpRequest) -> HttpResponse:
    """Give the worker from the root, since it serves what lies below its address; each build has another."""
    told: dict[str, Any] = {
        "build": build(), "offline": reverse("offline"), "most": MOST_KEPT,
        "public": reverse("articles-public"),
        "core": [reverse("offline"), *map(static, FILES)],
    }  # fmt: skip
    context = {"told": json.dumps(told)}
    return render(request, "worker.js", context, content_type="text/javascript; charset=utf-8")


@kept_page
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "offline.html", {"head": Head(title=_("No network"), is_indexed=False)})


@public_page
def public_json(request: HttpRequest) -> JsonResponse:
    """Say which of the articles that a browser keeps the public may still read, and where."""
    rows = Article.objects.published().filter(pk__in=_numbers(request.GET.get("ids", "")))
    return JsonResponse({"articles": {row.pk: row.get_absolute_url() for row in rows.only("slug")}})


def _numbers(text: str) -> list[int]:
    parts = [part for part in text[:500].split(",") if part.isascii() and part.isdecimal() and len(part) < 19]
    return [int(part) for part in parts[:MOST_KEPT]]
