import io
import threading
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from articles.calendars import Calendar
from articles.cards import SIZE, Card, card_of, draw, drawing, telling, turns
from articles.cards.colours import INK, PAPER, inks
from articles.cards.drawing import FOOT, MARGIN
from articles.models import Article, Image
from tests.articles.views.public import parse_strictly, structured_data
from tests.factories import make_article

pytestmark = pytest.mark.django_db

WORDS = "مجلس الوزراء يقر موازنة العام المقبل بعجز أقل ويعد بإصلاح منظومة الدعم وتوسيع شبكة الحماية"


def card(**overrides):
    given = {
        "headline": "افتتاح الجسر الكبير فوق نهر المرسى", "section": "مجتمع", "source": "صحيفة المرسى",
        "date": "17 مايو/أيار 2024", "site": "غرفة الأخبار", "is_rtl": True,
    }  # fmt: skip
    return Card(**(given | overrides))


def opened(content):
    picture = Pillow.open(io.BytesIO(content))
    picture.load()
    return picture


def headline_box(picture):
    """Return the box of what is written in the colour of headlines."""
    written = {number for number in inks(PAPER, INK) if number}
    return picture.point([255 * (number in written) for number in range(256)], "L").getbbox()


def address_of(article):
    return reverse("article-card", args=[article.pk])


@pytest.mark.parametrize("headline", ["عاجل", WORDS, f"{WORDS} " * 7, "OpenAI " * 30, "x" * 300])
@pytest.mark.parametrize("is_rtl", [True, False])
def test_a_headline_stands_between_the_margins_above_the_foot(headline, is_rtl):
    picture = opened(draw(card(headline=headline, is_rtl=is_rtl)))
    assert (picture.format, picture.size) == ("PNG", SIZE)
    left, top, right, bottom = headline_box(picture)
    assert left >= MARGIN - 8
    assert right <= SIZE[0] - MARGIN + 8
    assert 14 < top < bottom < FOOT
    # It begins at the side where reading begins.
    assert (SIZE[0] - MARGIN - right if is_rtl else left - MARGIN) < 20


def test_another_word_makes_another_picture_and_the_same_words_the_same():
    plain = draw(card())
    assert draw(card()) == plain
    for change in ("headline", "section", "source", "date", "site"):
        assert draw(card(**{change: "كلمة أخرى"})) != plain


def test_words_that_cannot_be_drawn_leave_a_card_of_the_site():
    assert draw(card(headline="新華社", section="")) == draw(card(headline="غرفة الأخبار", section=""))
    assert opened(draw(card(section="", source="", date=""))).size == SIZE


def test_a_card_says_what_the_article_says(monkeypatch):
    article = make_article(headline="خبر", section="رياضة", source="إذاعة السفح")
    told = card_of(article)
    assert (told.headline, told.section, told.source) == ("خبر", "رياضة", "إذاعة السفح")
    assert (told.date, told.is_rtl) == ("17 مايو/أيار 2024", True)
    monkeypatch.setattr(telling, "calendar", lambda: Calendar(digits="arabic", months="levantine"))
    assert card_of(article).date == "١٧ أيار ٢٠٢٤"
    english = card_of(make_article(language="en"))
    assert (english.date, english.is_rtl) == ("17 May 2024", False)


def test_the_card_of_a_public_article_is_a_picture_that_answers_304(client, django_assert_num_queries):
    article = make_article()
    with django_assert_num_queries(1):  # the article with its section and source
        response = client.get(address_of(article))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert opened(response.content).size == (1200, 630)
    assert not response.cookies
    again = client.get(address_of(article), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("overrides", "status"),
    [
        ({"status": "draft"}, 404),
        ({"status": "published", "published_at": "2999-01-01"}, 404),
        ({"status": "withdrawn"}, 410),
    ],
)
def test_what_is_not_public_has_no_card(client, overrides, status):
    response = client.get(address_of(make_article(headline="سر", **overrides)))
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/")


def test_an_embargo_holds_the_card_back(client):
    article = make_article()
    Article.objects.update(embargo_until=timezone.now() + timedelta(hours=1))
    assert client.get(address_of(article)).status_code == 404


def test_drawings_take_turns_and_who_waits_too_long_comes_back_later(client, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    article = make_article()
    with turns.turn():
        response = client.get(address_of(article))
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.get(address_of(article)).status_code == 200


def test_only_one_draws_at_a_time():
    inside, most = [], []

    def work():
        with turns.turn():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 4


def shared_by(client, article):
    response = client.get(article.get_absolute_url())
    page = parse_strictly(response)
    metas = {node.get("property") or node.get("name"): node.get("content") for node in page.iter("meta")}
    return metas, structured_data(response, "NewsArticle")["image"]


def test_an_article_without_a_photograph_shares_its_card(client):
    article = make_article()
    metas, images = shared_by(client, article)
    assert metas["og:image"].startswith(f"http://testserver{address_of(article)}?v=")
    assert images == [metas["og:image"]]
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert metas["og:image:alt"] == metas["twitter:image:alt"] == article.headline
    assert metas["twitter:card"] == "summary_large_image"
    assert client.get(metas["og:image"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("size", "is_photograph"),
    [((1200, 800), True), ((600, 315), True), ((300, 200), False), ((1200, 100), False), (None, False)],
)
def test_a_photograph_is_shared_where_it_is_known_to_be_large(client, size, is_photograph):
    article = make_article(images=[{"url": "https://img.example/a.jpg", "caption": "جسر"}])
    width, height = size or (None, None)
    Image.objects.update(width=width, height=height)
    metas, images = shared_by(client, article)
    assert (metas["og:image"] == "https://img.example/a.jpg") is is_photograph
    assert images == [metas["og:image"]]
    assert metas["og:image:alt"] == ("جسر" if is_photograph else article.headline)


def test_a_new_headline_makes_a_new_address_for_those_who_kept_the_picture(client):
    article = make_article()
    before, _images = shared_by(client, article)
    Article.objects.update(headline="عنوان آخر", slug=article.slug)
    after, _images = shared_by(client, article)
    assert before["og:image"] != after["og:image"]


def test_each_line_knows_the_words_before_and_after_it(monkeypatch):
    drawn = []
    shape = drawing.shape
    monkeypatch.setattr(
        drawing, "shape", lambda text, **given: drawn.append((text, given)) or shape(text, **given)
    )
    headline = "نشرة الأسعار: الطماطم تتراجع 12% والسمك يواصل الصعود في سوق الجملة منذ الخريف"
    draw(card(headline=headline))
    lines = [(text, given["around"]) for text, given in drawn if given["around"] != ("", "")]
    assert len(lines) > 1
    assert {"".join((before, text, after)) for text, (before, after) in lines} == {headline}
