from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from articles.models import Section, SectionAlias, Source
from articles.search import querying
from articles.search.terms import count_all_terms
from articles.views import search as views
from tests.articles.search.hostile import HOSTILE
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

KEYS = {"query", "count", "count_is_exact", "did_you_mean", "results", "next"}
RESULT_KEYS = {
    "id", "external_id", "headline", "url", "published_at", "source", "section", "snippet_html",
}  # fmt: skip


def page(client, **params):
    return client.get(reverse("search"), params)


def data(client, **params):
    return client.get(reverse("search-json"), params).json()


def headlines(client, **params):
    return [result["headline"] for result in data(client, **params)["results"]]


def many(count, **overrides):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    write_articles(
        *(
            make_record(
                headline=f"سيارة {n}", published_at=(start + timedelta(hours=n)).isoformat(), **overrides
            )
            for n in range(count)
        )
    )


def test_the_json_holds_the_keys_of_the_contract(client, settings):
    settings.SITE_URL = "https://news.example"
    row = make_article(headline="سيارة الإسعاف", body="<p>وصلت السيارة & <b>مرّت</b></p>", id="a:1/2")
    answer = data(client, q="سيارات")
    assert set(answer) == KEYS
    result = answer["results"][0]
    assert set(result) == RESULT_KEYS
    assert result["external_id"] == "tests:a:1/2"
    assert result["url"].startswith(f"https://news.example/articles/{row.pk}/")
    assert result["published_at"] == "2024-05-17T12:30:00+03:00"
    assert (result["source"], result["section"]) == ("صحيفة المرسى", "مجتمع")
    assert result["snippet_html"] == "وصلت <mark>السيارة</mark> &amp; مرّت"
    assert (answer["count"], answer["count_is_exact"], answer["next"]) == (1, True, None)
    assert answer["did_you_mean"] is None


def test_the_json_is_readable_arabic_without_cookies(client):
    response = client.get(reverse("search-json"), {"q": "وزير"})
    assert "وزير" in response.content.decode()
    assert not response.cookies
    assert not response.has_header("Vary")


def test_names_are_null_where_an_article_has_none(client):
    make_article(source=None, section=None)
    result = data(client)["results"][0]
    assert (result["source"], result["section"]) == (None, None)


def test_next_leads_on_to_the_last_page_with_every_parameter(client, settings):
    settings.SITE_URL = "http://testserver"
    many(45)
    seen, address = [], f"{reverse('search-json')}?q=سيارة&sort=newest&from=2020-01-01&bad=1"
    while address:
        answer = client.get(address).json()
        seen += [result["headline"] for result in answer["results"]]
        address = answer["next"]
    assert seen == [f"سيارة {n}" for n in reversed(range(45))]


def test_the_fiftieth_page_is_the_last(client, monkeypatch):
    monkeypatch.setattr(querying, "PAGE_SIZE", 1)
    monkeypatch.setattr(querying, "MAX_COUNT", 2)
    many(4)
    assert data(client, page=1)["next"]
    answer = data(client, page=2)
    assert (answer["next"], answer["count"], answer["count_is_exact"]) == (None, 2, False)


def test_facets_take_slugs_and_those_of_aliases(client):
    make_article(headline="أ", section="رياضة", source="وكالة الخليج", keywords=["قوارب"])
    make_article(headline="ب", section="اقتصاد", source="صحيفة البر", keywords=["تمور"])
    SectionAlias.objects.create(name="ملاعب", target=Section.objects.get(name="رياضة"))
    assert headlines(client, section="رياضة") == ["أ"]
    assert headlines(client, section="ملاعب") == ["أ"]
    assert headlines(client, source="وكالة-الخليج") == ["أ"]
    assert headlines(client, keyword="تمور") == ["ب"]
    assert headlines(client, keyword="تمور", section="رياضة") == []


def test_a_section_holds_the_sections_under_it(client):
    make_article(headline="أ", section="كرة القدم")
    parent = Section.objects.create(name="رياضة")
    Section.objects.filter(name="كرة القدم").update(parent=parent)
    assert headlines(client, section="رياضة") == ["أ"]


def test_days_are_those_of_the_newsroom_and_hold_both_ends(client):
    for hour, name in ((20, "قبل"), (22, "أول"), (44, "آخر"), (46, "بعد")):
        moment = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(hours=hour)
        make_article(headline=name, published_at=moment.isoformat())
    # 22:00 and 20:00 the next day in UTC are 01:00 and 23:00 of 2 May in Riyadh.
    assert headlines(client, **{"from": "2024-05-02", "to": "2024-05-02"}) == ["آخر", "أول"]


