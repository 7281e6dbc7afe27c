"""Media in a bucket: kept, shown, cropped and swept, and what happens while the bucket refuses."""

import time
from datetime import timedelta

import pytest
from botocore.exceptions import ConnectTimeoutError, IncompleteReadError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import crops, polling
from articles.crops import crop_all, sweep
from articles.models import Image, ImageFetch
from articles.pictures import picture_of
from newsroom import probes
from newsroom.buckets import clients, media
from newsroom.buckets.faults import Refused
from newsroom.media import _readers
from tests import buckets
from tests.articles.admin.test_uploads import picture
from tests.articles.test_crops import halves

pytestmark = pytest.mark.django_db
NAME = "images/2026/11/جسر.jpg"
MOODS = [
    (buckets.denied, "يمنع الدخول"),
    (buckets.broken, "500"),
    (buckets.silent, "لا يجيب في الوقت"),
    (buckets.cut, "انقطع"),
]


@pytest.fixture(autouse=True)
def bucket(media_bucket, monkeypatch):
    # What waits for a bucket waits less here than in a newsroom.
    for purpose in ("desk", "reader"):
        monkeypatch.setitem(clients.PURPOSES, purpose, (1, 1, 1))
    return media_bucket


def keep(content=None):
    image = Image(caption="جسر")
    image.file = ContentFile(content or halves(), name="a.jpg")
    image.save()
    return Image.objects.get(pk=image.pk)


def body_of(answer):
    """Read a picture to its end, which gives its turn back."""
    return b"".join(answer.streaming_content) if answer.streaming else b""


def test_files_are_kept_read_listed_and_deleted_below_the_prefix(bucket, bucket_server):
    assert default_storage.save(NAME, ContentFile(b"bridge")) == NAME
    assert bucket_server.keys(bucket.name) == [f"site/{NAME}"]
    with default_storage.open(NAME) as file:
        assert file.read() == b"bridge"
    assert (default_storage.exists(NAME), default_storage.size(NAME)) == (True, 6)
    assert abs(default_storage.get_modified_time(NAME) - timezone.now()) < timedelta(minutes=1)
    assert default_storage.listdir("images/2026")[0] == ["11"]
    assert default_storage.save(NAME, ContentFile(b"another")) != NAME
    default_storage.delete(NAME)
    default_storage.delete(NAME)
    assert not default_storage.exists(NAME)
    with pytest.raises(FileNotFoundError):
        default_storage.open(NAME)


def test_pages_show_a_picture_from_this_site_unless_a_public_address_is_named(
    client, settings, bucket, bucket_front
):
    image = keep()
    before = len(bucket_front.asked)
    shown = picture_of(image, "card")
    assert shown.src.startswith("/media/images/")
    assert len(bucket_front.asked) == before  # what a page prints costs no question
    answer = client.get(shown.src)
    assert (answer.status_code, body_of(answer)) == (200, halves())
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    buckets.keep_media_in(settings, bucket, "https://cdn.example.org/m")
    assert picture_of(Image.objects.get(), "card").src == f"https://cdn.example.org/m/{image.file.name}"
    moved = client.get(f"/media/{image.file.name}")
    assert (moved.status_code, moved.headers["Location"]) == (
        302, f"https://cdn.example.org/m/{image.file.name}",
    )  # fmt: skip


@pytest.mark.parametrize("path", ["https://evil.example/x", "//evil.example/x", "\\\\evil.example/x"])
def test_no_address_of_media_leads_to_another_host(client, settings, bucket, path):
    buckets.keep_media_in(settings, bucket, "https://cdn.example.org")
    answer = client.get(f"/media/{path}")
    assert answer.headers["Location"].startswith("https://cdn.example.org/")


