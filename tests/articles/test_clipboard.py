"""What is pasted without scripts; the browser's own cleaning meets the same clippings in tests/browser."""

import re
from pathlib import Path

import pytest

from articles.clipboard import clean_body, clean_text, join_lines
from articles.sanitizing import body_html, plain_text

CLIPPINGS = Path(__file__).parent.parent / "data" / "clipboard"
NAMES = ("word", "docs", "page", "pdf")


def clipping(name):
    return (CLIPPINGS / f"{name}.html").read_text(encoding="utf-8")


def expected(name):
    return (CLIPPINGS / f"{name}.clean.html").read_text(encoding="utf-8").strip()


def comparable(html):
    """Write a body so that what the editor adds makes no difference: a paragraph alone in an item or a cell,
    line ends, the kind of a list.
    """
    html = re.sub(r' colspan="1" rowspan="1"| data-type="\w+"', "", html)
    html = re.sub(r"(<(?:li|t[dh])(?: [^<>]*)?>)<p>", r"\1", html)
    html = re.sub(r"</p>\s*(?=</?(?:li|t[dh]|ul|ol)\b)", "", html)
    return re.sub(r">\s+<(?=/?(?:p|h\d|ul|ol|li|table|tbody|tr|t[dh]|blockquote)\b)", "><", html).strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_clipping_comes_out_clean(name):
    assert comparable(body_html(clean_body(clipping(name)))) == comparable(expected(name))


@pytest.mark.parametrize("name", NAMES)
def test_cleaning_again_changes_nothing(name):
    once = body_html(clean_body(clipping(name)))
    assert body_html(clean_body(once)) == once


def test_every_word_of_a_page_stays():
    text = plain_text(body_html(clean_body(clipping("page"))))
    for word in ("الصيادين", "وكالات", "«الموسم", "وفيرا", "اشترك", "كريم", "وسم", "خاتمة", "فارغ"):
        assert word in text


CLEAN = (
    '<p dir="ltr">A <a href="/x/">b</a></p>'
    '<figure><img src="/m.jpg"><figcaption>ج</figcaption></figure>\n<hr>'
)


def test_what_the_editor_made_stays_letter_for_letter():
    assert clean_body(CLEAN) == CLEAN


def test_text_pasted_beside_what_is_there_becomes_paragraphs():
    body = clean_body(f"{CLEAN}\nﺍﻟﻔﻘﺮﺓ الأولى\n\nالثانية < الأولى")
    assert body_html(body).endswith("<p>الفقرة الأولى</p>\n<p>الثانية &lt; الأولى</p>")
    assert "<figcaption>ج</figcaption>" in body


LONG = "وقالت البلدية في بيان إن العمل في الجسر الجديد سيبدأ مطلع"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ([LONG, LONG, "الشهر المقبل.", "انتهى"], [f"{LONG} {LONG} الشهر المقبل.", "انتهى"]),
        # Verses and lists are short, paragraphs end their sentences, two lines tell nothing.
        (["قفا نبك", "من ذكرى", "حبيب ومنزل"], ["قفا نبك", "من ذكرى", "حبيب ومنزل"]),
        ([f"{LONG}.", f"{LONG}.", f"{LONG}."], [f"{LONG}.", f"{LONG}.", f"{LONG}."]),
        ([LONG, LONG], [LONG, LONG]),
    ],
)
def test_only_broken_lines_are_joined(lines, joined):
    assert join_lines(lines) == joined


def test_a_plain_text_keeps_its_paragraphs():
    assert clean_text("أول\n\nثان\nثالث\r\n") == "أول\n\nثان\n\nثالث"


@pytest.mark.parametrize("depth", [200, 300, 5000])
def test_no_word_is_lost_however_deep_it_lies(depth):
    deep = f"{'<div>' * depth}الجسر{'</div>' * depth}<div>والنهر</div>"
    text = plain_text(body_html(clean_body(deep)))
    assert "الجسر" in text
    assert "والنهر" in text
