"""What is typed and not saved: kept aside, offered back, never applied by itself."""

from uuid import uuid4

import pytest
from django.urls import reverse

from articles import autosaving, publishing
from articles.models import Article, Autosave, Revision, RevisionKind
from articles.records import Record
from tests.articles.admin.pages import address, form_fields, post_form, text_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"
STORE = "/admin/articles/article/autosave/"


def draft(by, **overrides):
    data = {"headline": "عنوان", "body": "<p>نص</p>", **overrides}
    return publishing.create(Record.from_mapping(data), by=by)


def type_into(client, url, *, turn=1, fields=None, **changes):
    """Open a form, type, and let it send itself; returns its fields and the answer."""
    fields = {**(fields or form_fields(client.get(url))), **changes}
    article = url.strip("/").split("/")[-2] if url.endswith("/change/") else ""
    return fields, client.post(STORE, {**fields, "_article": article, "_turn": turn})


@pytest.fixture
def article(reporter):
    return draft(reporter)


@pytest.fixture
def url(article):
    return address("change", article.pk)


def test_what_is_typed_touches_neither_the_row_nor_the_versions(client, reporter, article, url):
    client.force_login(reporter)
    _fields, answer = type_into(client, url, headline="كلمة جديدة")
    assert answer.status_code == 200
    article.refresh_from_db()
    assert (article.headline, article.revisions.count(), article.latest_revision.number) == ("عنوان", 1, 1)
    assert dict(Autosave.objects.get().fields)["headline"] == "كلمة جديدة"


def test_typing_on_overwrites_and_a_late_sending_does_not(client, reporter, url):
    client.force_login(reporter)
    fields, _answer = type_into(client, url, turn=5, headline="كلمة")
    type_into(client, url, fields=fields, turn=7, headline="كلمة أخرى")
    type_into(client, url, fields=fields, turn=6, headline="كلمة")
    assert dict(Autosave.objects.get().fields)["headline"] == "كلمة أخرى"


def test_two_windows_of_one_person_do_not_overwrite_each_other(client, reporter, url):
    client.force_login(reporter)
    for headline in ("من الأولى", "من الثانية"):
        type_into(client, url, headline=headline)
    page = text_of(client.get(url))
    assert "الأولى" in page
    assert "الثانية" in page


def test_it_is_offered_with_its_difference_and_is_not_in_the_form(client, reporter, url):
    client.force_login(reporter)
    type_into(client, url, body="<p>نص وكلمات لم تحفظ</p>")
    page = client.get(url)
    assert form_fields(page)["body"] == "<p>نص</p>"
    assert "<ins>" in page.content.decode()
    assert "وكلمات لم تحفظ" in text_of(page)


def test_taken_into_the_form_and_saved_it_is_a_version_and_no_longer_offered(client, reporter, article, url):
    client.force_login(reporter)
    type_into(client, url, headline="لم يحفظ")
    taken = client.get(url, {"unsaved": Autosave.objects.get().pk})
    fields = form_fields(taken)
    assert fields["headline"] == "لم يحفظ"
    client.post(url, fields)
    article.refresh_from_db()
    assert article.latest_revision.headline == "لم يحفظ"
    assert not Autosave.objects.filter(is_closed=False).exists()


def test_a_window_that_types_on_keeps_its_text_when_another_saved_what_it_took(client, reporter, url):
    client.force_login(reporter)
    fields, _answer = type_into(client, url, headline="أولا")
    taken = form_fields(client.get(url, {"unsaved": Autosave.objects.get().pk}))
    type_into(client, url, fields=fields, turn=2, headline="أولا ثم ثانيا")
    client.post(url, taken)
    assert dict(Autosave.objects.get(is_closed=False).fields)["headline"] == "أولا ثم ثانيا"


def test_a_sending_that_was_on_its_way_during_the_save_is_not_offered(client, reporter, url):
    client.force_login(reporter)
    fields, _answer = type_into(client, url, headline="قبل الحفظ")
    client.post(url, {**fields, "headline": "المحفوظ"})
    type_into(client, url, fields=fields, turn=9, headline="قبل الحفظ")
    assert "قبل الحفظ" not in text_of(client.get(url))


