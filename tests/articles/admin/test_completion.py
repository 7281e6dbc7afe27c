"""The fields of the desk that complete what one types."""

import pytest
from django.urls import reverse

from articles.models import Image
from articles.referring import reference_to
from tags.models import Keyword, KeywordAlias
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, editor):
    client.force_login(editor)

    def ask(field, text):
        answer = client.get(reverse(f"admin:complete_{field}"), {"q": text})
        return [found["value"] for found in answer.json()["results"]]

    return ask


def test_keywords_are_offered_at_any_spelling_and_by_their_other_names(ask):
    found, _made = Keyword.objects.ensure(["أحزاب", "جسور"])
    KeywordAlias.objects.create(name="قناطر", target=found["جسور"])
    assert ask("keyword", "احز") == ["أحزاب"]
    assert ask("keyword", "قنـا") == ["جسور"]
    assert ask("keyword", "ـ") == []


def test_keywords_are_offered_with_the_article_and_the_most_chosen_first(ask):
    Keyword.objects.ensure(["حريات", "الحريات العامة", "حريات الصحافة", "حرية"])
    Keyword.objects.filter(name="حريات الصحافة").update(chosen=7)
    assert ask("keyword", "حريات") == ["حريات", "حريات الصحافة", "الحريات العامة"]


def test_sources_are_offered_by_their_beginning(ask):
    make_article(source="صحيفة المرسى")
    assert ask("source", "صحيفه") == ["صحيفة المرسى"]


def test_articles_are_offered_by_parts_of_words_of_the_headline(ask):
    article = make_article(headline="افتتاح الجسر في مرسى النخيل")
    assert ask("article", "مرسي جسر") == [article.headline]
    assert ask("article", "في مرسى") == [article.headline]


@pytest.mark.parametrize("text", ["", "في", "في ال", "م س ى ن"])
def test_short_words_alone_are_not_looked_for(ask, text, django_assert_num_queries):
    make_article(headline="افتتاح الجسر في مرسى النخيل")
    # Session and person 2, rights 2; the index of parts of words helps no shorter ones.
    with django_assert_num_queries(4):
        assert ask("article", text) == []


def test_a_reporter_is_offered_no_drafts_of_others(client, reporter):
    make_article(headline="خبر ينتظر النشر", status="draft")
    client.force_login(reporter)
    answer = client.get(reverse("admin:complete_article"), {"q": "ينتظر"})
    assert answer.json()["results"] == []


@pytest.mark.parametrize("field", ["keyword", "source", "article", "image"])
@pytest.mark.parametrize("text", ["\0", "جسر\0", "‮‏", "'; --", "%_\\", "ا" * 500])
def test_hostile_texts_are_answered(ask, field, text):
    Image.objects.create(url="https://example.org/a.jpg", caption="جسر المدينة")
    assert ask(field, text) in ([], ["جسر المدينة"])


def test_a_reference_finds_its_article_for_who_may_see_it(client, editor):
    article = make_article(headline="جسر", status="draft")
    client.force_login(editor)
    asked = reverse("admin:complete_article")
    found = client.get(asked, {"href": reference_to(article)}).json()["results"]
    assert [each["value"] for each in found] == ["جسر"]
    for other in ("https://marsa.example/", "/articles/by-external-id/tests:%00/", '"><a href="'):
        assert client.get(asked, {"href": other}).json()["results"] == []
    client.force_login(make_user(group="reporter"))
    assert client.get(asked, {"href": reference_to(article)}).json()["results"] == []
