import pytest

from articles.models import Article, CopyGroup, NearCopy
from articles.refusals import NotAllowed
from articles.search.indexing import index_in_bulk
from articles.similarity.deciding import bring_together, confirm, set_apart
from tests.articles.similarity.copied import body, invent
from tests.articles.similarity.test_groups import behind, copy, groups
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_an_article_set_apart_stays_apart(editor):
    head, second, third = copy(0), copy(1), copy(2)
    set_apart(second, by=editor)
    assert {head.pk, third.pk} in groups()
    assert behind() == {third.pk}
    index_in_bulk(list(Article.objects.all()))
    fourth = copy(3)
    assert {frozenset(group) for group in groups()} == {
        frozenset({head.pk, third.pk, fourth.pk}), frozenset({second.pk})
    }  # fmt: skip


def test_an_article_set_apart_and_imported_again_stays_apart(editor, admin_user):
    head, second, third = copy(0), copy(1, id="نسخة"), copy(2)
    set_apart(second, by=editor)
    second.delete()
    again = copy(1, id="نسخة")
    assert again.pk != second.pk
    assert {head.pk, third.pk} in groups()
    copy(4)
    assert not any({again.pk, head.pk} <= group for group in groups())


def test_a_confirmed_group_outlives_other_texts_and_a_new_import(editor):
    head, second = copy(0, id="أصل"), copy(1)
    confirm(CopyGroup.objects.get(), by=editor)
    Article.objects.filter(pk=second.pk).update(body=body(invent(88)))
    index_in_bulk(list(Article.objects.all()))
    assert groups() == [{head.pk, second.pk}]
    head.delete()
    again = copy(0, id="أصل")
    assert {again.pk, second.pk} in groups()


def test_two_articles_that_nobody_would_find_are_brought_together(editor):
    one, other = make_article(body=body(invent(1))), make_article(body=body(invent(2)))
    bring_together(one, other, by=editor)
    index_in_bulk(list(Article.objects.all()))
    assert groups() == [{one.pk, other.pk}]
    assert behind() == {other.pk}


def test_what_is_brought_together_again_is_kept_apart_no_more(editor):
    head, second = copy(0), copy(1, id="نسخة")
    third = copy(2)
    set_apart(second, by=editor)
    bring_together(second, head, by=editor)
    second.delete()
    again = copy(1, id="نسخة")
    assert groups() == [{head.pk, again.pk, third.pk}]


def test_an_article_that_left_the_other_long_ago_keeps_its_own_story(editor):
    head, second = copy(0), copy(1)
    elsewhere = make_article(body=body(invent(9)))
    set_apart(second, from_articles=[elsewhere.pk], by=editor)
    assert groups() == [{head.pk, second.pk}]
    bring_together(elsewhere, second, by=editor)
    assert groups() == [{head.pk, second.pk, elsewhere.pk}]


def test_pairs_that_were_decided_need_no_look(editor):
    copy(0), copy(1)
    pair = NearCopy.objects.get()
    set_apart(pair.article, by=editor)
    pair.refresh_from_db()
    assert pair.looked_by == editor


def test_a_reporter_decides_nothing(reporter):
    article, other = copy(0), copy(1)
    for decide in (
        lambda: confirm(CopyGroup.objects.get(), by=reporter), lambda: set_apart(article, by=reporter),
        lambda: bring_together(article, other, by=reporter),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            decide()