def test_a_first_sending_after_the_save_is_not_offered_either(client, reporter, url):
    client.force_login(reporter)
    fields = form_fields(client.get(url))
    client.post(url, {**fields, "headline": "المحفوظ"})
    type_into(client, url, fields=fields, headline="قبل الحفظ")
    assert "قبل الحفظ" not in text_of(client.get(url))


def test_a_new_article_that_was_never_saved_is_kept_and_makes_no_article(client, reporter):
    client.force_login(reporter)
    type_into(client, ADD, headline="خبر لم يحفظ قط", keywords="ميناء")
    assert not Article.objects.exists()
    page = client.get(ADD)
    assert "خبر لم يحفظ قط" in text_of(page)
    taken = client.get(ADD, {"unsaved": Autosave.objects.get().pk})
    client.post(ADD, form_fields(taken))
    assert Article.objects.get().keywords.names() == ["ميناء"]
    assert "خبر لم يحفظ قط" not in text_of(client.get(ADD))


def test_a_new_article_saved_again_after_going_back_loses_no_word(client, reporter):
    client.force_login(reporter)
    fields = {**form_fields(client.get(ADD)), "headline": "أول"}
    client.post(ADD, fields)
    client.post(ADD, {**fields, "headline": "أول وزيادة"})
    article = Article.objects.get()
    assert article.latest_revision.headline == "أول وزيادة"
    client.post(ADD, {**fields, "headline": "أول وغيرها"})
    assert {revision.headline for revision in article.revisions.all()} == {"أول", "أول وزيادة", "أول وغيرها"}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"source_url": "عنوان-ناقص"}, "عنوان-ناقص"),
        ({"source": "مصدر مجهول"}, "مصدر مجهول"),
        ({"read_also-0-url": "www.نصف"}, "www.نصف"),
        ({"headline": "", "body": "", "summary": "ملخص وحده"}, "ملخص وحده"),
        ({"headline": "طويل " * 200}, "طويل طويل"),
        ({"published_at_1": "10:30"}, "10:30"),
    ],
)
def test_what_is_half_typed_is_kept_offered_and_put_into_the_history(
    client, reporter, article, url, changes, word
):
    client.force_login(reporter)
    type_into(client, url, **changes)
    assert word in text_of(client.get(url))
    row = Autosave.objects.get()
    taken = form_fields(client.get(url, {"unsaved": row.pk}))
    assert word in " ".join(taken.values())
    client.post(reverse("admin:articles_article_put_aside", args=[row.pk]))
    kept = article.revisions.get(kind=RevisionKind.AUTOSAVE)
    assert word in text_of(client.get(address("revision", article.pk, kept.number)))
    assert word not in text_of(client.get(url))


def test_a_text_that_says_nothing_new_is_not_offered(client, reporter, url):
    client.force_login(reporter)
    type_into(client, url)
    assert client.get(url).context["offers"] == []


def test_text_put_aside_is_a_version_beside_the_line(client, reporter, article, url):
    client.force_login(reporter)
    type_into(client, url, headline="جانبا")
    client.post(reverse("admin:articles_article_put_aside", args=[Autosave.objects.get().pk]))
    article.refresh_from_db()
    kept = article.revisions.get(kind=RevisionKind.AUTOSAVE)
    assert (kept.headline, kept.by, kept.base, article.latest_revision.number) == ("جانبا", reporter, 1, 1)
    # A restore makes it the newest, as any version.
    client.post(address("restore", article.pk, kept.number))
    article.refresh_from_db()
    assert (article.headline, article.latest_revision.kind) == ("جانبا", RevisionKind.RESTORE)


def test_the_words_of_a_deleted_article_are_offered_as_a_new_one(
    client, reporter, article, url, managing_editor
):
    client.force_login(reporter)
    fields, _answer = type_into(client, url, headline="نجا من الحذف")
    publishing.delete(article, by=managing_editor)
    assert "نجا من الحذف" in text_of(client.get(ADD))
    # What comes after the deletion is kept without the article, too.
    type_into(client, url, fields=fields, turn=2, headline="نجا من الحذف وزاد")
    assert "وزاد" in text_of(client.get(ADD))


