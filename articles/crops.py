"""Cut pictures of the library to what pages show, for every screen, in the formats that browsers take.

A picture stays as it is. Its crops lie beside it under names that hold a version, so that neither a page nor
a shared cache shows an older cut for a newer one; what no picture has any more is swept away (`sweep`).
"""

import hashlib
import logging
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from articles.models import Image

logger = logging.getLogger(__name__)

FOLDER = "crops"
# To be raised with what is cut or how, by a migration that empties the column `crops`.
RECIPE = 1
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 55, "speed": 8}),
    "webp": ("WEBP", {"quality": 75}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}
# A page kept somewhere may still name the crops of before.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """Width by height, None for the whole picture, and the widths in pixels that it is made in."""

    ratio: float | None
    widths: tuple[int, ...]


SHAPES = {
    "wide": Shape(16 / 9, (320, 640, 960, 1280)),
    "square": Shape(1.0, (160, 320)),
    "full": Shape(None, (480, 960, 1440)),
}
_LARGEST = max(width for shape in SHAPES.values() for width in shape.widths)
_SRGB = ImageCms.createProfile("sRGB")
# WebP holds no more pixels across or down.
_MOST_PIXELS = 16383
# Of this many pictures one after the other the storage failed: it is not the pictures.
_MOST_FAILURES = 3
# Lies among crops that nobody shows since it was written.
_UNUSED = "unused"
# What the decoders and encoders of Pillow raise of a broken file, or of one beyond their format.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, RuntimeError, KeyError,
    Pillow.DecompressionBombError, Pillow.DecompressionBombWarning,
)  # fmt: skip


class CannotCrop(Exception):
    """What a picture's file holds is no picture that we can read."""


def version_of(image: Image) -> str:
    told = f"{RECIPE} {image.file.name} {image.focal_x} {image.focal_y}"
    return f"{image.pk}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def name_of(version: str, shape: str, width: int, suffix: str) -> str:
    return f"{FOLDER}/{version}/{shape}-{width}.{suffix}"


def box_of(size: tuple[int, int], ratio: float, focal: tuple[float, float]) -> tuple[int, int, int, int]:
    """Return the largest box of a ratio in a picture, as near around the focal point as its edges let it.

    (300, 100), 1.0, (0.9, 0.5) → (200, 0, 300, 100)
    """
    width, height = size
    across, down = min(width, round(height * ratio)), min(height, round(width / ratio))
    across, down = max(across, 1), max(down, 1)
    left = min(max(round(focal[0] * width - across / 2), 0), width - across)
    top = min(max(round(focal[1] * height - down / 2), 0), height - down)
    return left, top, left + across, top + down


def crop(image: Image) -> dict[str, Any]:
    """Make the crops of a picture; returns what is kept of them: the version, and sizes by shape.

    {"version": "12-a1b2c3d4", "wide": [[320, 180], [640, 360]], …}, or {"error": why not}. Raises OSError
    where the storage fails, which may pass.
    """
    try:
        with image.file.open() as file:
            content = file.read()
    except FileNotFoundError:
        return {"error": "no file"}
    try:
        return _crop(content, version_of(image), (image.focal_x, image.focal_y))
    except CannotCrop as error:
        return {"error": str(error)[:200]}


def _crop(content: bytes, version: str, focal: tuple[float, float]) -> dict[str, Any]:
    picture, moves = _read(content)
    made: dict[str, Any] = {"version": version}
    for name, shape in SHAPES.items():
        if moves and shape.ratio is None:
            continue  # cut to its first frame it would stand still
        whole = picture.crop(box_of(picture.size, shape.ratio, focal)) if shape.ratio else picture
        made[name] = []
        for small in _sizes(whole, shape.widths):
            made[name].append(list(small.size))
            _write(small, version, name)
    default_storage.delete(f"{FOLDER}/{version}/{_UNUSED}")
    return made


