from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.arabic import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("رئيس البلدية يقود وفدا", "رئيس-البلدية-يقود-وفدا"),
        ("وتُعدّ الـزيارة", "وتعد-الزيارة"),  # marks and tatweel
        ("مسؤول إلى آسيا", "مسؤول-إلى-آسيا"),  # letters as spelled
        ("  «طلبا سوريا»: هل يقبل؟ ", "طلبا-سوريا-هل-يقبل"),
        ("سوريا .. اشتباكات", "سوريا-اشتباكات"),
        ("نمو 10% في G20", "نمو-10-في-g20"),
        ("كلمة\u200fأخرى\u00a0ثالثة", "كلمةأخرى-ثالثة"),
        ("a/b?c#d&e", "a-b-c-d-e"),
        ("؟؟؟ …", ""),
        ("\x00\ud800", ""),
        ("", ""),
    ],
)
def test_a_slug_joins_the_words_by_hyphens(text, slug):
    assert slugify(text) == slug


def test_a_slug_ends_at_a_whole_word():
    slug = slugify("كلمة " * 50, max_bytes=100)
    assert slug == "كلمة-كلمة-كلمة-كلمة"  # 24 bytes a word and 1 a hyphen
    assert len(quote(slug)) == 99


def test_one_endless_word_is_cut_between_letters():
    assert slugify("س" * 500, max_bytes=20) == "سسس"


@given(st.text(), st.integers(min_value=12, max_value=200))
def test_a_slug_fits_once_percent_encoded_and_survives_it(text, max_bytes):
    slug = slugify(text, max_bytes=max_bytes)
    assert len(quote(slug)) <= max_bytes
    assert unquote(quote(slug)) == slug
    assert not slug.startswith("-")
    assert not slug.endswith("-")


@given(st.text())
def test_a_slug_is_its_own_slug(text):
    assert slugify(slugify(text)) == slugify(text)
