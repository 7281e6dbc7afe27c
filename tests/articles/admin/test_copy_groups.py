"""Groups of near-copies at the desk, and suggestions under the form."""

import pytest
from django.urls import reverse

from articles.models import CopyGroup, CopyMember, NearCopy, SimilarChoice, Source
from articles.similarity.related import shown_links
from articles.tasks import settle_ended_rights, settle_source
from tests.articles.admin.pages import text_of
from tests.articles.similarity.test_groups import behind, copy
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def group_page(group, **given):
    return reverse("admin:articles_copygroup_change", args=[group.pk], query=given or None)


def test_the_list_and_the_page_of_a_group_tell_its_story(desk):
    head, second, third = copy(0), copy(1), copy(2)
    group = CopyGroup.objects.get()
    found = text_of(desk.get(reverse("admin:articles_copygroup_changelist")))
    assert head.headline in found
    page = desk.get(group_page(group, **{"with": third.pk}))
    text = text_of(page)
    assert all(name in text for name in ("وكالة 0", "وكالة 1", "وكالة 2", "تمثل الخبر"))
    assert page.context["compared"] == third
    assert "<ins>" in page.content.decode()
    assert second.headline in text


@pytest.mark.parametrize("size", [2, 9])
def test_the_list_costs_the_same_at_any_size(desk, size, django_assert_num_queries):
    for number in range(size):
        copy(number)
    # Session and person 2, rights 2, the capped count 1, the rows 1.
    with django_assert_num_queries(6):
        desk.get(reverse("admin:articles_copygroup_changelist"))
    # Session and person 2, rights 2, the group, asked for twice, 2, its members 1, the bodies of the
    # two that are compared 2, the right to decide 1.
    with django_assert_num_queries(10):
        desk.get(group_page(CopyGroup.objects.get()))


def test_an_editor_sets_an_article_apart_and_keeps_the_rest(desk, editor):
    head, second, third = copy(0), copy(1), copy(2)
    group = CopyGroup.objects.get()
    desk.post(group_page(group), {"apart": second.pk})
    assert set(CopyMember.objects.filter(group=group).values_list("article", flat=True)) == {
        head.pk,
        third.pk,
    }
    desk.post(group_page(group), {"confirm": "1"})
    group.refresh_from_db()
    assert group.decided_by == editor
    assert desk.post(group_page(group), {"apart": "999999"}).status_code == 404


def test_a_pair_is_decided_on_its_page(desk):
    copy(0), copy(1)
    pair = NearCopy.objects.get()
    address = reverse("admin:articles_nearcopy_change", args=[pair.pk])
    assert "كل نسخ الخبر" in text_of(desk.get(address))
    desk.post(address, {"decide": "apart"})
    assert behind() == set()
    desk.post(address, {"decide": "together"})
    assert behind() == {pair.article_id}
    assert "روجعت كل النسخ شبه المطابقة" in text_of(desk.post(address, {}, follow=True))


def test_who_may_not_edit_others_decides_nothing(client, import_staff):
    copy(0), copy(1)
    client.force_login(import_staff)
    pair = reverse("admin:articles_nearcopy_change", args=[NearCopy.objects.get().pk])
    assert "ليستا نسختين" not in text_of(client.get(pair))
    assert client.post(pair, {"decide": "apart"}).status_code == 403
    assert client.post(group_page(CopyGroup.objects.get()), {"confirm": "1"}).status_code == 403


def test_suggestions_are_pinned_banned_and_left_alone_under_the_form(desk):
    near = make_article(headline="سباق القوارب في الخليج", keywords=["قوارب"], body="<p>نص.</p>")
    other = make_article(headline="تجديف القوارب في النهر", keywords=["قوارب"], body="<p>ثان.</p>")
    origin = make_article(headline="رياح تؤجل القوارب", keywords=["قوارب"], body="<p>ثالث.</p>")
    form = reverse("admin:articles_article_change", args=[origin.pk])
    address = reverse("admin:articles_article_similar", args=[origin.pk])
    assert "مقالات مشابهة محسوبة" in text_of(desk.get(form))
    desk.post(address, {"ban": near.pk})
    desk.post(address, {"pin": other.pk})
    assert [link.article for link in shown_links(origin).similar] == [other]
    text = text_of(desk.get(form))
    assert "مستبعد" in text
    assert "مثبّت" in text
    desk.post(address, {"forget": near.pk})
    assert {link.article for link in shown_links(origin).similar} == {near, other}
    assert not SimilarChoice.objects.filter(target=near).exists()


def test_a_choice_names_an_article_that_is_there_and_is_no_reporters(client, desk, reporter):
    origin = make_article()
    address = reverse("admin:articles_article_similar", args=[origin.pk])
    assert desk.post(address, {"pin": "987654"}).status_code == 404
    assert desk.post(address, {"other": origin.pk}).status_code == 404
    desk.post(address, {"pin": origin.pk})
    assert not SimilarChoice.objects.exists()
    client.force_login(reporter)
    assert client.post(address, {"pin": origin.pk}).status_code == 403


def test_other_rights_of_a_source_choose_another_for_its_stories():
    head, second = copy(0), copy(1)
    Source.objects.filter(pk=head.source_id).update(rights="none")
    settle_source(head.source_id)
    assert behind() == set()
    Source.objects.filter(pk=head.source_id).update(rights="full", rights_end="2020-01-01")
    settle_ended_rights(0)
    assert behind() == set()
    assert second.pk not in behind()
