"""Print the pictures of a body: found by their numbers, all of a page in one query."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.html import escape

from articles.figures import MARK, BodyFigure, figures_in, replace_figures
from articles.models import ArticleImage, Image
from articles.pictures import Figure, figure_of, source_of
from newsroom.addresses import absolute

Drawing = Callable[[BodyFigure, Image | None], str]


def with_pictures(bodies: Iterable[str], draw: Drawing) -> list[str]:
    """Draw the pictures of clean bodies, in one query, or none where there are no pictures.

    A picture that is gone is drawn from what the body says of it.
    """
    bodies = list(bodies)
    numbers = {figure.number for body in bodies for figure in figures_in(body)}
    if not numbers:
        return bodies
    images = Image.objects.defer("desk_key").in_bulk(numbers)
    return [replace_figures(body, lambda one: draw(one, images.get(one.number))) for body in bodies]


def on_page(figure: BodyFigure, image: Image | None) -> str:
    """Draw for the pages of the site."""
    shown = _printed(figure, image)
    return render_to_string("components/figure.html", {"figure": shown, "lazy": True}).strip()


def elsewhere(figure: BodyFigure, image: Image | None) -> str:
    """Draw for feeds, JSON and exports: plain, with the address of the file, which stays, and no number."""
    shown, src = _printed(figure, image), source_of(image)
    credit = f"({shown.credit})" if shown.credit else ""
    legend = escape(" ".join(filter(None, (shown.caption, credit))))
    if not src or not image:
        return f"<p>{legend}</p>" if legend else ""
    size = f' width="{image.width}" height="{image.height}"' if image.width else ""
    picture = f'<img src="{escape(absolute(src))}" alt="{escape(shown.alt)}"{size}>'
    return f"<figure>{picture}{f'<figcaption>{legend}</figcaption>' if legend else ''}</figure>"


def at_desk(figure: BodyFigure, image: Image | None) -> str:
    """Draw as the editor reads it: what is kept, and the address of today."""
    return figure.html(source_of(image))


def _printed(figure: BodyFigure, image: Image | None) -> Figure:
    """What the body leaves open the library says, as for the pictures above and below it."""
    words = {"caption": figure.caption, "credit": figure.credit, "alt": figure.alt}
    return replace(figure_of(ArticleImage(image=image or Image(), **words)), align=figure.align)


def for_desk(body: str) -> str:
    """Return a clean body with the addresses that its pictures have today."""
    return with_pictures([body], at_desk)[0] if MARK in body else body
