"""Answer the fields that complete what one types; nothing is offered that the person may not see."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.display import print_moment, state_of
from articles.models import Article, Image, Source
from articles.permissions import may_write, viewable, viewable_images
from articles.pictures import source_of
from articles.records import split_keywords
from articles.referring import identity_in, reference_to
from articles.sanitizing import body_and_text
from articles.talking import name_of, people_of_desk
from newsroom.arabic import fold
from tags.models import Keyword, KeywordAlias
from tags.suggestions import suggest

LIMIT = 12
# Shorter words alone match too much, and a trigram index does not help them.
SHORTEST = 3
MOST_CHOSEN = 100


def _answer(request, permission: str, find):
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return JsonResponse({"results": find(request, request.GET.get("q", "")[:200].strip())})


def complete_keyword(request):
    return _answer(request, "tags.view_keyword", _keywords)


def _keywords(request, text: str) -> list[dict]:
    key = fold(text)
    if not key:
        return []
    found = {keyword.pk: (keyword.name, "") for keyword in Keyword.objects.for_completion(key, limit=LIMIT)}
    aliases = KeywordAlias.objects.filter(key__startswith=key).select_related("target").order_by("key")
    for alias in aliases[:LIMIT]:
        found.setdefault(alias.target_id, (alias.target.name, alias.name))
    return [{"value": name, "note": note} for name, note in list(found.values())[:LIMIT]]


@require_POST
def suggest_keywords(request):
    """Propose keywords for the text of a form as it stands, saved or not."""
    if not (may_write(request.user) and request.user.has_perm("tags.view_keyword")):
        raise PermissionDenied
    headline, text = request.POST.get("headline", ""), _text_of(request.POST)
    found = suggest(
        headline, text, chosen=split_keywords(request.POST.get("keywords", ""))[:MOST_CHOSEN],
        leave_out=_number(request.POST.get("article", "")),
    )  # fmt: skip
    return JsonResponse({"results": [{"value": each.name, "kind": each.why} for each in found]})


def _text_of(data) -> str:
    """Read summary and body as one text; the body of a form may be HTML or plain."""
    return "\n".join([data.get("summary", ""), body_and_text(data.get("body", ""))[1]])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def complete_source(request):
    return _answer(request, "articles.view_source", _sources)


def _sources(request, text: str) -> list[dict]:
    key = fold(text)
    if not key:
        return []
    match = Q(key__startswith=key) | Q(aliases__key__startswith=key)
    names = Source.objects.filter(match).order_by("name").values_list("name", flat=True).distinct()
    return [{"value": name, "note": ""} for name in names[:LIMIT]]


def complete_article(request):
    return _answer(request, "articles.view_article", _articles)


def _articles(request, text: str) -> list[dict]:
    """Find by the words of the headline that readers have or will have, or by a reference of a body."""
    if address := request.GET.get("href", ""):
        named = Article.objects.filter(external_id=identity_in(address))
        return _links(viewable(request.user, named))
    words = fold(text).split()
    if max(map(len, words), default=0) < SHORTEST:
        return []
    found = viewable(request.user, Article.objects.exclude(headline=""))
    for word in words:
        found = found.filter(desk_key__contains=word)
    return _links(found.order_by("-modified_at")[:LIMIT])


def _links(found) -> list[dict]:
    rows = found.only("headline", "external_id", "status", "published_at", "embargo_until")
    return [
        {"id": row.pk, "value": row.headline, "note": _note(row), "href": reference_to(row)} for row in rows
    ]


def _note(article: Article) -> str:
    parts = (state_of(article)[1], print_moment(article.published_at))
    return " · ".join(part for part in parts if part)


def complete_person(request):
    return _answer(request, "articles.view_article", _people)


def _people(request, text: str) -> list[dict]:
    """Name the people of the desk whose name has a part that begins so."""
    key = fold(text)
    found = [(name_of(person), person.username) for person in people_of_desk()]
    return [
        {"value": name, "note": username}
        for name, username in found
        if f" {key}" in f" {fold(name)} {fold(username)}"
    ][:LIMIT]


def complete_image(request):
    return _answer(request, "articles.view_image", _images)


def _images(request, text: str) -> list[dict]:
    found = viewable_images(request.user, Image.objects.exclude(file="", url="")).matching(text)
    return [picture_entry(image) for image in found.order_by("-pk")[:LIMIT]]


def picture_entry(image: Image) -> dict:
    """Tell a script of a picture: its number, what names it, its address and its words."""
    label = _("Picture %(id)d") % {"id": image.pk}
    return {
        "id": image.pk, "value": (image.caption or image.alt or image.url or label)[:150],
        "note": image.credit, "picture": source_of(image), "label": label,
        "fields": {"caption": image.caption, "credit": image.credit, "alt": image.alt},
    }  # fmt: skip
