from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.admin.feed_health import failures_text, health_of, last_success, next_fetch
from articles.models import AllowedNetwork, Article, Feed, ImportBatch, Section, Source
from tests.articles.admin.pages import form_fields, text_of
from tests.articles.polling.conftest import feed_of, item, make_feed, site  # noqa: F401 — fixtures

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_feed_changelist")
ADD = reverse("admin:articles_feed_add")


def page_of(name, feed):
    return reverse(f"admin:articles_feed_{name}", args=[feed.pk])


def ago(**time):
    return timezone.now() - timedelta(**time) - timedelta(seconds=5)


@pytest.fixture
def signed_in(client, managing_editor):
    client.force_login(managing_editor)
    return client


@pytest.mark.parametrize(
    ("state", "word", "told"),
    [
        ({}, "لم تُجلب بعد", "لم ينجح جلب بعد"),
        ({"last_success_at": {"hours": 2}}, "سليمة", "آخر جلب ناجح: منذ ساعتين"),
        ({"last_success_at": {"minutes": 1}, "failures": 3}, "متعثرة", "آخر جلب ناجح: منذ دقيقة"),
        ({"last_success_at": {"days": 3}, "is_active": False}, "موقوفة", "آخر جلب ناجح: منذ 3 أيام"),
        ({"last_success_at": {"days": 11}, "asked_at": {}}, "تنتظر دورها", "آخر جلب ناجح: منذ أسبوع"),
    ],
)
def test_health_is_told_in_arabic(state, word, told):
    given = {name: ago(**value) if isinstance(value, dict) else value for name, value in state.items()}
    feed = Feed(url="https://marsa.example/feed", **given)
    assert (health_of(feed)[1], last_success(feed)) == (word, told)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, "إخفاق واحد"), (2, "إخفاقان متتاليان"), (3, "3 إخفاقات متتالية"), (11, "11 إخفاقا متتاليا"),
        (100, "100 إخفاق متتال"),
    ],
)  # fmt: skip
def test_failures_are_counted_in_arabic(number, told):
    assert failures_text(Feed(failures=number)) == told


def test_the_next_fetch_is_told_in_both_languages():
    feed = Feed(next_fetch_at=timezone.now() + timedelta(minutes=5, seconds=5))
    assert next_fetch(feed) == "بعد 5 دقائق"
    with translation.override("en"):
        assert next_fetch(feed).replace("\xa0", " ") == "in 5 minutes"


@pytest.mark.parametrize("size", [1, 25])
def test_the_list_costs_the_same_at_any_size(signed_in, make_feed, size, django_assert_num_queries):  # noqa: F811
    for number in range(size):
        make_feed(f"/{number}", source=f"صحيفة {number}")
    # Session and person 2, rights of the person and of the groups 2, the capped count 1, the rows 1.
    with django_assert_num_queries(6):
        assert signed_in.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("value", "found"), [("failing", "/2"), ("fine", "/1"), ("never", "/4"), ("stopped", "/3")]
)
def test_the_list_is_narrowed_by_health(signed_in, make_feed, value, found):  # noqa: F811
    make_feed("/1", last_success_at=timezone.now())
    make_feed("/2", failures=2)
    make_feed("/3", is_active=False, failures=2)
    make_feed("/4")
    rows = signed_in.get(LIST, {"health": value}).context["cl"].result_list
    assert [row.url.endswith(found) for row in rows] == [True]


def test_an_error_is_shown_as_it_is_and_escaped(signed_in, make_feed):  # noqa: F811
    make_feed(failures=1, last_error="<script>x</script> يجيب بالرمز 500")
    page = signed_in.get(LIST).content.decode()
    assert "&lt;script&gt;x" in page
    assert "يجيب بالرمز 500" in page


NO_RULES = {
    "rules-TOTAL_FORMS": "0", "rules-INITIAL_FORMS": "0",
}  # fmt: skip


def values(source, **changes):
    return {
        "source": source.pk, "url": "https://marsa.example/feed", "is_active": "on", "interval": "30",
        "status": "draft", "keywords": "", **NO_RULES, **changes,
    }  # fmt: skip


def test_a_feed_is_made_with_its_rules(signed_in):
    source = Source.objects.create(name="صحيفة المرسى")
    section = Section.objects.create(name="اقتصاد")
    rule = {
        "rules-0-find": "عاجل | ",
        "rules-0-replace": "",
        "rules-0-field": "headline",
        "rules-0-position": "0",
    }
    answer = signed_in.post(
        ADD,
        values(source, section=section.pk, keywords="ملاحة,موانئ، ملاحه", **rule)
        | {"rules-TOTAL_FORMS": "1"},
    )
    assert answer.status_code == 302
    feed = Feed.objects.get()
    assert (feed.keywords, feed.section, feed.is_active) == ("ملاحة، موانئ", section, True)
    assert [(rule.find, rule.field) for rule in feed.rules.all()] == [("عاجل | ", "headline")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "ftp://marsa.example/feed"), ("url", "https://ali:secret@marsa.example/feed"), ("url", "x"),
        ("interval", "4"), ("interval", "1441"), ("interval", ""), ("status", "withdrawn"),
        ("keywords", "ك" * 500),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_at_its_field(signed_in, name, value):
    answer = signed_in.post(ADD, values(Source.objects.create(name="صحيفة المرسى"), **{name: value}))
    assert answer.status_code == 200
    assert list(answer.context["adminform"].errors) == [name]


