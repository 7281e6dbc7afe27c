"""The form of a withdrawal lists the copies that readers have, and the history tells what was taken down."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.admin.takedowns import MOST_MEMBERS
from articles.models import Article, AuditEntry, Section
from articles.takedowns import PURGED
from tests.articles.admin.pages import address, find_all, parse, text_of
from tests.articles.similarity.test_groups import copy
from tests.articles.test_takedowns import seen, statuses
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOTE = "أمر من المحكمة"


@pytest.fixture
def desk(client, managing_editor):
    client.force_login(managing_editor)
    return client


def boxes(response):
    """Return the boxes of the form: value → (is chosen, is disabled)."""
    inputs = [one for one in find_all(parse(response), "input") if one.get("name") == "members"]
    return {one.get("value"): (one.get("checked"), one.get("disabled")) for one in inputs}


def value(article):
    ((key, revision),) = seen(article).items()
    return f"{key}-{revision}"


def withdraw(client, article, *members, **given):
    sent = {"note": NOTE, "members": [value(one) for one in members], **given}
    return client.post(address("move", article.pk, "withdraw"), sent, follow=True)


def keep_to(user, section):
    Section.objects.get(name=section).people.add(user)


def test_the_form_lists_what_readers_have_and_chooses_nothing(desk):
    head, second, third, draft = copy(0), copy(1), copy(2), copy(3, status="draft")
    page = desk.get(address("move", head.pk, "withdraw"))
    text = text_of(page)
    assert "عند القراء نسختان أخريان من هذا الخبر" in text
    assert boxes(page) == {value(second): (None, None), value(third): (None, None)}
    assert draft.headline not in text
    for one in (second, third):
        assert one.headline in text
        assert one.source.name in text
        assert "17 مايو/أيار 2024" in text
    links = [link.get("href") for link in find_all(parse(page), "a")]
    group = reverse("admin:articles_copygroup_change", args=[second.copy_member.group_id])
    compared = f"{group}?with={second.pk}&against={head.pk}#differences"
    assert compared in links
    assert second.get_absolute_url() in links
    shown = desk.get(compared)
    assert shown.context["compared"] == second


def test_the_difference_is_to_the_article_that_is_taken_down(desk):
    head, second, third = copy(0), copy(1), copy(2)
    page = desk.get(address("move", third.pk, "withdraw"))
    link = next(one for one in find_all(parse(page), "a") if f"with={second.pk}&" in (one.get("href") or ""))
    shown = desk.get(link.get("href"))
    marked = shown.context["differences"][0]["diff"]
    # The headlines of the second and the third: that of who stands for the story is not among them.
    assert [number for number in "012" if number in marked] == ["1", "2"]
    assert head.headline not in str(marked)


@pytest.mark.parametrize(
    ("public", "scheduled", "told"),
    [
        (0, 1, "لا نسخة أخرى من هذا الخبر عند القراء، وله نسخة مجدولة"),
        (0, 2, "لا نسخة أخرى من هذا الخبر عند القراء، وله نسختان مجدولتان"),
        (1, 1, "عند القراء نسخة أخرى من هذا الخبر · ونسخة مجدولة"),
    ],
)
def test_copies_whose_time_is_set_are_listed_too(desk, managing_editor, public, scheduled, told):
    head, *listed = (copy(number) for number in range(public + 1))
    for number in range(scheduled):
        later = copy(9 + number, status="draft")
        at = timezone.now() + timedelta(hours=2 + number)
        listed.append(publishing.schedule(later, at=at, by=managing_editor))
    page = desk.get(address("move", head.pk, "withdraw"))
    (legend,) = find_all(parse(page), "legend")
    assert "".join(legend.itertext()) == told
    assert list(boxes(page)) == [value(Article.objects.get(pk=one.pk)) for one in listed]


def test_an_article_without_copies_says_so(desk):
    page = desk.get(address("move", copy(0).pk, "withdraw"))
    assert "لا نسخة أخرى من هذا الخبر عند القراء." in text_of(page)
    assert boxes(page) == {}


def test_other_moves_list_nothing(desk):
    head, _second = copy(0), copy(1)
    page = desk.get(address("move", head.pk, "unpublish"))
    assert "عند القراء" not in text_of(page)


def test_the_chosen_go_and_the_others_stay(desk):
    head, second, third = copy(0), copy(1), copy(2)
    page = withdraw(desk, head, second)
    assert statuses(head, second, third) == ["withdrawn", "withdrawn", "published"]
    assert "سُحبت معه نسخة أخرى من الخبر. عند القراء نسخة أخرى من هذا الخبر" in text_of(page)


def test_without_a_choice_only_the_article_goes(desk):
    head, second = copy(0), copy(1)
    page = withdraw(desk, head, seen=[value(second)])
    assert statuses(head, second) == ["withdrawn", "published"]
    assert "سُحبت معه" not in text_of(page)


def test_all_of_the_list_go_where_all_is_chosen_without_a_script(desk):
    head, second, third = copy(0), copy(1), copy(2)
    withdraw(desk, head, whole="1", seen=[value(second), value(third)])
    assert statuses(head, second, third) == ["withdrawn"] * 3


def test_who_leaves_none_with_readers_is_told_nothing_more(desk):
    head, second = copy(0), copy(1)
    assert "عند القراء" not in text_of(withdraw(desk, head, second))


def test_what_changed_meanwhile_is_named_and_the_form_keeps_note_and_choice(desk, managing_editor):
    head, second, third = copy(0), copy(1), copy(2)
    old = value(third)
    record = publishing.record_of(third.latest_revision)
    record.headline = "عنوان بعد التحرير"
    publishing.save(third, record, by=managing_editor)
    page = withdraw(desk, head, second, members=[value(second), old])
    assert statuses(head, second, third) == ["published"] * 3
    text = text_of(page)
    assert f"«{third.headline}» تغيّر في هذه الأثناء" in text
    assert NOTE in text
    third.refresh_from_db()
    assert boxes(page) == {value(second): ("", None), value(third): (None, None)}
    withdraw(desk, head, second, third)
    assert statuses(head, second, third) == ["withdrawn"] * 3


@pytest.mark.parametrize("sent", ["x", "1", "1-", "-1", "1-2-3", "1-" + "9" * 40])
def test_a_choice_that_is_none_is_asked_again(desk, sent):
    head, second = copy(0), copy(1)
    page = withdraw(desk, head, members=[sent])
    assert "أعد اختيار النسخ" in text_of(page)
    assert statuses(head, second) == ["published", "published"]


def test_copies_of_sections_of_others_are_shown_closed_with_the_reason(client, managing_editor):
    head, second, third = copy(0), copy(1, section="سياسة"), copy(2)
    keep_to(managing_editor, "مجتمع")
    client.force_login(managing_editor)
    page = client.get(address("move", head.pk, "withdraw"))
    assert boxes(page) == {value(second): (None, ""), value(third): (None, None)}
    assert "لست من العاملين في قسم «سياسة»." in text_of(page)
    # The page of a group is of all sections.
    assert "copygroup" not in page.content.decode()
    hidden = [one.get("value") for one in find_all(parse(page), "input") if one.get("name") == "seen"]
    assert hidden == [value(third)]
    refused = withdraw(client, head, second)
    assert second.headline in text_of(refused)
    assert statuses(head, second, third) == ["published"] * 3


def test_a_scheduled_copy_of_another_section_is_not_told(client, managing_editor):
    head, second = copy(0), copy(1, section="سياسة", status="draft")
    publishing.schedule(second, at=timezone.now() + timedelta(hours=2), by=managing_editor)
    keep_to(managing_editor, "مجتمع")
    client.force_login(managing_editor)
    assert second.headline not in text_of(client.get(address("move", head.pk, "withdraw")))


@pytest.mark.parametrize("role", ["reporter", "editor", "import staff"])
def test_the_form_is_for_who_may_withdraw(client, role):
    head, second = copy(0), copy(1)
    client.force_login(make_user(group=role))
    assert withdraw(client, head, second).status_code == 403
    assert statuses(head, second) == ["published", "published"]


@pytest.mark.parametrize("size", [1, 6])
def test_the_form_costs_the_same_at_any_size(desk, size, django_assert_num_queries):
    head, *_others = (copy(number) for number in range(size + 1))
    # Session and person 2, the article 1, rights 2, the copies 1, their group 1.
    with django_assert_num_queries(7):
        desk.get(address("move", head.pk, "withdraw"))


def test_more_copies_than_a_form_holds_are_told(desk, monkeypatch):
    assert MOST_MEMBERS == 200
    monkeypatch.setattr("articles.admin.takedowns.MOST_MEMBERS", 1)
    head, second, _third = copy(0), copy(1), copy(2)
    page = desk.get(address("move", head.pk, "withdraw"))
    assert list(boxes(page)) == [value(second)]
    assert "النسخ أكثر مما يظهر هنا" in text_of(page)


def test_the_history_of_each_tells_the_whole_takedown(desk, managing_editor, settings):
    head, second, third = copy(0), copy(1), copy(2)
    withdraw(desk, head, second)
    name = AuditEntry.objects.filter(action="withdraw").first().takedown
    for one in (head, second):
        text = text_of(desk.get(address("history", one.pk)))
        assert "سجل سحب مقالين معا" in text
        assert all(told in text for told in (NOTE, managing_editor.username, str(name)))
        assert head.headline in text
        assert second.headline in text
        assert "ذاكرة الصفحات" not in text  # none stands in front of the site
    assert "سجل سحب" not in text_of(desk.get(address("history", third.pk)))
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    assert "لم تؤكد ذاكرة الصفحات الخارجية إسقاطه بعد" in text_of(desk.get(address("history", head.pk)))
    entry = AuditEntry.objects.create(
        article=head, action=PURGED, takedown=name, from_status="withdrawn", to_status="withdrawn"
    )
    AuditEntry.objects.filter(pk=entry.pk).update(at="2026-05-17T09:31:00+03:00")
    text = text_of(desk.get(address("history", second.pk)))
    assert "أسقطته ذاكرة الصفحات الخارجية: 17 مايو/أيار 2026، 09:31" in text
    assert "لم تؤكد ذاكرة الصفحات الخارجية إسقاطه بعد" in text  # of the second
    assert "أسقطت ذاكرة الصفحات الخارجية الصفحة المسحوبة" in text_of(desk.get(address("history", head.pk)))


def test_the_record_names_what_was_deleted_since(desk, managing_editor):
    head, second = copy(0), copy(1)
    withdraw(desk, head, second)
    publishing.delete(second, by=managing_editor)
    text = text_of(desk.get(address("history", head.pk)))
    assert f"{second.headline} حُذف بعد ذلك" in text


def test_the_record_hides_what_a_person_may_not_see(client, desk, managing_editor):
    head, second = copy(0), copy(1, section="سياسة")
    withdraw(desk, head, second)
    keeper = make_user(group="editor")
    keep_to(keeper, "مجتمع")
    client.force_login(keeper)
    text = text_of(client.get(address("history", head.pk)))
    assert second.headline not in text
    assert "ومقال واحد لا تملك رؤيته" in text


@pytest.mark.parametrize("size", [1, 6])
def test_the_record_costs_the_same_at_any_size(desk, size, django_assert_num_queries):
    head, *others = (copy(number) for number in range(size + 1))
    withdraw(desk, head, *others)
    # Session and person 2, the article 1, rights 2, versions and their count 2, the audit 1, the record 1,
    # unsaved texts 1.
    with django_assert_num_queries(10):
        desk.get(address("history", head.pk))
