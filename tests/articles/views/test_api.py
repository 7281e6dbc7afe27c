from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Source
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

RECORD_KEYS = {
    "id", "namespace", "url", "headline", "summary", "body", "published_at", "updated_at", "source",
    "section", "byline", "keywords", "images", "read_also", "similar", "status", "language", "needs",
}  # fmt: skip
ENTRY_KEYS = {"id", "external_id", "headline", "url", "score"}


def get(client, article):
    return client.get(reverse("article-json", args=[article.pk]))


def by_external_id(client, external_id):
    return client.get(f"/articles/by-external-id/{external_id}.json")


def test_an_article_holds_the_keys_of_the_contract(client, settings):
    settings.SITE_URL = "https://news.example"
    article = make_article(
        id="7", headline="عنوان الخبر", byline="منى سالم", keywords=["حرّيات"], views=12,
        images=[{"caption": "الجسر", "credit": "وكالات"}], read_also=["رابط ينتظر"],
    )  # fmt: skip
    response = get(client, article)
    data = response.json()
    assert set(data) == {"id", "external_id", "url", "record", "recommended", "duplicates", "corrections"}
    assert (data["id"], data["external_id"]) == (article.pk, "tests:7")
    assert data["url"].startswith(f"https://news.example/articles/{article.pk}/")
    record = data["record"]
    assert set(record) == RECORD_KEYS
    assert (record["id"], record["namespace"]) == ("7", "tests")
    assert record["published_at"] == "2024-05-17T12:30:00+03:00"
    assert record["keywords"] == ["حرّيات"]
    assert record["images"] == [{"url": None, "caption": "الجسر", "credit": "وكالات", "alt": None}]
    assert record["read_also"] == [{"headline": "رابط ينتظر", "url": None}]
    assert record["status"] == "published"
    assert "عنوان الخبر" in response.content.decode()
    assert not response.cookies


def test_recommended_are_the_articles_that_the_page_shows(client):
    target = make_article(headline="إغلاق الميناء", keywords=None)
    origin = make_article(headline="المنشأ", keywords=None, similar=["رابط ينتظر", "إغلاق الميناء"])
    [entry] = get(client, origin).json()["recommended"]
    assert set(entry) == ENTRY_KEYS
    assert (entry["id"], entry["headline"], entry["score"]) == (target.pk, "إغلاق الميناء", 1.0)


BODY = "".join(f"<p>أعلنت البلدية ترميم المنارة رقم {n} وتوسعة المرسى لصالح الصيادين.</p>" for n in range(9))


def test_duplicates_are_the_near_copies(client):
    headline = "ترميم المنارة القديمة في مرسى النخيل"
    origin = make_article(headline=headline, body=BODY, keywords=None)
    same_headline = make_article(
        headline="ترميم المَنارة القديمة في مرسى النخيل", body="<p>نص آخر</p>", keywords=None, source="الساحل"
    )
    same_body = make_article(headline="عنوان لا يشبهه", body=BODY, keywords=None)
    make_article(headline="خبر لا صلة له", body="<p>نص ثالث</p>", keywords=None)
    make_article(headline=headline, body=BODY, status="draft")
    data = get(client, origin).json()
    assert [entry["id"] for entry in data["duplicates"]] == [same_body.pk, same_headline.pk]
    assert all(0 <= entry["score"] <= 1 for entry in data["duplicates"])
    assert data["recommended"] == []


@pytest.mark.parametrize("status", ["draft", "in_review", "approved"])
def test_what_is_not_public_is_not_found(client, status):
    article = make_article(status=status)
    for response in (get(client, article), by_external_id(client, quote(article.external_id))):
        assert response.status_code == 404
        assert set(response.json()) == {"error"}


def test_the_future_and_ended_rights_are_not_found(client):
    future = make_article(published_at=(timezone.now() + timedelta(days=1)).isoformat())
    ended = make_article(source="وكالة بعيدة")
    Source.objects.filter(pk=ended.source_id).update(rights_end=timezone.localdate() - timedelta(days=1))
    assert [get(client, article).status_code for article in (future, ended)] == [404, 404]


