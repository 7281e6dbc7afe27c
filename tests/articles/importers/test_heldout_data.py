"""Pages in tests/data (heldout, outlets, fresh …), each a paste with the record that a reader expects of it.

They were written without sight of the parser. `dropped` numbers the lines (from 1) that belong to no body,
headlines, captions and labels included; `either` numbers those of which two readings are defensible. A key
that an article leaves out is not to be compared.
"""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDERS = [
    DATA / name for name in ("heldout", "outlets", "fresh", "newsstand", "unread", "kiosk", "latest", "rack")
]
PAGES = sorted(page for folder in FOLDERS for page in folder.glob("*.txt"))
TEXTS = {"headline", "source", "byline"}
MOMENTS = {"published_at", "updated_at"}
LINKS = {"read_also", "similar"}
KEYS = TEXTS | MOMENTS | LINKS | {"keywords", "images", "body"}


def whitespace_folded(text):
    return " ".join(text.split())


def lines_of(page):
    return page.read_bytes().decode("utf-8-sig").splitlines()


def expected_of(page):
    return json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))


def texts_of(article):
    """All that an article takes from its page in the page's own words."""
    yield from (article[key] for key in TEXTS if article.get(key))
    yield from article["body"] + article.get("keywords", [])
    yield from (link["headline"] for key in LINKS for link in article.get(key, []))
    yield from (text for image in article.get("images", []) for text in image.values())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_there_are_as_many_expectations_as_pages(folder):
    names = {suffix: {path.stem for path in folder.glob(f"*{suffix}")} for suffix in (".txt", ".json")}
    assert names[".txt"]
    assert names[".txt"] == names[".json"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_expected_of_a_page_is_printed_on_it(page):
    lines, expected = lines_of(page), expected_of(page)
    printed = whitespace_folded(" ".join(lines))
    taken = [text for article in expected["articles"] for text in texts_of(article)]
    assert [text for text in taken if text not in printed] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_line_with_text_is_body_or_dropped_or_open(page):
    lines, expected = lines_of(page), expected_of(page)
    out = [number for key in ("dropped", "either") for number in expected.get(key, [])]
    assert len(out) == len(set(out))
    assert all(lines[number - 1].strip() for number in out)
    paragraphs = [paragraph for article in expected["articles"] for paragraph in article["body"]]
    for number, line in enumerate(lines, 1):
        if number not in out and line.strip():
            assert any(paragraph in whitespace_folded(line) for paragraph in paragraphs), (number, line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_an_expectation_has_the_form_of_a_record(page):
    expected = expected_of(page)
    assert expected["notes"]
    assert expected["articles"]
    for article in expected["articles"]:
        assert article.keys() <= KEYS
        for key in MOMENTS & article.keys():
            stated = article[key]
            if stated and "T" in stated:
                assert datetime.fromisoformat(stated).utcoffset() is not None
            elif stated:
                assert date.fromisoformat(stated)
