"""Pictures as a page prints them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage

from articles.crops import name_of
from articles.models import Article, ArticleImage, Image
from articles.readable import shows_full_text

# The site's content policy loads pictures from here, over https, and from where uploads lie.
SHOWN = ("https://", "/")
# The best first: a browser takes the first that it can read.
_TYPES = {"avif": "image/avif", "webp": "image/webp"}
_NARROW = "(max-width: 639px)"
# What other sites show of an article, and the least that they show large.
_SHARED, _SHARED_LEAST = 1280, (600, 315)


@dataclass(frozen=True, slots=True)
class Use:
    """Where a page shows a picture: the shape, how wide it stands there, no wider file than `most` pixels."""

    shape: str
    sizes: str
    most: int
    media: str = ""


USES = {
    "lead": [Use("wide", "(min-width: 960px) 760px, 94vw", 1280)],
    "row": [Use("square", "120px", 320, _NARROW), Use("wide", "240px", 640)],
    "card": [Use("wide", "(min-width: 640px) 400px, 92vw", 960)],
    "figure": [Use("full", "(min-width: 720px) 680px, 94vw", 1440)],
}


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one format and shape among which a browser chooses by width."""

    type: str
    srcset: str
    sizes: str
    media: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What an <img> and the <source>s before it say; without crops the file, its focal point in view."""

    src: str
    width: int | None
    height: int | None
    sources: tuple[Source, ...] = ()
    focal: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What other sites show of a page: an address, and a size where it is known."""

    src: str
    width: int | None = None
    height: int | None = None
    alt: str = ""

    @property
    def is_large(self) -> bool:
        """Say whether they would show it wide; of a size that nobody knows, no one can."""
        return (self.width or 0) >= _SHARED_LEAST[0] and (self.height or 0) >= _SHARED_LEAST[1]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its words; `picture` is None where only the words are known."""

    picture: Picture | None
    shared: Shared | None
    caption: str
    credit: str
    alt: str
    # Where it stands in a body: "start", "end", or "" for the whole width.
    align: str = ""


def source_of(image: Image | None) -> str:
    """Return the address of a picture that a page may load, or ""."""
    src = image.src if image else ""
    return src if src.startswith((*SHOWN, settings.MEDIA_URL)) else ""


def picture_of(image: Image | None, use: str) -> Picture | None:
    """Return what a page prints for a picture, or None where it may load none."""
    src = source_of(image)
    if not image or not src:
        return None
    places = [place for place in USES[use] if (image.crops or {}).get(place.shape)]
    if not places:
        return Picture(src, image.width, image.height, focal=focal_class(image))
    sources = tuple(_source(image.crops, place, suffix) for place in places for suffix in _TYPES)
    return Picture(*plain(image.crops, places[-1].shape, places[-1].most), sources)


def _source(crops: dict, place: Use, suffix: str) -> Source:
    sizes = _sizes(crops, place.shape, place.most)
    srcset = ", ".join(f"{_address(crops, place.shape, width, suffix)} {width}w" for width, _height in sizes)
    return Source(_TYPES[suffix], srcset, place.sizes, place.media)


def plain(crops: dict, shape: str, most: int) -> tuple[str, int, int]:
    """Return the address and the size of the JPEG of a shape, the largest up to a width."""
    width, height = _sizes(crops, shape, most)[-1]
    return _address(crops, shape, width, "jpg"), width, height


def _sizes(crops: dict, shape: str, most: int) -> list[list[int]]:
    """List the sizes of a shape up to a width, the smallest at least."""
    sizes = crops[shape]
    return [size for size in sizes if size[0] <= most] or sizes[:1]


def _address(crops: dict, shape: str, width: int, suffix: str) -> str:
    return default_storage.url(name_of(crops["version"], shape, width, suffix))


def shared_of(image: Image | None, alt: str) -> Shared | None:
    """Return a picture for other sites: a JPEG of ours where there is one, else its own address."""
    src = source_of(image)
    if not image or not src:
        return None
    if (image.crops or {}).get("wide"):
        return Shared(*plain(image.crops, "wide", _SHARED), alt)
    return Shared(src, image.width, image.height, alt)


def card_picture(article: Article, place: str) -> Picture | None:
    """Return the picture of an article in a list, for its place: lead, row, else a card among others."""
    image = article.lead_image if shows_full_text(article) else None
    return picture_of(image, place if place in USES else "card")


def focal_class(image: Image | None) -> str:
    """Return the classes that keep the focal point in view where a list cuts a picture; in tenths.

    The policy of the site allows no style of an element.
    """
    if image is None or (image.focal_x, image.focal_y) == (0.5, 0.5):
        return ""
    return f"focal-x{round(image.focal_x * 10)} focal-y{round(image.focal_y * 10)}"


def figure_of(use: ArticleImage) -> Figure:
    image = use.image
    alt = use.alt or image.alt or use.caption or image.caption
    return Figure(
        picture=picture_of(image, "figure"),
        shared=shared_of(image, alt),
        caption=use.caption or image.caption,
        credit=use.credit or image.credit,
        alt=alt,
    )


def figures_of(article: Article, used: Iterable[ArticleImage]) -> list[Figure]:
    """List the pictures that an article uses in order, the lead first; an excerpt comes without any."""
    if article.lead_image_id is None or not shows_full_text(article):
        return []
    uses = [figure_of(use) for use in used]
    return [figure for figure in uses if figure.picture or figure.caption]