def test_one_address_is_one_feed(signed_in, make_feed):  # noqa: F811
    feed = make_feed()
    answer = signed_in.post(ADD, values(Source.objects.create(name="أخرى"), url=feed.url))
    assert "صحيفة المرسى" in str(answer.context["adminform"].errors["url"])


def test_feeds_are_kept_on_the_form_of_their_source(signed_in):
    source = Source.objects.create(name="صحيفة المرسى")
    url = reverse("admin:articles_source_change", args=[source.pk])
    fields = form_fields(signed_in.get(url), "source_form")
    assert fields["feeds-TOTAL_FORMS"] == "0"
    fields |= {
        "feeds-TOTAL_FORMS": "1", "feeds-0-url": "https://marsa.example/feed", "feeds-0-interval": "15",
        "feeds-0-status": "published", "feeds-0-is_active": "on", "feeds-0-source": source.pk,
    }  # fmt: skip
    assert signed_in.post(url, fields).status_code == 302
    feed = source.feeds.get()
    assert (feed.interval, feed.status) == (15, "published")
    assert "لم تُجلب بعد" in text_of(signed_in.get(url))


@pytest.mark.parametrize("changes", [{"keywords": "بحر"}, {}])
def test_a_changed_rule_makes_the_next_fetch_read_everything(signed_in, make_feed, changes):  # noqa: F811
    feed = make_feed(etag='"1"', digest="x", known_rejects=["a"])
    fields = form_fields(signed_in.get(page_of("change", feed)), "feed_form")
    fields["is_active"] = "on"
    assert signed_in.post(page_of("change", feed), {**fields, **changes}).status_code == 302
    feed.refresh_from_db()
    assert (feed.etag, feed.known_rejects) == (("", []) if changes else ('"1"', ["a"]))


def test_a_fetch_now_is_a_job_and_the_page_says_that_it_waits(signed_in, make_feed):  # noqa: F811
    feed = make_feed()
    for _n in range(2):
        assert signed_in.post(page_of("poll", feed), follow=True).status_code == 200
    assert ProcrastinateJob.objects.filter(task_name="articles.tasks.poll").count() == 1
    page = signed_in.get(page_of("change", feed))
    assert "تنتظر دورها" in text_of(page)
    assert b"disabled" in page.content


def test_a_stopped_feed_is_not_fetched_now(signed_in, make_feed):  # noqa: F811
    feed = make_feed(is_active=False)
    answer = signed_in.post(page_of("poll", feed), follow=True)
    assert "موقوفة" in text_of(answer)
    assert not ProcrastinateJob.objects.exists()


def test_a_trial_shows_what_would_come_and_writes_nothing(signed_in, site, make_feed):  # noqa: F811
    feed = make_feed(keywords="موانئ", etag='"1"')
    site.show(feed_of(item(1), item(2, date=None), item(3, date="لا أدري")))
    text = text_of(signed_in.post(page_of("try", feed)))
    assert "وصول السفينة رقم 1 إلى مرسى النخيل" in text
    assert "ينقصه: تاريخ النشر" in text
    assert "لا أدري" in text
    assert (Article.objects.count(), ImportBatch.objects.count()) == (0, 0)
    feed.refresh_from_db()
    assert (feed.reads, feed.etag) == (0, '"1"')
    assert "If-None-Match" not in site.seen[0][1]


def test_a_trial_that_fails_says_why(signed_in, site, make_feed):  # noqa: F811
    feed = make_feed()
    site.show("", status=503)
    assert "503" in text_of(signed_in.post(page_of("try", feed)))
    feed.refresh_from_db()
    assert feed.failures == 0


@pytest.mark.parametrize("name", ["poll", "try"])
@pytest.mark.parametrize("group", ["reporter", "editor", "import staff"])
def test_only_who_keeps_sources_fetches(client, request, site, make_feed, name, group):  # noqa: F811
    person = request.getfixturevalue({"import staff": "import_staff"}.get(group, group))
    client.force_login(person)
    assert client.post(page_of(name, make_feed())).status_code == 403
    assert site.seen == []


def test_managing_editors_do_not_open_inner_networks(signed_in, client):
    assert signed_in.get(reverse("admin:articles_allowednetwork_changelist")).status_code == 403


@pytest.mark.parametrize(
    ("network", "is_good"), [("10.1.2.0/24", True), ("fd00::/8", True), ("10.1.2.3/24", False), ("x", False)]
)
def test_an_administrator_lists_a_network(admin_client, network, is_good):
    url = reverse("admin:articles_allowednetwork_add")
    answer = admin_client.post(url, {"network": network, "port": "", "note": ""})
    assert (answer.status_code == 302) == is_good
    assert AllowedNetwork.objects.count() == is_good
