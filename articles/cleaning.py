"""Clean the fields of a record; each complaint names the field and the value."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.mending import UNTOUCHED, Mending
from newsroom.arabic import fold, parse_date, repair

STATUSES = ("draft", "in_review", "approved", "published", "withdrawn")
OTHER_NAMES = {
    "title": "headline", "text": "body", "content": "body", "date": "published_at", "tags": "keywords",
    "category": "section",
}  # fmt: skip
LIMITS = {
    "id": 700, "namespace": 200, "url": 1000, "headline": 500, "summary": 20_000, "body": 2_000_000,
    "source": 200, "section": 200, "byline": 500, "language": 16, "images.credit": 300, "images.url": 2000,
}  # fmt: skip
LIST_LIMIT = 500
NAME_LIMIT = 200
# A greater one is no key: PostgreSQL compares it as a number of any length, for which there is no index.
LARGEST_KEY = 2**63 - 1
IMAGE_FIELDS = ("id", "url", "caption", "credit", "alt")
LINK_FIELDS = ("headline", "url", "article")


# The same names and days come again and again; of dates only those that mean the same on any day.
_NUMERIC = re.compile(r"\d[\d\s:/.,+TZ-]*")
_folded = lru_cache(maxsize=20_000)(fold)
_parsed = lru_cache(maxsize=5_000)(parse_date)


class RecordError(ValueError):
    """A record cannot be taken; the message names the field and the value."""


def clean_fields(data: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields we know, cleaned, and those we do not, as they came; raises RecordError."""
    if not isinstance(data, Mapping):
        raise RecordError(_("A record must be an object, not: %(value)s") % {"value": _short(data)})
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    mending = Mending()
    for name, value in data.items():
        target = OTHER_NAMES.get(name, name)
        if target == "needs" or value is None:
            continue
        if target not in CLEANERS:
            extra[_plain(name)] = _json_safe(value)
        elif target not in known and (name == target or target not in data):
            given = value if target in UNTOUCHED else mending.mend(target, value)
            known[target] = CLEANERS[target](target, given)
        else:
            extra[name] = _json_safe(value)
    if mending.hints:
        known["hints"] = mending.hints
    return known, extra


def _short(value: Any) -> str:
    return repr(value)[:120]


def _plain(text: str) -> str:
    """Drop what PostgreSQL cannot hold: NUL and lone surrogates."""
    text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _json_safe(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        return [_json_safe(item) for item in value]
    if isinstance(value, dict):
        return {_plain(str(key)): _json_safe(item) for key, item in value.items()}
    if isinstance(value, float) and value != value or value in (float("inf"), float("-inf")):
        return None
    return value


def _raw_text(name: str, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RecordError(
            _("Field %(field)s must be a text, not: %(value)s") % {"field": name, "value": _short(value)}
        )
    most = LIMITS.get(name, 20_000)
    if len(value) > most:
        raise RecordError(
            _("Field %(field)s has %(count)d characters; %(most)d at most: %(value)s")
            % {"field": name, "count": len(value), "most": most, "value": _short(value)}
        )
    return _plain(value)


def _line(name: str, value: Any) -> str:
    return " ".join(repair(_raw_text(name, value)).split())


def _optional(name: str, value: Any) -> str | None:
    return _line(name, value) or None


def _name(name: str, value: Any) -> str | None:
    """Read the name of a source, section or keyword; one ligature can fold into eighteen letters."""
    text = _line(name, value)
    if len(text) > NAME_LIMIT or len(_folded(text)) > NAME_LIMIT:
        raise RecordError(
            _("Field %(field)s is too long: %(value)s") % {"field": name, "value": _short(text)}
        )
    return text or None


def _identifier(name: str, value: Any) -> str | None:
    return _raw_text(name, value).strip() or None


def _moment(name: str, value: Any) -> datetime | None:
    text = _line(name, value)
    if not text:
        return None
    parsed = _parsed(text) if _NUMERIC.fullmatch(text) else parse_date(text)
    if parsed is None:
        raise RecordError(
            _("Field %(field)s is not a date we can read: %(value)s") % {"field": name, "value": _short(text)}
        )
    return as_moment(parsed)


def as_moment(value: date) -> datetime:
    """Return a date without a time as 00:00 in TIME_ZONE."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), timezone.get_default_timezone())


def _url(name: str, value: Any) -> str | None:
    text = _raw_text(name, value).strip()
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        raise RecordError(
            _("Field %(field)s is not a web address: %(value)s") % {"field": name, "value": _short(text)}
        )
    return text


def _status(name: str, value: Any) -> str | None:
    text = _line(name, value)
    if text and text not in STATUSES:
        raise RecordError(
            _("Status %(value)s is not known; allowed: %(allowed)s")
            % {"value": _short(text), "allowed": ", ".join(STATUSES)}
        )
    return text or None


def _list(name: str, value: Any) -> list[Any]:
    items = value if isinstance(value, list) else [value]
    if len(items) > LIST_LIMIT:
        raise RecordError(
            _("Field %(field)s has %(count)d entries; %(most)d at most.")
            % {"field": name, "count": len(items), "most": LIST_LIMIT}
        )
    return items


def split_keywords(text: str) -> list[str]:
    """«أ، ب ج» → ["أ", "ب ج"]; «,» and «;» separate too."""
    for mark in ",;؛\n":
        text = text.replace(mark, "،")
    return [part.strip() for part in text.split("،") if part.strip()]


def _keywords(name: str, value: Any) -> list[str]:
    texts = split_keywords(_raw_text(name, value)) if isinstance(value, str) else _list(name, value)
    unique: dict[str, str] = {}
    for text in texts:
        keyword = _name("keywords", text) or ""
        if key := _folded(keyword):
            unique.setdefault(key, keyword)
    if len(unique) > LIST_LIMIT:
        _list(name, list(unique))
    return list(unique.values())


def _entries(name: str, value: Any, allowed: tuple[str, ...], main: str) -> list[dict[str, Any]]:
    entries = []
    for item in _list(name, value):
        given = {main: item} if isinstance(item, str) else item
        if not isinstance(given, Mapping):
            raise RecordError(_("Field %(field)s holds: %(value)s") % {"field": name, "value": _short(item)})
        entry = {
            k: _entry_value(name, k, given.get(k))
            for k in allowed
            if k in given or k not in ("id", "article")
        }
        if any(entry.values()):
            entries.append(entry)
    return entries


def _entry_value(name: str, key: str, value: Any) -> Any:
    if key in ("id", "article"):
        return value if type(value) is int and 0 < value <= LARGEST_KEY else None
    if value is None:
        return None
    return _url(f"{name}.{key}", value) if key == "url" else _line(f"{name}.{key}", value)


def _images(name: str, value: Any) -> list[dict[str, Any]]:
    return _entries(name, value, IMAGE_FIELDS, "url")


def _links(name: str, value: Any) -> list[dict[str, Any]]:
    return _entries(name, value, LINK_FIELDS, "headline")


CLEANERS = {
    "id": _identifier, "namespace": _optional, "url": _url, "headline": _line, "summary": _line,
    "body": _raw_text, "published_at": _moment, "updated_at": _moment, "source": _name,
    "section": _name, "byline": _line, "keywords": _keywords, "images": _images,
    "read_also": _links, "similar": _links, "status": _status, "language": _line,
}  # fmt: skip
