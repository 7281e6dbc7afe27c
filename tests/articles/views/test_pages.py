from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, Author, AuthorAlias, Section, SectionAlias, Source, SourceAlias
from articles.views.pagination import PAGE_SIZE
from tags.models import Keyword, KeywordAlias
from tests.articles.views.public import HOSTILE, parse_strictly, place_in_menu, set_rights, texts
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 5, 17, 9, tzinfo=UTC)
LISTS = {
    "section": lambda: Section.objects.get(name="مجتمع"),
    "source": lambda: Source.objects.get(name="صحيفة المرسى"),
    "keyword": lambda: Keyword.objects.get(name="جسور"),
    "author": lambda: Author.objects.get(name="منى سالم"),
}
# The row with the menu and its children, the list; a section also reads what is placed on its front page, a
# keyword what goes with it.
LIST_QUERIES = {"section": 3, "source": 2, "keyword": 3, "author": 2}


def make_articles(count, **overrides):
    """Make articles one minute apart, the newest last."""
    overrides = {"byline": "منى سالم", "status": "published", **overrides}
    write_articles(
        *(
            make_record(published_at=(NOON + timedelta(minutes=minute)).isoformat(), **overrides)
            for minute in range(count)
        )
    )
    return list(Article.objects.order_by("published_at"))


def list_address(name):
    return reverse(name, args=[LISTS[name]().slug])


def headlines(response):
    return texts(response, ".//main//h2[@class='card-headline']")


@pytest.fixture
def public_addresses():
    """Give one address of every kind of page, on a site with something of everything."""
    place_in_menu("مجتمع")
    article = make_articles(PAGE_SIZE + 1)[-1]
    withdrawn = make_article(status="withdrawn")
    return [
        reverse("home"),
        *map(list_address, LISTS),
        reverse("archive", args=[2024, 5, 17]),
        reverse("archive", args=[1999, 1, 1]),
        reverse("archive-month", args=[2024, 5]),
        reverse("archive-year", args=[2024]),
        article.get_absolute_url(),
        withdrawn.get_absolute_url(),
        reverse("article", args=[article.pk, "اسم-آخر"]),
        "/articles/999999/x/",
        "/لا-شيء/",
    ]


def test_every_page_is_valid_html_with_one_heading_and_a_language(client, public_addresses):
    for address in public_addresses:
        response = client.get(address)
        if response.status_code != 301:
            page = parse_strictly(response)
            assert (page.attrib["lang"], page.attrib["dir"]) == ("ar", "rtl")
            assert len(page.findall(".//h1")) == 1, address
            assert page.find("head/title").text


def test_every_page_that_is_found_describes_itself(client, public_addresses):
    for address in public_addresses:
        response = client.get(address)
        if response.status_code == 200:
            [description] = [
                node.attrib["content"]
                for node in parse_strictly(response).iterfind("head/meta")
                if node.attrib.get("name") == "description"
            ]
            assert description.strip()


def test_no_page_sets_a_cookie_or_varies(client, public_addresses):
    client.cookies["sessionid"] = "what-a-reader-of-ours-never-has"
    for address in public_addresses:
        response = client.get(address)
        assert not response.cookies, address
        assert "Vary" not in response.headers, address


def test_no_page_carries_inline_style_or_script(client, public_addresses):
    for address in public_addresses:
        text = client.get(address).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert "onclick" not in text
        assert "<script>" not in text


def test_pages_are_asked_again_each_time_and_answer_304_when_unchanged(client):
    make_article()
    first = client.get("/")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_can_only_be_read(client):
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_home_without_news_says_so_in_arabic(client):
    assert "لم يُنشر شيء بعد" in client.get("/").content.decode()


def test_home_leads_with_the_newest_and_repeats_nothing_that_stands_higher_in_a_block(client):
    place_in_menu("مجتمع")
    newest = make_articles(20)[::-1]
    response = client.get("/")
    assert response.context["lead"] == newest[0]
    top = [newest[0], *response.context["seconds"], *response.context["grid"]]
    assert top == newest[:6]
    assert response.context["latest"] == newest[6:14]
    [block] = response.context["blocks"]
    assert block.articles == newest[14:18]


