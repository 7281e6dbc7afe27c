"""What a feed tells of the picture of an article."""

from dataclasses import dataclass
from mimetypes import guess_type
from urllib.parse import urlsplit

from articles.models import Article
from articles.pictures import shared_of
from articles.readable import shows_full_text
from newsroom.addresses import absolute
from newsroom.encoding import xml_safe


@dataclass(frozen=True, slots=True)
class Media:
    """A picture by its address; the type is "" where the address does not tell it."""

    url: str
    type: str
    width: int | None
    height: int | None
    words: str
    credit: str


def media_of(article: Article) -> Media | None:
    """Return the lead picture of an article whose source lets it be shown."""
    image = article.lead_image if shows_full_text(article) else None
    words = (image.caption or image.alt) if image else ""
    shared = shared_of(image, words)
    if image is None or shared is None:
        return None
    kind = guess_type(urlsplit(shared.src).path)[0] or ""
    kind = kind if kind.startswith("image/") else ""
    told = (xml_safe(words), xml_safe(image.credit))
    return Media(absolute(shared.src), kind, shared.width, shared.height, *told)
