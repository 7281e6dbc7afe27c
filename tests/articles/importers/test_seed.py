"""The page that the project was born from; it lies beside the project, so its facts are counted here."""

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, ImportItem, LinkKind

CORPUS = os.environ.get("NEWSROOM_CORPUS")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set"),
]


@pytest.fixture
def seed():
    folder = Path(CORPUS) / "seeds"
    call_command("import_articles", str(folder), "--no-progress")
    first, second = Article.objects.order_by("pk")
    return first, second


def test_the_first_article_has_its_facts_and_no_invented_headline(seed):
    first, _second = seed
    assert (first.headline, first.needs, first.status) == ("", ["headline"], "draft")
    assert first.working_title
    assert first.published_at.isoformat() == "2024-12-30T21:00:00+00:00"
    assert (first.source.name, first.keywords.names()) == ("الجزيرة", ["حريات"])
    assert first.body.count("<p>") == 2
    assert "31/12" not in first.body


def test_the_second_article_inherits_nothing_and_keeps_a_hint(seed):
    _first, second = seed
    assert len(second.headline) == 50
    assert (second.source, second.published_at, second.needs) == (None, None, ["published_at"])
    assert second.hints == {"published_at": {"weekday": 4, "after": "2025-02-21", "before": "2025-05-16"}}
    assert second.body.count("<p>") == 14
    assert re.findall("<h2>(.*?)</h2>", second.body) == ["مجالات البحث"]
    use = second.article_images.get()
    assert (use.credit, use.image.src) == ("وكالات", "")
    assert use.caption.count("(") == 2
    assert "إعلان" not in second.body
    assert "\u00a0" not in second.body
    assert 'لـ"تعزيز' in second.body


def test_its_links_are_kept_as_printed_and_resolved_where_the_article_is_there(seed):
    first, second = seed
    read_also = first.links.get(kind=LinkKind.READ_ALSO)
    similar = list(first.links.filter(kind=LinkKind.SIMILAR).order_by("position"))
    assert read_also.target == second
    assert [link.target for link in similar] == [None] * 5 + [second] + [None] * 4
    assert not second.links.exists()


def test_nothing_of_the_page_is_lost(seed):
    page = ImportItem.objects.order_by("pk")[0].page
    assert len(page.text) == 3667
    assert [fate["line"] for fate in page.fates] == list(range(1, len(page.text.splitlines()) + 1))
    assert [fate["line"] for fate in page.fates if fate["role"] == "ad"] == [31]


def test_importing_it_again_changes_nothing(seed):
    call_command("import_articles", str(Path(CORPUS) / "seeds"), "--no-progress")
    assert (
        list(ImportItem.objects.order_by("pk").values_list("outcome", flat=True))
        == ["created"] * 2 + ["unchanged"] * 2
    )
