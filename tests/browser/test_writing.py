"""Writing in a real browser: lengths as one types, pasting, and what the body can hold."""

import pytest

from newsroom.arabic import reading_minutes, words
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
    assert "فيظهر منه: افتتحت البلدية مكتبة الحي الجديدة بعد عامين من العمل المتواصل في…" in guide.inner_text()
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
        "(text) => import('desk/counts').then((m) => [m.countWords(text), m.countMinutes(m.countWords(text))])",
        TEXT * 60,
    )
    assert counted == [words(TEXT * 60), reading_minutes(TEXT * 60)]
