"""Home and the lists of articles: section, source, keyword, author."""

from dataclasses import replace
from datetime import datetime

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.caching.keys import (
    HOME,
    depend_on,
    depend_on_front,
    depend_on_names,
    depend_on_places,
    depend_on_rows,
)
from articles.listing import BY_AUTHOR, BY_KEYWORD, BY_SOURCE, by_sections
from articles.menu import children_of, menu_of, with_children, with_menu
from articles.models import Article, Author, Section, Source
from articles.readable import DESCRIPTION_LENGTH, shorten
from articles.views.frontpage import Top, build_frontpage, choose, fill
from articles.views.heads import Head, breadcrumbs, website
from articles.views.lookups import Named
from articles.views.pagination import canonical_cursor, get_page
from articles.views.responses import kept_page
from newsroom.addresses import absolute
from tags.models import Keyword
from tags.related import related_to, with_related
from tags.timeline import timeline_of, with_timeline

_SECTIONS = Named(lambda _now: with_children(with_menu(Section.objects.select_related("parent"))))
_SOURCES = Named(lambda _now: with_menu(Source.objects.all()))
_AUTHORS = Named(lambda _now: with_menu(Author.objects.all()))
_KEYWORDS = Named(lambda _now: with_menu(with_related(Keyword.objects.all())))


def in_time(now: datetime):
    """Tell how a keyword went month by month, which stands on its first page alone."""
    return with_timeline(with_menu(with_related(Keyword.objects.all())), now)


_KEYWORDS_IN_TIME = Named(in_time, is_timed=True)


@kept_page
def home(request):
    head = Head(canonical=absolute("/"), description=_("Arabic news, as it happens."), data=[website()])
    depend_on(HOME)
    return render(request, "articles/home.html", {"head": head, **build_frontpage()})


@kept_page(after=canonical_cursor)
def section(request, slug):
    row, is_old = _SECTIONS.get_or_404(slug)
    if is_old:
        return redirect("section", row.slug, permanent=True)
    # What an editor placed stands over the first page alone: older ones go on from a place in the list.
    top = None if "after" in request.GET else _top_of(row)
    return render(request, "articles/section_detail.html", section_context(request, row, top))


def _top_of(section) -> Top:
    placed = list(Article.objects.for_front(section))
    depend_on_front(section.pk)
    depend_on_places(placed)
    return choose(placed)


def section_context(request, row, top: Top | None, *, at: datetime | None = None):
    """Gather a page of a section; the slots of its front page, where any is filled, take from its list."""
    children = children_of(row)
    articles = _list_of([row, *children], top, at)
    depend_on_names("section", [row.parent_id])
    depend_on_rows("section", (child.pk for child in children))
    shown = [child for child in children if child.in_menu]
    context = list_context(request, row, articles, trail=[row.parent, row], children=shown)
    if top:
        page = context["page"]
        context["page"] = replace(page, articles=fill(top, page.articles))
        context |= {"has_top": True, **top.context}
        context["head"].is_indexed = True  # all may stand in the slots, and nothing be left to list
    return context


def _list_of(sections, top: Top | None, at: datetime | None):
    """List what the slots leave; only a page without any, as it is now, is the same statement each time."""
    if not top and at is None:
        return by_sections([section.pk for section in sections])
    articles = Article.objects.for_sections(sections, at)
    return articles.exclude(pk__in=top.keys).with_story() if top else articles


@kept_page(after=canonical_cursor)
def source(request, slug):
    return _named_list(request, "source", slug, _SOURCES, BY_SOURCE)


@kept_page(after=canonical_cursor)
def keyword(request, slug):
    row, is_old = (_KEYWORDS if "after" in request.GET else _KEYWORDS_IN_TIME).get_or_404(slug)
    if is_old:
        return redirect("keyword", row.slug, permanent=True)
    related = related_to(row)
    depend_on_names("keyword", (other.pk for other in related))
    return render_list(request, row, BY_KEYWORD.of(row.pk), related=related, timeline=timeline_of(row))


@kept_page(after=canonical_cursor)
def author(request, slug):
    return _named_list(request, "author", slug, _AUTHORS, BY_AUTHOR)


def _named_list(request, route, slug, named, listing):
    """List the articles of a named thing; an old slug or an alias leads to its own (301)."""
    row, is_old = named.get_or_404(slug)
    if is_old:
        return redirect(route, row.slug, permanent=True)
    return render_list(request, row, listing.of(row.pk))


def render_list(request, row, articles, **context):
    """Print a page of `articles` under the name of a section, source, keyword or author."""
    context = list_context(request, row, articles, **context)
    return render(request, f"articles/{row._meta.model_name}_detail.html", context)


def list_context(request, row, articles, *, trail=(), **context):
    name = row._meta.model_name
    page = get_page(articles, request.GET.get("after", ""))
    depend_on_rows(name, [row.pk])
    depend_on_places(page.articles)
    path = reverse(name, args=[row.slug])
    way = [(step.name, reverse(name, args=[step.slug])) for step in trail or [row] if step]
    head = list_head(request, row.name, path, page=page, data=[breadcrumbs(*way)])
    words = getattr(row, "description", "") or getattr(row, "biography", "")
    head.description = shorten(words, DESCRIPTION_LENGTH) or head.description
    head.feed = reverse(f"{name}-feed", args=[row.slug])
    return context | {"head": head, "page": page, "menu": menu_of(row), name: row}


def list_head(request, title, path, *, page, data):
    """Older pages stand for themselves; an empty list is not worth an index entry."""
    address = path if page.is_first else f"{path}?after={request.GET['after']}"
    return Head(
        title=title,
        description=_("The latest news of %(name)s") % {"name": title},
        canonical=absolute(address),
        data=data,
        is_indexed=bool(page.articles),
    )
