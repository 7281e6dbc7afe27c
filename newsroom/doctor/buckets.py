"""Buckets: what lies there is for us, pictures apart, and backups for nobody else."""

import secrets
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importers.faults import reason_of
from newsroom.buckets.addresses import Bucket
from newsroom.doctor.findings import Check, Finding, error, ok, warning

SECONDS = 4.0
CLOSE = gettext_lazy("Take from everybody the right to list and read it, in its policy and its ACL.")


def find_media_bucket() -> Iterator[Finding]:
    """Ask as a stranger for the list of the uploads, in which pictures stand that are not published yet."""
    bucket = settings.MEDIA.bucket
    if not bucket:
        return
    if _is_given(bucket, "", "?list-type=2&max-keys=1"):
        yield warning(_("Anybody can list the bucket %(bucket)s.") % {"bucket": bucket}, str(CLOSE))
    else:
        yield ok(_("Strangers are not given the list of %(bucket)s.") % {"bucket": bucket})


def find_backup_bucket() -> Iterator[Finding]:
    """Write, read and delete an object; ask for it as a stranger, too."""
    bucket = settings.BACKUP.bucket
    if not bucket:
        return
    name, text = f"doctor-{secrets.token_hex(8)}", secrets.token_bytes(16)
    told = {"bucket": bucket}
    try:
        is_same, is_open = _try(bucket, name, text)
    except OSError as failure:
        yield error(
            _("The bucket of backups refuses (%(bucket)s): %(error)s")
            % {**told, "error": reason_of(failure)},
            _("Let the key of BACKUP_URL list, read, write and delete there."),
        )
        return
    if not is_same:
        yield error(_("What is written to %(bucket)s is read back as something else.") % told, "")
    elif is_open:
        yield error(_("Anybody can read or list the backups in %(bucket)s.") % told, str(CLOSE))
    else:
        yield ok(_("Backups can be written, read and deleted in %(bucket)s, and by nobody else.") % told)
    yield from _apart(bucket)


def _try(bucket: Bucket, name: str, text: bytes) -> tuple[bool, bool]:
    from newsroom.buckets.objects import Objects  # boto3 is for who needs it

    objects = Objects(bucket, "desk")
    objects.write_bytes(name, text)
    try:
        is_open = _is_given(bucket, bucket.at(name)) or _is_given(bucket, "", "?list-type=2&max-keys=1")
        return objects.read(name) == text, is_open
    finally:
        objects.delete([name])


def _apart(bucket: Bucket) -> Iterator[Finding]:
    media = settings.MEDIA.bucket
    if media and (media.endpoint, media.name) == (bucket.endpoint, bucket.name):
        yield warning(
            _("Media and backups lie in one bucket, %(bucket)s: what takes one may take both.")
            % {"bucket": bucket.name},
            _("Give backups a bucket of their own, at another provider, with another key."),
        )


def _is_given(bucket: Bucket, key: str, query: str = "") -> bool:
    """Say whether a stranger is answered."""
    with urllib3.PoolManager(timeout=urllib3.Timeout(total=SECONDS)) as pool:
        try:
            return pool.request("GET", _address(bucket, key) + query, retries=False).status == 200
        except urllib3.exceptions.HTTPError:
            return False


def _address(bucket: Bucket, key: str) -> str:
    parts = urlsplit(bucket.endpoint)
    if bucket.style == "virtual":
        return f"{parts.scheme}://{bucket.name}.{parts.netloc}/{quote(key)}"
    return f"{bucket.endpoint}/{bucket.name}{f'/{quote(key)}' if key else ''}"


CHECKS = (
    Check("media_bucket", gettext_lazy("Bucket of media"), find_media_bucket),
    Check("backup_bucket", gettext_lazy("Bucket of backups"), find_backup_bucket),
)
