"""Pictures cut to the shapes of pages: around their focal point, by jobs, and never wrong for a moment."""

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms

from articles import crops, tasks
from articles.crops import StorageFailed, box_of, crop_all, name_of, sweep, version_of
from articles.models import Article, Image, Topic
from articles.pictures import picture_of, shared_of
from articles.verifying import verify_image
from tests.articles.views.public import place_in_menu
from tests.factories import make_article
from tests.tags.test_merging_at_once import in_thread

pytestmark = pytest.mark.django_db
RED, BLUE = (250, 10, 10), (10, 10, 250)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def halves(size=(2000, 1000), kind="JPEG", mode="RGB", **options):
    """Draw a picture whose left half is red and whose right half is blue."""
    drawn = Pillow.new("RGB", size, RED)
    drawn.paste(BLUE, (size[0] // 2, 0, *size))
    output = io.BytesIO()
    drawn.convert(mode).save(output, kind, **options)
    return output.getvalue()


def keep(content=None, name="a.jpg", **fields):
    image = Image(**fields)
    image.file = ContentFile(content if content is not None else halves(), name=name)
    image.save()
    return image


def made(image):
    """Make the crops of a picture and read it again."""
    list(crop_all())
    return Image.objects.get(pk=image.pk)


def opened(image, shape, width, suffix="jpg"):
    with default_storage.open(name_of(image.crops["version"], shape, width, suffix)) as file:
        picture = Pillow.open(io.BytesIO(file.read()))
        picture.load()
        return picture


def is_near(color, other):
    return all(abs(one - two) < 40 for one, two in zip(color, other, strict=True))


@pytest.mark.parametrize(
    ("size", "ratio", "focal", "box"),
    [
        ((300, 100), 1.0, (0.5, 0.5), (100, 0, 200, 100)),
        ((300, 100), 1.0, (0.0, 0.5), (0, 0, 100, 100)),
        ((300, 100), 1.0, (0.9, 0.5), (200, 0, 300, 100)),
        ((100, 300), 1.0, (0.5, 0.2), (0, 10, 100, 110)),
        ((160, 90), 16 / 9, (1.0, 1.0), (0, 0, 160, 90)),
        ((1, 900), 16 / 9, (0.5, 1.0), (0, 899, 1, 900)),
        ((900, 1), 1.0, (0.0, 0.0), (0, 0, 1, 1)),
    ],
)
def test_the_largest_box_stands_around_the_focal_point(size, ratio, focal, box):
    assert box_of(size, ratio, focal) == box


def test_each_shape_is_made_in_each_width_and_format():
    image = made(keep())
    sizes = {shape: image.crops[shape] for shape in crops.SHAPES}
    assert sizes == {
        "wide": [[320, 180], [640, 360], [960, 540], [1280, 720]],
        "square": [[160, 160], [320, 320]],
        "full": [[480, 240], [960, 480], [1440, 720]],
    }
    for shape, made_sizes in sizes.items():
        for width, height in made_sizes:
            for suffix, (kind, _options) in crops.FORMATS.items():
                picture = opened(image, shape, width, suffix)
                assert (picture.format, picture.size) == (kind, (width, height))


def test_the_focal_point_is_in_every_cut():
    left = opened(made(keep(focal_x=0.1)), "square", 160)
    right = opened(made(keep(focal_x=0.9)), "square", 160)
    assert is_near(left.getpixel((150, 80)), RED)
    assert is_near(right.getpixel((10, 80)), BLUE)


def test_a_picture_smaller_than_the_smallest_width_comes_as_it_is():
    image = made(keep(halves((90, 60))))
    assert (image.crops["wide"], image.crops["full"]) == ([[90, 51]], [[90, 60]])
    assert picture_of(image, "card").width == 90


def test_one_between_two_widths_is_not_enlarged():
    image = made(keep(halves((800, 600))))
    assert image.crops["full"] == [[480, 360], [800, 600]]


def test_a_turned_picture_is_cut_upright():
    exif = Pillow.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    image = made(keep(halves((1000, 500), exif=exif)))
    assert image.crops["full"][0] == [480, 960]
    picture = opened(image, "full", 480)
    assert is_near(picture.getpixel((240, 100)), RED)
    assert is_near(picture.getpixel((240, 860)), BLUE)


def test_cmyk_becomes_what_screens_show():
    image = made(keep(halves(mode="CMYK")))
    assert opened(image, "wide", 320).mode == "RGB"


def test_what_is_transparent_stands_on_white():
    output = io.BytesIO()
    Pillow.new("RGBA", (400, 400), (0, 0, 0, 0)).save(output, "PNG")
    image = made(keep(output.getvalue(), "a.png"))
    assert is_near(opened(image, "square", 160).getpixel((80, 80)), (255, 255, 255))


def test_what_moves_stands_still_in_lists_only():
    output = io.BytesIO()
    frames = [Pillow.new("RGB", (600, 400), color) for color in (RED, BLUE)]
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:])
    image = made(keep(output.getvalue(), "a.gif"))
    assert "full" not in image.crops
    assert is_near(opened(image, "wide", 320).getpixel((10, 10)), RED)
    assert picture_of(image, "figure").src == image.src


