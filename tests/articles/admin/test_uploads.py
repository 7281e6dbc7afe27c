from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Article, Image
from articles.publishing import create
from articles.records import Record
from articles.verifying import verify_image
from tests.articles.admin.pages import address, form_fields


def picture(kind="JPEG", *, size=(60, 40), mode="RGB", name="صورة", **options):
    output = BytesIO()
    Pillow.new(mode, size, "red" if mode == "RGB" else 0).save(output, kind, **options)
    return SimpleUploadedFile(f"{name}.{kind.lower()}", output.getvalue())


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"),
     ("GIF", "P"), ("AVIF", "RGB")],
)  # fmt: skip
def test_a_picture_of_a_known_kind_passes_under_a_random_name(kind, mode):
    verified = verify_image(picture(kind, mode=mode))
    again = Pillow.open(verified)
    assert (again.format, again.size) == (kind, (60, 40))
    assert again.mode != "CMYK"
    assert "صورة" not in verified.name


def test_what_a_camera_noted_is_dropped_and_its_turn_kept():
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    again = Pillow.open(verify_image(picture(exif=exif)))
    assert (dict(again.getexif()), again.size) == ({}, (40, 60))


def test_what_hangs_behind_a_picture_is_dropped():
    content = picture().read() + b"<script>alert(1)</script>"
    assert b"<script>" not in verify_image(SimpleUploadedFile("a.jpg", content)).read()


@pytest.mark.parametrize("frames", [2, 5])
def test_a_moving_picture_keeps_its_frames(frames):
    output = BytesIO()
    images = [Pillow.new("RGB", (20, 20), (40 * n, 0, 0)) for n in range(frames)]
    images[0].save(output, "GIF", save_all=True, append_images=images[1:], duration=90, loop=0)
    again = Pillow.open(verify_image(SimpleUploadedFile("a.gif", output.getvalue())))
    assert again.n_frames == frames


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.jpg", b"<html><script>alert(1)</script></html>"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("a.pdf", b"%PDF-1.4"),
        ("a.jpg", b""),
    ],
)
def test_what_is_no_picture_is_refused_by_name(name, content):
    with pytest.raises(ValidationError, match=name):
        verify_image(SimpleUploadedFile(name, content))


def test_a_cut_picture_is_refused():
    content = picture(size=(400, 400)).read()
    with pytest.raises(ValidationError):
        verify_image(SimpleUploadedFile("a.jpg", content[: len(content) // 2]))


def test_a_kind_we_do_not_serve_is_refused():
    with pytest.raises(ValidationError, match="WebP"):
        verify_image(picture("TIFF"))


def test_too_many_bytes_are_refused(settings):
    settings.IMAGE_MAX_BYTES = 100
    with pytest.raises(ValidationError):
        verify_image(picture())


@pytest.mark.parametrize("frames", [1, 10])
def test_too_many_pixels_are_refused_before_they_are_decoded(settings, frames):
    settings.IMAGE_MAX_PIXELS = 60 * 40 - 1 if frames == 1 else 20 * 20 * 9
    if frames == 1:
        upload = picture()
    else:
        output = BytesIO()
        images = [Pillow.new("RGB", (20, 20), (20 * n, 0, 0)) for n in range(frames)]
        images[0].save(output, "GIF", save_all=True, append_images=images[1:])
        upload = SimpleUploadedFile("a.gif", output.getvalue())
    with pytest.raises(ValidationError):
        verify_image(upload)


@pytest.mark.django_db
def test_an_upload_in_the_form_joins_the_library_and_the_article(client, reporter):
    article = create(Record.from_mapping({"headline": "خبر"}), by=reporter)
    client.force_login(reporter)
    url = address("change", article.pk)
    fields = {**form_fields(client.get(url)), "images-0-file": picture(), "images-0-caption": "الجسر"}
    client.post(url, fields)
    image = Image.objects.get()
    assert (image.caption, image.width) == ("الجسر", 60)
    assert Article.objects.get().article_images.get().image == image


@pytest.mark.django_db
def test_an_upload_survives_a_mistake_elsewhere_in_the_form(client, reporter):
    article = create(Record.from_mapping({"headline": "خبر"}), by=reporter)
    client.force_login(reporter)
    url = address("change", article.pk)
    fields = {**form_fields(client.get(url)), "images-0-file": picture(), "source_url": "خطأ"}
    response = client.post(url, fields)
    assert form_fields(response)["images-0-image"] == str(Image.objects.get().pk)


@pytest.mark.django_db
def test_a_file_that_is_no_picture_is_refused_by_the_form(client, reporter):
    article = create(Record.from_mapping({"headline": "خبر"}), by=reporter)
    client.force_login(reporter)
    url = address("change", article.pk)
    bad = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert client.post(url, {**form_fields(client.get(url)), "images-0-file": bad}).status_code == 200
    assert not Image.objects.exists()
    assert article.revisions.count() == 1


@pytest.mark.django_db
def test_a_caption_changed_keeps_the_one_picture(client, editor):
    article = create(Record.from_mapping({"headline": "خبر", "images": [{"caption": "قديم"}]}), by=editor)
    client.force_login(editor)
    url = address("change", article.pk)
    client.post(url, {**form_fields(client.get(url)), "images-0-caption": "جديد", "images-0-alt": "وصف"})
    assert Image.objects.count() == 1
    assert article.article_images.get().caption == "جديد"


def test_a_picture_whose_file_is_gone_breaks_no_list(client, editor):
    Image.objects.create(caption="الجسر")
    Image.objects.update(file="images/gone.jpg")
    client.force_login(editor)
    page = client.get(reverse("admin:articles_image_changelist"))
    assert page.status_code == 200
    assert "الجسر" in page.content.decode()


@pytest.fixture
def refusing_store(settings, tmp_path):
    """A file stands where the folder of uploads should be."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.write_text("no folder")


REFUSED = "لم تُحفظ الصورة"


def test_a_store_that_refuses_is_told_of_each_file(client, editor, refusing_store):
    client.force_login(editor)
    path = reverse("admin:articles_image_upload")
    answer = client.post(path, {"files": picture()}, headers={"accept": "application/json"})
    [file] = answer.json()["files"]
    assert (answer.status_code, file["state"]) == (200, "failed")
    assert REFUSED in file["text"]
    assert not Image.objects.exists()


def test_a_store_that_refuses_leaves_every_word_in_the_form_of_an_article(client, editor, refusing_store):
    client.force_login(editor)
    fields = form_fields(client.get(address("add")))
    given = {"headline": "عنوان يبقى", "body": "<p>نص يبقى</p>", "images-TOTAL_FORMS": "1"}
    answer = client.post(address("add"), {**fields, **given, "images-0-file": picture()})
    text = answer.content.decode()
    assert (answer.status_code, Article.objects.count()) == (200, 0)
    assert REFUSED in text
    assert "عنوان يبقى" in text


def test_a_store_that_refuses_is_told_on_the_page_of_a_picture(client, editor, refusing_store):
    client.force_login(editor)
    path = reverse("admin:articles_image_add")
    fields = form_fields(client.get(path), "image_form")
    answer = client.post(path, {**fields, "file": picture(), "caption": "جسر"}, follow=True)
    assert answer.status_code == 200
    assert REFUSED in answer.content.decode()
    assert not Image.objects.exists()
