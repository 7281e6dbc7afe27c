"""Two people in one article: they see each other, take the text over, and merge what both wrote."""

import pytest

from articles import publishing
from articles.models import Revision
from articles.records import Record
from tests.browser.conftest import open_page
from tests.browser.test_admin import PASSWORD
from tests.browser.test_autosave import type_words, wait_until_kept
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
TAKE = "button:has-text('تولَّ التحرير')"


@pytest.fixture
def article(editor):
    return publishing.create(Record.from_mapping({"headline": "الميناء", "body": "<p>نص أول</p>"}), by=editor)


@pytest.fixture
def second(browser):
    yield from open_page(browser, viewport={"width": 1280, "height": 900})


def enter(page, live_server, username, article):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/admin/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]:not([name=language])")
    page.wait_for_selector("text=ما ينتظرك")
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")


@pytest.fixture
def two(page, second, live_server, editor, article):
    make_user("mona", group="editor", first_name="منى", last_name="سالم")
    enter(page, live_server, "editor", article)
    page.wait_for_load_state("networkidle")
    enter(second, live_server, "mona", article)
    return page, second


def test_the_second_sees_who_holds_the_text_and_cannot_type_into_it(two, complaints):
    first, second = two
    second.wait_for_selector("#presence:has-text('النص الآن في يد: ⁨editor⁩')", timeout=5_000)
    first.wait_for_selector("#presence:has-text('هنا أيضا: ⁨منى سالم⁩')", timeout=6_000)
    assert second.locator(".ProseMirror").get_attribute("contenteditable") == "false"
    assert second.locator("[name=_save]").is_disabled()
    assert first.locator(".ProseMirror").get_attribute("contenteditable") == "true"
    assert complaints == []


def test_taking_over_tells_the_other_and_keeps_their_text(two, article):
    first, second = two
    second.wait_for_selector(TAKE)
    type_words(first, "كلمات الأول")
    second.click(TAKE)
    second.wait_for_selector(".ProseMirror[contenteditable=true]")
    first.wait_for_selector("#presence:has-text('انتقل النص إلى: ⁨منى سالم⁩')", timeout=6_000)
    first.wait_for_selector("text=افتح نصك في تاريخ النسخ", timeout=6_000)
    kept = Revision.objects.get(kind="autosave")
    assert "كلمات الأول" in kept.snapshot["body"]
    type_words(second, "كلمات الثانية")
    second.click("[name=_save]")
    second.wait_for_selector("text=حُفظت النسخة 3")
    # The first takes it back, with words that the newest lacks: saving shows both.
    first.click(TAKE)
    first.wait_for_selector("[name=_save]:enabled")
    first.click("[name=_save]")
    first.wait_for_selector(".merge")
    first.click("text=احفظ الدمج")
    first.wait_for_selector("text=دُمج النصان")
    article.refresh_from_db()
    assert all(
        words in article.latest_revision.snapshot["body"] for words in ("كلمات الأول", "كلمات الثانية")
    )


def test_who_waits_gets_the_text_when_it_is_left(two, live_server):
    first, second = two
    second.wait_for_selector(TAKE)
    first.goto(f"{live_server.url}/admin/")
    second.wait_for_selector(".ProseMirror[contenteditable=true]", timeout=8_000)
    assert second.locator("#presence").is_hidden()


def test_who_saves_still_holds_the_text(two):
    first, second = two
    second.wait_for_selector(TAKE)
    for version in (2, 3):
        type_words(first, f"كلمة{version}")
        first.click("[name=_save]")
        first.wait_for_selector(f"text=حُفظت النسخة {version}")
    second.wait_for_selector("#presence:has-text('حُفظت نسخة أحدث: 3')", timeout=8_000)
    assert first.locator(".ProseMirror").get_attribute("contenteditable") == "true"
    second.click(TAKE)
    second.wait_for_selector(".ProseMirror[contenteditable=true]:has-text('كلمة3')")


def test_two_windows_of_one_person_lose_nothing_of_each_other(page, live_server, editor, article):
    enter(page, live_server, "editor", article)
    other = page.context.new_page()
    other.on("dialog", lambda dialog: dialog.accept())
    other.goto(page.url)
    other.wait_for_selector("text=مفتوح لديك في نافذة أخرى")
    type_words(page, "من الأولى")
    type_words(other, "من الثانية")
    wait_until_kept(other)
    page.click("[name=_save]")
    page.wait_for_selector("text=حُفظت النسخة 2")
    other.click("[name=_save]")
    other.wait_for_selector(".merge")
    bodies = " ".join(revision.snapshot["body"] for revision in article.revisions.all())
    assert "من الأولى" in bodies
    assert "من الثانية" in bodies