@pytest.mark.parametrize("path", ["nowhere.jpg", "images/"])
def test_what_is_not_there_is_404(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_nothing_above_the_prefix_is_shown(client, bucket, bucket_server):
    bucket_server.client().put_object(Bucket=bucket.name, Key="secret.txt", Body=b"not yours")
    for path in ("../secret.txt", "%2e%2e/secret.txt", "a/../../secret.txt"):
        assert client.get(f"/media/{path}").status_code in (400, 404)


def test_crops_are_made_shown_and_swept_in_a_bucket(client, bucket, bucket_server, monkeypatch):
    image = keep()
    list(crop_all())
    image.refresh_from_db()
    assert len(bucket_server.keys(bucket.name)) == 28
    shown = picture_of(image, "card")
    assert body_of(client.get(shown.src))[:3] == b"\xff\xd8\xff"
    Image.objects.update(crops={"version": "other"})
    assert sweep() == 0
    monkeypatch.setattr(crops, "GRACE", timedelta(seconds=-2))
    assert sweep() == 1
    assert bucket_server.keys(bucket.name) == [f"site/{image.file.name}"]


@pytest.mark.parametrize(("mood", "told"), MOODS)
def test_an_upload_that_is_refused_is_told_in_arabic_and_loses_nothing(
    client, editor, bucket, bucket_front, mood, told
):
    client.force_login(editor)
    bucket_front.mood = mood
    began = time.monotonic()
    answer = client.post(
        "/admin/articles/image/upload/", {"files": [picture()]}, headers={"Accept": "application/json"}
    )
    assert time.monotonic() - began < 15
    (one,) = answer.json()["files"]
    assert one["state"] == "failed"
    assert told in one["text"]
    assert not Image.objects.exists()
    bucket_front.mood = buckets.well
    default_storage.rest.until = 0
    answer = client.post(
        "/admin/articles/image/upload/", {"files": [picture()]}, headers={"Accept": "application/json"}
    )
    assert answer.json()["files"][0]["state"] == "new"


def test_many_uploads_wait_once_for_a_bucket_that_is_silent(client, editor, bucket_front):
    client.force_login(editor)
    bucket_front.mood = buckets.silent
    began = time.monotonic()
    files = [picture(size=(50 + number, 50)) for number in range(8)]
    answer = client.post(
        "/admin/articles/image/upload/", {"files": files}, headers={"Accept": "application/json"}
    )
    assert [one["state"] for one in answer.json()["files"]] == ["failed"] * 8
    assert time.monotonic() - began < 15


def test_the_form_of_a_picture_comes_back_with_its_words(client, managing_editor, bucket_front):
    client.force_login(managing_editor)
    bucket_front.mood = buckets.denied
    words = {"caption": "جسر مرسى النخيل", "credit": "وكالات", "alt": "", "url": "", "focal_x": "0.5",
             "focal_y": "0.5"}  # fmt: skip
    answer = client.post("/admin/articles/image/add/", {**words, "file": picture()})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "يمنع الدخول" in html
    assert "جسر مرسى النخيل" in html
    bucket_front.mood = buckets.well
    assert client.post("/admin/articles/image/add/", {**words, "file": picture()}).status_code == 302
    assert Image.objects.get().width == 60


@pytest.mark.parametrize("mood", [mood for mood, _told in MOODS])
def test_readers_pages_stand_while_the_bucket_refuses(client, bucket_front, mood):
    image = keep()
    Image.objects.update(width=None, height=None)
    bucket_front.mood = mood
    began, before = time.monotonic(), len(bucket_front.asked)
    assert picture_of(Image.objects.get(), "card").src == image.src
    assert len(bucket_front.asked) == before
    if mood is buckets.cut:  # the head is well; the body breaks off on its way
        with pytest.raises(IncompleteReadError):
            body_of(client.get(image.src))
        return
    answers = [client.get(image.src).status_code for _turn in range(5)]
    assert time.monotonic() - began < 15  # the first waits a second, the others not at all
    assert answers == [503] * 5


def test_a_file_that_breaks_off_is_not_taken_for_whole(bucket_front):
    name = default_storage.save("images/a.bin", ContentFile(b"x" * 5000))
    bucket_front.mood = buckets.cut
    with pytest.raises(Refused):
        default_storage.open(name)


def test_the_marks_of_folders_that_consoles_make_are_no_files(bucket, bucket_server):
    name = default_storage.save("images/a.bin", ContentFile(b"x"))
    for mark in ("images/", "images/2026/", ""):
        default_storage.connection.meta.client.put_object(Bucket=bucket.name, Key=bucket.at(mark), Body=b"")
    assert [entry.name for entry in default_storage.walk("crops")] == [name]


def test_a_turn_is_given_back_whatever_becomes_of_a_picture(client, bucket_front):
    image = keep()
    for mood in (buckets.well, buckets.denied, buckets.broken):
        bucket_front.mood = mood
        body_of(client.get(image.src))
        body_of(client.get("/media/nowhere.jpg"))
        default_storage.rest.until = 0
    assert _readers._value == 2


def test_pictures_of_feeds_wait_for_the_storage_without_a_fault_of_theirs(bucket_front, monkeypatch):
    image = Image.objects.create(url="https://example.org/a.jpg")
    ImageFetch.objects.create(image=image)
    monkeypatch.setattr(polling.pictures, "download", lambda url: ContentFile(halves(), name="a.jpg"))
    bucket_front.mood = buckets.denied
    assert polling.fetch_due_pictures() == 0
    row = ImageFetch.objects.get()
    assert (row.failures, row.next_try_at > timezone.now()) == (0, True)
    assert "يمنع الدخول" in row.last_error
    bucket_front.mood = buckets.well
    ImageFetch.objects.update(next_try_at=timezone.now())
    assert polling.fetch_due_pictures() == 1
    assert Image.objects.get().file


def test_crops_wait_for_the_storage(bucket_front):
    keep()
    bucket_front.mood = buckets.denied
    list(crop_all())
    assert Image.objects.uncropped().count() == 1
    bucket_front.mood = buckets.well
    list(crop_all())
    assert "wide" in Image.objects.get().crops


def test_readiness_asks_the_bucket(bucket_front):
    assert probes.is_media_writable()
    for mood in (buckets.denied, buckets.silent):
        bucket_front.mood = mood
        began = time.monotonic()
        assert not probes.is_media_writable()
        assert time.monotonic() - began < 15
    bucket_front.mood = buckets.well
    default_storage.rest.until = 0
    assert probes.is_media_writable()


def test_who_did_not_answer_is_left_alone_for_a_moment():
    now = [0.0]
    rest = media.Rest(5.0, lambda: now[0])
    with pytest.raises(Refused), rest.watching():
        raise ConnectTimeoutError(endpoint_url="http://x")
    asked = []
    with pytest.raises(Refused), rest.watching():
        asked.append(1)
    now[0] = 6.0
    with rest.watching():
        asked.append(2)
    assert asked == [2]
