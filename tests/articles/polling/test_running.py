import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import (
    Article,
    Feed,
    ImportBatch,
    ImportItem,
    Outcome,
    Revision,
    Rights,
    Section,
    Source,
    Status,
)
from articles.polling import poll_feed
from articles.polling.locking import feed_lock
from tags.models import Keyword
from tests.articles.polling.conftest import feed_of, item
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def poll(feed):
    batch = poll_feed(feed.pk)
    feed.refresh_from_db()
    return batch


def test_a_feed_brings_articles_under_its_host_and_source(site, make_feed):
    feed = make_feed(keywords="ملاحة، موانئ", section=Section.objects.create(name="اقتصاد"))
    site.show(feed_of(item(1, tags=["موانئ"]), item(2, category="بحر")), Content_Type="application/json")
    batch = poll(feed)
    first, second = Article.objects.order_by("pk")
    assert first.external_id == "127.0.0.1:item-1"
    assert (first.status, first.source, first.section.name) == (Status.DRAFT, feed.source, "اقتصاد")
    assert second.section.name == "بحر"
    assert [k.name for k in first.keywords.order_by("article_keywords__position")] == ["موانئ", "ملاحة"]
    assert batch.by.username == "import"
    assert batch.paths == [feed.url]
    assert (batch.counts["read"], batch.counts["created"], feed.created) == (2, 2, 2)
    assert feed.last_batch == batch


def test_a_feed_may_publish_where_its_rule_says_so(site, make_feed):
    site.show(feed_of(item(1), item(2, date=None)))
    poll(make_feed(status="published"))
    dated, undated = Article.objects.order_by("pk")
    assert dated.is_public
    assert (undated.status, undated.needs) == (Status.DRAFT, ["published_at"])


@pytest.mark.parametrize(("rule", "status"), [("draft", Status.DRAFT), ("published", Status.WITHDRAWN)])
def test_a_sender_does_not_choose_the_state_under_a_rule_of_drafts(site, make_feed, rule, status):
    site.show(feed_of(item(1, status="withdrawn")))
    poll(make_feed(status=rule))
    article = Article.objects.get()
    assert article.status == status
    assert article.extra == ({"feed_status": "withdrawn"} if rule == "draft" else {})


def test_the_rights_stay_those_of_the_source_whatever_the_sender_calls_itself(site, make_feed):
    site.show(feed_of(item(1, source="وكالة أخرى")))
    poll(make_feed())
    article = Article.objects.get()
    assert article.source.name == "صحيفة المرسى"
    assert article.extra == {"feed_source": "وكالة أخرى"}
    assert not Source.objects.filter(name="وكالة أخرى").exists()


@pytest.mark.parametrize(("rights", "needs"), [(Rights.FULL, ["body"]), (Rights.EXCERPT, [])])
def test_a_summary_alone_is_a_text_only_where_an_excerpt_is_all_we_show(site, make_feed, rights, needs):
    feed = make_feed()
    Source.objects.update(rights=rights)
    site.show(feed_of(item(1, text=None, summary="رست السفينة.")))
    poll(feed)
    article = Article.objects.get()
    assert (article.needs, article.summary) == (needs, "رست السفينة.")


def test_what_is_not_modified_costs_one_request_and_no_batch(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1)), ETag='W/"7"', Last_Modified="Fri, 20 Nov 2026 09:30:00 GMT")
    poll(feed)
    site.pages["/feed"] = (304, {}, b"")
    assert poll(feed) is None
    headers = site.seen[1][1]
    assert headers["If-None-Match"] == 'W/"7"'
    assert headers["If-Modified-Since"] == "Fri, 20 Nov 2026 09:30:00 GMT"
    assert (feed.last_status, feed.failures, feed.etag, feed.reads) == (304, 0, 'W/"7"', 2)
    assert ImportBatch.objects.count() == 1


def test_an_unchanged_feed_makes_no_batch_whatever_its_server_says(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1), item(2)))
    poll(feed)
    assert poll(feed) is None
    site.show(feed_of(item(2), item(1)))  # other bytes, the same articles
    assert poll(feed) is None
    assert (ImportBatch.objects.count(), Revision.objects.count()) == (1, 2)


def test_only_what_changed_is_written_and_what_is_gone_stays(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1), item(2), item(3)))
    poll(feed)
    site.show(feed_of(item(4), item(2, title="غادرت السفينة رقم 2 مرسى النخيل"), item(3)))
    batch = poll(feed)
    assert Article.objects.count() == 4
    assert Article.objects.get(external_id="127.0.0.1:item-2").headline.startswith("غادرت")
    counts = batch.counts
    assert [counts[n] for n in ("read", "created", "updated", "unchanged")] == [3, 1, 1, 1]
    assert ImportItem.objects.filter(batch=batch).count() == 2


