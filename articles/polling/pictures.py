"""Fetch the pictures of imported articles: bounded, decoded and written anew, never in an import's way."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.fetching import FetchError, Limits, fetch
from articles.importers.faults import reason_of
from articles.models import Image, ImageFetch, ImportBatch, Outcome
from articles.verifying import verify_image

MOST_AT_ONCE = 30
BUDGET_SECONDS = 45
SECONDS = 20
GIVE_UP = 6
FIRST_WAIT = timedelta(minutes=10)
# Longer than a fetch can take: the picture of a killed worker is tried again then.
CLAIM = timedelta(minutes=5)
KINDS = ("image/", "application/octet-stream", "binary/octet-stream")


def queue_pictures(batch: ImportBatch) -> int:
    """Ask for files of the pictures that the articles of a batch show from elsewhere; once an address."""
    changed = (Outcome.CREATED, Outcome.UPDATED)
    wanted = (
        Image.objects.filter(
            uses__article__import_items__batch=batch,
            uses__article__import_items__outcome__in=changed,
            file="",
            fetching=None,
        )
        .exclude(url="")
        .order_by("url", "pk")
        .distinct("url")
    )
    rows = [ImageFetch(image=image) for image in wanted]
    ImageFetch.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def fetch_due_pictures(*, most: int = MOST_AT_ONCE, seconds: float = BUDGET_SECONDS) -> int:
    """Fetch the pictures whose time has come, some at a time; return how many files that made."""
    end, made = time.monotonic() + seconds, 0
    for _turn in range(most):
        wanted = _claim() if time.monotonic() < end else None
        if wanted is None:
            break
        made += _fetch(wanted)
    return made


@transaction.atomic
def _claim() -> ImageFetch | None:
    now = timezone.now()
    due = ImageFetch.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    wanted = due.select_related("image").first()
    if wanted:
        ImageFetch.objects.filter(pk=wanted.pk).update(next_try_at=now + CLAIM)
    return wanted


def _fetch(wanted: ImageFetch) -> bool:
    try:
        content = download(wanted.image.url)
    except (FetchError, ValidationError) as error:
        _put_off(wanted, "، ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        return False
    except Exception as error:
        # A picture that breaks a library must not keep the others from coming.
        _put_off(wanted, _("Reading broke off by a fault of ours: %(error)s") % {"error": str(error)[:300]})
        raise
    try:
        _keep(wanted, content)
    except OSError as error:
        _wait_for_storage(wanted, error)
        return False
    return True


def _wait_for_storage(wanted: ImageFetch, error: OSError) -> None:
    """Fetch again later: no fault of who sent the picture, so none is counted."""
    told = _("The storage of pictures refuses: %(reason)s") % {"reason": reason_of(error)}
    ImageFetch.objects.filter(pk=wanted.pk).update(last_error=told, next_try_at=timezone.now() + FIRST_WAIT)


def download(url: str) -> ContentFile:
    """Fetch a picture and write it anew; raises FetchError, or ValidationError where it is no picture."""
    limits = Limits(seconds=SECONDS, max_bytes=settings.IMAGE_MAX_BYTES, kinds=KINDS)
    answer = fetch(url, limits=limits, headers={"Accept": "image/avif, image/webp, image/*;q=0.8"})
    if answer.status != 200:
        raise FetchError(_("%(url)s answers with %(status)d.") % {"url": url, "status": answer.status})
    name = urlsplit(answer.url).path.rsplit("/", 1)[-1][:100] or "picture"
    return verify_image(ContentFile(answer.body, name=name))


def _put_off(wanted: ImageFetch, reason: str) -> None:
    """Try again later, twice as late each time; after some times never by itself."""
    failures = wanted.failures + 1
    wait = min(FIRST_WAIT * 2 ** (failures - 1), timedelta(days=1))
    ImageFetch.objects.filter(pk=wanted.pk).update(
        failures=failures,
        last_error=reason,
        next_try_at=timezone.now() + wait if failures < GIVE_UP else None,
    )


@transaction.atomic
def _keep(wanted: ImageFetch, content: ContentFile) -> None:
    """Give the file to the picture, unless a person did meanwhile, and to others of the same address."""
    image = Image.objects.select_for_update().filter(pk=wanted.image_id).first()
    if image is None:
        return
    if not image.file:
        image.file.save(content.name, content, save=False)
        image.save(update_fields=["file", "width", "height"])
        twins = Image.objects.filter(url=image.url, file="").exclude(pk=image.pk)
        twins.update(file=image.file.name, width=image.width, height=image.height)
    ImageFetch.objects.filter(image__url=image.url).delete()
