from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.exporting import record_json
from articles.feeds import FEED_SIZE
from articles.models import Article
from articles.records import Record
from articles.referring import reference_to, with_addresses
from tests.articles.views.public import set_rights
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

IDENTITIES = ["خبر-1", 'a"b&c', "7/8:9", "نسبة 5%", "x?y#z", "a'b<i>"]


def referring(*targets, words="الخبر السابق"):
    links = "".join(f'<p>قال <a href="{reference_to(target)}">{words}</a> أمس.</p>' for target in targets)
    return make_article(body=links)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_reference_lives_through_the_door_and_leads_to_the_page(client, identity):
    target = make_article(id=identity)
    article = referring(target)
    assert with_addresses([article.body]) == [
        f'<p>قال <a href="{target.get_absolute_url()}">الخبر السابق</a> أمس.</p>'
    ]
    response = client.get(reference_to(target))
    assert (response.status_code, response["Location"]) == (301, target.get_absolute_url())


def test_a_reference_follows_the_headline(client, editor):
    target = make_article()
    article = referring(target)
    old = target.get_absolute_url()
    snapshot = {**target.latest_revision.snapshot, "headline": "عنوان جديد كل الجدة"}
    publishing.save(target, Record.from_mapping(snapshot), by=editor)
    Article.objects.filter(pk=target.pk).update(slug="عنوان-جديد")
    target.refresh_from_db()
    assert target.get_absolute_url() != old
    assert f'href="{target.get_absolute_url()}"' in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "overrides",
    [{"status": "draft"}, {"published_at": (timezone.now() + timedelta(hours=1)).isoformat()}],
)
def test_what_the_public_may_not_read_is_printed_as_words(client, overrides):
    hidden = make_article(headline="سر المدينة", **overrides)
    article = referring(hidden)
    for address in (
        article.get_absolute_url(), "/feeds/latest.json", reverse("article-json", args=[article.pk])
    ):  # fmt: skip
        text = client.get(address).content.decode()
        assert "قال الخبر السابق أمس" in text
        assert "by-external-id" not in text
    assert client.get(reference_to(hidden)).status_code == 404


def test_rights_that_ended_hide_the_address_too():
    article = referring(make_article(source="صحيفة منتهية"))
    set_rights("صحيفة منتهية", rights="none")
    assert "<a" not in with_addresses([article.body])[0]


def test_an_unknown_or_impossible_identity_is_words():
    body = '<p><a href="/articles/by-external-id/tests:none%00/"><strong>نص</strong></a></p>'
    assert with_addresses([body]) == ["<p><strong>نص</strong></p>"]


def test_a_link_with_our_host_is_a_reference_as_well(settings):
    target = make_article()
    body = f'<a rel="x" href="{settings.SITE_URL}{reference_to(target)}">خبر</a>'
    assert with_addresses([body]) == [f'<a href="{target.get_absolute_url()}">خبر</a>']


def test_feeds_print_the_whole_address_and_exports_keep_the_reference(client, settings):
    target = make_article()
    article = referring(target)
    feed = client.get("/feeds/latest.json").json()["items"]
    content = next(item["content_html"] for item in feed if item["title"] == article.headline)
    assert f'href="{settings.SITE_URL}{target.get_absolute_url()}"' in content
    public = client.get(reverse("article-json", args=[article.pk])).json()["record"]["body"]
    assert f'href="{target.get_absolute_url()}"' in public
    assert reference_to(target) in record_json(article)["body"]


@pytest.mark.parametrize("count", [1, 12])
def test_references_cost_one_query_and_their_absence_none(django_assert_num_queries, count):
    bodies = [referring(make_article(), make_article()).body for _ in range(count)]
    with django_assert_num_queries(1):
        with_addresses(bodies)
    with django_assert_num_queries(0):
        assert with_addresses(["<p>نص</p>"] * count) == ["<p>نص</p>"] * count


@pytest.mark.parametrize("count", [2, FEED_SIZE + 5])
def test_a_feed_with_references_costs_one_query_more(client, django_assert_num_queries, count):
    body = f'<p><a href="{reference_to(make_article())}">خبر</a></p>'
    write_articles(*(make_record(status="published", body=f"{body}<p>{n}</p>") for n in range(count)))
    # The articles and their keywords: 2; the addresses of all references: 1.
    with django_assert_num_queries(2 + 1):
        client.get("/feeds/latest.rss")
