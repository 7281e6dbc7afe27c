"""Open the place of copies that the settings name."""

from django.conf import settings

from newsroom.backups.copies import CopyStore
from newsroom.backups.store import Store
from newsroom.buckets.addresses import Bucket


def open_store() -> CopyStore | None:
    """Return where copies are kept, None where BACKUP_URL names no place."""
    if settings.BACKUP_FOLDER:
        return Store(settings.BACKUP_FOLDER)
    return _in_bucket(settings.BACKUP.bucket) if settings.BACKUP.bucket else None


def _in_bucket(bucket: Bucket) -> CopyStore:
    from newsroom.backups.bucket import BucketStore  # boto3 is for who needs it

    return BucketStore(bucket)
