"""Saved pages in the layouts of outlets (our own prose), each with the record that a reader expects of it.

`may` are beginnings of lines of which two readings are defensible, `has` what must stand in the body, in a
table for instance. A key that a record leaves out is not compared.
"""

import io
import json
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from articles.importers import webpage
from articles.importers.encodings import detect_encoding
from articles.importers.reading import How
from articles.sanitizing import body_html

PAGES = sorted((Path(__file__).parents[2] / "data" / "saved").glob("*.html"))
_BLOCK = re.compile(r"<(p|h[2-6]|li|blockquote)>(.*?)</\1>", re.DOTALL)
PLAIN = ("headline", "source", "byline", "section", "summary", "url", "keywords")


def read(path):
    data = path.read_bytes()
    (parsed,) = webpage.read(io.BytesIO(data), How(detect_encoding(data)))
    return parsed.record


def blocks_of(body, may):
    texts = (" ".join(unescape(re.sub("<[^>]+>", "", text)).split()) for _tag, text in _BLOCK.findall(body))
    return [text for text in texts if text and not text.startswith(tuple(may))]


def described(record, told):
    """Say of a record what the expectation says of its page, in the same form."""
    found = {name: getattr(record, name) for name in PLAIN}
    found |= {name: [link["headline"] for link in getattr(record, name)] for name in ("read_also", "similar")}
    found |= {name: getattr(record, name) and getattr(record, name).timestamp() for name in DATES}
    found["body"] = blocks_of(body_html(record.body), told.get("may", ()))
    pictures = zip(record.images, told["images"], strict=True)
    found["images"] = [{name: one[name] for name in other} for one, other in pictures]
    return {name: value for name, value in found.items() if name in told}


DATES = ("published_at", "updated_at")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_saved_page_gives_the_record_that_a_person_reads_in_it(path):
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    record = read(path)
    for name in set(DATES) & told.keys():
        told[name] = datetime.fromisoformat(told[name]).timestamp()
    assert all(text in record.body for text in told.get("has", ()))
    assert described(record, told) == {
        name: value for name, value in told.items() if name not in ("may", "has")
    }
