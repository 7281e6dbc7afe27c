"""Take pictures into the library: each file answered on its own, the same picture known again."""

import logging
from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.models import Image
from articles.permissions import viewable_images
from articles.verifying import VerifiedPicture, verify_image

WORDS = ("caption", "credit", "alt")
logger = logging.getLogger(__name__)


class StoreRefuses(ValidationError):
    """The place where files of pictures are kept takes nothing now."""

    def __init__(self) -> None:
        super().__init__(
            _("The picture could not be kept: the store of pictures takes nothing now. Try again later.")
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: a picture, new or known, or the reason why not."""

    name: str
    image: Image | None = None
    is_known: bool = False
    error: str = ""


def take_picture(upload, *, by) -> Taken:
    """Verify one upload and keep it under the words that it brings."""
    try:
        picture = verify_image(upload)
        image, is_known = keep_picture(picture, by=by)
    except ValidationError as error:
        return Taken(upload.name, error=" ".join(error.messages))
    return Taken(upload.name, image, is_known)


@transaction.atomic
def keep_picture(picture: VerifiedPicture, *, by, **words: str) -> tuple[Image, bool]:
    """Return the picture of the library that is this one, or a new one, and whether it was known.

    `words` of a person go before those that came in the file. Raises StoreRefuses.
    """
    with connection.cursor() as cursor:
        # Two uploads of one picture at once take turns.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [picture.digest])
    if known := find_same(picture, by=by):
        return known, True
    text = {name: words.get(name) or picture.words[name] for name in WORDS}
    image = Image(file=picture, digest=picture.digest, added_by=by, **text)
    save_with_file(image)
    LogEntry.objects.log_actions(by.pk, [image], ADDITION, single_object=True)
    return image, False


def save_with_file(image: Image) -> None:
    """Save a picture and its file; raises StoreRefuses."""
    try:
        image.save()
    except OSError as error:
        logger.error("The store of pictures refuses: %s", type(error).__name__)
        raise StoreRefuses from error


def find_same(picture: VerifiedPicture, *, by) -> Image | None:
    """Find the same picture among those that a person may see."""
    return viewable_images(by, Image.objects.filter(digest=picture.digest)).order_by("pk").first()


def describable(user, images):
    """Narrow pictures to those whose words a person may mend: an editor all, others what they added."""
    images = viewable_images(user, images)
    return images if user.has_perm("articles.change_image") else images.filter(added_by=user)