def test_a_block_of_home_holds_the_articles_of_subsections(client):
    [top] = place_in_menu("مجتمع")
    place_in_menu("بلديات", parent=top)
    make_articles(14, section="سياسة")
    child = make_article(section="بلديات", published_at="2020-01-01")
    assert client.get("/").context["blocks"][0].articles == [child]


@pytest.mark.parametrize("count", [1, 60])
def test_home_asks_three_times(client, django_assert_num_queries, count):
    place_in_menu("مجتمع", "سياسة", "ثقافة")
    make_articles(count)
    with django_assert_num_queries(3):  # sections, ids of what is placed and newest of all groups, cards
        client.get("/")


@pytest.mark.parametrize("count", [2, 60])
@pytest.mark.parametrize("name", LISTS)
def test_the_queries_of_a_list_do_not_grow(client, django_assert_num_queries, name, count):
    place_in_menu("مجتمع")
    make_articles(count)
    address = list_address(name)
    with django_assert_num_queries(LIST_QUERIES[name]):
        client.get(address)


@pytest.mark.parametrize("count", [1, 60])
def test_a_day_of_the_archive_asks_three_times(client, django_assert_num_queries, count):
    make_articles(count)
    with django_assert_num_queries(3):  # the list, the days before and after, the menu
        client.get("/archive/2024/05/17/")


@pytest.mark.parametrize("name", LISTS)
def test_lists_page_by_key_to_the_last_article(client, name):
    articles = make_articles(2 * PAGE_SIZE + 3)
    address, seen = list_address(name), []
    query = ""
    while query is not None:
        response = client.get(address + query)
        seen += headlines(response)
        following = response.context["page"].next
        query = f"?after={following}" if following else None
    assert seen == [article.headline for article in reversed(articles)]


def test_articles_of_one_moment_are_neither_lost_nor_repeated(client):
    write_articles(*(make_record(status="published") for _ in range(PAGE_SIZE + 5)))
    first = client.get(list_address("source"))
    second = client.get(list_address("source") + f"?after={first.context['page'].next}")
    assert len(set(headlines(first) + headlines(second))) == PAGE_SIZE + 5


@pytest.mark.parametrize("token", ["x", "%00", "////", "MTIz", "LTEsLTE", "9" * 500, "é", "MSwx=="])
def test_a_place_that_cannot_be_read_is_the_first_page(client, token):
    make_articles(2)
    response = client.get(list_address("section") + f"?after={token}")
    assert response.status_code == 200
    assert len(headlines(response)) == 2 or not response.context["page"].is_first


def test_an_older_page_names_itself_as_canonical_and_offers_the_way_back(client):
    make_articles(PAGE_SIZE + 1)
    token = client.get(list_address("section")).context["page"].next
    text = client.get(f"{list_address('section')}?after={token}").content.decode()
    assert f'rel="canonical" href="http://testserver{list_address("section")}?after={token}"' in text
    assert "الأحدث" in text


@pytest.mark.parametrize(
    ("name", "alias_model"),
    [("section", SectionAlias), ("source", SourceAlias), ("keyword", KeywordAlias), ("author", AuthorAlias)],
)
def test_another_name_redirects_for_good(client, name, alias_model):
    make_articles(1)
    row = LISTS[name]()
    alias_model.objects.create(name="اسم قديم", target=row)
    response = client.get(reverse(name, args=["اسم-قديم"]))
    assert (response.status_code, response["Location"]) == (301, list_address(name))


