"""Take pictures into the library: each file answered on its own, the same picture known again."""

import logging
from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.importers.faults import reason_of
from articles.models import Image
from articles.permissions import viewable_images
from articles.verifying import VerifiedPicture, verify_image

logger = logging.getLogger(__name__)

WORDS = ("caption", "credit", "alt")


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
    except ValidationError as error:
        return Taken(upload.name, error=" ".join(error.messages))
    try:
        image, is_known = keep_picture(picture, by=by)
    except OSError as error:
        return Taken(upload.name, error=refusal_of(error))
    return Taken(upload.name, image, is_known)


def refusal_of(error: OSError) -> str:
    """Say that the storage of pictures did not take a file, and why."""
    logger.warning("A picture could not be stored: %s", error)
    told = _(
        "The picture could not be kept: the storage refuses (%(reason)s). Nothing else is lost; try again."
    )
    return told % {"reason": reason_of(error)}


@transaction.atomic
def keep_picture(picture: VerifiedPicture, *, by, **words: str) -> tuple[Image, bool]:
    """Return the picture of the library that is this one, or a new one, and whether it was known.

    `words` of a person go before those that came in the file.
    """
    with connection.cursor() as cursor:
        # Two uploads of one picture at once take turns.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [picture.digest])
    if known := find_same(picture, by=by):
        return known, True
    text = {name: words.get(name) or picture.words[name] for name in WORDS}
    image = Image.objects.create(file=picture, digest=picture.digest, added_by=by, **text)
    LogEntry.objects.log_actions(by.pk, [image], ADDITION, single_object=True)
    return image, False


def find_same(picture: VerifiedPicture, *, by) -> Image | None:
    """Find the same picture among those that a person may see."""
    return viewable_images(by, Image.objects.filter(digest=picture.digest)).order_by("pk").first()


def describable(user, images):
    """Narrow pictures to those whose words a person may mend: an editor all, others what they added."""
    images = viewable_images(user, images)
    return images if user.has_perm("articles.change_image") else images.filter(added_by=user)