@pytest.mark.parametrize(
    "params",
    [
        {"section": "لا-قسم"},
        {"source": "لا-مصدر"},
        {"keyword": "x\x00y"},
        {"from": "أمس"},
        {"from": "2024-13-01"},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"sort": "random"},
        {"page": "0"},
        {"page": "51"},
        {"page": "-1"},
        {"page": "9" * 30},
        {"page": "x"},
    ],
)
def test_a_bad_value_is_left_out_with_a_notice_that_names_it(client, params):
    make_article(headline="سيارة")
    assert headlines(client, q="سيارة", **params) == ["سيارة"]
    shown = page(client, q="سيارة", **params)
    [notice] = shown.context["notices"]
    assert next(iter(params.values())).replace("\x00", " ")[:60] in notice
    assert notice in shown.content.decode()


def test_too_many_words_are_cut_with_a_notice(client):
    shown = page(client, q=" ".join(f"كلمة{n}" for n in range(100)))
    assert len(shown.context["notices"]) == 1


@pytest.mark.parametrize("name", ["search", "search-json", "search-suggest"])
def test_no_text_breaks_a_page(client, name):
    make_article(headline="قارب السيارة")
    count_all_terms()
    for text in HOSTILE:
        query = text.encode("utf-8", "replace").decode()
        assert client.get(reverse(name), {"q": query}).status_code == 200, query[:50]


