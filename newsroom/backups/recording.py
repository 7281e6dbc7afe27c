"""Tell the desk of the copies: web servers need not see the folder that they lie in."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from newsroom.backups.copies import Copy, CopyStore
from newsroom.models import Backup

# A night may be missed; two are one too many.
OLD = timedelta(days=2)


@transaction.atomic
def record(store: CopyStore) -> None:
    """Make the rows say what the folder holds; failures stay until a newer copy is whole."""
    copies = store.copies()
    Backup.objects.filter(is_whole=True).exclude(name__in=[copy.name for copy in copies]).delete()
    if copies:
        Backup.objects.filter(is_whole=False, made_at__lt=copies[0].finished_at).delete()
    for copy in copies:
        Backup.objects.update_or_create(name=copy.name, defaults=_told_of(copy))


def _told_of(copy: Copy) -> dict:
    manifest, tested = copy.manifest, copy.tested
    return {
        "made_at": copy.at,
        "is_whole": True,
        "bytes": manifest["database"]["bytes"],
        "files": manifest["media"]["files"],
        "tested_at": datetime.fromisoformat(tested["at"]) if tested else None,
        "error": tested.get("error", ""),
    }


def record_failure(error: str) -> None:
    now = timezone.now()
    told = {"made_at": now, "is_whole": False, "error": error}
    Backup.objects.update_or_create(name=now.strftime("%Y%m%d-%H%M%S"), defaults=told)


class Health(Enum):
    """How the newsroom stands with its copies, the worst first."""

    FAILED = "failed"
    UNPROVED = "unproved"
    OLD = "old"
    NONE = "none"
    WELL = "well"


def health() -> tuple[Health, Backup | None, Backup | None]:
    """Return how it stands, the newest whole copy, and the failure that came after it, in one query."""
    rows = list(Backup.objects.order_by("-made_at")[:100])
    whole = next((row for row in rows if row.is_whole), None)
    failure = rows[0] if rows and not rows[0].is_whole else None
    return _judge(whole, failure), whole, failure


def _judge(whole: Backup | None, failure: Backup | None) -> Health:
    if failure:
        return Health.FAILED
    if whole is None:
        return Health.NONE
    if whole.error:
        return Health.UNPROVED
    return Health.OLD if whole.made_at < timezone.now() - OLD else Health.WELL


def told_to(user: Any) -> dict[str, Any] | None:
    """Return what the first page of the desk says of the copies to who answers for the site."""
    if not user.has_perm("newsroom.view_backup"):
        return None
    state, whole, failure = health()
    return {
        "state": state.value, "is_well": state == Health.WELL, "whole": whole, "failure": failure,
        # What has failed stands above all else; what was never set up, and what is well, below it.
        "is_urgent": state in (Health.FAILED, Health.UNPROVED, Health.OLD),
    }  # fmt: skip
