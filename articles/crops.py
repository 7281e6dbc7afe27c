"""Cut pictures of the library to what pages show, for every screen, in the formats that browsers take.

A picture stays as it is. Its crops lie beside it under names that hold a version, so that neither a page nor
a shared cache shows an older cut for a newer one; what no picture has any more is swept away (`sweep`).
"""

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Pillow
from PIL import ImageOps

from articles.models import Image

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
    return made


def _read(content: bytes) -> tuple[Pillow.Image, bool]:
    """Decode a picture upright and opaque, its first frame, and say whether it moves."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(BytesIO(content)) as found:
                moves = getattr(found, "n_frames", 1) > 1
                found.draft("RGB", (2 * _LARGEST, 2 * _LARGEST))
                return _opaque(ImageOps.exif_transpose(found)), moves
    except (OSError, SyntaxError, ValueError, EOFError, Pillow.DecompressionBombError,
            Pillow.DecompressionBombWarning) as error:  # fmt: skip
        raise CannotCrop(error) from error


def _opaque(picture: Pillow.Image) -> Pillow.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Pillow.new("RGBA", picture.size, "white")
    return Pillow.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def _sizes(whole: Pillow.Image, widths: tuple[int, ...]) -> Iterator[Pillow.Image]:
    """Scale down to each width; a picture that is smaller than one comes in its own."""
    fitting = [width for width in widths if width < whole.width]
    for width in fitting if len(fitting) == len(widths) else [*fitting, whole.width]:
        height = max(round(whole.height * width / whole.width), 1)
        yield whole.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)


def _write(small: Pillow.Image, version: str, shape: str) -> None:
    for suffix, (kind, options) in FORMATS.items():
        output = BytesIO()
        small.save(output, kind, **options)
        name = name_of(version, shape, small.width, suffix)
        default_storage.delete(name)  # what a killed job left may be half of a picture
        default_storage.save(name, ContentFile(output.getvalue()))


def crop_next() -> bool:
    """Make the crops of the newest picture that has none; says whether there was one.

    What changed meanwhile has none still, and is next.
    """
    image = Image.objects.uncropped().order_by("-pk").first()
    if image is None:
        return False
    same = Image.objects.uncropped().filter(
        pk=image.pk, file=image.file.name, focal_x=image.focal_x, focal_y=image.focal_y
    )
    same.update(crops=crop(image))
    return True


def sweep() -> int:
    """Remove the crops that no picture has, of a day ago at least; returns of how many versions."""
    versions = default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []
    cropped = Image.objects.filter(crops__version__isnull=False)
    kept = set(cropped.values_list("crops__version", flat=True).iterator())
    before = timezone.now() - GRACE
    return sum(_remove(version, before) for version in versions if version not in kept)


def _remove(version: str, before: Any) -> bool:
    folder = f"{FOLDER}/{version}"
    names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    if any(default_storage.get_modified_time(name) > before for name in names):
        return False
    for name in names:
        default_storage.delete(name)
    default_storage.delete(folder)
    return True
