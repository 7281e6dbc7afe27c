"""Pages as common programs print them: what is text, what is a field, what is neither."""

import io
from pathlib import Path

import pytest
from lxml import html

from articles.importers import webpage
from articles.importers.encodings import detect_encoding
from articles.importers.reading import How
from articles.importers.webpage_text import prune_lists
from articles.sanitizing import body_html, plain_text

DATA = Path(__file__).parents[2] / "data" / "layouts"
HEADLINE = "سوق جديدة للسمك في مرسى النخيل"
OPENINGS = ["افتتحت بلدية", "وقال رئيس", "وختم الساحلي"]


def read(name):
    data = (DATA / name).read_bytes()
    (parsed,) = webpage.read(io.BytesIO(data), How(detect_encoding(data)))
    return parsed.record


@pytest.mark.parametrize(
    ("name", "openings", "published", "source", "byline", "keywords"),
    [
        (
            "wordpress.html", [*OPENINGS[:1], "أربعون محلا", *OPENINGS[1:]], "2024-12-31T07:30:00+00:00",
            "أخبار الساحل", "سلمى الحادي", ["أسماك", "أسواق"],
        ),
        ("blog.html", OPENINGS, "2024-12-31T10:30:00+03:00", "مدونة الساحل", "", ["أسماك"]),
        # Columns are tables, breaks are paragraphs, nothing is marked, and the bytes are windows-1256.
        ("tables-1256.html", OPENINGS, "2024-12-31T00:00:00+03:00", "الميناء", "", []),
    ],
)  # fmt: skip
def test_a_layout_gives_its_article(name, openings, published, source, byline, keywords):
    record = read(name)
    assert record.headline == HEADLINE
    lines = plain_text(body_html(record.body)).split("\n")
    assert len(lines) == len(openings)
    assert all(line.startswith(opening) for line, opening in zip(lines, openings, strict=True))
    assert record.published_at.isoformat() == published
    assert (record.source, record.byline, record.keywords) == (source, byline, keywords)


def test_lists_of_other_articles_are_links_by_their_kind():
    record = read("wordpress.html")
    assert [link["headline"] for link in record.read_also] == ["رصيف جديد في المرسى"]
    assert [link["headline"] for link in record.similar] == [
        "خبر أول قديم", "خبر ثان قديم", "مقروء أول", "مقروء ثان",
    ]  # fmt: skip
    assert [link["headline"] for link in read("tables-1256.html").similar] == [
        "خبر متعلق أول",
        "خبر متعلق ثان",
    ]


def test_a_picture_comes_in_full_size_with_caption_and_credit():
    assert read("wordpress.html").images == [
        {
            "url": "https://sahel.example/wp-content/uploads/market.jpg", "caption": "باعة في السوق",
            "credit": "الأناضول", "alt": "السوق",
        }
    ]  # fmt: skip


def test_a_label_within_a_list_that_is_out_already_ends_nothing():
    links = '<a href="/1">خبر أول في البلدة الكبيرة</a><a href="/2">خبر ثان في البلدة الكبيرة</a>'
    lists = f"<div><h3>إقرأ أيضاً</h3><div><h4>اقرأ أيضا</h4>{links}</div></div>"
    tree = html.document_fromstring(f"<body><p>افتتحت البلدية السوق.</p>{lists}</body>")
    found = prune_lists(tree, "https://a.example/")
    assert [link["url"] for link in found["read_also"]] == ["https://a.example/1", "https://a.example/2"]
