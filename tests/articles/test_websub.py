"""The hub is told which feeds changed: once for many changes, until it takes it."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from articles import planning, publishing, websub
from articles.caching.versions import fold
from articles.models import Article, HubProgress, Topic
from articles.tasks import tell_hub_of_changes
from articles.topics import order_topic
from tests.articles.views.public import place_in_menu
from tests.factories import make_article, make_user
from tests.servers import allow, served

pytestmark = pytest.mark.django_db


class Hub:
    """Keeps what it was told; answers with `status`."""

    def __init__(self, site):
        self.site, self.status, self.posts = site, 204, []
        site.pages["/hub"] = self.take

    def take(self, handler):
        self.posts.append(
            (handler.command, handler.headers["Content-Type"], parse_qsl(handler.sent.decode()))
        )
        handler.send_response(self.status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def told(self):
        """Return the feeds that were told since the last look."""
        found = [value for _command, _type, pairs in self.posts for name, value in pairs if name == "hub.url"]
        self.posts.clear()
        return found


@pytest.fixture
def hub(settings):
    """Name a hub that knows all that is there."""
    with served() as site:
        allow(site)
        settings.WEBSUB_HUB_URL = site.url("/hub")
        websub.tell_hub()
        yield Hub(site)


def feeds(*places):
    return {
        f"http://testserver{iri_to_uri(place)}.{form}" for place in places for form in ("rss", "atom", "json")
    }


PLACES = (
    "/feeds/latest", "/sections/مجتمع/feed", "/sources/صحيفة-المرسى/feed", "/keywords/جسور/feed",
    "/keywords/بلدية/feed", "/authors/منى-سالم/feed",
)  # fmt: skip


def test_a_publication_tells_the_feeds_that_it_stands_in_in_each_form(hub):
    make_article(byline="منى سالم", published_at=timezone.now().isoformat())
    assert websub.tell_hub() == 18
    [(command, content_type, pairs)] = hub.posts
    assert (command, content_type) == ("POST", "application/x-www-form-urlencoded")
    assert pairs[0] == ("hub.mode", "publish")
    told = hub.told()
    assert set(told) == feeds(*PLACES)
    assert len(told) == len(set(told))


def test_many_changes_are_told_once_and_nothing_twice(hub):
    for _number in range(5):
        make_article()
        fold()
    assert tell_hub_of_changes(0) > 0
    assert len(hub.posts) == 1
    hub.posts.clear()
    assert tell_hub_of_changes(0) == 0
    assert hub.posts == []


def test_what_is_no_news_of_a_feed_is_not_told(hub):
    make_article(status="draft")
    place_in_menu("بلديات")
    assert websub.tell_hub() == 0
    assert hub.posts == []


def test_a_change_and_a_withdrawal_are_told_too(hub):
    boss = make_user("boss", is_superuser=True)
    article = make_article()
    websub.tell_hub()
    hub.told()
    publishing.withdraw(article, by=boss, note="خطأ")
    websub.tell_hub()
    assert feeds("/feeds/latest", "/sections/مجتمع/feed") <= set(hub.told())


def test_a_part_tells_the_section_that_it_belongs_to_and_a_file_its_own(hub):
    [top] = place_in_menu("مجتمع")
    place_in_menu("بلديات", parent=top)
    article = make_article(section="بلديات")
    topic = Topic.objects.create(name="حصاد", is_published=True)
    order_topic(topic, [article.pk], seen=0, by=make_user("boss", is_superuser=True))
    websub.tell_hub()
    places = ("/sections/مجتمع/feed", "/sections/بلديات/feed", "/topics/حصاد/feed")
    assert feeds(*places) <= set(hub.told())


def test_what_the_clock_brings_out_is_told_without_a_write(hub):
    article = make_article(published_at="2999-01-01")
    websub.tell_hub()
    hub.told()
    past = timezone.now() - timedelta(minutes=5)
    HubProgress.objects.update(until=past)
    # As if its time had come since: the row is as it was, and no key was bumped.
    moment = past + timedelta(minutes=1)
    Article.objects.filter(pk=article.pk).update(published_at=moment, first_published_at=moment)
    fold()
    HubProgress.objects.update(epoch=websub._last_epoch())
    websub.tell_hub()
    assert set(hub.told()) == feeds(*PLACES[:-1])
    assert websub.tell_hub() == 0


@pytest.mark.parametrize("hidden", ["scheduled", "embargoed"])
def test_a_keyword_and_an_author_of_news_to_come_are_not_told(hub, hidden):
    tomorrow = timezone.now() + timedelta(days=1)
    at = tomorrow if hidden == "scheduled" else timezone.now()
    article = make_article(keywords=["سر"], byline="كاتب السر", published_at=at.isoformat(), status="draft")
    boss = make_user("boss", is_superuser=True)
    for move in ("submit", "approve"):
        getattr(publishing, move)(Article.objects.get(pk=article.pk), by=boss)
    article = Article.objects.get(pk=article.pk)
    if hidden == "embargoed":
        planning.embargo(article, at=tomorrow, by=boss)
        publishing.publish(Article.objects.get(pk=article.pk), by=boss)
    else:
        publishing.schedule(article, at=tomorrow, by=boss)
    websub.tell_hub()
    assert not [address for address in hub.told() if "keywords" in address or "authors" in address]


def test_a_hub_that_fails_is_asked_again_later_each_time_and_misses_nothing(hub):
    hub.status = 503
    make_article()
    waits = []
    for _number in range(4):
        assert websub.tell_hub() == 0
        progress = HubProgress.objects.get()
        waits.append(round((progress.try_at - timezone.now()).total_seconds() / 60))
        assert progress.error == "HTTP 503"
        assert websub.tell_hub() == 0  # not yet
        HubProgress.objects.update(try_at=timezone.now())
    assert waits == [1, 2, 4, 8]
    assert len(hub.posts) == 4
    hub.told()
    hub.status = 202
    make_article(section="رياضة")
    assert websub.tell_hub() > 0
    assert feeds("/sections/مجتمع/feed", "/sections/رياضة/feed") <= set(hub.told())
    assert HubProgress.objects.values_list("failures", "try_at", "error").get() == (0, None, "")


def test_the_wait_has_an_end(hub):
    hub.status = 500
    HubProgress.objects.update(failures=300)
    make_article()
    websub.tell_hub()
    assert HubProgress.objects.get().try_at < timezone.now() + timedelta(hours=2, minutes=1)


def test_many_feeds_go_out_in_parts_and_not_without_end(hub, monkeypatch):
    monkeypatch.setattr(websub, "AT_ONCE", 4)
    monkeypatch.setattr(websub, "MOST_FEEDS", 10)
    make_article(keywords=[f"كلمة {number}" for number in range(20)])
    assert websub.tell_hub() == 10
    assert [len(pairs) - 1 for _command, _type, pairs in hub.posts] == [4, 4, 2]
    assert feeds("/feeds/latest") <= set(hub.told())


def test_a_private_hub_is_not_reached_unless_it_is_listed(settings):
    with served() as site:
        settings.WEBSUB_HUB_URL = site.url("/hub")
        websub.tell_hub()
        make_article()
        assert websub.tell_hub() == 0
        assert site.seen == []
    assert "127.0.0.1" in HubProgress.objects.get().error


def test_without_a_hub_nothing_is_asked(django_assert_num_queries):
    make_article()
    with django_assert_num_queries(0):
        assert tell_hub_of_changes(0) == 0


def test_a_hub_that_is_new_is_told_of_what_comes_from_now_on(hub):
    HubProgress.objects.all().delete()
    make_article()
    assert websub.tell_hub() == 0
    assert hub.posts == []
    make_article()
    assert websub.tell_hub() > 0


def test_a_publication_asks_nothing_more_where_there_is_a_hub(hub, django_assert_max_num_queries, settings):
    """What a publication costs is the same with a hub and without: nothing is told at the door."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    boss = make_user("boss", is_superuser=True)
    counts = []
    for address in (settings.WEBSUB_HUB_URL, ""):
        settings.WEBSUB_HUB_URL = address
        article = make_article(status="approved")
        with CaptureQueriesContext(connection) as asked:
            publishing.publish(article, by=boss)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert hub.posts == []