@pytest.mark.parametrize("content", [b"", b"no picture", halves()[:900]])
def test_a_broken_file_is_tried_once_and_shown_as_it_is(content):
    image = made(keep(content))
    assert set(image.crops) == {"error"}
    assert picture_of(image, "card").src == image.src
    assert list(crop_all()) == []


def test_a_file_that_is_gone_is_tried_once():
    image = keep()
    default_storage.delete(image.file.name)
    assert made(image).crops == {"error": "no file"}


def test_what_is_too_large_to_decode_is_left(monkeypatch):
    image = keep()
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", 1000)
    assert set(made(image).crops) == {"error"}


def test_a_storage_that_fails_for_a_while_is_tried_again(monkeypatch):
    image = keep()

    def fail(*given, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", fail)
        assert tasks.crop_pictures(0) == 1
    assert Image.objects.get(pk=image.pk).crops is None
    assert made(image).crops["version"]


def test_a_storage_that_takes_nothing_is_not_asked_for_every_picture(monkeypatch):
    for _number in range(5):
        keep(halves((100, 100)))
    tried = []

    def fail(image):
        tried.append(image)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(crops, "crop", fail)
    with pytest.raises(StorageFailed):
        tasks.crop_pictures(0)
    assert len(tried) == 3


def test_one_picture_that_cannot_be_read_holds_no_older_one_up(monkeypatch):
    older, newer = keep(halves((100, 100))), keep(halves((100, 100)))
    real = crops.crop

    def refuse(image):
        if image.pk == newer.pk:
            raise PermissionError("no")
        return real(image)

    monkeypatch.setattr(crops, "crop", refuse)
    assert "version" in made(older).crops
    assert Image.objects.get(pk=newer.pk).crops is None


def test_a_very_tall_picture_has_no_whole_one_in_sizes_that_no_format_holds():
    image = made(keep(halves((600, 20_000)), "tall.png"))
    assert image.crops["full"] == [[480, 16_000]]
    assert image.crops["square"][0] == [160, 160]
    taller = made(keep(halves((400, 30_000))))
    assert taller.crops["full"] == []
    assert picture_of(taller, "figure").src == taller.src


def test_grey_of_sixteen_bits_keeps_its_shades():
    output = io.BytesIO()
    line = b"".join(shade.to_bytes(2, "little") * 200 for shade in (20_000, 60_000))
    Pillow.frombytes("I;16", (400, 400), line * 400).save(output, "PNG")
    picture = opened(made(keep(output.getvalue(), "a.png")), "square", 160)
    assert is_near(picture.getpixel((20, 80)), (78, 78, 78))
    assert is_near(picture.getpixel((140, 80)), (234, 234, 234))


def strange_profile():
    """Make a colour profile in which red and green have changed places."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return plain.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_crops_have_the_colours_that_a_profile_means_in_every_format(kind):
    profile = strange_profile()  # it tells when it was made
    content = halves(kind=kind, icc_profile=profile)
    taken = verify_image(SimpleUploadedFile("a", content))
    assert Pillow.open(taken).info["icc_profile"] == profile
    image = made(keep(content))
    for suffix in crops.FORMATS:
        picture = opened(image, "full", 480, suffix)
        assert is_near(picture.convert("RGB").getpixel((20, 20)), (10, 250, 10)), suffix
        assert "icc_profile" not in picture.info


def test_what_is_no_profile_says_nothing():
    image = made(keep(halves(icc_profile=b"nothing")))
    assert is_near(opened(image, "full", 480).getpixel((20, 20)), RED)


def two_in_one():
    """Write a JPEG as cameras do, with a preview behind it."""
    output = io.BytesIO()
    main, preview = Pillow.new("RGB", (600, 400), RED), Pillow.new("RGB", (60, 40), BLUE)
    main.save(output, "MPO", save_all=True, append_images=[preview])
    return output.getvalue()


def test_a_picture_with_its_preview_does_not_move():
    image = made(keep(two_in_one()))
    assert image.crops["full"] == [[480, 320], [600, 400]]
    taken = verify_image(SimpleUploadedFile("a.jpg", two_in_one()))
    assert Pillow.open(taken).format == "JPEG"


def test_half_a_file_of_a_killed_job_is_written_anew():
    image = keep()
    name = name_of(version_of(image), "wide", 320, "jpg")
    default_storage.save(name, ContentFile(b"half"))
    image = made(image)
    assert opened(image, "wide", 320).size == (320, 180)
    assert len(default_storage.listdir(f"crops/{image.crops['version']}")[1]) == 27


@pytest.mark.parametrize("change", [{"focal_x": 0.1}, {"focal_y": 0.2}, {"file": "images/b.jpg"}])
def test_another_focal_point_or_file_has_crops_of_its_own(change):
    image = made(keep())
    Image.objects.filter(pk=image.pk).update(**change)
    assert Image.objects.get(pk=image.pk).crops is None
    default_storage.save("images/b.jpg", ContentFile(halves()))
    again = made(image)
    assert again.crops["version"] != image.crops["version"]


def test_other_words_leave_the_crops():
    image = made(keep())
    image.caption = "جسر"
    image.save()
    assert Image.objects.get(pk=image.pk).crops == image.crops


@pytest.mark.django_db(transaction=True)
def test_two_that_crop_at_once_are_never_at_one_picture(monkeypatch):
    images, real, elsewhere = [keep(halves((100, 100))) for _number in range(2)], crops.crop, []

    def overlapped(image):
        monkeypatch.setattr(crops, "crop", real)
        with ThreadPoolExecutor(1) as pool:
            elsewhere.extend(pool.submit(in_thread, lambda: list(crop_all())).result(timeout=30))
        return real(image)

    monkeypatch.setattr(crops, "crop", overlapped)
    assert list(crop_all()) == [images[1].pk]
    assert elsewhere == [images[0].pk]


def grow_old(media):
    """Let every file be two days old."""
    then = time.time() - timedelta(days=2).total_seconds()
    for path in media.rglob("*"):
        os.utime(path, (then, then))


def test_what_no_picture_has_any_more_is_swept_away_a_day_after_it_was_seen_unused(media):
    changed, deleted, kept = (made(keep()) for _number in range(3))
    grow_old(media)  # however old they are, pages somewhere may have them still
    Image.objects.filter(pk=changed.pk).update(focal_x=0.2)
    deleted.delete()
    changed_now = made(changed)
    assert [sweep(), sweep()] == [0, 0]
    grow_old(media)
    assert tasks.sweep_crops(0) == 2
    left = {path.name for path in (media / "crops").iterdir()}
    assert left == {changed_now.crops["version"], kept.crops["version"]}


def test_crops_that_are_wanted_again_lose_their_mark(media):
    image = made(keep())
    Image.objects.filter(pk=image.pk).update(focal_x=0.2)
    made(image)
    sweep()
    Image.objects.filter(pk=image.pk).update(focal_x=0.5)
    assert made(image).crops == image.crops
    grow_old(media)
    sweep()
    assert opened(image, "wide", 320).size == (320, 180)


def test_a_site_without_crops_has_nothing_to_sweep():
    assert sweep() == 0


def test_the_job_makes_all_that_wait_and_is_safe_twice(django_assert_num_queries):
    for _number in range(3):
        keep(halves((100, 100)))
    assert tasks.crop_pictures(0) == 3
    with django_assert_num_queries(3):  # one, in a savepoint
        assert tasks.crop_pictures(0) == 0


def test_an_old_archive_is_cropped_by_one_command():
    broken, fine = keep(b"no picture"), keep(halves((100, 100)))

    def run(**options):
        out = io.StringIO()
        call_command("make_crops", stdout=out, no_progress=True, **options)
        return out.getvalue()

    assert "2" in run()
    assert "0" in run()
    default_storage.delete(broken.file.name)
    default_storage.save(broken.file.name, ContentFile(halves((100, 100))))
    assert "1" in run(failed=True)
    assert not Image.objects.filter(crops__has_key="error").exists()
    assert "version" in Image.objects.get(pk=fine.pk).crops


def give(article, image):
    """Let an article show a picture, as its lead and in its page."""
    article.article_images.create(image=image, position=0, alt="جسر فوق نهر")
    Article.objects.filter(pk=article.pk).update(lead_image=image)


def test_pages_offer_the_best_format_first_and_no_more_than_fits(client):
    image = made(keep())
    give(make_article(), image)
    version = image.crops["version"]
    home = client.get(reverse("home")).content.decode()
    assert (
        f'<picture><source type="image/avif" srcset="/media/crops/{version}/wide-320.avif 320w, '
        f"/media/crops/{version}/wide-640.avif 640w, /media/crops/{version}/wide-960.avif 960w, "
        f'/media/crops/{version}/wide-1280.avif 1280w" sizes="(min-width: 960px) 760px, 94vw">'
    ) in home
    assert f'<img src="/media/crops/{version}/wide-1280.jpg" alt="" width="1280" height="720"' in home
    assert home.index("image/avif") < home.index("image/webp")
    assert 'fetchpriority="high"' in home


def test_a_list_offers_a_square_to_phones_and_loads_lazily(client):
    image, article = made(keep()), make_article()
    give(article, image)
    page = client.get(article.source.get_absolute_url()).content.decode()
    assert page.count('sizes="120px" media="(max-width: 639px)"') == 2
    assert page.index("/square-160.avif") < page.index("/wide-320.avif")
    assert "wide-960" not in page
    assert 'loading="lazy"' in page


def test_the_article_shows_the_whole_picture_and_shares_a_wide_one(client):
    image, article = made(keep()), make_article()
    give(article, image)
    page = client.get(article.get_absolute_url()).content.decode()
    version = image.crops["version"]
    assert f'src="/media/crops/{version}/full-1440.jpg" alt="جسر فوق نهر" width="1440" height="720"' in page
    shared = f"http://testserver/media/crops/{version}/wide-1280.jpg"
    assert page.count(shared) == 2  # OpenGraph and JSON-LD
    assert shared_of(image, "جسر").src.endswith("wide-1280.jpg")


def test_a_topic_file_shows_the_crops_of_its_picture(client):
    image = made(keep(credit="وكالات", alt="جسر"))
    topic = Topic.objects.create(name="حصاد", is_published=True, picture=image)
    assert "full-960.avif" in client.get(topic.get_absolute_url()).content.decode()


def test_crops_cost_no_query(client, django_assert_num_queries):
    article = make_article()
    place_in_menu("مجتمع")  # the names of the pages in the footer come with the sections of the menu
    give(article, made(keep()))
    with django_assert_num_queries(3):
        client.get(reverse("home"))
    with django_assert_num_queries(2):
        client.get(article.get_absolute_url())


def test_a_crop_may_be_kept_for_ever(client):
    image = made(keep())
    answer = client.get(picture_of(image, "card").src)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    avif = client.get(f"/media/{name_of(image.crops['version'], 'wide', 320, 'avif')}")
    assert avif["Content-Type"] == "image/avif"
    for response in (answer, avif):
        b"".join(response.streaming_content)
        response.close()


CUT = {"version": "1-a", "wide": [[320, 180]], "square": [[160, 160]]}


@pytest.mark.parametrize(
    ("crops", "told"), [(None, "تُجهَّز"), ({"error": "x"}, "لا يُقرأ"), (CUT, "/square-160.jpg")]
)
def test_the_desk_shows_what_pages_cut(client, editor, crops, told):
    image = keep()
    Image.objects.filter(pk=image.pk).update(crops=crops)
    client.force_login(editor)
    page = client.get(reverse("admin:articles_image_change", args=[image.pk])).content.decode()
    assert told in page
