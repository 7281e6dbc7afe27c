"""Writing in a real browser: lengths as one types, pasting, and what the body can hold."""

import pytest

from newsroom.arabic import reading_minutes, words
from tests.articles.test_clipboard import LONG, NAMES, clipping, comparable, expected
from tests.browser.test_admin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def open_form(page, live_server, article=None):
    sign_in(page, live_server)
    place = f"{article.pk}/change" if article else "add"
    page.goto(f"{live_server.url}/admin/articles/article/{place}/")
    return page.locator(".ProseMirror")


def test_lengths_are_told_as_one_types(page, live_server, editor, complaints):
    body = open_form(page, live_server)
    guide = page.locator("#id_headline-length")
    page.fill("[name=headline]", "افتتاح مكتبة الحيّ")
    assert guide.inner_text().strip() == "17 حرفا · قصير"
    page.fill("[name=headline]", "البلدية تفتتح مكتبة الحي الجديدة بعد عامين من العمل")
    assert guide.get_attribute("data-level") == "good"
    page.fill(
        "[name=headline]",
        "افتتحت البلدية مكتبة الحي الجديدة بعد عامين من العمل المتواصل في وسط المدينة القديمة",
    )
    assert (
        "فيظهر منه: افتتحت البلدية مكتبة الحي الجديدة بعد عامين من العمل المتواصل في…" in guide.inner_text()
    )
    count = page.locator(".editor-count")
    assert count.inner_text() == "لا كلمات"
    body.click()
    page.keyboard.type("كلمة ثانية")
    assert count.inner_text() == "كلمتان · دقيقة قراءة واحدة"
    assert complaints == []


# Marks, joiners, digits beside letters, other scripts, presentation forms and marks between words.
TEXT = "قالَ الـ65 شخصا: «لا»، و12.5% من ﺍﻟﺠﺰﻳﺮﺓ و٣٤ NASA's naïve — می‌روم ﷺ a_b ـ 2024/5/1 "


def test_the_browser_counts_words_as_the_newsroom_does(page, live_server, editor):
    open_form(page, live_server)
    counted = page.evaluate(
        """async (text) => {
            const { countWords, countMinutes } = await import('desk/counts')
            return [countWords(text), countMinutes(countWords(text))]
        }""",
        TEXT * 60,
    )
    assert counted == [words(TEXT * 60), reading_minutes(TEXT * 60)]


def paste(page, html="", text=""):
    """Paste as a browser does, with the formats that the other program put on the clipboard."""
    page.evaluate(
        """([html, text]) => {
            const data = new DataTransfer()
            if (html) data.setData('text/html', html)
            data.setData('text/plain', text)
            const options = { clipboardData: data, bubbles: true, cancelable: true }
            document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', options))
        }""",
        [html, text],
    )


def body_of(page):
    return page.locator("textarea[name=body]").evaluate("(field) => field.value")


def test_clippings_come_out_clean_as_on_the_server(page, live_server, editor, complaints):
    body = open_form(page, live_server)
    for name in NAMES:
        body.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        paste(page, clipping(name), "نص")
        assert comparable(body_of(page)) == comparable(expected(name)), name
        told = page.locator(".editor-notice").inner_text()
        assert told == ("صور لم تُلصق، أضيفوها من المكتبة: 1" if name == "page" else "")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    paste(page, text=f"{LONG}\n{LONG}\nالشهر ﺍﻟﻤﻘﺒﻞ.\n\nفقرة ثانية")
    assert body_of(page) == f"<p>{LONG} {LONG} الشهر المقبل.</p><p>فقرة ثانية</p>"
    assert complaints == []