def _read(content: bytes) -> tuple[Pillow.Image, bool]:
    """Decode a picture upright and opaque, its first frame, and say whether it moves."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(BytesIO(content)) as found:
                # The second picture of an MPO, as cameras write it, is its preview.
                moves = getattr(found, "n_frames", 1) > 1 and found.format != "MPO"
                found.draft("RGB", (2 * _LARGEST, 2 * _LARGEST))
                return _opaque(ImageOps.exif_transpose(found)), moves
    except _BROKEN as error:
        raise CannotCrop(error) from error


def _in_screen_colours(picture: Pillow.Image) -> Pillow.Image:
    """Bring a picture with a colour profile of its own to sRGB, which crops are taken for."""
    profile = picture.info.pop("icc_profile", None)
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    with suppress(ImageCms.PyCMSError, OSError):  # what is no profile says nothing
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        picture = ImageCms.profileToProfile(picture, given, _SRGB, outputMode="RGB") or picture
        del picture.info["icc_profile"]
    return picture


def _opaque(picture: Pillow.Image) -> Pillow.Image:
    picture = _in_screen_colours(picture)
    if picture.mode.startswith("I"):  # grey in 16 bits; Pillow would clip them to white
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Pillow.new("RGBA", picture.size, "white")
    return Pillow.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def _sizes(whole: Pillow.Image, widths: tuple[int, ...]) -> Iterator[Pillow.Image]:
    """Scale down to each width; a picture that is smaller than one comes in its own."""
    fitting = [width for width in widths if width < whole.width]
    for width in fitting if len(fitting) == len(widths) else [*fitting, whole.width]:
        height = max(round(whole.height * width / whole.width), 1)
        if height > _MOST_PIXELS:
            return
        yield whole.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)


def _write(small: Pillow.Image, version: str, shape: str) -> None:
    for suffix, (kind, options) in FORMATS.items():
        name = name_of(version, shape, small.width, suffix)
        content = _encoded(small, kind, options)
        default_storage.delete(name)  # what a killed job left may be half of a picture
        default_storage.save(name, ContentFile(content))


def _encoded(small: Pillow.Image, kind: str, options: dict[str, Any]) -> bytes:
    output = BytesIO()
    try:
        small.save(output, kind, **options)
    except _BROKEN as error:
        raise CannotCrop(error) from error
    return output.getvalue()


def crop_all() -> Iterator[int]:
    """Make the crops of pictures that have none, the newest first; yields the key of each.

    One whose storage fails waits for the next time, and the others go on; of some in a row it is raised.
    """
    before, failures = 2**63 - 1, 0
    while True:
        try:
            pk = _crop_next(before)
            failures = 0
        except StorageFailed as failed:
            pk, failures = failed.pk, failures + 1
            logger.warning("The crops of picture %d could not be written: %s", pk, failed.__cause__)
            if failures == _MOST_FAILURES:
                raise
        if pk is None:
            return
        before = pk
        yield pk


class StorageFailed(Exception):
    """The files of the picture `pk` could not be read or written now."""

    def __init__(self, pk: int) -> None:
        super().__init__(pk)
        self.pk = pk


@transaction.atomic
def _crop_next(before: int) -> int | None:
    """Crop the newest picture before a key; its row is held, so that no other job is at it too."""
    waiting = Image.objects.uncropped().filter(pk__lt=before).order_by("-pk")
    image = waiting.select_for_update(no_key=True, skip_locked=True).first()
    if image is None:
        return None
    try:
        made = crop(image)
    except OSError as error:
        raise StorageFailed(image.pk) from error
    Image.objects.filter(pk=image.pk).update(crops=made)
    return image.pk


def sweep() -> int:
    """Remove the crops that no picture has had for a day, as a mark among them says; returns how many."""
    try:
        versions = default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return 0
    cropped = Image.objects.filter(crops__version__isnull=False)
    kept = set(cropped.values_list("crops__version", flat=True))
    before = timezone.now() - GRACE
    return sum(_remove(version, before) for version in versions if version not in kept)


def _remove(version: str, before: datetime) -> bool:
    folder = f"{FOLDER}/{version}"
    names = default_storage.listdir(folder)[1]
    if _UNUSED not in names:
        default_storage.save(f"{folder}/{_UNUSED}", ContentFile(b""))
        return False
    if default_storage.get_modified_time(f"{folder}/{_UNUSED}") > before:
        return False
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
    return True
