"""The library of pictures: found by their words and day, listed where words lack, shut where drafts are."""

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from articles.models import ArticleImage, Image, Topic
from tests.articles.admin.pages import find_all, parse, text_of
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/image/"


def make_picture(**overrides):
    return Image.objects.create(**{"url": "https://marsa.example/a.jpg", "caption": "الرصيف", **overrides})


def listed(client, **query):
    return list(client.get(LIST, query).context["cl"].result_list)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.mark.parametrize(
    "text", ["مدرسه", "مدرسة النخيل", "نُخيل", "وكاله المرسى", "أطفال يلعبون", "٢٠٢٤", "لعب"]
)
def test_a_picture_is_found_by_parts_of_its_words_at_any_spelling(desk, text):
    found = make_picture(caption="مدرسة النخيل ٢٠٢٤", credit="وكالة المرسى", alt="اطفال يلعبون")
    make_picture()
    assert listed(desk, q=text) == [found]
    chosen = desk.get(reverse("admin:complete_image"), {"q": text}).json()["results"]
    assert [one["id"] for one in chosen] == [found.pk]


@pytest.mark.parametrize("text", ["في", "ـ", "ا ب ت"])
def test_short_words_alone_find_nothing(desk, text):
    make_picture(caption="في ا ب ت")
    assert listed(desk, q=text) == []


def test_a_picture_is_found_by_its_number_and_by_the_day_it_was_added(desk):
    one, other = make_picture(), make_picture()
    Image.objects.filter(pk=one.pk).update(created_at=datetime(2024, 5, 16, 22, 0, tzinfo=UTC))
    assert listed(desk, q=str(one.pk)) == [one]
    # Already the 17th in Riyadh.
    assert listed(desk, q="17/5/2024") == [one] == listed(desk, q="١٧ مايو ٢٠٢٤")
    assert listed(desk, added="today") == [other]


def test_the_words_that_an_import_brings_are_found(desk):
    make_article(images=[{"url": "https://marsa.example/b.jpg", "caption": "جسر الوادي", "credit": "وكالات"}])
    assert [str(image) for image in listed(desk, q="جسر وادى وكالات")] == ["جسر الوادي"]


def test_words_that_change_are_found_anew(desk):
    image = make_picture(caption="قديم")
    image.caption = "جديدة"
    image.save()
    assert listed(desk, q="جديده") == [image]
    assert listed(desk, q="قديم") == []


def test_pictures_of_before_get_their_key():
    image = make_picture(caption="مدرسة")
    Image.objects.update(desk_key="")
    migration = import_module("articles.migrations.0032_fold_pictures")
    migration.fold_words(apps, SimpleNamespace(connection=connection))
    image.refresh_from_db()
    assert image.desk_key == "مدرسه"


def test_the_search_reads_an_index_of_parts_of_words():
    make_picture(caption="جسر الوادي")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Image.objects.matching("الوادي").order_by().explain()
    assert "image_desk_trgm" in plan


@pytest.mark.parametrize(
    ("words", "is_listed"),
    [
        ({"credit": "وكالات", "alt": "جسر فوق نهر"}, False),
        ({"credit": "وكالات", "alt": ""}, True),
        ({"credit": "", "alt": "جسر فوق نهر"}, True),
    ],
)
def test_public_pictures_that_lack_words_are_listed(desk, words, is_listed):
    make_article(images=[{"url": "https://marsa.example/c.jpg", "caption": "جسر", **words}])
    assert len(listed(desk, lacks="any")) == is_listed


def test_pictures_of_drafts_and_those_with_words_of_their_article_lack_nothing(desk):
    make_article(status="draft", images=[{"url": "https://marsa.example/d.jpg", "caption": "مسودة"}])
    make_article(images=[{"url": "https://marsa.example/e.jpg", "caption": "جسر"}])
    make_picture(caption="لم يستعملها أحد")
    assert [image.caption for image in listed(desk, lacks="any")] == ["جسر"]
    ArticleImage.objects.update(credit="وكالات", alt="جسر فوق نهر")
    assert listed(desk, lacks="any") == []
    assert "صور ينقصها وصف" in text_of(desk.get(LIST))


def test_pictures_are_listed_by_what_there_is_of_them(desk):
    words, remote, ours = make_picture(url=""), make_picture(), make_picture(url="", file="images/a.jpg")
    assert listed(desk, file="none") == [words]
    assert listed(desk, file="remote") == [remote]
    assert listed(desk, file="ours") == [ours]
    page = text_of(desk.get(LIST))
    assert "بلا ملف" in page
    assert "بلا حقوق" in page


@pytest.mark.parametrize("size", [3, 60])
def test_the_library_costs_the_same_at_any_size(desk, size, django_assert_num_queries):
    pictures = [{"url": f"https://marsa.example/{n}.jpg", "caption": "جسر"} for n in range(size)]
    write_articles(*[make_record(images=[picture]) for picture in pictures])
    # Session and person 2, rights 2, views 1, the capped count 1, the rows 1.
    with django_assert_num_queries(7):
        assert len(listed(desk, q="جسر", lacks="any")) == size


def test_a_picture_tells_where_it_is_used_to_whom_may_see_it(client):
    editor, reporter = make_user(group="editor"), make_user(group="reporter")
    picture = {"url": "https://marsa.example/f.jpg", "caption": "جسر"}
    make_article(headline="خبر منشور", images=[picture])
    make_article(headline="خبر سري", status="draft", images=[picture])
    page = f"{LIST}{Image.objects.get().pk}/change/"
    client.force_login(editor)
    assert {"خبر منشور", "خبر سري"} <= set(used_in(client.get(page)))
    client.force_login(reporter)
    assert used_in(client.get(page)) == ["خبر منشور"]


def test_a_topic_file_uses_its_picture_which_stays(client, managing_editor):
    image = make_picture()
    Topic.objects.create(name="حصاد العام", picture=image)
    client.force_login(managing_editor)
    page = client.get(f"{LIST}{image.pk}/change/")
    assert used_in(page) == ["حصاد العام"]
    assert "/delete/" not in page.content.decode()
    client.post(LIST, {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"})
    assert Topic.objects.get().picture == image


def test_the_page_of_a_picture_takes_its_focal_point_by_script_and_by_numbers(desk):
    image = make_picture()
    page = desk.get(f"{LIST}{image.pk}/change/")
    shown = [one for one in find_all(parse(page), "img") if one.get("data-focal")]
    assert [one.get("src") for one in shown] == [image.url]
    scripts = [one for one in find_all(parse(page), "script") if "focal" in one.get("src", "")]
    assert [one.get("defer") for one in scripts] == [""]
    fields = {"url": image.url, "caption": "الرصيف", "focal_x": "0.25", "focal_y": "0.8"}
    assert desk.post(f"{LIST}{image.pk}/change/", fields).status_code == 302
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (0.25, 0.8)
    assert desk.post(f"{LIST}{image.pk}/change/", {**fields, "focal_x": "1.2"}).status_code == 200


def used_in(response):
    lists = [one for one in find_all(parse(response), "ul") if one.get("class") == "used-in"]
    return ["".join(link.itertext()) for one in lists for link in find_all(one, "a")]


def test_a_picture_without_words_is_named_by_its_number():
    assert str(Image(pk=7, file="images/2026/11/3a70f1d01a924b65.jpg")) == "صورة 7"
