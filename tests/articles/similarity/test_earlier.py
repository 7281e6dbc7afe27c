"""What was written of a story before: dated, the newest first, and nothing that the page shows already."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, SimilarChoice, SimilarList, Topic
from articles.similarity.related import MOST_EARLIER, MOST_SHOWN
from articles.similarity.similar import refresh_some
from articles.topics import order_topic
from tests.articles.views.public import parse_strictly, texts
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2024-05-01T10:00:00+03:00")
WORDS = (
    "ميناء", "رصيف", "سفينة", "حاوية", "بحر", "مرسى", "شاطئ", "مرفأ",
    "جمرك", "شحن", "ناقلة", "قاطرة", "مرساة", "حوض", "مخزن", "رافعة",
)  # fmt: skip


def write_story(number, *, days=0, **overrides):
    """Write an article of the story of a bridge, like the others and no copy of any."""
    own = " ".join(WORDS[(number + step) % len(WORDS)] + str(number) for step in range(25))
    given = {
        "headline": f"مرحلة {WORDS[number % len(WORDS)]} من الجسر المعلق {number}",
        "body": f"<p>الجسر المعلق فوق النهر يقترب من نهايته. {own}.</p>", "keywords": ["الجسر المعلق"],
        "published_at": (START + timedelta(days=days or number)).isoformat(), **overrides,
    }  # fmt: skip
    return make_article(**given)


def earlier(client, article):
    response = client.get(article.get_absolute_url())
    return texts(response, ".//ol[@class='earlier']/li/a"), response


def similar(response):
    return texts(response, ".//section[@aria-labelledby='similar']//a")


def test_older_articles_of_the_story_that_find_no_room_above_stand_in_a_line_of_time(client):
    rows = [write_story(number) for number in range(16)]
    newest = rows[-1]
    refresh_some(100)
    told, response = earlier(client, newest)
    assert len(similar(response)) == MOST_SHOWN
    assert told
    assert not {*told} & {*similar(response)}
    moments = [
        node.get("datetime") for node in parse_strictly(response).iterfind(".//ol[@class='earlier']//time")
    ]
    assert moments == sorted(moments, reverse=True)
    assert len(told) <= MOST_EARLIER


def test_nothing_later_and_nothing_without_a_keyword_in_common_is_earlier_coverage(client):
    rows = [write_story(number) for number in range(6)]
    others = [write_story(number, keywords=["طرق"]) for number in range(6, 14)]
    subject = write_story(14, days=40)
    later = [write_story(number, days=number + 60) for number in range(15, 18)]
    refresh_some(100)
    told, _response = earlier(client, subject)
    assert {*told} <= {row.headline for row in rows}
    assert not {*told} & {row.headline for row in (*others, *later)}


def file_with(*articles):
    """Put articles into a file; nothing is similar to any, so that all of it is the file's doing."""
    refresh_some(100)
    SimilarList.objects.update(targets=[], scores=[])
    topic = Topic.objects.create(name="ملف الجسر", is_published=True)
    order_topic(topic, [row.pk for row in articles], seen=0, by=make_user(is_superuser=True))
    return topic


def unlike(number, **overrides):
    given = {
        "headline": f"{WORDS[number]} {WORDS[-number]} {number * 7}", "body": f"<p>{WORDS[number]} وحده.</p>",
        "keywords": [f"كلمة {number}"], "published_at": (START + timedelta(days=number)).isoformat(),
        **overrides,
    }  # fmt: skip
    return make_article(**given)


def test_what_editors_put_into_one_file_belongs_together_and_eight_at_most_are_told(client):
    rows = [unlike(number) for number in range(1, 13)]
    subject = rows[-1]
    file_with(*rows)
    refresh_some(100)
    told, _response = earlier(client, subject)
    assert told == [row.headline for row in reversed(rows[3:11])]
    assert earlier(client, rows[0])[0] == []


def test_a_file_that_is_not_published_joins_nothing(client):
    rows = [unlike(number) for number in range(1, 4)]
    topic = file_with(*rows)
    Topic.objects.filter(pk=topic.pk).update(is_published=False)
    assert earlier(client, rows[-1])[0] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "draft"}, {"status": "withdrawn"}, {"status": "approved"},
        {"embargo_until": timezone.now() + timedelta(days=1)},
    ],
)  # fmt: skip
def test_what_is_not_public_is_no_earlier_coverage(client, changes):
    rows = [unlike(number) for number in range(1, 4)]
    file_with(*rows)
    Article.objects.filter(pk=rows[0].pk).update(**changes)
    assert earlier(client, rows[-1])[0] == [rows[1].headline]


def test_what_is_read_also_or_almost_the_same_headline_is_not_told_twice(client):
    rows = [unlike(number) for number in range(1, 4)]
    echo = unlike(4, headline=f"{rows[0].headline}!")
    subject = unlike(5, read_also=[{"headline": rows[1].headline}])
    file_with(*rows, echo, subject)
    assert earlier(client, subject)[0] == [echo.headline, rows[2].headline]


def test_what_an_editor_banned_from_the_similar_ones_does_not_come_back_below(client):
    rows = [write_story(number) for number in range(16)]
    newest = rows[-1]
    refresh_some(100)
    told, _response = earlier(client, newest)
    banned = Article.objects.get(headline=told[0])
    SimilarChoice.objects.create(article=newest, target=banned, is_pinned=False, by=make_user())
    assert banned.headline not in earlier(client, newest)[0]


@pytest.mark.parametrize("number", [3, 30])
def test_earlier_coverage_costs_an_article_no_query(client, number, django_assert_num_queries):
    rows = [write_story(one) for one in range(number)]
    file_with(*rows)
    refresh_some(100)
    # The article with its parts, and the cards of its links.
    with django_assert_num_queries(2):
        client.get(rows[-1].get_absolute_url())


def test_what_joins_the_file_or_comes_out_is_told_on_pages_that_were_kept(client, settings):
    settings.PAGE_CACHE, settings.PAGE_VERSIONS_SECONDS = True, 0
    rows = [unlike(number) for number in range(1, 5)]
    topic = file_with(rows[2], rows[3])
    Article.objects.filter(pk=rows[1].pk).update(status="draft")
    assert earlier(client, rows[3])[0] == [rows[2].headline]
    order_topic(topic, [row.pk for row in rows], seen=1, by=make_user(is_superuser=True))
    assert earlier(client, rows[3])[0] == [rows[2].headline, rows[0].headline]
    Article.objects.filter(pk=rows[1].pk).update(status="published")
    assert earlier(client, rows[3])[0] == [row.headline for row in reversed(rows[:3])]
    Article.objects.filter(pk=rows[0].pk).update(status="withdrawn")
    assert earlier(client, rows[3])[0] == [rows[2].headline, rows[1].headline]
    Topic.objects.filter(pk=topic.pk).update(is_published=False)
    assert earlier(client, rows[3])[0] == []
