"""Cards and lines are kept by all that they print: whatever differs in print is printed anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.calendars import Calendar
from articles.models import Section, Source
from articles.similarity.related import ShownLink
from articles.templatetags import public, teasers
from articles.templatetags.teasers import card, link_to
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    teasers._print_card.cache_clear()
    teasers._print_link.cache_clear()


def kept() -> int:
    return teasers._print_card.cache_info().currsize


def test_the_same_card_is_printed_once():
    article = make_article(status="published")
    assert card({}, article, "row") == card({}, article, "row")
    assert kept() == 1


def change_headline(article):
    article.headline = "البرلمان يقر قانون الصحافة"


def change_summary(article):
    article.summary = "ملخص آخر للخبر"


def change_day(article):
    article.published_at -= timedelta(days=3)


def change_section(article):
    article.section = Section(name="اقتصاد", slug="اقتصاد")


def change_source(article):
    article.source = Source(name="وكالة الأنباء", slug="وكالة")


def break_news(article):
    article.breaking_until = timezone.now() + timedelta(hours=1)


def change_address(article):
    article.slug = "عنوان-آخر"


def change_language(article):
    article.language = "en"


@pytest.mark.parametrize(
    "change",
    [
        change_headline, change_summary, change_day, change_section, change_source, break_news,
        change_address, change_language,
    ],
)  # fmt: skip
def test_whatever_changes_in_print_makes_another_card(change):
    article = make_article(status="published", published_at="2024-05-17T09:30:00+03:00")
    before = card({}, article)
    change(article)
    assert card({}, article) != before


@pytest.mark.parametrize("hidden", ["section", "source", "summary"])
def test_what_the_page_tells_already_is_left_out_by_the_page_or_the_list(hidden):
    article = make_article(
        status="published", section="رياضة", source="الجزيرة",
        summary="خلاصة الخبر",
    )  # fmt: skip
    words = {"section": "رياضة", "source": "الجزيرة", "summary": "خلاصة الخبر"}
    for printed in (card({f"hide_{hidden}": True}, article), card({}, article, **{f"hide_{hidden}": True})):
        assert [word for word in words if words[word] not in printed] == [hidden]


def test_places_and_tags_of_one_article_are_not_mixed_up():
    article = make_article(status="published")
    printed = {card({}, article), card({}, article, "row"), card({}, article, "row", tag="h3")}
    assert len(printed) == kept() == 3


def test_a_house_that_changes_its_digits_prints_its_cards_anew(monkeypatch):
    article = make_article(status="published")
    before = card({}, article)
    for module in (teasers, public):
        monkeypatch.setattr(module, "calendar", lambda: Calendar(digits="arabic"))
    assert card({}, article) != before


def test_a_headline_that_looks_like_markup_stays_text():
    article = make_article(status="published", headline="<script>alert(1)</script> خبر")
    assert "<script>" not in card({}, article)
    line = ShownLink("<b>خبر</b>", "/articles/1/", article, False, 1.0)
    assert "<b>" not in link_to(line)


def test_a_line_that_waits_is_not_taken_for_one_that_leads_somewhere():
    waiting = ShownLink("خبر", "/search/?q=x", None, True, None)
    known = ShownLink("خبر", "/search/?q=x", None, False, None)
    assert 'class="waiting"' in link_to(waiting)
    assert 'class="waiting"' not in link_to(known)