def test_the_query_is_escaped_wherever_it_is_printed(client):
    make_article(headline="<script>alert(1)</script> سيارة", body="<p>&lt;script&gt; سيارة</p>")
    text = page(client, q='سيارة "><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in text
    assert "<script>alert" not in page(client, q="سيارة").content.decode()


@pytest.mark.parametrize(
    ("count", "line"),
    [(0, "لا نتائج"), (1, "نتيجة واحدة"), (2, "نتيجتان"), (3, "3 نتائج"), (11, "11 نتيجة")],
)
def test_results_are_counted_in_correct_arabic(client, count, line):
    many(count)
    assert page(client, q="سيارة").context["count"] == line


def test_a_count_beyond_the_limit_is_more_than_it(client, monkeypatch):
    for module in (querying, views):
        monkeypatch.setattr(module, "MAX_COUNT", 5)
    many(7)
    assert page(client, q="سيارة").context["count"] == "أكثر من 5 نتائج"


def test_the_page_keeps_the_query_marks_words_and_is_not_indexed(client):
    make_article(headline="سيارة الإسعاف", body="<p>وصلت السيارات</p>")
    response = page(client, q="السيارة")
    text = response.content.decode()
    assert 'value="السيارة"' in text
    assert "<mark>سيارة</mark> الإسعاف" in text
    assert "وصلت <mark>السيارات</mark>" in text
    assert '<meta name="robots" content="noindex">' in text
    assert '<meta name="description" content="ابحث في الأخبار بالكلمات' in text
    assert response["X-Robots-Tag"] == "noindex, follow"
    assert not response.cookies


def test_the_page_of_the_search_itself_may_be_found(client):
    response = client.get(reverse("search"))
    text = response.content.decode()
    assert "noindex" not in text
    assert "X-Robots-Tag" not in response
    assert '<link rel="canonical" href="http://testserver/search/">' in text
    assert '<meta name="description" content="ابحث' in text


def test_facets_are_counted_and_lead_to_narrower_searches(client):
    make_article(headline="سيارة 1", section="رياضة", keywords=["قوارب"])
    make_article(headline="سيارة 2", section="رياضة", keywords=["تمور", "قوارب"])
    make_article(headline="سيارة 3", section="اقتصاد", keywords=["تمور"])
    make_article(headline="سوى ذلك", section="منوعات")
    facets = {facet["label"]: facet["links"] for facet in page(client, q="سيارة").context["facets"]}
    assert [(link["name"], link["count"]) for link in facets["القسم"]] == [("رياضة", 2), ("اقتصاد", 1)]
    narrowed = client.get(facets["القسم"][0]["url"])
    assert {entry["article"].headline for entry in narrowed.context["entries"]} == {"سيارة 1", "سيارة 2"}
    assert "القسم" not in {facet["label"] for facet in narrowed.context["facets"]}
    [active] = narrowed.context["active"]
    assert len(client.get(active["url"]).context["entries"]) == 3


def test_a_new_search_by_the_form_keeps_what_was_chosen(client):
    make_article(section="رياضة")
    shown = page(client, q="جسر", section="رياضة", sort="newest")
    assert shown.context["hidden"] == [("section", "رياضة"), ("sort", "newest")]


def test_an_empty_result_helps_on(client):
    make_article(headline="آخر ما نشر")
    text = page(client, q="زقزقة").content.decode()
    assert "آخر ما نشر" in text
    assert "جرّب كلمات أقل" in text


def test_a_search_that_finds_nothing_offers_what_has_some_of_its_words(client):
    near = make_article(headline="منارة الموصل تعود")
    make_article(headline="منارة الموصل سرا", status="draft")
    count_all_terms()
    shown = page(client, q="ترميم منارة الموصل العتيقة")
    assert shown.context["results"].count == 0
    assert [entry["article"] for entry in shown.context["near"]] == [near]
    assert "نتائج قريبة" in shown.content.decode()
    answer = data(client, q="ترميم منارة الموصل العتيقة")
    assert (answer["count"], answer["next"]) == (0, None)
    assert [result["missing"] for result in answer["results"]] == [["ترميم", "العتيقة"]]


def test_a_mistyped_word_is_asked_about(client):
    make_article(headline="افتتاح جامعة النخيل")
    count_all_terms()
    assert data(client, q="جاعمة النخيل")["did_you_mean"] == "جامعة النخيل"
    shown = page(client, q="جاعمة النخيل")
    assert "هل تقصد" in shown.content.decode()
    assert client.get(shown.context["meant"]["url"]).context["results"].count == 1


def test_what_only_an_excerpt_allows_is_not_in_a_snippet(client):
    row = make_article(headline="خبر", body="<p>الفقرة الأولى.</p><p>بقية محجوبة عن سيارة.</p>")
    Source.objects.filter(pk=row.source_id).update(rights="excerpt")
    assert data(client, q="سيارة")["results"][0]["snippet_html"] == "الفقرة الأولى."


@pytest.mark.parametrize("size", [12, 40])
def test_the_page_costs_the_same_number_of_queries_at_any_size(client, size, django_assert_num_queries):
    many(size, keywords=["أ", "ب", "ج"])
    count_all_terms()
    # counts 1, hits with near-copies 1, vectors 1, cards 1, facets 1, menu 1
    with django_assert_num_queries(6):
        page(client, q="سيارة")
    # by the slugs of a section, a source and a keyword 3, counts 1, hits 1, vectors 1, cards 1
    with django_assert_num_queries(7):
        data(client, q="سيارة", section="مجتمع", source="صحيفة-المرسى", keyword="أ")


@pytest.mark.parametrize("size", [2, 40])
def test_an_empty_page_costs_the_same_number_of_queries_at_any_size(client, size, django_assert_num_queries):
    many(size)
    make_article(headline="منارة الموصل تعود")
    count_all_terms()
    # counts 1, hits 1; near: counts 1, some words 1, vectors 1; cards 1; menu 1
    with django_assert_num_queries(7):
        page(client, q="ترميم منارة الموصل العتيقة")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_search_is_only_read(client, method):
    assert getattr(client, method)(reverse("search")).status_code == 405


@pytest.fixture
def bounded(settings, client):
    cache.clear()
    client.defaults["REMOTE_ADDR"] = "198.51.100.20"
    settings.SEARCHES_PER_MINUTE, settings.SUGGESTIONS_PER_MINUTE = 2, 3
    yield
    cache.clear()


def test_who_searches_too_often_is_told_to_wait_and_others_are_not(client, bounded):
    assert [page(client, q=f"سيارة {n}").status_code for n in range(3)] == [200, 200, 429]
    refused = page(client, q="سيارة")
    assert "انتظر" in refused.content.decode()
    assert (refused.headers["Retry-After"], "no-store" in refused.headers["Cache-Control"]) == ("60", True)
    told = client.get(reverse("search-json"), {"q": "سيارة"})  # page and JSON are one search
    assert (told.status_code, told.json()["code"]) == (429, "too_many_requests")
    assert client.get(reverse("search"), REMOTE_ADDR="198.51.100.7").status_code == 200
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", ""])
def test_this_machine_is_no_reader(client, bounded, address):
    statuses = [client.get(reverse("search"), REMOTE_ADDR=address).status_code for _search in range(4)]
    assert statuses == [200] * 4


def test_completion_has_a_bound_of_its_own(client, bounded):
    address = reverse("search-suggest")
    statuses = [client.get(address, {"q": "سي"}).status_code for _letter in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert page(client, q="سيارة").status_code == 200


def test_a_search_over_the_bound_asks_the_database_nothing(client, bounded, django_assert_num_queries):
    for _search in range(2):
        page(client, q="سيارة")
    with django_assert_num_queries(0):
        assert page(client, q="سيارة").status_code == 429


@pytest.mark.parametrize(("peer", "status"), [("10.0.0.5", 200), ("127.0.0.1", 200), ("93.184.216.34", 429)])
def test_readers_behind_a_proxy_that_nobody_told_us_of_are_not_taken_for_one(client, bounded, peer, status):
    given = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    for _search in range(2):
        client.get(reverse("search"), **given)
    assert client.get(reverse("search"), **given).status_code == status
