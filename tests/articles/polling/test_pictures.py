from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image as Picture

from articles import tasks
from articles.models import Article, Image, ImageFetch
from articles.polling import fetch_due_pictures, poll_feed
from tests.articles.polling.conftest import feed_of, item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture_bytes(kind="JPEG", size=(40, 30)):
    output = BytesIO()
    Picture.new("RGB", size, "navy").save(output, kind)
    return output.getvalue()


@pytest.fixture
def import_with_picture(site, make_feed):
    def run(path="/a.jpg", **overrides):
        feed = make_feed(fetch_images=True, **overrides)
        url = site.url(path)
        site.show(feed_of(item(1, images=[{"url": url, "caption": "سفينة"}]), item(2, images=[{"url": url}])))
        poll_feed(feed.pk)
        return Image.objects.get()

    return run


def test_a_picture_is_fetched_after_the_import_and_written_anew(site, import_with_picture):
    image = import_with_picture()
    assert (image.file.name, [path for path, _h in site.seen]) == ("", ["/feed"])
    site.show(picture_bytes() + b"<script>trailing</script>", "/a.jpg", Content_Type="image/jpeg")
    assert tasks.fetch_pictures(0) == 1
    image.refresh_from_db()
    assert (image.width, image.height) == (40, 30)
    assert image.file.name.endswith(".jpg")
    assert b"trailing" not in Path(image.file.path).read_bytes()
    assert ImageFetch.objects.count() == 0
    assert tasks.fetch_pictures(0) == 0


def test_a_feed_without_the_rule_fetches_none(site, make_feed):
    site.show(feed_of(item(1, images=[{"url": site.url("/a.jpg")}])))
    poll_feed(make_feed().pk)
    assert (Image.objects.count(), ImageFetch.objects.count()) == (1, 0)


def test_one_address_is_fetched_once_for_all_its_rows(site, import_with_picture):
    image = import_with_picture()
    twin = Image.objects.create(url=image.url)
    site.show(picture_bytes("PNG"), "/a.jpg")
    fetch_due_pictures()
    twin.refresh_from_db()
    image.refresh_from_db()
    assert twin.file.name == image.file.name != ""
    assert [path for path, _h in site.seen].count("/a.jpg") == 1


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            {"Content_Type": "image/svg+xml"},
            "JPEG",
        ),
        (b"<html>", {"Content_Type": "text/html"}, "text/html"),
        (b"not a picture", {}, "JPEG"),
        (b"", {"status": 404}, "404"),
    ],
)
def test_what_is_no_picture_is_told_and_tried_later(site, import_with_picture, body, headers, words):
    image = import_with_picture()
    site.show(body, "/a.jpg", **headers)
    assert fetch_due_pictures() == 0
    waits = ImageFetch.objects.get()
    assert words in waits.last_error
    assert timedelta(minutes=9) < waits.next_try_at - timezone.now() < timedelta(minutes=11)
    image.refresh_from_db()
    assert image.file.name == ""


def test_a_picture_of_too_many_bytes_or_pixels_is_refused(site, import_with_picture, settings):
    settings.IMAGE_MAX_PIXELS = 100
    import_with_picture()
    site.show(picture_bytes(), "/a.jpg")
    assert fetch_due_pictures() == 0
    ImageFetch.objects.update(next_try_at=timezone.now())
    settings.IMAGE_MAX_BYTES = 50
    assert fetch_due_pictures() == 0
    assert ImageFetch.objects.get().failures == 2


def test_it_is_given_up_after_some_failures(site, import_with_picture):
    import_with_picture()
    for _n in range(6):
        fetch_due_pictures()
        ImageFetch.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
    assert fetch_due_pictures() == 0
    waits = ImageFetch.objects.get()
    assert (waits.failures, waits.next_try_at) == (6, None)
    assert [path for path, _h in site.seen].count("/a.jpg") == 6


def test_a_private_address_is_not_fetched(site, make_feed):
    feed = make_feed(fetch_images=True)
    site.show(feed_of(item(1, images=[{"url": "http://169.254.169.254/latest/meta-data"}])))
    poll_feed(feed.pk)
    assert fetch_due_pictures() == 0
    assert "169.254.169.254" in ImageFetch.objects.get().last_error
    assert Article.objects.count() == 1


def test_a_file_that_a_person_gave_meanwhile_stays(site, import_with_picture, media):
    image = import_with_picture()
    (media / "images").mkdir()
    (media / "images/own.jpg").write_bytes(picture_bytes())
    Image.objects.update(file="images/own.jpg")
    site.show(picture_bytes(), "/a.jpg")
    fetch_due_pictures()
    image.refresh_from_db()
    assert image.file.name == "images/own.jpg"
    assert ImageFetch.objects.count() == 0


def test_no_run_takes_more_than_its_share(site, make_feed):
    feed = make_feed(fetch_images=True)
    site.show(feed_of(*(item(n, images=[{"url": site.url(f"/{n}.jpg")}]) for n in range(5))))
    for number in range(5):
        site.show(picture_bytes(), f"/{number}.jpg")
    poll_feed(feed.pk)
    assert fetch_due_pictures(most=2) == 2
    assert fetch_due_pictures(seconds=0) == 0
    assert fetch_due_pictures() == 3
