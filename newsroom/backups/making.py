"""Make a copy: the database as one snapshot sees it, then the media, which only grow, then the manifest."""

import hashlib
import hmac
import tempfile
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection as desk
from django.utils.translation import gettext as _
from psycopg import Connection, IsolationLevel

from newsroom.backups.copies import DUMP, FORMAT, MEDIA, Copy, CopyStore, Draft
from newsroom.backups.faults import told
from newsroom.backups.media import copy_media, missing_of
from newsroom.backups.programs import Database
from newsroom.backups.tables import figures_of, sequences_of
from newsroom.database.tools import tool

_PURPOSE = b"newsroom.backups"


def make_copy(store: CopyStore, watch: Any) -> Copy:
    """Make a copy of the newsroom as it is now; the caller is alone at work on the copies."""
    desk.ensure_connection()
    tool("pg_dump", server=desk.pg_version // 10000)
    with told(_("The backup could not be written")):
        at = datetime.now(UTC)
        before = next(iter(store.copies()), None)
        draft = store.begin(at)
        with Database().connect() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            manifest = {"format": FORMAT, "began_at": at.isoformat(), "key": key_mark(settings.SECRET_KEY)}
            manifest["server"] = desk.pg_version // 10000
            manifest["database"] = _copy_database(draft, connection, watch)
            watch.phase("media", None)
            with tempfile.TemporaryFile() as listing:
                media = copy_media(store, listing, before, watch)
                listing.seek(0)
                draft.write(MEDIA, listing)
                missing = missing_of(listing, connection)
        manifest["media"] = {**media, "missing": len(missing), "first_missing": missing[:5]}
        return store.finish(draft, {**manifest, "finished_at": datetime.now(UTC).isoformat()})


def _copy_database(draft: Draft, connection: Connection[Any], watch: Any) -> dict[str, Any]:
    # Before the snapshot: what is restored may have come further, never less far.
    sequences = sequences_of(connection)
    connection.rollback()
    snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
    dumped = Database().dump(lambda stream: draft.write(DUMP, stream), snapshot=snapshot, watch=watch)
    return {**dumped, "tables": figures_of(connection, watch), "sequences": sequences}


def key_mark(key: str) -> str:
    """Return what tells one SECRET_KEY from another and gives neither away."""
    return hmac.digest(key.encode(), _PURPOSE, hashlib.sha256).hex()[:16]
