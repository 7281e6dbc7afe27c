"""The fields of the desk that complete what one types, by keyboard, by mouse and by thumb."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tags.models import Keyword, KeywordAlias
from tests.browser.test_admin import sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def known(db):
    found, _made = Keyword.objects.ensure(["أحزاب", "أحزان", "جسور"])
    KeywordAlias.objects.create(name="قناطر", target=found["جسور"])
    return make_article(headline="إغلاق مرفأ النخيل", source="صحيفة المرسى", keywords=["جسور"])


def test_keywords_and_the_source_of_an_article_are_completed(page, live_server, editor, known, complaints):
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.fill("[name=headline]", "خبر جديد")
    field = page.locator("input.chip-input")
    offers = page.locator("[role=option]:visible")
    field.press_sequentially("احز")
    expect(offers).to_have_text(["أحزاب", "أحزان"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator(".chip bdi")).to_have_text(["أحزاب"])
    expect(offers).to_have_count(0)
    field.press_sequentially("قناط")
    expect(offers).to_have_text(["جسورقناطر"])  # by its other name, which stands beside it
    offers.first.click()
    expect(page.locator(".chip bdi")).to_have_text(["أحزاب", "جسور"])
    source = page.locator("[name=source]")
    source.press_sequentially("صحيفه")
    expect(offers).to_have_text(["صحيفة المرسى"])
    source.press("Escape")
    expect(offers).to_have_count(0)
    source.press("ArrowDown")  # asks again
    expect(offers).to_have_count(1)
    source.press("ArrowDown")
    expect(source).to_have_attribute("aria-activedescendant", offers.first.get_attribute("id"))
    source.press("Enter")
    expect(source).to_have_value("صحيفة المرسى")
    page.click("[name=_save]")
    page.wait_for_selector("text=حُفظ المقال مسودة")
    article = Article.objects.exclude(pk=known.pk).get()
    assert (list(article.keywords.names()), article.source.name) == (["أحزاب", "جسور"], "صحيفة المرسى")
    assert complaints == []


def test_a_late_answer_does_not_open_the_list_again(page, live_server, editor, known):
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    held = []
    page.route("**/complete/**", lambda route: held.append(route))
    source = page.locator("[name=source]")
    offers = page.locator("[role=option]:visible")
    source.press_sequentially("صحي")
    with page.expect_request("**/complete/**"):
        pass
    page.locator("[name=headline]").focus()
    page.wait_for_timeout(300)  # what loses the focus closes its list a little later
    source.focus()
    for route in held:
        route.fulfill(json={"results": [{"value": "صحيفة المرسى", "note": ""}]})
    page.wait_for_timeout(300)
    expect(offers).to_have_count(0)


def test_a_keyword_to_merge_is_completed_on_a_phone(phone, live_server, editor, known):
    sign_in(phone, live_server)
    phone.goto(f"{live_server.url}/admin/tags/keyword/merge/?keyword={Keyword.objects.get(name='أحزان').pk}")
    phone.locator("#add-keyword").press_sequentially("أحزا")
    offer = phone.locator("[role=option]:visible").first
    expect(offer).to_have_text("أحزاب")
    offer.tap()
    expect(phone.locator("#add-keyword")).to_have_value("أحزاب")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.click("text=اعرض ما سيحدث")
    expect(phone.locator("button:has-text('دمج في')")).to_be_visible()
