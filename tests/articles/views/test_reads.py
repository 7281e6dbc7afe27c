import pytest
from django.core.cache import cache
from django.urls import reverse

from articles import publishing, ranking
from articles.models import CopyGroup, CopyMember, Period
from articles.reads import add_reads, buffer
from articles.similarity.heads import choose_heads
from articles.views import reads
from tests.articles.views.public import parse_strictly, place_in_menu, set_rights, texts
from tests.articles.views.test_pages import headlines, make_articles
from tests.factories import make_article

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def empty():
    cache.clear()
    buffer.take()
    yield
    buffer.take()
    cache.clear()


def tell(client, pk, *, address="192.0.2.7", origin="http://testserver", agent=PHONE, **given):
    headers = {"Origin": origin, "User-Agent": agent}
    headers = {name: value for name, value in headers.items() if value is not None}
    given = {"data": "", "content_type": "text/plain", **given}
    return client.post(reverse("count-read", args=[pk]), headers=headers, REMOTE_ADDR=address, **given)


def read(*counts):
    """Let articles be read so often, the first of them most, and ranked."""
    add_reads(dict(counts))
    for period in Period:
        ranking.rank(period)


def test_the_page_of_an_article_tells_that_it_was_read_and_nothing_comes_back(
    client, django_assert_num_queries
):
    article = make_article()
    address = f'data-read="{reverse("count-read", args=[article.pk])}"'
    assert address in client.get(article.get_absolute_url()).content.decode()
    with django_assert_num_queries(0):
        response = tell(client, article.pk)
    assert (response.status_code, response.content) == (204, b"")
    assert not response.cookies
    assert "Vary" not in response.headers
    assert buffer.take() == {article.pk: 1}


def test_a_preview_of_the_desk_tells_nothing(client, editor):
    article = make_article()
    client.force_login(editor)
    text = client.get(reverse("admin:articles_article_preview", args=[article.pk])).content.decode()
    assert article.headline in text
    assert "data-read" not in text


def test_a_draft_is_answered_as_anything_else(client):
    draft = make_article(status="draft")
    answers = [tell(client, draft.pk), tell(client, 999_999)]
    told = [(answer.status_code, answer.content, dict(answer.headers)) for answer in answers]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"origin": None}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"data": "x" * 10, "content_type": "text/plain"}, 413),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 413),
        ({"agent": ""}, 204),
        ({"agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, 204),
        ({"agent": "WhatsApp/2.23 LinkPreview"}, 204),
    ],
)
def test_what_no_reader_sends_is_not_counted(client, given, status):
    assert tell(client, make_article().pk, **given).status_code == status
    assert not buffer.take()


def test_a_phone_whose_name_ends_like_a_robot_is_one_of_a_reader(client):
    tell(client, make_article().pk, agent=PHONE.replace("Android 14", "Android 14; CUBOT NOTE 50"))
    assert buffer.take().total() == 1


def test_an_origin_is_ours_by_the_public_address_too(client, settings):
    settings.SITE_URL = "https://news.example"
    assert tell(client, 1, origin="https://news.example").status_code == 204


@pytest.mark.parametrize("pk", [2**63, 10**30])
def test_a_number_that_no_article_can_have_is_dropped(client, pk):
    assert tell(client, pk).status_code == 204
    assert not buffer.take()


def test_it_cannot_be_asked_only_told(client):
    assert client.get(reverse("count-read", args=[1])).status_code == 405


def test_one_network_adds_a_bounded_number_to_an_article_and_in_all(client, monkeypatch):
    monkeypatch.setattr(reads, "MOST_OF_ARTICLE", 3)
    monkeypatch.setattr(reads, "MOST_OF_NETWORK", 5)
    for host in range(10):
        assert tell(client, 7, address=f"192.0.2.{host}").status_code == 204
    assert buffer.take() == {7: 3}
    tell(client, 7, address="198.51.100.1")
    tell(client, 8, address="192.0.2.1")
    assert buffer.take() == {7: 1}


def test_the_page_lists_what_was_read_most_in_its_order(client):
    articles = make_articles(25)
    read(*((article.pk, 100 - place) for place, article in enumerate(articles)))
    for address in ("/most-read/", "/most-read/week/", "/most-read/month/"):
        response = client.get(address)
        assert headlines(response) == [article.headline for article in articles[:20]]
        parse_strictly(response)
        assert texts(response, ".//main//a[@aria-current='page']") != []


def test_the_periods_differ_and_lead_to_each_other(client):
    response = client.get("/most-read/week/")
    text = response.content.decode()
    assert 'href="/most-read/"' in text
    assert 'href="/most-read/month/"' in text
    assert texts(response, ".//ul[@class='chips']//a[@aria-current]") == ["آخر 7 أيام"]
    assert 'rel="canonical" href="http://testserver/most-read/week/"' in text


@pytest.mark.parametrize("address", ["/most-read/day/", "/most-read/year/"])
def test_a_period_that_is_none_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_site_that_nobody_read_says_so(client):
    make_article()
    text = client.get("/most-read/").content.decode()
    assert "لم يُقرأ في هذه المدة ما يكفي" in text
    assert '<meta name="robots" content="noindex">' in text


def test_what_is_not_public_any_more_is_gone_before_the_next_ranking(client, managing_editor):
    kept, gone, shut = make_article(), make_article(), make_article(source="مصدر بلا حق")
    read((kept.pk, 1), (gone.pk, 2), (shut.pk, 3))
    publishing.withdraw(gone, by=managing_editor, note="خطأ")
    set_rights("مصدر بلا حق", rights="none")
    assert headlines(client.get("/most-read/")) == [kept.headline]


def test_of_near_copies_the_oldest_stands_for_the_story(client):
    one, copy, other = make_articles(3)
    group = CopyGroup.objects.create()
    for article in (one, copy):
        CopyMember.objects.create(article=article, group=group)
    choose_heads([group.pk])
    read((copy.pk, 3), (one.pk, 1), (other.pk, 2))
    assert headlines(client.get("/most-read/")) == [one.headline, other.headline]


@pytest.mark.parametrize("count", [2, 60])
def test_the_queries_of_the_page_do_not_grow(client, django_assert_num_queries, count):
    place_in_menu("مجتمع")
    read(*((article.pk, 1) for article in make_articles(count)))
    with django_assert_num_queries(2):  # the list, the menu
        client.get("/most-read/")


def test_home_shows_the_most_read_where_there_are_enough(client):
    articles = make_articles(30)
    read((articles[0].pk, 2), (articles[1].pk, 1))
    assert client.get("/").context["most_read"] == []
    read(*((article.pk, 9 - place) for place, article in enumerate(articles[2:10])))
    response = client.get("/")
    assert response.context["most_read"] == articles[2:7]
    parse_strictly(response)
    assert articles[2].headline in texts(response, ".//section[@class='most-read']//li")


def test_the_footer_leads_there(client):
    assert 'href="/most-read/"' in client.get("/").content.decode()
