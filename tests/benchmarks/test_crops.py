"""Time the cutting of pictures, and weigh what a page loads of them against the files of the library."""

import io
import random
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter

from articles.crops import FORMATS, crop_all, name_of
from articles.models import Image
from tests.benchmarks.archive import report

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SIZES = ((4000, 2667), (2400, 1600), (1200, 1500))


def drawn(size):
    """Draw something like a photograph: grain, a fall of light, edges."""
    chance = random.Random(7)
    picture = Pillow.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).convert("RGB")
    picture = Pillow.blend(picture, Pillow.linear_gradient("L").resize(size).convert("RGB"), 0.5)
    draw = ImageDraw.Draw(picture)
    for _number in range(200):
        x, y, width = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(20, 300)
        draw.ellipse((x, y, x + width, y + width), fill=tuple(chance.randrange(256) for _band in "rgb"))
    output = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1)).save(output, "JPEG", quality=92)
    return output.getvalue()


def test_what_a_picture_costs_and_what_its_crops_save(settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path
    figures = {}
    for size in SIZES:
        content = drawn(size)
        image = Image.objects.create(file=ContentFile(content, name="a.jpg"))
        start = time.process_time()
        list(crop_all())
        seconds = time.process_time() - start
        image.refresh_from_db()
        version = image.crops["version"]
        kilobytes = {
            f"{shape} {width} {suffix}": default_storage.size(name_of(version, shape, width, suffix)) // 1000
            for shape, width in (("wide", 320), ("wide", 960), ("square", 160)) for suffix in FORMATS
        }  # fmt: skip
        figures["×".join(map(str, size))] = {
            "seconds": round(seconds, 2), "file": len(content) // 1000, **kilobytes
        }  # fmt: skip
    report(capsys, figures)