def test_words_are_kept_when_a_colleague_moved_the_article_on(client, reporter, article, url):
    client.force_login(reporter)
    fields = form_fields(client.get(url))
    publishing.submit(article, by=reporter)
    assert type_into(client, url, fields=fields, headline="أثناء المراجعة")[1].status_code == 200
    response = client.post(url, {**fields, "headline": "حفظ متأخر"}, follow=True)
    assert response.status_code == 200
    kept = Revision.objects.filter(kind=RevisionKind.AUTOSAVE)
    assert [revision.headline for revision in kept] == ["حفظ متأخر"]


def test_nobody_reads_or_ends_the_unsaved_text_of_an_article_they_may_not_change(client, editor, reporter):
    secret = draft(editor)
    client.force_login(editor)
    _fields, _answer = type_into(client, address("change", secret.pk), headline="سر")
    key = Autosave.objects.get().pk
    client.force_login(reporter)
    assert client.get(reverse("admin:articles_article_unsaved_text", args=[key])).status_code == 403
    assert client.get(reverse("admin:articles_article_unsaved"), {"article": secret.pk}).status_code == 403
    assert client.post(reverse("admin:articles_article_put_aside", args=[key])).status_code == 403
    assert client.post(STORE, {"pen": uuid4(), "_turn": 1, "_article": secret.pk}).status_code == 403
    assert "سر" not in client.get(ADD, {"unsaved": key}).content.decode()


def test_a_pen_belongs_to_its_person(client, reporter, editor, url):
    client.force_login(reporter)
    fields, _answer = type_into(client, url, headline="لي")
    client.force_login(editor)
    assert type_into(client, url, fields=fields, turn=9, headline="ليس لي")[1].status_code == 403
    assert dict(Autosave.objects.get().fields)["headline"] == "لي"


def test_colleagues_see_unsaved_texts_in_the_history(client, reporter, editor, article, url):
    client.force_login(reporter)
    type_into(client, url, headline="مما لم يحفظ")
    client.force_login(editor)
    page = text_of(client.get(address("history", article.pk)))
    assert "reporter" in page
    text = client.get(reverse("admin:articles_article_unsaved_text", args=[Autosave.objects.get().pk]))
    assert "مما لم يحفظ" in text_of(text)
    assert "مما لم يحفظ" not in text_of(client.get(url))


@pytest.mark.parametrize("pen", ["", "x", "12"])
def test_a_sending_without_a_pen_is_refused(client, reporter, pen):
    client.force_login(reporter)
    assert client.post(STORE, {"pen": pen, "headline": "كلمة"}).status_code == 400


def test_closed_rows_go_after_a_day(reporter, django_assert_num_queries):
    old = Autosave.objects.create(pen=uuid4(), turn=1, by=reporter, is_closed=True)
    Autosave.objects.filter(pk=old.pk).update(saved_at="2020-01-01T00:00Z")
    autosaving.close(uuid4(), by=reporter)
    assert not Autosave.objects.filter(pk=old.pk).exists()


def test_keeping_what_is_typed_costs_the_same_at_any_size(client, editor, django_assert_num_queries):
    article = make_article(read_also=[f"خبر {number}" for number in range(30)])
    client.force_login(editor)
    url = address("change", article.pk)
    fields, _answer = type_into(client, url, headline="كلمة")
    client.post(STORE, {**fields, "_article": article.pk, "_turn": 2})
    # Session, person, their two sets of permissions, article; savepoint, row, update, release.
    with django_assert_num_queries(5 + 4):
        client.post(STORE, {**fields, "_article": article.pk, "_turn": 3, "headline": "كلمة ثانية"})


def test_the_account_of_who_typed_may_go_and_the_text_stays(client, article):
    person = make_user("leaving", group="editor")
    client.force_login(person)
    type_into(client, address("change", article.pk), headline="باق")
    person.delete()
    row = Autosave.objects.get()
    assert autosaving.keep(row).headline == "باق"


def test_a_plain_form_still_saves(client, reporter, article, url):
    client.force_login(reporter)
    post_form(client, url, headline="محفوظ")
    article.refresh_from_db()
    assert article.headline == "محفوظ"
