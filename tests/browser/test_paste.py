"""Paste a page at the desk in a real browser, under the real Content-Security-Policy."""

import json
import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, ImportedPage, Status
from tests.browser.test_admin import PASSWORD, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/admin/articles/article/paste/"
PAGE = """وصول أول قطار إلى محطة السفح الجديدة

17 مايو 2024

وصل أول قطار إلى محطة السفح الجديدة صباح الجمعة، وكان في استقباله مئات السكان والتلاميذ.

وقال رئيس المحطة إن الرحلات ستنطلق كل ساعة، وإن التذاكر ستباع في الأكشاك القديمة.

سوق الأكشاك القديمة

ويبيع أربعون تاجرا في السوق المجاورة ما يحتاج إليه المسافر في طريقه إلى الساحل.

المصدر: صحيفة المرسى
"""
FRENCH = "Une médiathèque à Safh\n\nLa ville a inauguré jeudi une médiathèque près du marché.\n"


def open_paste(page, live_server):
    sign_in(page, live_server)
    page.goto(f"{live_server.url}{PATH}")
    page.wait_for_selector("html.with-js")


def paste(page, text=PAGE):
    page.fill("[name=text]", text)
    page.wait_for_selector(".line >> nth=0")


def role_of(page, line, role):
    label = page.locator(f'#line-{line}[data-role="{role}"] .fate-role')
    expect(label).to_have_text(re.compile(r"\S"))
    # A new line is laid out with the next frame (content-visibility), and has no inner text before.
    return label.text_content()


def selected(page):
    return [int(line) for line in page.eval_on_selector_all(
        '.line[aria-selected="true"]', "rows => rows.map((row) => row.dataset.line)"
    )]  # fmt: skip


def test_an_editor_pastes_corrects_by_keyboard_and_makes_drafts(page, live_server, editor, complaints):
    sign_in(page, live_server)
    page.click(".desk-ways >> text=لصق صفحة")
    page.wait_for_selector("html.with-js")
    paste(page)
    assert role_of(page, 1, "headline") == "العنوان"
    expect(page.locator("#paste-summary")).to_contain_text("مقال واحد")
    page.focus("#paste-lines")
    for _n in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("3")
    assert role_of(page, 5, "subheading") == "عنوان فرعي"
    expect(page.locator("#line-5")).to_contain_text("مصحَّح")
    expect(page.locator("#paste-said")).to_have_text("السطر 5: عنوان فرعي")
    assert page.locator("#paste-lines").get_attribute("aria-activedescendant") == "line-5"
    page.wait_for_selector("#paste-cards h2:has-text('وصل أول قطار')")
    page.click("[name=_make]")
    page.wait_for_selector("text=مسودة جديدة واحدة")
    page.wait_for_load_state()  # by then the page has forgotten what it kept of the text
    article = Article.objects.get()
    assert article.status == Status.DRAFT
    assert "<h2>وصل أول قطار" in article.body
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('paste-'))") == []
    page.click(".pasted-title")
    page.wait_for_selector(".ProseMirror")
    assert complaints == []


