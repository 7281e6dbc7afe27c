"""The source of a page pasted in the place of its text is read as the text that a browser shows."""

import pytest

from articles.importers.page import parse_page
from articles.importers.sources import is_source, text_of_source

PAGE = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><title>سوق جديدة</title><script>var a = "<p>لا</p>"</script></head>
<body><nav><ul><li><a href="/">الرئيسية</a></li><li>رياضة</li></ul></nav><!-- تعليق -->
<article><h1>سوق جديدة  للسمك
في المرسى</h1><p>17 مايو 2024</p><p>افتتحت البلدية <b>سوقا</b> جديدة للسمك، وحضر مئات السكان.<br>وغنى
الأطفال.</p><p>وقالت رئيسة البلدية إن الدخول &laquo;مجاني&raquo;.</p></article>
<table><tr><td>المصدر: </td><td>صحيفة المرسى</td></tr></table></body></html>"""


def test_a_source_becomes_the_lines_that_a_browser_shows():
    assert text_of_source(PAGE) == (
        "• الرئيسية\n• رياضة\n\nسوق جديدة للسمك في المرسى\n\n17 مايو 2024\n\n"
        "افتتحت البلدية سوقا جديدة للسمك، وحضر مئات السكان.\nوغنى الأطفال.\n\n"
        "وقالت رئيسة البلدية إن الدخول «مجاني».\n\nالمصدر: صحيفة المرسى\n"
    )


def test_the_page_in_a_source_is_parsed_like_any_other():
    (parsed,) = parse_page(text_of_source(PAGE))
    record = parsed.record
    assert (record.headline, record.source) == ("سوق جديدة للسمك في المرسى", "صحيفة المرسى")
    assert record.published_at.date().isoformat() == "2024-05-17"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (PAGE, True),
        ("\ufeff\n <div><p>نص</p></div>", True),
        # Prose that mentions tags, and lines that begin with a sign.
        ("الوسم <p> يبدأ فقرة و</p> ينهيها، وكذلك <b> و</b>.", False),
        ("<b>خبر</b> عاجل", False),
        ("< عودة إلى الرئيسية\n\nعنوان", False),
        ("<<<", False),
        ("", False),
    ],
)
def test_a_source_is_told_from_prose(text, is_one):
    assert is_source(text) is is_one


@pytest.mark.parametrize("text", ["<p></p><p></p>", "<html></html></html>", "<div>" * 5000 + "نص</p></p>"])
def test_a_source_without_words_or_without_end_does_no_harm(text):
    assert text_of_source(text).strip() in (text, "نص")
