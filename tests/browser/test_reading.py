"""The tools of a reader on an article: the size of the text, and hearing it."""

import pytest

from articles.reads import buffer
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)

# A browser of a test has no voices: this one has what a test gives it, and notes what it is asked to say.
SPEECH = """
  const heard = window.heard = [];
  const speech = Object.assign(new EventTarget(), {
    voices: VOICES,
    getVoices() { return this.voices; },
    speak(utterance) { heard.push([utterance.text, utterance.lang, utterance]); },
    cancel() { heard.length = 0; },
  });
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def article():
    return make_article(body="<p>افتتحت البلدية الجسر.</p><p>وقال المهندس كلاما.</p>")


def open_with_voices(page, address, voices):
    page.add_init_script(SPEECH.replace("VOICES", voices))
    page.goto(address)
    return page.locator(".tools")


def size_of(page):
    return page.locator(".body").evaluate("body => parseFloat(getComputedStyle(body).fontSize)")


def said(page):
    return page.evaluate("heard.map(([text, lang]) => [text, lang])")


def test_the_text_grows_and_stays_so_on_the_next_page(page, live_server, article, complaints):
    page.goto(live_server.url + article.get_absolute_url())
    usual = size_of(page)
    larger, smaller = (page.get_by_role("button", name=name) for name in ("تكبير النص", "تصغير النص"))
    assert smaller.get_attribute("aria-disabled") == "true"
    for _press in range(3):
        larger.click()
    assert larger.get_attribute("aria-disabled") == "true"
    # Pressed once more it stays as it is.
    larger.click(force=True)
    assert size_of(page) == pytest.approx(usual * 1.5, rel=0.01)
    page.reload()
    assert size_of(page) == pytest.approx(usual * 1.5, rel=0.01)
    for _press in range(3):
        smaller.click()
    assert size_of(page) == usual
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    assert complaints == []


def test_a_text_is_read_block_by_block_in_the_voice_of_its_language(page, live_server, article, complaints):
    voices = '[{ lang: "en-GB" }, { lang: "ar-SA" }]'
    tools = open_with_voices(page, live_server.url + article.get_absolute_url(), voices)
    tools.get_by_role("button", name="استمع", exact=True).click()
    assert said(page) == [
        [article.headline, "ar-SA"],
        ["افتتحت البلدية الجسر.", "ar-SA"],
        ["وقال المهندس كلاما.", "ar-SA"],
    ]
    tools.get_by_role("button", name="إيقاف الاستماع").click()
    assert said(page) == []
    tools.get_by_role("button", name="استمع", exact=True).click()
    page.evaluate("heard.at(-1)[2].onend({})")
    assert tools.get_by_role("button", name="استمع", exact=True).is_visible()
    assert complaints == []


def test_hearing_is_offered_once_a_voice_for_arabic_comes(page, live_server, article):
    tools = open_with_voices(page, live_server.url + article.get_absolute_url(), '[{ lang: "en-GB" }]')
    listen = tools.get_by_role("button", name="استمع", exact=True)
    assert tools.get_by_role("button").count() == 2
    come = (
        'speechSynthesis.voices = [{ lang: "ar" }]; speechSynthesis.dispatchEvent(new Event("voiceschanged"))'
    )
    page.evaluate(come)
    page.evaluate(come)
    assert listen.count() == 1


def test_without_a_script_nothing_is_offered(page_without_javascript, live_server, article):
    page_without_javascript.goto(live_server.url + article.get_absolute_url())
    assert page_without_javascript.locator(".tools").is_hidden()
    assert page_without_javascript.get_by_text("افتتحت البلدية الجسر.").is_visible()


def test_the_tools_push_nothing_aside(phone, live_server, article):
    phone.goto(live_server.url + article.get_absolute_url())
    room = phone.locator(".tools").bounding_box()["height"]
    phone.locator(".tools").evaluate("tools => tools.replaceChildren()")
    assert phone.locator(".tools").bounding_box()["height"] == pytest.approx(room, abs=1)


READER = "Object.defineProperty(navigator, 'webdriver', { get: () => false });"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36"


@pytest.fixture
def read(page, live_server, article):
    """Open the article as a person does, with a clock that a test turns; note what is posted."""
    posted = []
    page.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    page.set_extra_http_headers({"User-Agent": PHONE})
    page.add_init_script(READER)
    page.clock.install()
    buffer.take()
    page.goto(live_server.url + article.get_absolute_url())
    yield posted
    buffer.take()


def test_a_page_that_is_in_view_for_some_seconds_tells_once_that_it_was_read(page, article, read, complaints):
    page.clock.run_for(7_000)
    assert read == []
    with page.expect_response("**/reads/*/") as answer:
        page.clock.run_for(60_000)
    assert answer.value.status == 204
    [request] = read
    assert request.post_data is None
    assert "cookie" not in request.all_headers()
    assert buffer.take() == {article.pk: 1}
    assert complaints == []


def test_a_page_behind_others_is_not_read(page, read):
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.clock.run_for(60_000)
    assert read == []


def test_a_page_that_a_robot_opens_tells_nothing(page, live_server, article):
    posted = []
    page.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    page.clock.install()
    page.goto(live_server.url + article.get_absolute_url())
    page.clock.run_for(60_000)
    assert posted == []