def test_a_range_is_chosen_given_a_role_and_taken_back_by_keyboard(page, live_server, editor, complaints):
    open_paste(page, live_server)
    paste(page)
    page.focus("#paste-lines")
    for key in ("End", "ArrowUp", "ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert selected(page) == [9, 10, 11]
    page.keyboard.press("0")
    role_of(page, 9, "tools")
    role_of(page, 11, "tools")
    assert role_of(page, 10, "blank") == "فارغ"
    expect(page.locator("#paste-said")).to_have_text("الأسطر من 9 إلى 11: أدوات الصفحة، تُركت")
    page.keyboard.press("Control+z")
    role_of(page, 11, "paragraph")
    page.keyboard.press("Control+Shift+z")
    role_of(page, 11, "tools")
    page.keyboard.press("Delete")
    role_of(page, 11, "paragraph")
    assert page.locator("[name=roles]").input_value() == "[]"
    assert complaints == []


def test_the_menu_of_roles_opens_by_click_and_by_key_and_closes(page, live_server, editor, complaints):
    open_paste(page, live_server)
    paste(page)
    page.click("#line-9")
    menu = page.locator("#role-menu")
    assert menu.is_visible()
    page.click("#role-menu >> text=عنوان فرعي")
    role_of(page, 9, "subheading")
    assert page.evaluate("document.activeElement.id") == "paste-lines"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.role") == "subheading"
    page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert page.evaluate("document.activeElement.id") == "paste-lines"
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    role_of(page, 9, "headline")
    page.wait_for_selector("text=مقالان")
    expect(page.locator("#line-11")).to_contain_text("المقال 2")
    assert complaints == []


def test_the_menu_is_seen_whole_wherever_its_line_stands(page, live_server, editor):
    open_paste(page, live_server)
    paste(page, "\n".join([PAGE] * 4))
    for height in (900, 620):
        page.set_viewport_size({"width": 1280, "height": height})
        rows = page.locator(".line:not([data-role=blank])")
        for number in range(0, rows.count(), 6):
            rows.nth(number).click()
            menu = page.locator("#role-menu").bounding_box()
            assert menu["y"] >= 0
            assert menu["y"] + menu["height"] <= page.locator(".save-bar").bounding_box()["y"] + 1
            page.keyboard.press("Escape")


def test_the_source_of_a_page_is_read_as_its_text(page, live_server, editor, complaints):
    open_paste(page, live_server)
    paste(page, "<html><body><h1>سوق جديدة للسمك</h1><p>افتتحت البلدية <b>سوقا</b> جديدة.</p></body></html>")
    assert role_of(page, 1, "headline") == "العنوان"
    assert page.input_value("[name=text]") == "سوق جديدة للسمك\n\nافتتحت البلدية سوقا جديدة.\n"
    expect(page.locator("#paste-summary")).to_contain_text("مصدر HTML")
    assert page.locator("#paste-offer").is_hidden()
    page.click("[name=_make]")
    page.wait_for_selector("text=مسودة جديدة واحدة")
    assert Article.objects.get().headline == "سوق جديدة للسمك"
    assert complaints == []


def test_a_text_that_was_refused_makes_no_drafts_of_the_one_before(page, live_server, editor, settings):
    open_paste(page, live_server)
    paste(page)
    page.wait_for_selector("[name=_make]:enabled")
    settings.IMPORT_PAGE_MAX_BYTES = 2000
    page.fill("[name=text]", PAGE * 4)
    page.wait_for_selector("#paste-trouble:has-text('الصفحة أطول مما يُقرأ')")
    assert page.locator("[name=_make]").is_disabled()


def test_a_text_that_is_much_too_long_is_not_even_sent(page, live_server, editor, settings):
    settings.IMPORT_PAGE_MAX_BYTES = 200
    open_paste(page, live_server)
    sent = []
    page.on("request", lambda request: "parse" in request.url and sent.append(request))
    page.fill("[name=text]", PAGE)
    page.wait_for_selector("#paste-trouble:has-text('الصفحة أطول مما يُقرأ')")
    assert sent == []


def test_a_phone_chooses_several_lines_by_touch(phone, live_server, editor):
    open_paste(phone, live_server)
    paste(phone)
    phone.tap("[data-several]")
    phone.tap("#line-9")
    phone.locator("#line-11").tap()
    assert selected(phone) == [9, 10, 11]
    phone.locator("#role-menu [data-role=comments]").tap()
    role_of(phone, 9, "comments")
    role_of(phone, 11, "comments")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_first_tap_far_down_the_list_reaches_its_line(phone, live_server, editor):
    open_paste(phone, live_server)
    paste(phone, "\n".join([PAGE] * 4))
    row = phone.locator("#line-39")
    row.scroll_into_view_if_needed()
    phone.wait_for_timeout(300)  # rows that were out of sight take their true height
    row.tap()
    assert selected(phone) == [39]
    expect(phone.locator("#role-menu")).to_be_visible()


def test_corrections_follow_their_lines_when_the_text_changes(page, live_server, editor):
    open_paste(page, live_server)
    paste(page)
    page.click("#line-9")
    page.keyboard.press("9")
    role_of(page, 9, "similar")
    page.fill("[name=text]", "سطر فوق الصفحة\n\n" + PAGE)
    role_of(page, 11, "similar")


def test_a_lost_session_keeps_the_text_and_the_corrections(page, live_server, editor):
    open_paste(page, live_server)
    paste(page)
    page.context.clear_cookies()
    page.click("#line-9")
    page.keyboard.press("9")
    page.wait_for_selector("#paste-trouble:has-text('انتهت جلستك')")
    page.click("[name=_make]")
    page.wait_for_selector("dialog#signin[open]")
    assert page.input_value("[name=text]") == PAGE
    page.fill("#signin-password", PASSWORD)
    page.click("#signin button[type=submit]")
    page.wait_for_selector("text=مسودة جديدة واحدة")
    assert [fate["role"] for fate in ImportedPage.objects.get().fates if fate.get("given")] == ["similar"]


def test_leaving_asks_first_and_the_text_is_offered_back(page, live_server, editor):
    open_paste(page, live_server)
    paste(page)
    page.click("#line-9")
    page.keyboard.press("9")
    role_of(page, 9, "similar")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]
    page.goto(f"{live_server.url}{PATH}")
    page.click("[data-offer-take]")
    role_of(page, 9, "similar")
    assert page.input_value("[name=text]") == PAGE
    assert page.locator("#paste-offer").is_hidden()