def test_a_text_that_a_person_touched_is_a_conflict(site, make_feed, editor):
    feed = make_feed()
    site.show(feed_of(item(1)))
    poll(feed)
    Article.objects.update(is_touched=True)
    site.show(feed_of(item(1, title="غادرت السفينة")))
    batch = poll(feed)
    assert batch.counts["conflicts"] == 1
    assert Article.objects.get().headline.startswith("وصول")


def test_a_bad_item_is_a_reject_once_and_the_rest_comes(site, make_feed):
    feed = make_feed()
    bad = item(2, date="غدا لا أدري")
    site.show(feed_of(item(1), bad, item(3)))
    batch = poll(feed)
    reject = ImportItem.objects.get(outcome=Outcome.REJECTED)
    assert (batch.counts["created"], batch.counts["rejected"]) == (2, 1)
    assert "غدا لا أدري" in reject.reason
    assert (reject.file, reject.position, reject.record["id"]) == (feed.url, 2, "item-2")
    site.show(feed_of(item(1), bad, item(3), item(4)))
    assert poll(feed).counts["rejected"] == 0
    site.show(feed_of(item(1), {**bad, "date": "2026-11-20"}, item(3), item(4)))
    assert poll(feed).counts["created"] == 1
    assert feed.rejected == 1


def test_an_item_that_a_feed_gives_twice_is_one_article(site, make_feed):
    site.show(feed_of(item(1), item(1), item(1, title="نص آخر تحت معرف واحد")))
    batch = poll(make_feed())
    assert Article.objects.count() == 1
    assert [batch.counts[n] for n in ("read", "created", "unchanged", "rejected")] == [3, 1, 1, 1]


def test_a_changed_id_keeps_its_article(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1)))
    poll(feed)
    site.show(feed_of(item(1, id="new-style-1")))
    assert poll(feed) is None
    site.show(feed_of(item(1, id="new-style-1", text="<p>نص مصحح.</p>")))
    assert poll(feed).counts["updated"] == 1
    assert Article.objects.get().external_id == "127.0.0.1:item-1"


def test_one_address_for_every_item_makes_no_two_articles_one(site, make_feed):
    feed, home = make_feed(), "https://marsa.example/"
    site.show(feed_of(item(1, url=home, title="النشرة")))
    poll(feed)
    site.show(feed_of(item(2, url=home, title="النشرة"), item(3, url=home, title="النشرة")))
    poll(feed)
    assert Article.objects.count() == 3


def test_an_article_of_another_source_cannot_be_overwritten(site, make_feed):
    """A feed that names another site's namespace."""
    make_article(id="7", namespace="other.example", source="وكالة النخيل", headline="الأصل")
    site.show(feed_of(item(1, id="7", namespace="other.example")))
    batch = poll(make_feed())
    assert batch.counts["rejected"] == 1
    article = Article.objects.get()
    assert (article.headline, article.source.name) == ("الأصل", "وكالة النخيل")


@pytest.mark.parametrize(
    "body",
    ["", "<!doctype html><html><body><h1>503</h1></body></html>", "صفحة دخول\n\nاسم المستخدم", "%PDF-1.7"],
)
def test_what_is_no_feed_is_a_failure_and_no_article(site, make_feed, body):
    feed = make_feed()
    site.show(body)
    assert poll(feed) is None
    assert Article.objects.count() == 0
    if body:
        assert feed.failures == 1
        assert feed.url in feed.last_error


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (500, "500"), (403, "403"), (204, "204")])
def test_an_error_of_the_server_is_told_and_retried(site, make_feed, status, words):
    feed = make_feed()
    site.show("", status=status)
    poll(feed)
    assert (feed.failures, feed.last_status, feed.is_active) == (1, status, True)
    assert words in feed.last_error
    assert feed.last_success_at is None


def minutes_to_next(feed):
    return (feed.next_fetch_at - timezone.now()) / timedelta(minutes=1)


def test_each_failure_waits_twice_as_long_a_day_at_most(site, make_feed):
    feed = make_feed(interval=60)
    waits = []
    for _n in range(8):
        poll(feed)
        waits.append(minutes_to_next(feed))
    for wait, expected in zip(waits, [60, 120, 240, 480, 960, 1440, 1440, 1440], strict=True):
        assert expected * 0.89 < wait < expected * 1.11
    site.show(feed_of(item(1)))
    poll(feed)
    assert (feed.failures, feed.last_error) == (0, "")
    assert 56 < minutes_to_next(feed) < 64


def test_a_server_that_asks_to_wait_is_obeyed(site, make_feed):
    feed = make_feed(interval=5)
    site.show("", status=429, Retry_After="7200")
    poll(feed)
    assert feed.last_status == 429
    assert 119 < minutes_to_next(feed) < 121


