"""One keyword for every spelling, and aliases resolved, whichever way a keyword comes in."""

import pytest
from django.urls import reverse

from articles import publishing
from articles.models import Article
from articles.records import Record
from tags.models import Keyword, KeywordAlias
from tests.articles.admin.pages import address, post_form, text_of
from tests.factories import make_article, make_record, write_articles
from tests.tags.test_merging import keyword

pytestmark = pytest.mark.django_db

# Marks, a tatweel, an alef form, an invisible, another alphabet's ya, presentation forms.
SPELLINGS = ["حرّيات", "حُرِيَّات", "حـريات", " حريات ", "حر\u200fيات", "حریات", "ﺣﺮﻳﺎﺕ", "الحرية جمعا"]


def by_import(names, editor, client):
    return make_article(keywords=names)


def by_reimport(names, editor, client):
    make_article(id="9", keywords=["قديم"])
    write_articles(make_record(id="9", keywords=names, status="published"))
    return Article.objects.latest("pk")


def by_form(names, editor, client):
    client.force_login(editor)
    post_form(client, address("add"), headline="عنوان", keywords="، ".join(names))
    return Article.objects.latest("pk")


def by_door(names, editor, client):
    return publishing.create(Record.from_mapping({"headline": "عنوان", "keywords": names}), by=editor)


def by_manager(names, editor, client):
    article = make_article(keywords=[])
    article.keywords.add(*names)
    return article


def by_setting(names, editor, client):
    article = make_article(keywords=["قديم"])
    article.keywords.set(names)
    return article


DOORS = [by_import, by_reimport, by_form, by_door, by_manager, by_setting]


@pytest.mark.parametrize("door", DOORS)
def test_every_door_gives_one_keyword_for_all_spellings_and_aliases(door, editor, client):
    row = keyword("حريات")
    KeywordAlias.objects.create(name="الحرية جمعا", target=row)
    article = door(["جسور", *SPELLINGS, "سدود"], editor, client)
    article = Article.objects.get(pk=article.pk)
    assert list(article.keywords.names()) == ["جسور", "حريات", "سدود"]
    assert Keyword.objects.filter(name__startswith="حر").get() == row
    assert list(article.article_keywords.values_list("position", flat=True)) == sorted(
        article.article_keywords.values_list("position", flat=True)
    )


@pytest.mark.parametrize("door", DOORS)
def test_every_door_keeps_names_of_several_words_whole_and_the_first_spelling(door, editor, client):
    article = door(["مجلسُ الأمن", "مجلس الأمن", "مجلس النواب"], editor, client)
    assert list(Article.objects.get(pk=article.pk).keywords.names()) == ["مجلسُ الأمن", "مجلس النواب"]


def test_the_manager_adds_behind_what_is_there_and_removes_by_any_spelling():
    article = make_article(keywords=["جسور", "سدود"])
    KeywordAlias.objects.create(name="قناطر", target=keyword("جسور"))
    article.keywords.add("حريات", "جُسور")
    assert list(article.keywords.names()) == ["جسور", "سدود", "حريات"]
    article.keywords.remove("قناطر", "حـريات", "مجهول")
    assert list(article.keywords.names()) == ["سدود"]
    assert not Keyword.objects.filter(name="مجهول").exists()


@pytest.mark.parametrize("name", ["حُريات", "الحرية جمعا"])
def test_the_desk_refuses_to_add_a_name_that_is_there_or_is_an_alias(client, editor, name):
    KeywordAlias.objects.create(name="الحرية جمعا", target=keyword("حريات"))
    client.force_login(editor)
    response = post_named(client, "admin:tags_keyword_add", name=name)
    assert response.status_code == 200
    assert "حريات" in text_of(response)
    assert Keyword.objects.count() == 1


def test_the_desk_refuses_an_alias_that_is_a_keyword(client, editor):
    row = keyword("حريات")
    keyword("جسور")
    client.force_login(editor)
    page = reverse("admin:tags_keyword_change", args=[row.pk])
    data = {"name": "حريات", "description": "", "slug": row.slug, **INLINE, "aliases-0-name": "جُسور"}
    response = client.post(page, data)
    assert response.status_code == 200
    assert not KeywordAlias.objects.exists()
    client.post(page, {**data, "aliases-0-name": "الحرية جمعا"})
    assert KeywordAlias.objects.get().stems


INLINE = {
    "aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0", "aliases-MIN_NUM_FORMS": "0",
    "aliases-MAX_NUM_FORMS": "1000",
}  # fmt: skip


def post_named(client, address_name, **data):
    return client.post(reverse(address_name), {"description": "", "slug": "", **INLINE, **data})