def test_what_is_withdrawn_is_gone(client):
    article = make_article(status="withdrawn")
    for response in (get(client, article), by_external_id(client, quote(article.external_id))):
        assert response.status_code == 410
        assert "error" in response.json()


@pytest.mark.parametrize("pk", [0, 999, 2**63, 10**30])
def test_a_number_of_no_article_is_not_found(client, pk):
    assert client.get(f"/articles/{pk}.json").status_code == 404


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"id": "a:1/2"}, "tests:a:1/2"),
        ({"id": "خبر 7"}, quote("tests:خبر 7")),
        ({"id": "100%"}, quote("tests:100%")),
        ({"id": "x.json"}, "tests:x.json"),
        ({"id": None, "url": "https://news.example/a/1"}, "https://news.example/a/1"),
        ({"id": None, "url": "https://news.example/a/1"}, "https:/news.example/a/1"),
        ({"id": None, "url": "https://news.example/a/1"}, quote("https://news.example/a/1", safe="")),
        ({"id": None, "url": "https://news.example/a?b=1&c=2"}, quote("https://news.example/a?b=1&c=2")),
        ({"id": None, "url": "https://news.example/خبر"}, quote("https://news.example/خبر")),
        # An address stored in its encoded spelling is meant too, whichever way it is asked for.
        ({"id": None, "url": "https://news.example/%D8%AE"}, "https://news.example/%D8%AE"),
        ({"id": None, "url": "https://news.example/%d8%ae"}, "https://news.example/%d8%ae"),
        ({"id": None, "url": "https://news.example/%D8%AE"}, "https://news.example/%25D8%25AE"),
    ],
)
def test_an_identity_finds_its_article_however_it_is_spelt(client, fields, address):
    article = make_article(**{"namespace": "tests" if fields["id"] else None, **fields})
    response = by_external_id(client, address)
    assert response.status_code == 200
    assert response.json()["id"] == article.pk


@pytest.mark.parametrize("address", ["tests:none", "%00", "a%00b", "%ED%A0%80", "%ff", "x" * 3000])
def test_an_identity_of_nothing_is_not_found(client, address):
    assert by_external_id(client, address).status_code == 404


def test_a_source_that_allows_an_excerpt_gives_no_more(client):
    article = make_article(body="<p>الفقرة الأولى.</p><p>بقية محجوبة.</p>")
    Source.objects.filter(pk=article.source_id).update(rights="excerpt")
    response = get(client, article)
    assert response.json()["record"]["body"] == "الفقرة الأولى."
    assert "محجوبة" not in response.content.decode()


def test_corrections_are_told_with_their_dates(client, editor):
    article = make_article()
    publishing.correct(article, by=editor, note="صُحّح اسم الجسر")
    told = get(client, article).json()["corrections"]
    assert [entry["note"] for entry in told] == ["صُحّح اسم الجسر"]
    assert told[0]["at"].endswith("+03:00")


@pytest.mark.parametrize("size", [2, 30])
def test_the_json_costs_the_same_number_of_queries_at_any_size(client, size, django_assert_num_queries):
    for number in range(size):
        make_article(headline=f"سباق القوارب {number}", body=f"<p>نص {number}</p>", keywords=["قوارب"])
    origin = make_article(headline="رياح تؤجل التجديف", keywords=["قوارب"], similar=["سباق القوارب 1"])
    # article 1, its links, keywords and images 3, links of the page 4, near-copies 1, corrections 1
    with django_assert_num_queries(10):
        get(client, origin)


def test_a_draft_that_an_editor_picked_is_told_to_nobody(client):
    draft, public = make_article(status="draft", headline="سر المسودة"), make_article(headline="خبر للقراء")
    links = [{"headline": "سر المسودة"}, {"headline": "خبر للقراء"}, {"headline": "عنوان كما طُبع"}]
    written, _applied = write_articles(make_record(status="published", read_also=links))
    article = written[0].article
    for position, target in enumerate((draft, public)):
        article.links.filter(position=position).update(target=target, is_picked=True)
    record = client.get(reverse("article-json", args=[article.pk])).json()["record"]
    assert [link["headline"] for link in record["read_also"]] == ["خبر للقراء", "عنوان كما طُبع"]
