"""The public pages in a real browser, under the real Content-Security-Policy."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.crops import crop_all
from articles.models import Article, Section
from articles.views.pagination import PAGE_SIZE
from tests.articles.test_crops import give, halves, keep
from tests.browser.conftest import open_page
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (320, 390, 768, 1280, 1920)
LONG = "بعد ثلاثة أشهر من المشاورات يوقع المجلس البلدي في مرسى النخيل اتفاقا مع WaterLog Industries"
BODY = f"""<p>نص عربي.</p><p>An English sentence.</p><h2>فقرة</h2><ul><li>بند</li></ul>
<blockquote><p>قول</p></blockquote><p>https://example.org/{"a" * 90}</p>
<table><tr>{"<td>خلية في جدول</td>" * 8}</tr></table>"""

# Contrast by WCAG 2.1, 1.4.3: of every element with words of its own, against the nearest solid ground.
LOW_CONTRAST = """() => {
  const parse = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const own = node => [...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  return [...document.body.querySelectorAll("*")]
    .filter(node => own(node) && node.checkVisibility() && !node.closest("[aria-hidden=true], .hidden"))
    .filter(node => {
      const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
      const size = parseFloat(getComputedStyle(node).fontSize);
      return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < (size >= 24 ? 3 : 4.5);
    })
    .map(node => `${node.tagName}.${node.className}: ${node.textContent.trim().slice(0, 30)}`);
}"""


@pytest.fixture
def site(live_server):
    """Make a site with every kind of page; give their addresses."""
    write_articles(
        *(
            make_record(status="published", byline="منى سالم", summary="موجز الخبر")
            for _ in range(PAGE_SIZE + 5)
        )
    )
    article = make_article(
        headline=LONG, summary="موجز الخبر", byline="منى سالم", keywords=["جسور", "كلمة طويلة " * 8],
        body=BODY,
        images=[{"caption": "الجسر ليلا", "credit": "وكالات"}],
        read_also=[{"headline": "خبر لم يصل بعد"}],
        published_at=(timezone.now() - timedelta(hours=3)).isoformat(),
    )  # fmt: skip
    # The third month of its keywords, so that their line shows.
    make_article(published_at="2024-03-05", section="سياسة")
    for position, name in enumerate(("مجتمع", "سياسة", "اقتصاد", "ثقافة", "رياضة", "علوم وتقنية"), 1):
        row, _old = Section.objects.ensure([name])
        Section.objects.filter(pk=row[name].pk).update(in_menu=True, position=position)
    withdrawn = make_article(status="withdrawn")
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "section": reverse("section", args=["مجتمع"]),
        "empty": reverse("section", args=["ثقافة"]),
        "source": reverse("source", args=["صحيفة-المرسى"]),
        "keyword": reverse("keyword", args=["جسور"]),
        "author": reverse("author", args=["منى-سالم"]),
        "archive": reverse("archive", args=[2024, 5, 17]),
        "month": reverse("archive-month", args=[2024, 5]),
        "year": reverse("archive-year", args=[2024]),
        "missing": "/لا-شيء/",
        "withdrawn": withdrawn.get_absolute_url(),
        "search": "/search/?q=الجسر",
        "search with a long address in a snippet": "/search/?q=sentence&section=nope",
    }


# Pages that are not there, and the worker that other tests are about.
IGNORED = re.compile("status of 4|Service Worker registration blocked")


def watch(page):
    """Collect policy violations and script errors; a page that answers 404 or 410 is none."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: (
            found.append(message.text)
            if message.type in ("error", "warning") and not IGNORED.search(message.text)
            else None
        ),
    )
    return found


def test_no_page_breaks_the_policy_or_asks_another_host(page, live_server, site):
    complaints, hosts = watch(page), set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for address in site.values():
        page.goto(live_server.url + address)
    assert complaints == []
    assert hosts == {live_server.url.split("/")[2]}
    assert page.context.cookies() == []


def test_no_page_scrolls_sideways_from_320_to_1920(page, live_server, site):
    wide = []
    for name, address in site.items():
        page.goto(live_server.url + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((name, width))
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser, live_server, site, scheme):
    for page in open_page(browser, color_scheme=scheme):
        low = {}
        for name, address in site.items():
            page.goto(live_server.url + address)
            if found := page.evaluate(LOW_CONTRAST):
                low[name] = found
        assert low == {}


