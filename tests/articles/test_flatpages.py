import threading

import pytest
from django.db import connections, transaction

from articles.flatpages import keep_page, restore_page, save_page
from articles.models import AuditEntry, FlatPage, FlatPageVersion, PageBump
from articles.refusals import NotAllowed
from tests.factories import make_user


def make_page(*, by=None, **overrides):
    page = FlatPage(**{"name": "من نحن", "body": "<p>نحن صحيفة.</p>", "is_published": True, **overrides})
    keep_page(page, by=by)
    return page


def words_of(page):
    return [(version.number, version.body) for version in page.versions.order_by("pk")]


def fresh(page, **changes):
    found = FlatPage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(found, name, value)
    return found


@pytest.mark.django_db
def test_each_save_of_words_is_a_version(managing_editor):
    page = make_page()
    save_page(fresh(page, body="<p>نحن موقع.</p>"), seen=1, by=managing_editor)
    assert words_of(page) == [(1, "<p>نحن صحيفة.</p>"), (2, "<p>نحن موقع.</p>")]
    version = page.versions.first()
    assert (version.by, version.by_name) == (managing_editor, str(managing_editor))
    assert fresh(page).version == 2


@pytest.mark.django_db
def test_a_place_that_changes_is_no_version_and_leaves_the_date(managing_editor):
    page = make_page()
    before = fresh(page).updated_at
    assert save_page(fresh(page, position=3), seen=1, by=managing_editor) is None
    assert (fresh(page).position, fresh(page).version, fresh(page).updated_at) == (3, 1, before)


@pytest.mark.django_db
def test_words_over_newer_ones_are_put_aside_whole_and_nothing_else_changes(managing_editor):
    page = make_page()
    save_page(fresh(page, body="<p>نص زميل.</p>"), seen=1, by=managing_editor)
    made = save_page(fresh(page, body="<p>نصي.</p>", is_published=False), seen=1, by=managing_editor)
    assert (made.number, made.body) == (None, "<p>نصي.</p>")
    assert (fresh(page).body, fresh(page).is_published) == ("<p>نص زميل.</p>", True)
    assert AuditEntry.objects.filter(action="flatpage_aside").count() == 1


@pytest.mark.django_db
def test_a_save_that_is_sent_twice_is_one_version(managing_editor):
    page = make_page()
    for _time in range(2):
        save_page(fresh(page, body="<p>نحن موقع.</p>"), seen=1, by=managing_editor)
    assert [number for number, _body in words_of(page)] == [1, 2]


@pytest.mark.django_db
def test_earlier_words_and_those_put_aside_come_back_as_a_new_version(managing_editor):
    page = make_page()
    save_page(fresh(page, body="<p>نص زميل.</p>"), seen=1, by=managing_editor)
    aside = save_page(fresh(page, body="<p>نصي.</p>"), seen=1, by=managing_editor)
    restore_page(aside, seen=2, by=managing_editor)
    assert fresh(page).body == "<p>نصي.</p>"
    restore_page(page.versions.get(number=1), seen=3, by=managing_editor)
    assert (fresh(page).body, fresh(page).version) == ("<p>نحن صحيفة.</p>", 4)
    told = AuditEntry.objects.filter(action="flatpage_restore").order_by("pk")
    assert list(told.values_list("note", flat=True)) == ["النسخة 3", "النسخة 4"]


@pytest.mark.django_db
def test_a_version_that_is_brought_back_over_unseen_words_is_put_aside(managing_editor):
    page = make_page()
    save_page(fresh(page, body="<p>نص زميل.</p>"), seen=1, by=managing_editor)
    assert restore_page(page.versions.get(number=1), seen=1, by=managing_editor).number is None
    assert fresh(page).body == "<p>نص زميل.</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["reporter", "editor", "import staff"])
def test_who_does_not_answer_for_the_site_is_refused(group):
    page, person = make_page(), make_user(group=group)
    with pytest.raises(NotAllowed):
        save_page(fresh(page, body="<p>لي.</p>"), seen=1, by=person)
    with pytest.raises(NotAllowed):
        restore_page(page.versions.get(), seen=1, by=person)
    assert words_of(page) == [(1, "<p>نحن صحيفة.</p>")]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_put_aside(managing_editor):
    page = make_page()
    mine = fresh(page, body="<p>نصي.</p>")

    def save_mine():
        try:
            save_page(mine, seen=1, by=managing_editor)
        finally:
            connections.close_all()

    thread = threading.Thread(target=save_mine)
    with transaction.atomic():
        save_page(fresh(page, body="<p>نص زميل.</p>"), seen=1, by=managing_editor)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the row
    thread.join(10)
    assert words_of(page)[1:] == [(2, "<p>نص زميل.</p>"), (None, "<p>نصي.</p>")]
    assert fresh(page).body == "<p>نص زميل.</p>"


@pytest.mark.django_db
def test_what_the_footer_does_not_name_leaves_other_pages_as_they_are():
    page = make_page()
    PageBump.objects.all().delete()
    FlatPage.objects.filter(pk=page.pk).update(body="<p>آخر</p>")
    assert set(PageBump.objects.values_list("key", flat=True)) == {f"page-{page.pk}", "pages"}
    FlatPage.objects.filter(pk=page.pk).update(position=1)
    assert "site" in PageBump.objects.values_list("key", flat=True)


@pytest.mark.django_db
def test_a_page_that_is_deleted_takes_its_versions_along():
    make_page().delete()
    assert not FlatPageVersion.objects.exists()
