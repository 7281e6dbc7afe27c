"""The pages of the house itself: «من نحن», «اتصل بنا», «سياسة الخصوصية»."""

from typing import Any

from django.shortcuts import redirect, render

from articles.caching.keys import depend_on_rows
from articles.menu import menu_of, with_menu
from articles.models import FlatPage
from articles.readable import DESCRIPTION_LENGTH, shorten
from articles.sanitizing import own_text
from articles.views.heads import Head
from articles.views.lookups import get_named_or_404
from articles.views.responses import kept_page
from newsroom.addresses import absolute


@kept_page
def flat_page(request, slug):
    row, is_old = get_named_or_404(with_menu(FlatPage.objects.published()), slug)
    if is_old:
        return redirect("flat-page", row.slug, permanent=True)
    depend_on_rows("page", [row.pk])
    return render(request, "articles/flat_page.html", page_context(row))


def page_context(row: FlatPage) -> dict[str, Any]:
    """Gather what the page prints; a preview of the desk may call it with an unsaved row."""
    text = " ".join(own_text(row.body).split())
    path = row.get_absolute_url() if row.slug else ""
    head = Head(
        title=row.name,
        description=shorten(text, DESCRIPTION_LENGTH) or row.name,
        canonical=absolute(path) if path else "",
    )
    return {"head": head, "flat_page": row, "menu": menu_of(row), "trail": [(row.name, path)]}
