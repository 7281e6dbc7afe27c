import pytest
from django.urls import reverse

from articles.models import AuditEntry, FlatPage, Image
from tests.articles.admin.pages import form_fields
from tests.articles.test_flatpages import fresh, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, managing_editor):
    client.force_login(managing_editor)
    return client


def address_of(page, name="change"):
    return reverse(f"admin:articles_flatpage_{name}", args=[page.pk])


def given(**overrides):
    values = {"name": "من نحن", "body": "<p>نحن صحيفة.</p>", "position": "", "slug": "", "seen": "0"}
    return {**values, "is_published": "on", **overrides}


def test_a_page_is_made_and_read(desk):
    assert desk.post(reverse("admin:articles_flatpage_add"), given(slug="about")).status_code == 302
    page = FlatPage.objects.get()
    assert (page.version, page.slug) == (1, "about")
    assert "نحن صحيفة." in desk.get("/pages/about/").content.decode()
    assert AuditEntry.objects.get().action == "flatpage_add"


def test_a_form_that_is_opened_and_saved_changes_nothing(desk):
    page = make_page(slug="about", position=2, body="<h2>نحن</h2>\n<p>نحن <strong>صحيفة</strong>.</p>")
    before = fresh(page)
    fields = form_fields(desk.get(address_of(page)), "flatpage_form")
    assert desk.post(address_of(page), {**fields, "is_published": "on"}).status_code == 302
    after = fresh(page)
    assert (after.words, after.version, after.slug) == (before.words, 1, "about")


def test_what_is_pasted_is_cleaned(desk):
    page = make_page()
    body = '<p onclick="x()">نحن</p><script>alert(1)</script><div style="color:red">صحيفة</div>'
    desk.post(address_of(page), given(body=body, seen="1"))
    assert "script" not in fresh(page).body
    assert "style" not in fresh(page).body
    assert "onclick" not in fresh(page).body
    assert "صحيفة" in fresh(page).body


def test_a_picture_of_the_library_leaves_its_words(desk):
    image = Image.objects.create(url="https://marsa.example/1.jpg", caption="الجسر")
    figure = f'<figure data-picture="{image.pk}"><img alt=""><figcaption>الجسر</figcaption></figure>'
    page = make_page()
    desk.post(address_of(page), given(body=f"<p>نحن</p>{figure}", seen="1"))
    assert "figure" not in fresh(page).body
    assert "الجسر" in fresh(page).body
    assert '"pictures": ""' in desk.get(address_of(page)).content.decode().replace("&quot;", '"')


def test_over_a_newer_version_both_are_shown_and_neither_is_lost(desk):
    page = make_page()
    desk.post(address_of(page), given(body="<p>نص زميل كامل.</p>", seen="1"))
    response = desk.post(address_of(page), given(body="<p>نصي الآخر.</p>", seen="1"), follow=True)
    text = response.content.decode()
    assert "زميل" in text
    assert "نصي الآخر." in text
    assert fresh(page).body == "<p>نص زميل كامل.</p>"
    assert AuditEntry.objects.filter(action="flatpage_change").count() == 1
    # Seen now, it may be put over theirs.
    aside = page.versions.get(number=None)
    desk.post(reverse("admin:articles_flatpage_version", args=[aside.pk]), {"seen": 2})
    assert fresh(page).body == "<p>نصي الآخر.</p>"
    assert page.versions.count() == 4


def test_a_version_is_not_brought_back_over_words_that_were_not_seen(desk):
    page = make_page()
    desk.post(address_of(page), given(body="<p>نص زميل.</p>", seen="1"))
    first = reverse("admin:articles_flatpage_version", args=[page.versions.get(number=1).pk])
    for seen in ("1", "x", "9" * 5000):
        assert desk.post(first, {"seen": seen})["Location"] == first
        assert fresh(page).body == "<p>نص زميل.</p>"


def test_versions_are_listed_with_who_and_when(desk, managing_editor):
    page = make_page()
    desk.post(address_of(page), given(body="<p>نص آخر.</p>", seen="1"))
    text = desk.get(address_of(page)).content.decode()
    for version in page.versions.all():
        assert reverse("admin:articles_flatpage_version", args=[version.pk]) in text
    assert str(managing_editor) in text


@pytest.mark.parametrize("count", [1, 40])
def test_the_queries_of_the_form_do_not_grow(desk, django_assert_max_num_queries, count):
    page = make_page()
    for number in range(count):
        desk.post(address_of(page), given(body=f"<p>نص {number}.</p>", seen=str(number + 1)))
    with django_assert_max_num_queries(8):  # session, person, their rights 2, the page, its versions
        desk.get(address_of(page))


def test_another_address_keeps_the_old_one_and_another_name_keeps_the_address(desk, client):
    page = make_page(slug="about")
    desk.post(address_of(page), given(name="عن الموقع", slug="about", seen="1"))
    assert fresh(page).slug == "about"
    desk.post(address_of(page), given(name="عن الموقع", slug="us", seen="2"))
    response = client.get("/pages/about/")
    assert (response.status_code, response["Location"]) == (301, "/pages/us/")


def test_an_address_in_use_is_refused_in_words(desk):
    make_page(slug="about")
    response = desk.post(reverse("admin:articles_flatpage_add"), given(name="آخر", slug="about"))
    assert "about" in response.content.decode()
    assert FlatPage.objects.count() == 1


def test_a_preview_shows_the_form_and_saves_nothing(desk):
    page = make_page()
    response = desk.post(
        reverse("admin:articles_flatpage_preview"), given(name="عنوان جديد", body="<p>لم يُحفظ.</p>")
    )
    text = response.content.decode()
    assert "عنوان جديد" in text
    assert "<p>لم يُحفظ.</p>" in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert fresh(page).version == 1
    assert FlatPage.objects.count() == 1


def test_a_preview_of_an_empty_form_is_a_page_too(desk):
    assert desk.post(reverse("admin:articles_flatpage_preview"), {}).status_code == 200


def test_editors_find_no_such_room(client, editor):
    client.force_login(editor)
    page = make_page()
    assert reverse("admin:articles_flatpage_changelist") not in client.get("/admin/").content.decode()
    assert client.post(reverse("admin:articles_flatpage_preview"), given()).status_code == 403
    version = reverse("admin:articles_flatpage_version", args=[page.versions.get().pk])
    assert client.post(version, {"seen": 1}).status_code == 403


def test_deleting_a_page_is_told(desk):
    page = make_page()
    desk.post(address_of(page, "delete"), {"post": "yes"})
    assert not FlatPage.objects.exists()
    assert AuditEntry.objects.get().action == "flatpage_delete"
