"""Make pictures of the picture items of ninjs."""

from collections.abc import Iterator, Mapping
from typing import Any

from articles.importers.markup import is_address

PICTURE_KINDS = {"picture", "graphic", "image", "photo"}
# Where no size is given, the name of a rendition tells.
LARGEST_FIRST = ("original", "hires", "high", "main", "web", "baseimage", "viewimage", "preview", "thumbnail")


def picture_of(item: dict[str, Any]) -> dict[str, Any] | None:
    """Return the largest rendition with caption, credit and alternative text, or nothing to show."""
    caption = _words(item, "caption") or _words(item, "")
    picture = {
        "url": _address(item.get("renditions")),
        "caption": caption or _first(item, "headline", "title"),
        "credit": _first(item, "byline", "by", "creditline", "copyrightholder", "copyrightnotice"),
        "alt": _words(item, "alt") or (_first(item, "body_text") if caption else None),
    }
    return picture if any(picture.values()) else None


def addresses_of(item: dict[str, Any]) -> list[str]:
    """Return the addresses of all sizes of a picture."""
    return [one["href"] for _name, one in _named(item.get("renditions")) if is_address(one.get("href"))]


def _first(item: dict[str, Any], *names: str) -> str | None:
    return next(
        (item[name] for name in names if isinstance(item.get(name), str) and item[name].strip()), None
    )


def _words(item: dict[str, Any], role: str) -> str | None:
    """Return the description with a role that begins so; "" is any but the alternative text."""
    if not role and (text := _first(item, "description_text", "caption")):
        return text
    descriptions = item.get("descriptions")
    for entry in descriptions if isinstance(descriptions, list) else ():
        if not isinstance(entry, Mapping) or not isinstance(entry.get("value"), str):
            continue
        given = str(entry.get("role") or "").lower()
        if given.startswith(role) if role else not given.startswith("alt"):
            return entry["value"]
    return None


def _address(renditions: Any) -> str | None:
    """Return the address of the largest picture."""
    found = [(name, one) for name, one in _named(renditions) if is_address(one.get("href"))]
    best = max(found, key=lambda pair: (_area(pair[1]), -_rank(pair[0])), default=None)
    return best[1]["href"] if best else None


def _named(renditions: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the renditions by name: a mapping in 1.x, a list since; not what is no picture."""
    if isinstance(renditions, list):
        renditions = dict(enumerate(renditions))
    for name, one in renditions.items() if isinstance(renditions, Mapping) else ():
        if isinstance(one, Mapping):
            known = {str(key).lower(): value for key, value in one.items()}
            kind = str(known.get("contenttype") or known.get("mimetype") or "image/")
            if kind.startswith("image/"):
                yield str(known.get("title") or known.get("name") or name).lower(), known


def _area(rendition: dict[str, Any]) -> int:
    sides = [rendition.get(side) for side in ("width", "height")]
    width, height = (side if isinstance(side, int) and 0 < side < 100_000 else 0 for side in sides)
    return width * (height or 1)


def _rank(name: str) -> int:
    for rank, known in enumerate(LARGEST_FIRST):
        if known in name:
            return rank
    return len(LARGEST_FIRST)
