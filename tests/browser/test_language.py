"""The language desk in a real browser: marks in the text, mending, undo, letting stand."""

import pytest
from playwright.sync_api import expect

from articles.models import IgnoredProblem
from tests.browser.test_admin import sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)
BODY = (
    "<p>غادر الوفد الى دمشق, ثم عاد.</p><p>وقال <strong>وزير الخارجيه</strong> إن «الاتفاق تم. 🎉 و10 يوم</p>"
)


@pytest.fixture
def form(page, live_server, editor, complaints):
    article = make_article(status="draft", headline="زيارة الى دمشق", body=BODY)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.wait_for_selector(".slip-item")
    page.article = article
    yield page
    assert complaints == []


def body_of(page):
    return page.locator("[name=body]").evaluate("field => field.value")


def item(page, words):
    return page.locator(".slip-item", has_text=words)


def test_slips_are_marked_in_the_text_and_listed_beside_it(form):
    assert form.locator(".ProseMirror .slip").all_inner_texts() == ["الى", ",", "الخارجيه", "«", "يوم"]
    expect(form.locator(".slip-item")).to_have_count(6)
    expect(form.locator("#language-desk [data-status]")).to_have_text("6 ملاحظات")
    error = form.locator(".slip-item-error")
    assert "علامة تنصيص بلا نظيرها" in error.inner_text()
    assert error.locator(".slip-fix").count() == 0


def test_a_slip_is_mended_by_one_click_and_the_editors_own_undo_takes_it_back(form):
    item(form, "المعدود").locator(".slip-fix").click()
    expect(form.locator(".slip-item")).to_have_count(5)
    assert "🎉 و10 أيام" in body_of(form)
    form.locator(".ProseMirror").focus()
    form.keyboard.press("Control+z")
    assert "🎉 و10 يوم" in body_of(form)
    expect(form.locator(".slip-item")).to_have_count(6)


def test_all_that_is_safe_is_mended_at_once_and_keeps_the_formatting(form):
    form.click("[data-fix-all]")
    expect(form.locator(".slip-item")).to_have_count(3)
    assert form.input_value("[name=headline]") == "زيارة إلى دمشق"
    assert body_of(form).startswith("<p>غادر الوفد إلى دمشق، ثم عاد.</p>")
    item(form, "التاء المربوطة").locator(".slip-fix").click()
    assert "<strong>وزير الخارجية</strong>" in body_of(form)
    form.locator(".ProseMirror").focus()
    form.keyboard.press("Control+z")
    form.keyboard.press("Control+z")
    assert body_of(form).startswith("<p>غادر الوفد الى دمشق, ثم عاد.</p>")


def test_the_undo_of_the_browser_takes_back_what_was_mended_in_the_headline(form):
    form.locator(".slip-item").first.locator(".slip-fix").click()
    assert form.input_value("[name=headline]") == "زيارة إلى دمشق"
    form.locator("[name=headline]").focus()
    form.keyboard.press("Control+z")
    assert form.input_value("[name=headline]") == "زيارة الى دمشق"


def test_typing_moves_the_marks_and_is_checked_again(form):
    form.locator(".ProseMirror p").first.click()
    form.keyboard.press("Home")
    form.keyboard.type("إقرأ: ")
    form.wait_for_selector("text=همزة وصل كتبت همزة قطع")
    item(form, "فاصلة لاتينية").locator(".slip-fix").click()
    assert "دمشق، ثم عاد" in body_of(form)


def test_a_slip_let_stand_in_the_article_is_not_told_of_again(form, editor):
    stood = item(form, "التاء المربوطة")
    stood.locator("summary").click()
    stood.get_by_text("في هذا المقال").click()
    expect(form.locator(".slip-item")).to_have_count(5)
    kept = IgnoredProblem.objects.get()
    assert (kept.rule, kept.article, kept.by) == ("final-teh", form.article.external_id, editor)
    form.reload()
    form.wait_for_selector(".slip-item")
    expect(form.locator(".slip-item")).to_have_count(5)


def test_the_keyboard_walks_through_the_slips_and_mends_them(form):
    form.locator(".ProseMirror").focus()
    form.keyboard.press("Control+.")
    form.keyboard.press("Control+.")
    assert form.evaluate("document.activeElement.getAttribute('aria-label')") == "صحّح: الى إلى إلى"
    form.keyboard.press("Enter")
    expect(form.locator(".slip-item")).to_have_count(5)
    assert "غادر الوفد إلى دمشق" in body_of(form)
    assert form.evaluate("document.activeElement.closest('.slip-item') !== null")
    form.keyboard.press("Escape")
    assert form.evaluate("document.activeElement.classList.contains('ProseMirror')")


def test_a_text_in_another_language_is_not_read(form):
    form.select_option("select[name=language]", "en")
    form.wait_for_selector("text=مكتب اللغة يقرأ النصوص العربية وحدها.")
    expect(form.locator(".slip")).to_have_count(0)
