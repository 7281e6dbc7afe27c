import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Image, Topic, TopicAlias, TopicEntry
from articles.topics import order_topic
from articles.views.pagination import PAGE_SIZE
from tests.articles.views.public import parse_strictly, place_in_menu
from tests.articles.views.test_feeds import parse
from tests.articles.views.test_pages import headlines, make_articles
from tests.articles.views.test_sitemaps import locations
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def make_topic(*articles, by, **overrides):
    topic = Topic.objects.create(**{"name": "حصاد العام", "is_published": True, **overrides})
    return order_topic(topic, [article.pk for article in articles], seen=0, by=by)


def test_a_file_shows_its_articles_in_the_order_of_its_editor(client, editor):
    one, two, three = make_articles(3)
    topic = make_topic(two, three, one, by=editor, introduction="ما جرى في عام")
    response = client.get(topic.get_absolute_url())
    assert headlines(response) == [two.headline, three.headline, one.headline]
    assert "ما جرى في عام" in response.content.decode()
    assert topic.get_absolute_url() == "/topics/حصاد-العام/" or "%" in topic.get_absolute_url()
    parse_strictly(response)


def test_a_long_file_is_paged_and_loses_none(client, editor):
    articles = make_articles(2 * PAGE_SIZE + 3)
    topic, seen, query = make_topic(*articles, by=editor), [], ""
    while query is not None:
        response = client.get(topic.get_absolute_url() + query)
        seen += headlines(response)
        following = response.context["page"].next
        query = f"?after={following}" if following else None
    assert seen == [article.headline for article in articles]


@pytest.mark.parametrize("token", ["x", "-1", "٣", "9" * 30])
def test_a_place_that_cannot_be_read_is_the_beginning(client, editor, token):
    topic = make_topic(*make_articles(2), by=editor)
    assert len(headlines(client.get(f"{topic.get_absolute_url()}?after={token}"))) == 2


@pytest.mark.parametrize("count", [2, 60])
def test_the_queries_of_a_file_do_not_grow(client, editor, django_assert_num_queries, count):
    place_in_menu("مجتمع")
    topic = make_topic(*make_articles(count), by=editor)
    for address in (topic.get_absolute_url(), topic.get_absolute_url() + "?after=1"):
        with django_assert_num_queries(2):  # the file with the menu, its articles
            client.get(address)


def test_a_file_shows_nothing_that_is_not_public(client, editor):
    shown, secret = make_article(), make_article(status="draft", headline="سر لا يراه القراء")
    soon = make_article(published_at=(timezone.now() + timezone.timedelta(hours=1)).isoformat())
    topic = make_topic(secret, shown, soon, by=editor)
    for address in (topic.get_absolute_url(), reverse("topic-feed", args=[topic.slug])):
        text = client.get(address).content.decode()
        assert shown.headline in text
        assert secret.headline not in text
        assert soon.headline not in text


def test_a_draft_of_a_file_is_nowhere(client, editor):
    article = make_article()
    topic = make_topic(article, by=editor, is_published=False)
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert client.get(reverse("topic-feed", args=[topic.slug])).status_code == 404
    assert topic.name not in client.get(article.get_absolute_url()).content.decode()
    assert not any("/topics/" in address for address in locations(client, "/sitemap-pages-0.xml"))


def test_a_published_file_stands_in_the_sitemap_and_has_a_feed(client, editor):
    one, two = make_articles(2)
    topic = make_topic(one, two, by=editor)
    assert f"http://testserver{topic.get_absolute_url()}" in locations(client, "/sitemap-pages-0.xml")
    feed = parse(client, reverse("topic-feed", args=[topic.slug]))
    assert [entry.title for entry in feed.entries] == [two.headline, one.headline]
    assert "feed.rss" in client.get(topic.get_absolute_url()).content.decode()


def test_an_old_address_leads_on_for_good(client, editor):
    topic = make_topic(make_article(), by=editor)
    TopicAlias.objects.create(name="حصاد قديم", target=topic)
    response = client.get(reverse("topic", args=["حصاد-قديم"]))
    assert (response.status_code, response["Location"]) == (301, topic.get_absolute_url())
    feed = client.get(reverse("topic-feed", args=["حصاد-قديم"]))
    assert (feed.status_code, feed["Location"]) == (301, reverse("topic-feed", args=[topic.slug]))


def test_the_page_of_an_article_names_its_files(client, editor):
    article = make_article()
    topic = make_topic(article, by=editor)
    other = make_topic(article, by=editor, name="ملف ثان")
    text = client.get(article.get_absolute_url()).content.decode()
    assert text.count("ملف:") == 2
    for one in (topic, other):
        assert f'href="{one.get_absolute_url()}"' in text


def test_a_file_shows_its_picture_and_shares_it(client, editor):
    picture = Image.objects.create(url="https://marsa.example/1.jpg", alt="جسر", credit="وكالات")
    topic = make_topic(make_article(), by=editor, picture=picture)
    text = client.get(topic.get_absolute_url()).content.decode()
    assert '<img src="https://marsa.example/1.jpg" alt="جسر"' in text
    assert 'property="og:image" content="https://marsa.example/1.jpg"' in text


def test_a_file_without_articles_says_so(client, editor):
    topic = make_topic(by=editor)
    text = client.get(topic.get_absolute_url()).content.decode()
    assert "لا مقالات في هذا الملف بعد" in text
    assert '<meta name="robots" content="noindex">' in text
    assert not TopicEntry.objects.exists()
