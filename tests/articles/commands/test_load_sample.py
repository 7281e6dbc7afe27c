import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, FlatPage, ImportItem, Section, Source
from tags.models import KeywordAlias
from tests.articles.views.public import parse_strictly

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[3] / "articles" / "sample"


def load():
    out = io.StringIO()
    call_command("load_sample", stdout=out)
    return out.getvalue()


@pytest.fixture
def sample():
    load()


def test_the_sample_is_whole_and_nothing_of_it_is_rejected(sample):
    records = (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in (SAMPLE / "pages").glob("*.json")]
    assert Article.objects.count() == len(records) + sum(map(len, pages))
    assert set(ImportItem.objects.values_list("outcome", flat=True)) == {"created"}


def test_what_a_page_tells_whole_is_published_and_what_lacks_something_is_a_draft(sample):
    from_pages = Article.objects.exclude(page_key="")
    assert {article.status for article in from_pages if not article.needs} == {"published"}
    assert {article.status for article in from_pages if article.needs} == {"draft"}


def test_sections_and_sources_stand_in_the_menu_and_no_article_made_others(sample):
    taxonomy = json.loads((SAMPLE / "taxonomy.json").read_text(encoding="utf-8"))
    assert [section.name for section in Section.objects.for_menu()] == [
        s["name"] for s in taxonomy["sections"]
    ]
    assert set(Source.objects.filter(in_menu=True).values_list("name", flat=True)) == {
        source["name"] for source in taxonomy["sources"]
    }
    assert not Section.objects.filter(in_menu=False).exists()
    assert not Source.objects.filter(in_menu=False).exists()
    assert KeywordAlias.objects.exists()


def test_links_among_the_articles_resolve_and_some_wait(sample):
    links = [link for article in Article.objects.all() for link in article.links.all()]
    assert sum(link.target_id is not None for link in links) > 20
    assert any(link.target_id is None for link in links)


def test_the_pages_of_the_house_stand_in_the_footer_and_lead_to_each_other(sample, client):
    pages = list(FlatPage.objects.published())
    assert [page.slug for page in pages] == ["about", "contact", "privacy", "corrections"]
    for page in pages:
        response = client.get(page.get_absolute_url())
        parse_strictly(response)
        for other in pages:
            assert other.get_absolute_url() in response.content.decode()
        for address in re.findall(r'href="(/pages/[^"]+)"', page.body):
            assert client.get(address).status_code == 200


def test_a_second_load_changes_nothing(sample):
    before = Article.objects.count()
    assert load()
    assert Article.objects.count() == before
