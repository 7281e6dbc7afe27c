"""The feed of partners: who gets in, what each may have, and that an import reads it back."""

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import partners, publishing
from articles.models import Article, AuditEntry, Partner, Section, Source
from articles.models.partners import digest_of
from articles.similarity.deciding import bring_together
from articles.views import partners as partner_view
from tests.articles.views.public import place_in_menu, set_rights
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db

ADDRESS = "/partners/feed.json"


@pytest.fixture
def boss():
    return make_user("boss", is_superuser=True)


@pytest.fixture
def partner(boss):
    """Make a partner that may have all texts; its key is an attribute of the test's own."""
    made = Partner.objects.create(name="بوابة السفح", text="all")
    made.secret = partners.issue_key(made, by=boss)
    return made


def ask(client, key, **query):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(ADDRESS, query, headers=headers)


def items_of(client, partner, **query):
    response = ask(client, partner.secret, **query)
    assert response.status_code == 200, response.content.decode()
    return response.json()["items"]


def headlines_of(client, partner, **query):
    return [item["headlines"][0]["value"] for item in items_of(client, partner, **query)]


def text_of(item):
    return next((body["value"] for body in item["bodies"] if body["role"] == "main"), "")


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "missing_key"), ("", "missing_key"), ("Bearer", "missing_key"),
        ("Basic nrp_x", "missing_key"), ("Bearer nrp_x", "invalid_key"), ("Bearer other", "invalid_key"),
        ("Bearer nrp_" + "x" * 5000, "invalid_key"),
    ],
)  # fmt: skip
def test_without_the_key_of_a_partner_nothing_opens(client, partner, authorization, code):
    make_article()
    headers = {} if authorization is None else {"Authorization": authorization}
    response = client.get(ADDRESS, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert response["WWW-Authenticate"].startswith('Bearer realm="partners"')
    assert response.json()["error"]
    assert "items" not in response.json()


def test_a_key_in_the_address_opens_nothing(client, partner):
    assert client.get(ADDRESS, {"key": partner.secret, "access_token": partner.secret}).status_code == 401


def test_a_key_is_kept_as_a_digest_only(partner):
    row = Partner.objects.filter(pk=partner.pk).values().get()
    assert row["key_digest"] == digest_of(partner.secret)
    assert partner.secret not in str(row)
    assert partner.secret.startswith("nrp_")
    assert len(partner.secret) > 40


def test_another_key_ends_the_one_before_and_a_key_is_taken_back(client, partner, boss):
    old, new = partner.secret, partners.issue_key(partner, by=boss)
    assert [ask(client, key).status_code for key in (old, new)] == [401, 200]
    partners.revoke_key(partner, by=boss)
    assert ask(client, new).status_code == 401
    told = AuditEntry.objects.filter(action__startswith="partner_key").order_by("pk")
    assert [entry.action for entry in told] == ["partner_key", "partner_key", "partner_key_revoke"]
    assert not [entry for entry in told if new in entry.note or old in entry.note]


def test_a_partner_that_rests_gets_nothing(client, partner):
    Partner.objects.update(is_active=False)
    assert ask(client, partner.secret).status_code == 401


def test_answers_are_private_and_kept_by_nobody(client, partner, settings):
    settings.PAGE_CACHE, settings.CDN_PURGE_URL = True, "https://cdn.example/purge"
    response = ask(client, partner.secret)
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "public" not in response["Cache-Control"]
    assert "s-maxage" not in response["Cache-Control"]
    assert "Authorization" in response["Vary"]
    assert not response.has_header("Surrogate-Key")
    assert client.get(ADDRESS).status_code == 401
    assert not response.cookies


def test_who_asks_too_often_waits_until_the_minute_is_over(client, partner, boss):
    other = Partner.objects.create(name="أخرى")
    other.secret = partners.issue_key(other, by=boss)
    Partner.objects.update(per_minute=2)
    assert [ask(client, partner.secret).status_code for _number in range(3)] == [200, 200, 429]
    refused = ask(client, partner.secret)
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert ask(client, other.secret).status_code == 200
    Partner.objects.update(window_at=timezone.now() - timedelta(seconds=61))
    assert ask(client, partner.secret).status_code == 200


def test_an_item_is_ninjs_3_and_leads_to_our_page(client, partner):
    article = make_article(summary="موجز", byline="منى سالم", images=[{"url": "https://i.example/a.jpg"}])
    [item] = items_of(client, partner)
    assert item["standard"]["name"] == "ninjs"
    assert item["standard"]["version"].startswith("3.")
    assert (item["type"], item["pubStatus"], item["language"]) == ("text", "usable", "ar")
    assert item["altIds"] == [{"role": "web", "value": f"http://testserver{article.get_absolute_url()}"}]
    assert text_of(item) == article.body
    assert item["infoSources"] == [{"name": "صحيفة المرسى"}]


def test_what_we_publish_ourselves_is_told_as_ours(client, partner):
    make_article(source=None)
    assert items_of(client, partner)[0]["infoSources"] == [{"name": "غرفة الأخبار"}]


def test_an_import_of_the_feed_gives_the_same_articles(client, partner, tmp_path):
    make_article(summary="موجز & «اقتباس»", byline="منى سالم", keywords=["جسور", "بلدية"],
                 images=[{"url": "https://i.example/a.jpg", "caption": "الجسر", "credit": "وكالات"}],
                 read_also=[{"headline": "خبر قديم", "url": "https://old.example/1"}])  # fmt: skip
    make_article(published_at="2024-05-01T10:00:00+03:00", section="رياضة")
    response = ask(client, partner.secret)
    assert len(response.json()["items"]) == 2
    before = {row.external_id: row for row in Article.objects.all()}
    Article.objects.all().delete()
    file = tmp_path / "feed.json"
    file.write_bytes(response.content)
    found = read_back(file)
    assert {row.external_id for row in found} == set(before)
    for row in found:
        old = before[row.external_id]
        for name in ("headline", "summary", "body", "byline", "language", "published_at", "status"):
            assert getattr(row, name) == getattr(old, name), name
        assert row.source_url == f"http://testserver{old.get_absolute_url()}"


def read_back(file):
    call_command("import_articles", str(file), "--status", "published", "--no-progress", verbosity=0)
    return list(Article.objects.all())


def test_nothing_that_is_not_public_is_given(client, partner):
    for number, overrides in enumerate(({"status": "draft"}, {"status": "withdrawn"}, {})):
        make_article(headline=f"سر {number}", **overrides)
    Article.objects.filter(headline="سر 2").update(embargo_until=timezone.now() + timedelta(hours=1))
    make_article(headline="سر الغد", published_at="2999-01-01")
    assert items_of(client, partner) == []


@pytest.mark.parametrize(
    ("text", "own", "others"),
    [("excerpt", False, False), ("own", True, False), ("all", True, True)],
)
def test_a_partner_gets_as_much_of_a_text_as_was_agreed(client, partner, text, own, others):
    Partner.objects.update(text=text)
    make_article(headline="لنا", source="غرفتنا", images=[{"url": "https://i.example/a.jpg"}])
    make_article(headline="لغيرنا", source="وكالة النهر", images=[{"url": "https://i.example/a.jpg"}])
    Source.objects.filter(name="غرفتنا").update(kind="own")
    found = {item["headlines"][0]["value"]: item for item in items_of(client, partner)}
    got = {name: "وقال المهندس" in json.dumps(item, ensure_ascii=False) for name, item in found.items()}
    assert got == {"لنا": own, "لغيرنا": others}
    pictures = {name: "i.example" in json.dumps(item) for name, item in found.items()}
    assert pictures == {"لنا": own, "لغيرنا": others}


def test_an_excerpt_is_a_paragraph_of_html(client, partner):
    Partner.objects.update(text="excerpt")
    make_article(summary="أرباح A & B <قريبا>")
    [item] = items_of(client, partner)
    assert text_of(item) == "<p>أرباح A &amp; B &lt;قريبا&gt;</p>"


@pytest.mark.parametrize(("rights", "count"), [("excerpt", 1), ("none", 0)])
def test_no_partner_gets_more_than_the_source_allows(client, partner, rights, count):
    make_article()
    set_rights("صحيفة المرسى", rights=rights)
    found = items_of(client, partner)
    assert len(found) == count
    assert "وقال المهندس" not in json.dumps(found, ensure_ascii=False)


def test_a_partner_is_kept_to_its_sections_and_their_parts(client, partner):
    [top] = place_in_menu("مجتمع")
    place_in_menu("بلديات", parent=top)
    for name in ("مجتمع", "بلديات", "رياضة"):
        make_article(headline=f"خبر {name}", section=name)
    partner.sections.set([top])
    assert set(headlines_of(client, partner)) == {"خبر مجتمع", "خبر بلديات"}
    partner.sections.set([Section.objects.get(name="بلديات")])
    assert headlines_of(client, partner) == ["خبر بلديات"]


def test_of_near_copies_one_goes_out(client, partner, boss):
    one, two = (make_article(body=f"<p>{word}</p>", published_at=f"2024-05-0{day}")
                for day, word in enumerate(("أول", "ثان"), 1))  # fmt: skip
    bring_together(one, two, by=boss)
    assert headlines_of(client, partner) == [one.headline]


def test_pages_follow_each_other_without_a_gap_or_a_double(client, partner, monkeypatch):
    monkeypatch.setattr(partner_view, "PAGE_SIZE", 2)
    for day in range(1, 6):
        make_article(headline=f"خبر {day}", published_at=f"2024-05-0{day}T10:00:00+03:00")
    seen, query = [], {}
    while True:
        answer = ask(client, partner.secret, **query).json()
        seen += [item["headlines"][0]["value"] for item in answer["items"]]
        if not answer["next"]:
            break
        assert answer["next"].startswith("http://testserver/partners/feed.json?")
        query = dict(parse_qsl(urlsplit(answer["next"]).query))
    assert seen == [f"خبر {day}" for day in (5, 4, 3, 2, 1)]


def test_of_a_time_on_what_came_changed_or_was_withdrawn_is_told(client, partner):
    rows = {name: make_article(headline=name) for name in ("قديم", "تغير", "سحب")}
    since = timezone.now() - timedelta(hours=1)
    Article.objects.update(modified_at=since - timedelta(days=1))
    Article.objects.filter(pk=rows["تغير"].pk).update(modified_at=timezone.now())
    publishing.withdraw(rows["سحب"], by=make_user(is_superuser=True), note="خطأ")
    make_article(headline="جديد", published_at=timezone.now().isoformat())
    answer = ask(client, partner.secret, since=since.isoformat()).json()
    found = {item["headlines"][0]["value"]: item for item in answer["items"]}
    assert set(found) == {"تغير", "سحب", "جديد"}
    assert found["سحب"]["pubStatus"] == "canceled"
    assert "المهندس" not in json.dumps(found["سحب"], ensure_ascii=False)
    # Asked without a time, what is withdrawn is not told.
    assert set(headlines_of(client, partner)) == {"قديم", "تغير", "جديد"}
    # Asked from there the next time, it misses nothing that was being written meanwhile.
    later = datetime.fromisoformat(answer["asOf"])
    assert timedelta(seconds=59) < timezone.now() - later < timedelta(seconds=90)


def test_what_was_unpublished_is_told_as_gone_and_a_draft_is_not(client, partner):
    article, boss = make_article(headline="كان منشورا"), make_user(is_superuser=True)
    publishing.unpublish(article, by=boss)
    draft = make_article(headline="مسودة", status="draft")
    publishing.submit(draft, by=boss)
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    [item] = ask(client, partner.secret, since=since).json()["items"]
    assert (item["headlines"][0]["value"], item["pubStatus"]) == ("كان منشورا", "canceled")
    assert "المهندس" not in json.dumps(item, ensure_ascii=False)


@pytest.mark.parametrize("hidden", ["scheduled", "embargoed", "rights"])
def test_what_was_never_public_is_not_told_by_its_withdrawal(client, partner, hidden):
    tomorrow, boss = timezone.now() + timedelta(days=1), make_user(is_superuser=True)
    at = tomorrow.isoformat() if hidden == "scheduled" else "2024-05-17T09:30:00+03:00"
    article = make_article(headline="سر", published_at=at)
    if hidden == "embargoed":
        Article.objects.filter(pk=article.pk).update(embargo_until=tomorrow)
    if hidden == "rights":
        set_rights(article.source.name, rights="none")
    publishing.withdraw(Article.objects.get(pk=article.pk), by=boss, note="خطأ")
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert ask(client, partner.secret, since=since).json()["items"] == []


@pytest.mark.parametrize("query", [{"since": "أمس"}, {"since": "2024-13-40"}, {"after": "x"}, {"after": "ا"}])
def test_a_parameter_that_cannot_be_read_is_refused_in_words(client, partner, query):
    response = ask(client, partner.secret, **query)
    assert (response.status_code, response.json()["code"]) == (400, "bad_parameter")


def test_changes_are_told_of_a_month_and_no_longer(client, partner):
    make_article()
    for days, status in ((30, 200), (32, 400)):
        since = (timezone.now() - timedelta(days=days)).isoformat()
        assert ask(client, partner.secret, since=since).status_code == status
    assert ask(client, partner.secret, since="2001-01-01").json()["code"] == "since_too_old"


def test_a_time_whose_plus_was_not_escaped_is_understood(client, partner):
    make_article()
    yesterday = timezone.localtime() - timedelta(days=1)
    response = client.get(
        f"{ADDRESS}?since={yesterday.isoformat()}",
        headers={"Authorization": f"bearer {partner.secret}"},
    )
    assert len(response.json()["items"]) == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_a_page_do_not_grow(client, partner, django_assert_num_queries, count):
    write_articles(*(
        make_record(status="published", images=[{"url": "https://i.example/a.jpg", "caption": "ص"}])
        for _ in range(count)
    ))  # fmt: skip
    # The partner, its count, its row, its sections; the articles, their keywords, images and links, and what
    # the first two of these name.
    with django_assert_num_queries(10):
        assert len(items_of(client, partner)) == count
