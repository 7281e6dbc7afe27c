"""Pictures as a page prints them."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.models import Article, ArticleImage, Image
from articles.readable import shows_full_text

# The site's content policy loads pictures from here and over https only.
SHOWN = ("https://", "/")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its words; `src` is "" where only the words are known."""

    src: str
    caption: str
    credit: str
    alt: str
    width: int | None
    height: int | None
    # Where it stands in a body: "start", "end", or "" for the whole width.
    align: str = ""


def source_of(image: Image | None) -> str:
    """Return the address of a picture that a page may load, or ""."""
    src = image.src if image else ""
    return src if src.startswith(SHOWN) else ""


def card_picture(article: Article) -> str:
    """Return the address of the picture in a list, or ""."""
    return source_of(article.lead_image) if shows_full_text(article) else ""


def focal_class(image: Image | None) -> str:
    """Return the classes that keep the focal point in view where a list cuts a picture; in tenths.

    The policy of the site allows no style of an element.
    """
    if image is None or (image.focal_x, image.focal_y) == (0.5, 0.5):
        return ""
    return f"focal-x{round(image.focal_x * 10)} focal-y{round(image.focal_y * 10)}"


def figure_of(use: ArticleImage) -> Figure:
    image = use.image
    return Figure(
        src=source_of(image),
        caption=use.caption or image.caption,
        credit=use.credit or image.credit,
        alt=use.alt or image.alt or use.caption or image.caption,
        width=image.width,
        height=image.height,
    )


def figures_of(article: Article, used: Iterable[ArticleImage]) -> list[Figure]:
    """List the pictures that an article uses in order, the lead first; an excerpt comes without any."""
    if article.lead_image_id is None or not shows_full_text(article):
        return []
    uses = [figure_of(use) for use in used]
    return [figure for figure in uses if figure.src or figure.caption]
