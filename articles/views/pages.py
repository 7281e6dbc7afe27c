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
from articles.menu import children_of, menu_of, with_children, with_menu
from articles.models import Article, Author, Section, Source
from articles.readable import DESCRIPTION_LENGTH, shorten
from articles.views.frontpage import Top, build_frontpage, choose, fill
from articles.views.heads import Head, breadcrumbs, website
from articles.views.lookups import get_named_or_404
from articles.views.pagination import canonical_cursor, get_page
from articles.views.responses import kept_page
from newsroom.addresses import absolute
from tags.models import Keyword
from tags.related import related_to
from tags.timeline import timeline_of, with_timeline


@kept_page
def home(request):
    head = Head(canonical=absolute("/"), description=_("Arabic news, as it happens."), data=[website()])
    depend_on(HOME)
    return render(request, "articles/home.html", {"head": head, **build_frontpage()})


@kept_page(after=canonical_cursor)
def section(request, slug):
    sections = with_children(with_menu(Section.objects.select_related("parent")))
    row, is_old = get_named_or_404(sections, slug)
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
    articles = Article.objects.for_sections([row, *children], at)
    if top:
        articles = articles.exclude(pk__in=top.keys).with_story()
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


@kept_page(after=canonical_cursor)
def source(request, slug):
    return _named_list(request, "source", slug, Source, Article.objects.for_source)


@kept_page(after=canonical_cursor)
def keyword(request, slug):
    keywords = with_menu(Keyword.objects.all())
    # How it went month by month stands on the first page alone.
    row, is_old = get_named_or_404(keywords if "after" in request.GET else with_timeline(keywords), slug)
    if is_old:
        return redirect("keyword", row.slug, permanent=True)
    related = related_to(row)
    depend_on_names("keyword", (other.pk for other in related))
    articles = Article.objects.for_keyword(row)
    return render_list(request, row, articles, related=related, timeline=timeline_of(row))


@kept_page(after=canonical_cursor)
def author(request, slug):
    return _named_list(request, "author", slug, Author, Article.objects.for_author)


def _named_list(request, route, slug, model, articles_of):
    """List the articles of a named thing; an old slug or an alias leads to its own (301)."""
    row, is_old = get_named_or_404(with_menu(model.objects.all()), slug)
    if is_old:
        return redirect(route, row.slug, permanent=True)
    return render_list(request, row, articles_of(row))


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