def test_forced_colours_still_tell_the_open_section_and_the_words_found(browser, live_server, site):
    for page in open_page(browser, forced_colors="active"):
        page.goto(live_server.url + site["section"])
        line = "node => getComputedStyle(node).borderBlockEndColor"
        here = page.locator(".sections [aria-current]").evaluate(line)
        assert page.locator(".sections a:not([aria-current])").first.evaluate(line) != here
        page.goto(live_server.url + site["search"])
        ground = "node => getComputedStyle(node).backgroundColor"
        found = page.locator(".result mark").first.evaluate(ground)
        assert found != page.locator("body").evaluate(ground)


def test_dark_is_dark(browser, live_server, site):
    for page in open_page(browser, color_scheme="dark"):
        page.goto(live_server.url)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"


def test_a_reader_without_scripts_reads_searches_and_goes_to_older_news(
    page_without_javascript, live_server, site
):
    page = page_without_javascript
    page.goto(live_server.url)
    page.click(".lead .card-headline a")
    expect(page.locator("h1")).to_have_text(LONG)
    page.fill("#q", "الجسر")
    page.click(".masthead button")
    expect(page.locator(".result").first).to_be_visible()
    page.goto(live_server.url + site["section"])
    first = page.locator(".card-headline").first.inner_text()
    page.click("a[rel=next]")
    expect(page.locator(".card-headline")).to_have_count(5 + 1)
    page.click(".pager a")
    expect(page.locator(".card-headline").first).to_have_text(first)


def test_the_first_tab_offers_to_skip_to_the_content(page, live_server, site):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_recent_dates_become_relative_and_keep_the_whole_date_at_hand(page, live_server, site):
    page.goto(live_server.url)
    time = page.locator(".lead time")
    expect(time).to_contain_text("ساعات")
    assert "/" in time.get_attribute("title")
    page.goto(live_server.url + site["archive"])
    expect(page.locator(".card time").first).to_have_text("17 مايو/أيار 2024")


def test_an_english_paragraph_runs_from_the_left(page, live_server, site):
    page.goto(live_server.url + site["article"])
    english, arabic = page.locator(".body p").nth(1), page.locator(".body p").nth(0)
    assert english.evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert arabic.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_the_link_can_be_copied(browser, live_server, site):
    for page in open_page(browser, permissions=["clipboard-read", "clipboard-write"]):
        page.goto(live_server.url + site["article"])
        page.click("text=انسخ الرابط")
        page.wait_for_selector("text=نُسخ الرابط")
        article = Article.objects.get(headline=LONG)
        assert page.evaluate("navigator.clipboard.readText()").endswith(article.get_absolute_url())


def test_a_picture_that_is_gone_leaves_its_words_and_no_broken_frame(page, live_server, site):
    article = make_article(images=[{"url": "https://127.0.0.1:1/gone.jpg", "caption": "الجسر ليلا"}],
                           published_at=timezone.now().isoformat())  # fmt: skip
    for address in (article.get_absolute_url(), "/"):
        page.goto(live_server.url + address)
        expect(page.locator("main img")).to_have_count(0)
    page.goto(live_server.url + article.get_absolute_url())
    expect(page.locator("figcaption")).to_have_text("الجسر ليلا")


def test_print_leaves_the_article_alone(page, live_server, site):
    page.goto(live_server.url + site["article"])
    page.emulate_media(media="print")
    for hidden in (".search", ".sections", ".share", ".related"):
        assert not page.locator(hidden).first.is_visible()
    expect(page.locator(".body")).to_be_visible()


SHOWN = """() => [...document.querySelectorAll("main img")].map(image =>
  [image.currentSrc.split("/").pop(), image.complete && image.naturalWidth > 0,
   image.offsetWidth / image.offsetHeight])"""


def test_a_browser_takes_the_crop_that_fits_its_screen(
    page, phone, live_server, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    image, article = keep(halves((1600, 900))), make_article()
    give(article, image)
    list(crop_all())
    source = article.source.get_absolute_url()
    for window, path, name, ratio in [
        (page, "/", "wide-960.avif", 16 / 9),
        (page, source, "wide-320.avif", 16 / 9),
        (phone, source, "square-160.avif", 1),
        (page, article.get_absolute_url(), "full-960.avif", 16 / 9),
    ]:
        window.goto(f"{live_server.url}{path}", wait_until="networkidle")
        [[shown, is_there, shape]] = window.evaluate(SHOWN)
        assert (shown, is_there, round(shape, 1)) == (name, True, round(ratio, 1)), path
