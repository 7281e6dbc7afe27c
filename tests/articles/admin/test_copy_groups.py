"""Groups of near-copies at the desk, and suggestions under the form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, CopyGroup, CopyMember, NearCopy, SimilarChoice, Source
from articles.similarity.related import shown_links
from articles.tasks import settle_ended_rights, settle_source
from tests.articles.admin.pages import text_of
from tests.articles.similarity.test_groups import behind, copy, groups
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
    # Session and person 2, rights 2, the group, asked for twice, 2, its members 1, what was set apart 1,
    # the bodies of the two that are compared 2, the right to decide 1.
    with django_assert_num_queries(11):
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


def test_what_was_set_apart_is_brought_back_on_the_page(desk):
    head, second, third = copy(0), copy(1), copy(2)
    group = CopyGroup.objects.get()
    desk.post(group_page(group), {"apart": second.pk})
    page = desk.get(group_page(group))
    assert page.context["apart"] == [second]
    assert "فُصلت عن هذا الخبر" in text_of(page)
    assert desk.post(group_page(group), {"back": third.pk}).status_code == 404
    desk.post(group_page(group), {"back": second.pk})
    assert groups() == [{head.pk, second.pk, third.pk}]
    assert behind() == {second.pk, third.pk}
    assert desk.get(group_page(group)).context["apart"] == []


def test_bringing_back_leads_to_the_group_that_stays(desk):
    copy(0)
    second = copy(1)
    group = CopyGroup.objects.get()
    desk.post(group_page(group), {"apart": second.pk})
    alone = CopyGroup.objects.exclude(pk=group.pk).get()
    head = desk.get(group_page(alone)).context["apart"][0]
    answer = desk.post(group_page(alone), {"back": head.pk})
    assert answer.url == group_page(group)


def test_an_older_article_that_is_not_public_stands_for_nothing(desk):
    copy(0, status="withdrawn"), copy(1, status="draft")
    head = copy(2)
    page = desk.get(group_page(CopyGroup.objects.get()))
    assert [article.pk for article in page.context["members"]][0] == head.pk
    assert page.context["members"][0].is_second is False
    assert [article.is_second for article in page.context["members"][1:]] == [None, None]
    assert text_of(page).count("تمثل الخبر") == 2  # the sentence above, and the mark of one
    assert head.headline in text_of(desk.get(reverse("admin:articles_copygroup_changelist")))


def test_a_pair_names_the_group_of_both_only(desk):
    copy(0)
    second = copy(1)
    pair = NearCopy.objects.get()
    CopyMember.objects.filter(article=second).delete()
    address = reverse("admin:articles_nearcopy_change", args=[pair.pk])
    assert "كل نسخ الخبر" not in text_of(desk.get(address))


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


def test_suggestions_tell_a_reporter_nothing_of_what_they_may_not_see(client, reporter, editor):
    soon = (timezone.now() + timedelta(days=2)).isoformat()
    embargoed = make_article(headline="سباق القوارب في الخليج", keywords=["قوارب"], published_at=soon)
    draft = make_article(headline="خبر سري عن القوارب", status="draft")
    origin = make_article(headline="رياح تؤجل القوارب", keywords=["قوارب"], status="draft")
    Article.objects.filter(pk=origin.pk).update(created_by=reporter)
    form = reverse("admin:articles_article_change", args=[origin.pk])
    address = reverse("admin:articles_article_similar", args=[origin.pk])
    client.force_login(editor)
    assert embargoed.headline in text_of(client.get(form))
    client.force_login(reporter)
    assert embargoed.headline not in text_of(client.get(form))
    for hidden in (draft, embargoed):
        answer = client.post(address, {"pin": hidden.pk}, follow=True)
        assert answer.status_code == 404
        assert hidden.headline not in text_of(answer)
    assert not SimilarChoice.objects.exists()


def test_other_rights_of_a_source_choose_another_for_its_stories():
    head, second = copy(0), copy(1)
    Source.objects.filter(pk=head.source_id).update(rights="none")
    settle_source(head.source_id)
    assert behind() == set()
    Source.objects.filter(pk=head.source_id).update(rights="full", rights_end="2020-01-01")
    settle_ended_rights(0)
    assert behind() == set()
    assert second.pk not in behind()