def test_a_feed_that_is_gone_for_good_is_read_no_more(site, make_feed):
    feed = make_feed()
    site.show("", status=410)
    poll(feed)
    assert not feed.is_active
    assert "410" in feed.last_error
    poll(feed)
    assert len(site.seen) == 1


def test_an_address_that_moved_for_good_is_changed_after_three_reads(site, make_feed):
    feed, old = make_feed("/old"), site.url("/old")
    site.show("", "/old", status=301, Location="/new")
    site.show(feed_of(item(1)), "/new")
    for _n in range(2):
        poll(feed)
        assert feed.url == old
    poll(feed)
    assert feed.url == site.url("/new")
    assert Article.objects.count() == 1


def test_an_address_that_moved_for_a_while_is_kept(site, make_feed):
    feed = make_feed("/old")
    site.show("", "/old", status=302, Location="/new")
    site.show(feed_of(item(1)), "/new")
    for _n in range(4):
        poll(feed)
    assert feed.url == site.url("/old")


def test_two_feeds_that_move_to_one_address_do_not_collide(site, make_feed):
    feed = make_feed("/old")
    make_feed("/new")
    site.show("", "/old", status=301, Location="/new")
    site.show(feed_of(item(1)), "/new")
    for _n in range(4):
        poll(feed)
    assert (feed.url, feed.moved_to, feed.failures) == (site.url("/old"), site.url("/new"), 0)


def test_a_private_address_is_refused_and_told_in_words(site, make_feed):
    feed = make_feed()
    Feed.objects.update(url="http://10.0.0.1/feed")
    poll(feed)
    assert "10.0.0.1" in feed.last_error
    assert feed.failures == 1


def test_a_fault_of_ours_is_told_and_raised(site, make_feed, monkeypatch):
    feed = make_feed()
    site.show(feed_of(item(1)), ETag='"1"')
    monkeypatch.setattr("articles.polling.running.write_chunk", lambda *_a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        poll_feed(feed.pk)
    feed.refresh_from_db()
    assert (feed.failures, feed.etag) == (1, "")
    assert "division" in feed.last_error
    monkeypatch.undo()
    assert poll(feed).counts["created"] == 1


def test_the_answer_counts_as_read_only_with_what_came_of_it(site, make_feed, monkeypatch):
    """Else an article lost to a fault would never be asked for again: the server would say 304."""
    feed = make_feed()
    site.show(feed_of(item(1)), ETag='"1"')
    monkeypatch.setattr("articles.polling.running._record", lambda *_a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        poll_feed(feed.pk)
    feed.refresh_from_db()
    assert (Article.objects.count(), ImportBatch.objects.count(), feed.digest) == (0, 0, "")


def test_the_usual_time_between_articles_is_learnt(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1), item(2)))
    poll(feed)
    assert feed.usual_gap is None
    Feed.objects.update(last_new_at=timezone.now() - timedelta(hours=4))
    site.show(feed_of(item(3), item(4)))
    poll(feed)
    assert timedelta(minutes=119) < feed.usual_gap < timedelta(minutes=121)


@pytest.mark.parametrize("size", [2, 40])
def test_a_read_costs_the_same_at_any_size(site, make_feed, size, django_assert_num_queries):
    feed = make_feed()
    site.show(feed_of(*(item(n) for n in range(size))))
    poll(feed)
    site.show(feed_of(*(item(n) for n in reversed(range(size)))))
    # The feed 1, the list of networks 1, the importer 1, the rules 1, known addresses 1,
    # known identities 1, a savepoint and its end 2, the feed's lock 1, what is kept of the read 1.
    with django_assert_num_queries(10):
        poll_feed(feed.pk)


def test_a_feed_that_another_worker_reads_is_left_alone(site, make_feed):
    feed = make_feed()
    site.show(feed_of(item(1)))
    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with feed_lock(feed.pk) as is_ours:
                assert is_ours
                held.set()
                done.wait(5)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(5)
    assert poll(feed) is None
    assert site.seen == []
    done.set()
    other.join()
    assert poll(feed).counts["created"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_reads_at_once_one_asks_the_server(site, make_feed):
    feed = make_feed()
    body = feed_of(*(item(n) for n in range(5))).encode()

    def slow(handler):
        is_back.wait(10)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(body)

    site.pages["/feed"] = slow
    batches, is_back = [], threading.Event()  # the one that is turned away

    def run():
        try:
            batches.append(poll_feed(feed.pk))
            is_back.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.seen) == 1
    assert sorted(batch is None for batch in batches) == [False, True]
    assert Article.objects.count() == 5


def test_windows_1256_is_read_by_what_the_server_says(site, make_feed):
    body = feed_of(item(1)).encode("cp1256")
    site.show(body, Content_Type="application/json; charset=windows-1256")
    poll(make_feed())
    assert Article.objects.get().headline == "وصول السفينة رقم 1 إلى مرسى النخيل"


