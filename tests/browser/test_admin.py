"""The desk in a real browser, under the real Content-Security-Policy."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "كلمة-مرور-طويلة"


def sign_in(page, live_server):
    page.goto(f"{live_server.url}/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]:not([name=language])")
    page.wait_for_selector("text=ما ينتظرك")
    page.wait_for_load_state()  # its scripts listen by then


def test_an_editor_signs_in_writes_and_publishes(page, live_server, editor, complaints):
    sign_in(page, live_server)
    page.click("text=مقال جديد")
    page.fill("[name=headline]", "افتتاح مكتبة الحي")
    body = page.locator(".ProseMirror")
    body.click()
    page.keyboard.type("افتتحت البلدية مكتبة جديدة. ")
    page.click("[aria-label=غامق]")
    page.keyboard.type("ودعت السكان")
    page.click("[aria-label=غامق]")
    page.keyboard.press("Enter")
    page.keyboard.type("The library opens at nine.")
    page.fill("input.chip-input", "مكتبات")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=حُفظ المقال مسودة")
    article = Article.objects.get()
    assert article.body == (
        "<p>افتتحت البلدية مكتبة جديدة. <strong>ودعت السكان</strong></p><p>The library opens at nine.</p>"
    )
    page.click("button[value=publish]")
    page.wait_for_selector("text=حالة المقال الآن: منشور")
    article.refresh_from_db()
    assert article.is_public
    assert article.keywords.names() == ["مكتبات"]
    page.goto(f"{live_server.url}{article.get_absolute_url()}")
    expect(page.locator("h1")).to_have_text("افتتاح مكتبة الحي")
    assert complaints == []


def test_an_english_paragraph_ends_with_its_stop_at_the_right_side(page, live_server, editor):
    article = make_article(body="<p>نص عربي.</p><p>An English sentence.</p>")
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    # Where the letters of the line stand: the stop comes after the last letter, at its right.
    places = page.evaluate(
        """() => {
            const text = document.querySelectorAll('.ProseMirror p')[1].firstChild
            const at = (n) => {
                const letter = document.createRange()
                letter.setStart(text, n)
                letter.setEnd(text, n + 1)
                return letter.getBoundingClientRect().x
            }
            return [at(0), at(text.length - 2), at(text.length - 1)]
        }"""
    )
    assert places == sorted(places)


def test_leaving_with_unsaved_words_asks_first(page, live_server, editor):
    article = make_article()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.locator(".ProseMirror").click()
    page.keyboard.type("كلمة")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]


def test_a_lost_session_keeps_the_text_on_the_page(page, live_server, editor):
    article = make_article()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.fill("[name=headline]", "عنوان لم يضع")
    page.context.clear_cookies()
    page.click("[name=_save]")
    page.wait_for_selector("text=انتهت جلستك")
    assert page.input_value("[name=headline]") == "عنوان لم يضع"
    other = page.context.new_page()
    sign_in(other, live_server)
    # Back in the first window, the save goes on by itself.
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector("text=حُفظت النسخة 2")


def test_a_link_is_completed_ordered_and_saved_by_keyboard(page, live_server, editor, complaints):
    target = make_article(headline="إغلاق الميناء القديم")
    article = make_article(read_also=["أول"])
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    assert page.locator("[data-row-item]:visible").count() == 1  # blank rows come when they are wanted
    page.focus("[data-rows=read_also] [data-add]")
    page.keyboard.press("Enter")
    row = page.locator("[data-rows=read_also] [data-row-item]:visible").nth(1)
    row.locator("[name$=headline]").press_sequentially("اغلاق المينا")
    page.wait_for_selector("[role=option] >> text=إغلاق الميناء القديم")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowUp")
    page.click("[name=_save]")
    page.wait_for_selector("text=حُفظت النسخة 2")
    article.refresh_from_db()
    links = article.latest_revision.snapshot["read_also"]
    assert [(link["headline"], link.get("article")) for link in links] == [
        ("إغلاق الميناء القديم", target.pk),
        ("أول", None),
    ]
    assert complaints == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "articles/article/",
        "articles/section/",
        "articles/source/add/",
        "articles/image/add/",
        "tags/keyword/",
        "tags/keyword/merge/",
        "tags/keywordmerge/",
        "tags/keywordpair/",
        "newsroom/user/",
        "newsroom/user/add/",
        "auth/group/",
        "articles/importbatch/",
        "password_change/",
    ],
)
def test_the_pages_of_the_admin_keep_the_policy(page, live_server, complaints, path):
    make_user("editor", is_superuser=True)
    make_article()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/{path}")
    expect(page.locator("h1, #site-name").first).to_be_visible()
    assert complaints == []