def test_a_text_left_here_is_not_offered_to_another_person(page, live_server, editor):
    open_paste(page, live_server)
    paste(page)
    make_user("other", group="editor")
    page.context.clear_cookies()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/admin/")
    page.fill("[name=username]", "other")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]:not([name=language])")
    page.wait_for_selector("text=ما ينتظرك")
    page.goto(f"{live_server.url}{PATH}")
    page.wait_for_selector("html.with-js")
    assert page.locator("#paste-offer").is_hidden()


def test_a_file_is_dropped_and_one_of_unclear_encoding_asks(page, live_server, editor, complaints):
    open_paste(page, live_server)
    data = list(FRENCH.encode("cp1252"))
    drop(page, data)
    page.wait_for_selector("#paste-encoding:visible")
    complaints.clear()  # the browser tells of the answer that refused the file
    page.select_option("[name=encoding]", "cp1252")
    assert role_of(page, 1, "headline") == "العنوان"
    assert page.input_value("[name=text]") == FRENCH
    assert page.input_value("[name=name]") == "صفحة.txt"
    assert page.locator("#paste-encoding").is_hidden()
    # A file takes the place of what was pasted, which is offered back.
    drop(page, list("نص من ملف آخر.".encode()))
    page.wait_for_selector("#line-1:has-text('نص من ملف آخر')")
    page.click("[data-offer-take]")
    page.wait_for_selector("#line-1:has-text('médiathèque')")
    assert complaints == []


def drop(page, data):
    page.evaluate(
        """(data) => {
            const files = new DataTransfer()
            files.items.add(new File([new Uint8Array(data)], "صفحة.txt", { type: "text/plain" }))
            const event = new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true })
            document.getElementById("paste-input").dispatchEvent(event)
        }""",
        data,
    )


def test_the_lines_are_a_list_that_a_screen_reader_can_use(page, live_server, editor):
    open_paste(page, live_server)
    paste(page)
    box = page.get_by_role("listbox", name="أسطر الصفحة")
    assert box.get_attribute("aria-multiselectable") == "true"
    assert box.get_by_role("option").count() == len(PAGE.splitlines())
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert box.get_by_role("option", selected=True).inner_text().split()[:2] == ["3", "التاريخ"]
    page.keyboard.press("Enter")
    assert (
        page.get_by_role("menuitemradio", name="التاريخ", exact=True).get_attribute("aria-checked") == "true"
    )


def test_what_was_read_is_not_lost_while_a_newer_answer_is_awaited(page, live_server, editor):
    """An answer that comes late, of a text that is no longer there, is not shown."""
    open_paste(page, live_server)
    held = []
    page.route(
        "**/paste/parse/", lambda route: held.append(route) or (route.continue_() if len(held) > 1 else None)
    )
    page.fill("[name=text]", "عنوان قديم\n\nوقال المهندس إن العمل انتهى.")
    page.wait_for_timeout(600)
    page.fill("[name=text]", PAGE)
    role_of(page, 1, "headline")
    assert len(held) == 2
    expect(page.locator("#line-1")).to_contain_text("أول قطار")


def test_without_scripts_the_page_is_read_and_made(page_without_javascript, live_server, editor):
    page = page_without_javascript
    sign_in(page, live_server)
    page.goto(f"{live_server.url}{PATH}")
    page.fill("[name=text]", PAGE)
    page.click("[name=_parse]")
    expect(page.locator("#line-1 .fate-role")).to_have_text("العنوان")
    page.fill("[name=first]", "9")
    page.select_option("[name=role]", "similar")
    page.click("[name=_correct]")
    assert page.locator("#line-9").get_attribute("data-role") == "similar"
    assert json.loads(page.input_value("[name=roles]"))[0][:2] == [9, "similar"]
    page.click("[name=_make]")
    expect(page.locator("text=مسودة جديدة واحدة")).to_be_visible()