@pytest.mark.parametrize(
    "address",
    [
        "/sections/x/", "/sources/x/", "/keywords/%00/", "/authors/x/", "/archive/2024/13/01/",
        "/archive/2024/02/30/", "/archive/0000/01/01/", "/archive/9999/12/31/",
        "/articles/99999999999999999999/x/", "/media/none.png",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_404_in_arabic(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "الصفحة غير موجودة" in response.content.decode()
    assert response["Cache-Control"] == "max-age=0, must-revalidate"


def test_a_section_shows_its_parent_and_the_children_of_the_menu(client):
    [top] = place_in_menu("مجتمع")
    [child] = place_in_menu("بلديات", parent=top)
    hidden = Section.objects.create(name="مستورد", parent=top)
    articles = [make_article(section=name) for name in ("مجتمع", "بلديات", "مستورد")]
    response = client.get(top.get_absolute_url())
    assert set(headlines(response)) == {article.headline for article in articles}
    text = response.content.decode()
    assert child.get_absolute_url() in text
    assert hidden.get_absolute_url() not in texts(response, ".//ul[@class='chips']/li/a")
    assert top.get_absolute_url() in client.get(child.get_absolute_url()).content.decode()


def test_a_section_without_articles_says_so(client):
    [section] = place_in_menu("ثقافة")
    text = client.get(section.get_absolute_url()).content.decode()
    assert "لا مقالات هنا بعد" in text
    assert '<meta name="robots" content="noindex">' in text


def test_a_source_tells_its_kind_home_page_and_rights(client):
    make_article()
    set_rights("صحيفة المرسى", kind="outlet", homepage="https://marsa.example", rights="excerpt")
    text = client.get(list_address("source")).content.decode()
    for expected in ("عن المصدر", "وسيلة إعلام", "https://marsa.example", "ننشر مقتطفا"):
        assert expected in text


@pytest.mark.parametrize(
    "overrides",
    [
        {"status": "draft"},
        {"status": "in_review"},
        {"status": "approved"},
        {"status": "withdrawn"},
        {"published_at": (timezone.now() + timedelta(hours=1)).isoformat()},
        {"source": "مصدر بلا حق"},
    ],
)
def test_no_list_shows_what_is_not_public(client, overrides):
    shown = make_article(byline="منى سالم")
    place_in_menu("مجتمع")
    secret = make_article(byline="منى سالم", headline="سر لا يراه القراء", **overrides)
    set_rights("مصدر بلا حق", rights="none")
    for address in ["/", "/archive/2024/05/17/", *map(list_address, LISTS)]:
        text = client.get(address).content.decode()
        assert shown.headline in text
        assert secret.headline not in text


def test_a_source_whose_term_ended_disappears(client):
    make_article(source="وكالة منتهية")
    set_rights("وكالة منتهية", rights_end=timezone.localdate() - timedelta(days=1))
    assert "افتتاح الجسر" not in client.get("/").content.decode()


def test_the_archive_takes_days_by_our_clock_and_names_the_neighbours(client):
    # 21:30 in Greenwich is the next day in Riyadh.
    late = make_article(published_at="2024-05-17T21:30:00+00:00")
    make_article(published_at="2024-05-10T09:00:00+00:00")
    response = client.get("/archive/2024/05/18/")
    assert headlines(response) == [late.headline]
    text = response.content.decode()
    assert "السبت، 18 مايو/أيار 2024" in text
    assert "/archive/2024/05/10/" in text


def test_a_day_without_news_says_so(client):
    assert "لم يُنشر خبر في هذا اليوم" in client.get("/archive/2001/01/01/").content.decode()


def test_hostile_names_are_escaped_in_every_list(client):
    make_article(
        headline=HOSTILE, byline=HOSTILE, source=HOSTILE, section=HOSTILE, keywords=[HOSTILE], summary=HOSTILE
    )
    place_in_menu(Section.objects.get().name)
    rows = (Section, Source, Keyword, Author)
    addresses = [reverse(row._meta.model_name, args=[row.objects.first().slug]) for row in rows]
    for address in ["/", "/archive/2024/05/17/", *addresses]:
        response = client.get(address)
        parse_strictly(response)
        assert "<script>alert" not in response.content.decode()


@override_settings(DEBUG=False)
def test_a_failure_of_ours_shows_an_arabic_page_that_asks_nothing(
    client, monkeypatch, django_assert_num_queries
):
    def fail():
        raise RuntimeError("broken")

    monkeypatch.setattr("articles.views.pages.build_frontpage", fail)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/")
    assert response.status_code == 500
    assert "حدث خلل عندنا" in response.content.decode()
    parse_strictly(response)


def test_a_form_without_its_token_is_refused_in_arabic():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "هذه الصفحة غير متاحة لك" in response.content.decode()


def test_a_withdrawn_article_leaves_the_lists_at_once(client, managing_editor):
    article = make_article()
    publishing.withdraw(article, by=managing_editor, note="خطأ في الأسماء")
    assert article.headline not in client.get("/").content.decode()
