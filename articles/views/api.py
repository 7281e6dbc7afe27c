"""An article as JSON, by number and by the identity its sender gave."""

import re
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.encoding import iri_to_uri
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.caching.keys import depend_on_names
from articles.models import Article, Status
from articles.public_records import public_records
from articles.querysets import ArticleQuerySet
from articles.similarity.duplicates import duplicates_of
from articles.similarity.related import shown_links
from articles.views.article import corrections_of, depend_on_article
from articles.views.responses import kept_page, public_page
from newsroom.addresses import absolute

_ESCAPE = re.compile("%[0-9A-F]{2}")


@kept_page
def article_json(request: HttpRequest, pk: int) -> JsonResponse:
    return _answer(_articles().filter(pk=pk).first())


@kept_page
def article_by_external_id(request: HttpRequest, external_id: str) -> JsonResponse:
    """Answer for `namespace:id` or an address; servers may have decoded it or merged its slashes."""
    return _answer(_by_identity(_articles(), external_id))


@public_page
def article_reference(request: HttpRequest, external_id: str) -> HttpResponse:
    """Lead from an identity to the page: what links of bodies keep, wherever they are read."""
    found = _by_identity(Article.objects.for_page(), external_id)
    if found is None:
        raise Http404
    return redirect(found, permanent=True)


def _by_identity(articles: ArticleQuerySet, external_id: str) -> Article | None:
    spellings = _spellings(external_id)
    found = {row.external_id: row for row in articles.filter(external_id__in=spellings)}
    return next((found[spelling] for spelling in spellings if spelling in found), None)


def _articles() -> ArticleQuerySet:
    """Everything with a page of its own, with all that a record holds."""
    return Article.objects.for_page().defer(None).with_record().with_record()


def _spellings(external_id: str) -> list[str]:
    """List what an identity may have been before it became a path.

    «https:/x» → also «https://x», since servers merge slashes, and «https://x/خ» → also «https://x/%D8%AE».
    """
    spellings = [external_id, unquote(external_id)]
    spellings += [re.sub(r"^(https?:/)(?=[^/])", r"\1/", text) for text in spellings]
    encoded = [iri_to_uri(text) for text in spellings if text.startswith(("https://", "http://"))]
    spellings += encoded + [_ESCAPE.sub(lambda match: match[0].lower(), text) for text in encoded]
    return [text for text in dict.fromkeys(spellings) if is_storable(text)]


def is_storable(text: str) -> bool:
    """Say whether PostgreSQL can hold a text: NUL and lone surrogates are part of no identity."""
    return "\x00" not in text and text.encode("utf-8", "ignore").decode() == text


def _answer(article: Article | None) -> JsonResponse:
    if article is None:
        return _json({"error": _("There is no such article.")}, status=404)
    if article.status == Status.WITHDRAWN:
        return _json(
            {"error": _("This article was withdrawn."), "reason": article.withdrawal_note}, status=410
        )
    depend_on_article(article)
    depend_on_names("keyword", (use.tag_id for use in article.article_keywords.all()))
    return _json(article_data(article))


def article_data(article: Article) -> dict[str, Any]:
    """Return what the contract prints of a public article."""
    copies = duplicates_of(article)
    links = shown_links(article, [copy for copy, _score in copies])
    return {
        "id": article.pk,
        "external_id": article.external_id,
        "url": absolute(article.get_absolute_url()),
        "record": public_records([article])[0],
        "recommended": [_entry(link.article, link.score) for link in links.similar if link.article],
        "duplicates": [_entry(copy, score) for copy, score in copies],
        "corrections": [
            {"at": localtime(entry.at).isoformat(), "note": entry.note} for entry in corrections_of(article)
        ],
    }


def _entry(article: Article, score: float | None) -> dict[str, Any]:
    return {
        "id": article.pk,
        "external_id": article.external_id,
        "headline": article.headline,
        "url": absolute(article.get_absolute_url()),
        "score": score,
    }


def _json(data: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
