"""Many pictures at once: each answered on its own, known again, and described on one page."""

from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import ArticleImage, Image
from articles.publishing import create
from articles.records import Record
from tests.articles.admin.pages import address, form_fields, text_of
from tests.articles.metadata import jpeg, packet
from tests.factories import make_user

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/image/upload/"
DESCRIBE = "/admin/articles/image/describe/"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, reporter):
    client.force_login(reporter)
    return client


def file(content=None, name="جسر.jpg", **options):
    return SimpleUploadedFile(name, jpeg(**options) if content is None else content)


def send(client, *files, **headers):
    return client.post(UPLOAD, {"files": list(files)}, **headers)


def answer(client, upload):
    return send(client, upload, headers={"accept": "application/json"}).json()["files"][0]


def test_an_upload_keeps_the_words_of_its_file_and_drops_its_metadata(desk, reporter):
    xmp = packet(description={"ar": "جسر الوادي"}, credit="وكالات", alt={"ar": "جسر فوق نهر"})
    told = answer(desk, file(xmp=xmp))
    image = Image.objects.get()
    assert (told["state"], told["id"], told["picture"]) == ("new", image.pk, image.file.url)
    assert (image.caption, image.credit, image.alt) == ("جسر الوادي", "وكالات", "جسر فوق نهر")
    assert (image.added_by, image.width) == (reporter, 60)
    with image.file.open() as kept:
        assert b"xmpmeta" not in kept.read()
    assert LogEntry.objects.get().object_id == str(image.pk)


def cmyk():
    output = BytesIO()
    Pillow.new("CMYK", (60, 40)).save(output, "JPEG")
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ليس صورة نستطيع قراءتها"),
        (jpeg()[:200], "ليس صورة نستطيع قراءتها"),
        (b"", "ليس صورة نستطيع قراءتها"),
        (cmyk(), "صارت في المكتبة"),
        (jpeg() + b"<script>", "صارت في المكتبة"),
    ],
)
def test_each_file_is_answered_in_words(desk, content, words):
    told = answer(desk, file(content, name="ملف"))
    assert words in told["text"]
    assert (told["state"] == "new") == Image.objects.exists()


def test_a_bad_file_costs_itself_only_and_a_browser_without_scripts_is_told(desk):
    bad = file(b"x", name="تالف.jpg")
    response = send(desk, file(color="red"), bad, file(color="blue", iptc={(2, 110): b"AFP"}))
    numbers = list(Image.objects.order_by("pk").values_list("pk", flat=True))
    assert response.url == f"{DESCRIBE}?ids={numbers[0]}%2C{numbers[1]}"
    page = desk.get(response.url)
    assert "تالف.jpg ليس صورة نستطيع قراءتها" in text_of(page)
    fields = form_fields(page, "describe-form")
    assert (fields["form-TOTAL_FORMS"], fields["form-1-credit"]) == ("2", "AFP")


@pytest.mark.parametrize("files", [[], [b"x"]])
def test_an_upload_of_nothing_comes_back_to_its_page(desk, files):
    assert send(desk, *[file(content) for content in files]).url == UPLOAD


def test_the_same_picture_is_known_again_under_other_metadata(desk):
    first = answer(desk, file())
    again = answer(desk, file(iptc={(2, 120): b"again"}, name="b.jpg"))
    assert (again["state"], again["id"]) == ("known", first["id"])
    assert f"هي في المكتبة من قبل، برقم {first['id']}." in again["text"]
    assert answer(desk, file(color="blue"))["state"] == "new"
    assert Image.objects.count() == 2


def test_a_picture_that_only_drafts_of_others_show_is_not_told_of(client, editor, reporter):
    client.force_login(editor)
    number = answer(client, file())["id"]
    create(Record.from_mapping({"headline": "خبر سري", "images": [{"id": number}]}), by=editor)
    client.force_login(reporter)
    told = answer(client, file())
    assert told["state"] == "new"
    assert told["id"] != number


def test_words_of_all_are_kept_at_once(desk, reporter):
    numbers = [answer(desk, file(color=color))["id"] for color in ("red", "blue")]
    url = f"{DESCRIBE}?ids={numbers[0]},{numbers[1]},x,{2**70}"
    fields = form_fields(desk.get(url), "describe-form")
    fields |= {"form-0-caption": "جسر", "form-0-credit": "وكالات", "form-1-alt": "نهر"}
    assert desk.post(url, fields).status_code == 302
    words = Image.objects.order_by("pk").values_list("caption", "credit", "alt")
    assert list(words) == [("جسر", "وكالات", ""), ("", "", "نهر")]
    assert list(Image.objects.matching("وكالات"))


def test_a_reporter_describes_what_they_added_and_an_editor_all(client, editor, reporter):
    client.force_login(editor)
    number = answer(client, file())["id"]
    url = f"{DESCRIBE}?ids={number}"
    assert client.get(url).status_code == 200
    client.force_login(reporter)
    assert client.get(url).status_code == 404
    fields = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": number, "form-0-caption": "س"}
    assert client.post(url, fields).status_code == 404
    assert Image.objects.get().caption == ""


def test_who_may_not_add_pictures_may_not_upload(client):
    client.force_login(make_user(group="import staff"))
    assert client.get(UPLOAD).status_code == 403
    assert send(client, file()).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_of_words_costs_the_same_at_any_size(desk, count, django_assert_num_queries):
    numbers = [answer(desk, file(color=(n, 0, 0)))["id"] for n in range(0, count * 30, 30)]
    # Session and person 2, rights 2, the pictures 1.
    with django_assert_num_queries(5):
        page = desk.get(f"{DESCRIBE}?ids={','.join(map(str, numbers))}")
    assert len(page.context["formset"].forms) == count


def test_a_picture_in_the_form_of_an_article_brings_its_words_and_is_known_again(client, editor):
    client.force_login(editor)
    number = answer(client, file())["id"]
    article = create(Record.from_mapping({"headline": "خبر"}), by=editor)
    url = address("change", article.pk)
    upload = file(iptc={(2, 120): "جسر الوادي".encode(), (2, 110): b"AFP"})
    fields = {**form_fields(client.get(url)), "images-0-file": upload, "images-0-credit": "وكالات"}
    client.post(url, fields)
    use = ArticleImage.objects.get()
    assert (use.image_id, use.caption, use.credit) == (number, "جسر الوادي", "وكالات")


def test_the_page_of_one_picture_refuses_one_that_is_there(client, editor):
    client.force_login(editor)
    number = answer(client, file())["id"]
    add = reverse("admin:articles_image_add")
    fields = {"focal_x": "0.5", "focal_y": "0.5"}
    page = client.post(add, {**fields, "file": file(iptc={(2, 120): b"again"})})
    assert f"هذه الصورة في المكتبة من قبل، برقم {number}." in text_of(page)
    client.post(add, {**fields, "file": file(color="blue", iptc={(2, 110): b"AFP"})})
    image = Image.objects.exclude(pk=number).get()
    assert (image.credit, image.added_by, len(image.digest)) == ("AFP", editor, 64)
