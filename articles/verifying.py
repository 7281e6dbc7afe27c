"""Take pictures from people: what is not a picture of the bounded kind does not pass."""

import hashlib
import uuid
import warnings
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from articles.embedded import words_in

# What Pillow calls the format → the suffix we store. SVG is a document with scripts, not a picture.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
_MANY = {"GIF", "WEBP", "PNG", "AVIF"}
_SAVE = {"JPEG": {"quality": 92}, "WEBP": {"quality": 92}, "AVIF": {"quality": 85}}


class VerifiedPicture(ContentFile):
    """A picture written anew, the words that came inside it, and what tells it from others."""

    def __init__(self, content: bytes, name: str, words: dict[str, str]) -> None:
        super().__init__(content, name=name)
        self.words = words
        # Of what was written anew: the same picture under other metadata is the same.
        self.digest = hashlib.sha256(content).hexdigest()


def verify_image(upload) -> VerifiedPicture:
    """Decode an upload and write it anew: random name, no EXIF, no trailing bytes; or ValidationError."""
    if upload.size > settings.IMAGE_MAX_BYTES:
        raise ValidationError(
            _("The picture has %(size)d MB; %(most)d MB at most.")
            % {"size": upload.size // 2**20 + 1, "most": settings.IMAGE_MAX_BYTES // 2**20}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rewrite(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise ValidationError(
            _("%(name)s is not a picture that we can read; allowed: JPEG, PNG, WebP, GIF, AVIF.")
            % {"name": upload.name}
        ) from error


def _rewrite(upload) -> VerifiedPicture:
    upload.seek(0)
    with Image.open(upload, formats=list(FORMATS)) as image:
        # An MPO is a JPEG with its preview behind it, as many cameras write it.
        kind = "JPEG" if image.format == "MPO" else image.format or ""
        frames = getattr(image, "n_frames", 1) if kind in _MANY else 1
        if image.width * image.height * frames > settings.IMAGE_MAX_PIXELS:
            raise _too_many_pixels()
        words, output = words_in(image), BytesIO()
        if frames > 1 and kind in _MANY:
            _save_frames(image, kind, output)
        else:
            plain = _plain(ImageOps.exif_transpose(image), kind)
            profile = plain.info.get("icc_profile")  # without it the colours of a wide gamut go dull
            plain.save(output, kind, icc_profile=profile, **_SAVE.get(kind, {}))
    return VerifiedPicture(output.getvalue(), f"{uuid.uuid4().hex}.{FORMATS[kind]}", words)


def _save_frames(image: Image.Image, kind: str, output: BytesIO) -> None:
    frames = [frame.copy() for frame in ImageSequence.Iterator(image)]
    timing = {name: image.info[name] for name in ("duration", "loop") if name in image.info}
    for frame in frames:
        frame.info.clear()
    frames[0].save(output, kind, save_all=True, append_images=frames[1:], **timing, **_SAVE.get(kind, {}))


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """Drop everything but the pixels and their transparency."""
    image.load()
    kept = {name: image.info[name] for name in ("transparency", "icc_profile") if name in image.info}
    if image.mode == "CMYK" or (kind == "JPEG" and image.mode not in ("RGB", "L")):
        image, kept = image.convert("RGB"), {}
    image.info = kept
    return image


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The picture has too many pixels; %(most)d million at most.")
        % {"most": settings.IMAGE_MAX_PIXELS // 1_000_000}
    )
