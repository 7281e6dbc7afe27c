"""The page of a topic file: its introduction, and its articles in the order of its editors."""

from django.shortcuts import redirect, render
from django.urls import reverse

from articles.caching.keys import depend_on_places, depend_on_rows
from articles.menu import menu_of, with_menu
from articles.models import Article, Topic
from articles.pictures import Figure, picture_of, shared_of, source_of
from articles.readable import DESCRIPTION_LENGTH, shorten
from articles.views.heads import breadcrumbs
from articles.views.lookups import get_named_or_404
from articles.views.pages import list_head
from articles.views.pagination import PAGE_SIZE, Page
from articles.views.responses import kept_page


def _canonical_place(after: str) -> str:
    return str(_place(after) or "")


@kept_page(after=_canonical_place)
def topic(request, slug):
    row, is_old = get_named_or_404(with_menu(Topic.objects.published().select_related("picture")), slug)
    if is_old:
        return redirect("topic", row.slug, permanent=True)
    page, picture = _page(row, request.GET.get("after", "")), _picture(row)
    depend_on_rows("topic", [row.pk])
    depend_on_places(page.articles)
    path = row.get_absolute_url()
    head = list_head(request, row.name, path, page=page, data=[breadcrumbs((row.name, path))])
    head.description = shorten(row.introduction, DESCRIPTION_LENGTH) or head.description
    head.feed, head.image = reverse("topic-feed", args=[row.slug]), picture and picture.shared
    context = {"head": head, "topic": row, "page": page, "picture": picture, "menu": menu_of(row)}
    return render(request, "articles/topic_detail.html", context)


def _place(after: str) -> int:
    """Read a place in the file; one that cannot be read means the first page."""
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 9 else 0


def _page(row: Topic, after: str) -> Page:
    place = _place(after)
    found = list(Article.objects.for_topic(row).filter(place__gt=place)[: PAGE_SIZE + 1])
    more = str(found[PAGE_SIZE - 1].place) if len(found) > PAGE_SIZE else ""
    return Page(found[:PAGE_SIZE], more, is_first=not place)


def _picture(row: Topic) -> Figure | None:
    image = row.picture
    if not source_of(image):
        return None
    words = (image.caption, image.credit, image.alt or image.caption)
    return Figure(picture_of(image, "figure"), shared_of(image, words[-1]), *words)
