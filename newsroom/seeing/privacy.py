"""Keep persons out of lines and traces: what the request typed and who it is, e-mail and network addresses.

An exception may quote what was typed, so nothing of it can be known beforehand; but what the request under
way brought is known, and is taken out of every line that is written meanwhile.
"""

import json
import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

from newsroom.seeing.requests import current

GONE = "…"
# Shorter parts are numbers of pages and the like, and would tear every line apart.
_LEAST = 3
# A line keeps so many letters of the beginning and of the end of a text, and so many parts are looked for.
_HALF, _MOST_PARTS = 4000, 500
# Each looks a bounded way ahead: a text may be all letters, and somebody may mean it so.
_MAIL = re.compile(r"[^\s@<>\"'(),;:=«»\[\]{}]{1,64}@[^\s@<>\"'(),;:«»\[\]{}/]{1,255}")
_ACCOUNT = re.compile(r"(?<=://)[^\s/@]*@")
_ADDRESS = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{0,4}(?:[.:][0-9A-Fa-f]{0,4}){2,}")
_QUERY = re.compile(r"\?[\w%.~+-]+=[^\s\"'<>»]*")
# PostgreSQL tells the row that it refused.
_ROW = re.compile(r"(?<=\)=\().*(?=\) (?:already exists|is not present|is still))|(?<=row contains \().*")


def without_persons(text: str) -> str:
    """Return a text for a log: «to a@b.example from 192.0.2.7» → «to … from …»."""
    if len(text) > 2 * _HALF:
        text = f"{text[:_HALF]} {GONE} {text[-_HALF:]}"
    for part in _brought():
        text = text.replace(part, GONE)
    for pattern in (_ROW, _ACCOUNT, _MAIL, _QUERY):
        text = pattern.sub(GONE, text)
    return _ADDRESS.sub(_hide_address, text)


def _hide_address(found: re.Match[str]) -> str:
    """Hide addresses and leave clocks and versions: «10:30:00» stays."""
    text = found[0].rstrip(".:")
    try:
        ip_address(text)
    except ValueError:
        return found[0]
    return GONE + found[0][len(text) :]


def _brought() -> list[str]:
    """List what the request under way brought, the longest first, with each word of it."""
    request = current.get()
    if request is None:
        return []
    values = {str(value) for value in _values_of(request)}
    parts = values | {word for value in values for word in value.split()}
    # Addresses are told as they came over the wire, too.
    parts |= {quote(part) for part in parts if not part.isascii()}
    return sorted((part for part in parts if len(part) >= _LEAST), key=len, reverse=True)[:_MOST_PARTS]


def _values_of(request: Any) -> Iterator[Any]:
    yield request.META.get("QUERY_STRING", "")
    # Neither is read here for the first time: a body may be half read, and nobody may have signed in.
    for given in (request.__dict__.get("GET"), request.__dict__.get("_post")):
        for _name, values in given.lists() if given else ():
            yield from values
    yield from _names_of_files(request)
    yield from _texts_of_json(request)
    if match := request.resolver_match:
        yield from (value for value in match.kwargs.values() if isinstance(value, str))
    else:
        yield from (request.path_info, *request.path_info.split("/"))
    if user := request.__dict__.get("_cached_user"):
        yield from (getattr(user, name, "") for name in ("username", "email", "first_name", "last_name"))


def _names_of_files(request: Any) -> Iterator[str]:
    """A picture may be called after who is in it; its name is told with its ending and without."""
    files = request.__dict__.get("_files")
    for _name, uploads in files.lists() if files else ():
        for upload in uploads:
            yield from (upload.name or "", (upload.name or "").rpartition(".")[0])


def _texts_of_json(request: Any) -> list[str]:
    """Read the texts of a JSON body once; what is no JSON counts as one text."""
    found: list[str] | None = request.__dict__.get("_texts_of_json")
    if found is None:
        body: bytes = request.__dict__.get("_body", b"")
        if not body or request.content_type != "application/json":
            return []
        try:
            found = list(_texts_in(json.loads(body)))
        except (ValueError, RecursionError):
            found = [body.decode("utf-8", "replace")]
        request.__dict__["_texts_of_json"] = found
    return found


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(item)
