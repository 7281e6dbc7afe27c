import pytest

from articles.models import Article, Source
from articles.readable import (
    EXCERPT_LENGTH,
    canonical_url,
    description,
    excerpt,
    original_url,
    shorten,
    shows_full_text,
)


def article(*, source=None, **fields):
    return Article(pk=1, slug="خبر", body="<p>فقرة أولى.</p><p>فقرة ثانية.</p>", source=source, **fields)


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("افتتحت البلدية جسرا", 50, "افتتحت البلدية جسرا"),
        ("افتتحت البلدية جسرا جديدا", 16, "افتتحت البلدية…"),
        ("قال الوزير، أمس، إنه", 12, "قال الوزير…"),  # no comma before the ellipsis
        ("كلمةواحدةطويلةجدا", 5, "كلمةو…"),
        ("  سطر\n آخر ", 50, "سطر آخر"),
    ],
)
def test_a_text_is_cut_between_words(text, length, expected):
    assert shorten(text, length) == expected


def test_the_excerpt_is_the_summary_else_the_first_paragraph():
    assert excerpt(article(summary="موجز")) == "موجز"
    assert excerpt(article()) == "فقرة أولى."
    assert description(article()) == "فقرة أولى."


def test_an_excerpt_of_a_text_of_one_paragraph_is_not_the_whole_text():
    body = f"<p>{'كلمة ' * 300}الأخيرة</p>"
    found = excerpt(Article(pk=1, slug="خبر", body=body))
    assert "الأخيرة" not in found
    assert len(found) <= EXCERPT_LENGTH + 1


@pytest.mark.parametrize(("rights", "whole"), [("full", True), ("excerpt", False), ("none", False)])
def test_the_whole_text_is_shown_where_the_source_allows(rights, whole):
    assert shows_full_text(article(source=Source(rights=rights))) is whole


def test_an_article_of_no_source_is_ours():
    assert shows_full_text(article())


@pytest.mark.parametrize(
    ("canonical", "source_url", "theirs"),
    [
        ("original", "https://marsa.example/1", True),
        ("ours", "https://marsa.example/1", False),
        ("original", "", False),
        ("original", "javascript:alert(1)", False),
    ],
)
def test_the_canonical_address_is_the_originals_where_the_source_asks(canonical, source_url, theirs):
    url = canonical_url(article(source=Source(canonical=canonical), source_url=source_url))
    assert (url == "https://marsa.example/1") is theirs


def test_the_way_to_the_original_falls_back_to_the_home_page():
    source = Source(homepage="https://marsa.example")
    assert original_url(article(source=source)) == "https://marsa.example"
    assert original_url(article()) == ""
