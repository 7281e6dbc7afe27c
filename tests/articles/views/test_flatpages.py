import pytest
from django.urls import reverse

from articles.models import FlatPageAlias, Section
from articles.referring import reference_to
from tests.articles.test_flatpages import make_page
from tests.articles.views.public import HOSTILE, escaped, parse_strictly, place_in_menu, texts
from tests.articles.views.test_pages import LIST_QUERIES, list_address, make_articles
from tests.articles.views.test_sitemaps import locations
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def footer_of(response):
    return texts(response, ".//footer[@class='footer']//bdi")


def test_a_page_shows_its_words_and_describes_itself(client):
    page = make_page(slug="about", body="<p>نحن صحيفة المدينة.</p><h2>عملنا</h2><p>Press and radio.</p>")
    response = client.get("/pages/about/")
    text = response.content.decode()
    parse_strictly(response)
    assert texts(response, ".//h1") == [page.name]
    assert "<p>نحن صحيفة المدينة.</p>" in text
    assert '<p dir="ltr">Press and radio.</p>' in text
    assert '<meta name="description" content="نحن صحيفة المدينة. عملنا Press and radio.">' in text
    assert 'rel="canonical" href="http://testserver/pages/about/"' in text
    assert "application/ld+json" not in text
    assert not response.cookies


def test_a_draft_is_nowhere(client):
    page = make_page(is_published=False, position=1)
    assert client.get(page.get_absolute_url()).status_code == 404
    assert page.name not in client.get("/").content.decode()
    assert not any("/pages/" in address for address in locations(client, "/sitemap-pages-0.xml"))


def test_an_old_address_leads_on_for_good(client):
    page = make_page()
    FlatPageAlias.objects.create(name="من كنا", target=page)
    response = client.get(reverse("flat-page", args=["من-كنا"]))
    assert (response.status_code, response["Location"]) == (301, page.get_absolute_url())


def test_an_old_address_of_a_draft_leads_nowhere(client):
    FlatPageAlias.objects.create(name="من كنا", target=make_page(is_published=False))
    assert client.get(reverse("flat-page", args=["من-كنا"])).status_code == 404


def test_the_footer_of_every_page_names_pages_in_their_order(client):
    place_in_menu("مجتمع")
    article = make_articles(3)[-1]
    for name, position in (("اتصل بنا", 2), ("من نحن", 1), ("تصويبات", None)):
        make_page(name=name, position=position)
    addresses = [
        "/", article.get_absolute_url(), *map(list_address, LIST_QUERIES), "/search/?q=جسر", "/most-read/",
        "/archive/2024/05/17/", "/archive/2024/05/", "/archive/2024/", "/nothing-here/",
        reverse("flat-page", args=["من-نحن"]),
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address)
        assert footer_of(response) == ["من نحن", "اتصل بنا"], address
        assert texts(response, ".//nav[@class='sections']//a") == ["مجتمع"], address


def test_a_site_without_sections_has_its_footer_at_home(client):
    make_page(position=1)
    Section.objects.all().delete()
    assert footer_of(client.get("/")) == ["من نحن"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_a_page_do_not_grow(client, django_assert_num_queries, count):
    place_in_menu("مجتمع")
    links = "".join(f'<p><a href="{reference_to(article)}">خبر</a></p>' for article in make_articles(count))
    pages = [make_page(name=f"صفحة {number}", position=number, body=links) for number in range(count)]
    with django_assert_num_queries(2):  # the page with menu and footer, the articles that it leads to
        client.get(pages[0].get_absolute_url())


def test_a_link_to_an_article_that_is_not_public_is_words_only(client):
    draft = make_article(status="draft")
    page = make_page(body=f'<p><a href="{reference_to(draft)}">خبرنا</a></p>')
    assert "<p>خبرنا</p>" in client.get(page.get_absolute_url()).content.decode()


def test_a_published_page_stands_in_the_sitemap(client):
    page = make_page(slug="about")
    assert f"http://testserver{page.get_absolute_url()}" in locations(client, "/sitemap-pages-0.xml")


def test_a_hostile_name_is_escaped(client):
    page = make_page(name=HOSTILE, position=1)
    response = client.get(page.get_absolute_url())
    parse_strictly(response)
    assert "<script>alert" not in response.content.decode()
    assert escaped(HOSTILE) in response.content.decode()