def test_a_server_that_names_the_wrong_encoding_is_not_believed(site, make_feed):
    site.show(feed_of(item(1)), Content_Type="application/json; charset=us-ascii")
    poll(make_feed())
    assert Article.objects.get().headline == "وصول السفينة رقم 1 إلى مرسى النخيل"


def test_keywords_of_the_rule_are_not_doubled(site, make_feed):
    site.show(feed_of(item(1, tags=["حرّيات"])))
    poll(make_feed(keywords="حريات"))
    assert [keyword.name for keyword in Keyword.objects.all()] == ["حرّيات"]


RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>صحيفة المرسى</title><link>https://marsa.example/</link>
<item><title>عاجل | وصول السفينة إلى مرسى النخيل</title><link>https://marsa.example/news/1</link>
<guid isPermaLink="false">g-1</guid>
<pubDate>Fri, 20 Nov 2026 09:30:00 +0300</pubDate><category>ملاحة</category>
<description>رست السفينة صباحا. وحملت خشبا وتمرا.</description></item>
{more}</channel></rss>"""


def test_an_rss_feed_in_windows_1256_goes_through_its_rules(site, make_feed):
    feed = make_feed(keywords="موانئ")
    feed.rules.create(find="عاجل | ", field="headline")
    site.show(RSS.format(encoding="windows-1256", more="").encode("cp1256"), Content_Type="text/xml")
    batch = poll(feed)
    article = Article.objects.get()
    assert article.external_id == "marsa.example:g-1"
    assert article.headline == "وصول السفينة إلى مرسى النخيل"
    assert article.source_url == "https://marsa.example/news/1"
    assert "موانئ" in [keyword.name for keyword in article.keywords.all()]
    assert (batch.counts["created"], batch.counts["rejected"], feed.failures) == (1, 0, 0)


def test_a_feed_that_breaks_off_gives_what_came_before(site, make_feed):
    feed = make_feed()
    whole = RSS.format(encoding="utf-8", more="<item><title>غادرت السفينة</title></item>")
    site.show(whole[: whole.index("السفينة</title></item>")], ETag='"1"')
    batch = poll(feed)
    assert Article.objects.count() == 1
    assert (batch.counts["rejected"], feed.failures, feed.etag) == (1, 0, "")
    site.show(whole, ETag='"1"')
    assert poll(feed).counts["created"] == 1
    assert feed.etag == '"1"'


def test_a_feed_that_is_broken_from_the_start_is_a_failure(site, make_feed):
    feed = make_feed()
    site.show('<?xml version="1.0"?><rss version="2.0"><channel><title>صح')
    assert poll(feed) is None
    assert feed.failures == 1
    assert ImportBatch.objects.count() == 0


def test_links_are_read_against_the_address_of_the_feed(site, make_feed):
    feed = make_feed("/world/feed")
    more = "<item><guid>2</guid><title>غادرت السفينة</title><link>../news/2</link></item>"
    site.show(RSS.format(encoding="utf-8", more=more), "/world/feed")
    poll(feed)
    assert Article.objects.get(headline="غادرت السفينة").source_url == site.url("/news/2")


def test_a_feed_without_items_is_read_and_fine(site, make_feed):
    feed = make_feed()
    site.show('<?xml version="1.0"?><rss version="2.0"><channel><title>صحيفة</title></channel></rss>')
    assert poll(feed) is None
    assert (feed.failures, feed.last_status) == (0, 200)


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "صحيفة المرسى",
    "home_page_url": "https://marsa.example/",
    "items": [
        {
            "id": "https://marsa.example/1",
            "url": "https://marsa.example/1",
            "title": "وصول السفينة",
            "content_html": "<p>رست السفينة.</p>",
            "date_published": "2026-11-20T09:30:00+03:00",
            "authors": [{"name": "منى سالم"}],
            "tags": ["ملاحة"],
        },
        "ليس عنصرا",
    ],
}


def test_a_json_feed_is_its_items_and_not_one_article(site, make_feed):
    site.show(json.dumps(JSON_FEED, ensure_ascii=False), Content_Type="application/feed+json")
    batch = poll(make_feed())
    article = Article.objects.get()
    assert article.external_id == "marsa.example:https://marsa.example/1"
    assert (article.headline, article.byline, article.needs) == ("وصول السفينة", "منى سالم", [])
    assert batch.counts["rejected"] == 1


@pytest.mark.parametrize("damage", ["{", '{"version": "https://jsonfeed.org/version/1", "items": [', "[]"])
def test_damaged_json_is_no_article(site, make_feed, damage):
    site.show(damage, Content_Type="application/json")
    poll(make_feed())
    assert Article.objects.count() == 0
