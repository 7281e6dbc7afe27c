"""Media files by their content: what has not changed costs a nightly copy a line and no bytes."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from psycopg import Connection

from articles.crops import FOLDER as CROPS
from newsroom.backups.copies import CHUNK, MEDIA, Copy, CopyStore, digest_of, is_right
from newsroom.backups.faults import BackupError, Damaged

_IN_MEMORY = 8 * CHUNK


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the media as a folder tells it; a bucket's list has the same."""

    name: str
    size: int
    time: datetime


def copy_media(store: CopyStore, listing: IO[bytes], before: Copy | None, watch: Any) -> dict[str, Any]:
    """Bring each file of the media into the store and list it; returns what a manifest tells."""
    known = {line["name"]: line for line in before.iter_media()} if before else {}
    told: dict[str, Any] = {"files": 0, "bytes": 0, "new_bytes": 0}
    digest = hashlib.sha256()
    for entry in iter_files():
        line = _line_of(store, entry, known.get(entry.name), told)
        if line is None:
            continue
        text = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        digest.update(text)
        listing.write(text)
        watch.advance(1)
    return {**told, "sha256": digest.hexdigest()}


def iter_files() -> Iterator[Any]:
    """List the media but for crops: these are many, and made of the others."""
    if settings.MEDIA.bucket:
        return default_storage.walk(leaving_out=CROPS)
    return _in_folder("")


def _in_folder(folder: str) -> Iterator[Entry]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        with suppress(FileNotFoundError):  # it went meanwhile
            path = f"{prefix}{name}"
            yield Entry(path, default_storage.size(path), default_storage.get_modified_time(path))
    for name in sorted(folders):
        if f"{prefix}{name}" != CROPS:
            yield from _in_folder(f"{prefix}{name}")


def _line_of(store: CopyStore, entry: Any, known: dict[str, Any] | None, told: dict[str, Any]):
    """Copy one file unless the copy before has it; None where it went meanwhile."""
    time = entry.time.isoformat()
    is_known = known and (known["size"], known["time"]) == (entry.size, time)
    if not (is_known and store.has(known["sha256"])):
        try:
            known = {"name": entry.name, "time": time, **_take(store, entry.name, told)}
        except FileNotFoundError:
            return None
    told["files"] += 1
    told["bytes"] += known["size"]
    return known


def _take(store: CopyStore, name: str, told: dict[str, Any]) -> dict[str, Any]:
    with default_storage.open(name) as source:
        digest, size, is_new = store.take(source)
    told["new_bytes"] += size if is_new else 0
    return {"size": size, "sha256": digest}


def missing_of(listing: IO[bytes], connection: Connection[Any]) -> list[str]:
    """Name the files that pictures of the library want and the media do not hold."""
    listing.seek(0)
    there = {json.loads(line)["name"] for line in listing}
    wanted = connection.execute("SELECT file FROM articles_image WHERE file <> '' ORDER BY id")
    return [name for (name,) in wanted if name not in there]


def check_media(store: CopyStore, copy: Copy, watch: Any) -> None:
    """Read every file of a copy and compare it with its name; raises Damaged for the first that differs."""
    wanted = copy.manifest["media"]
    if not is_right(copy.chunks(MEDIA), wanted["sha256"]):
        raise Damaged(_("The list of media of %(name)s is damaged.") % {"name": copy.name})
    watch.phase("check", wanted["bytes"])
    seen: set[str] = set()
    for line in copy.iter_media():
        if line["sha256"] in seen:
            continue
        seen.add(line["sha256"])
        if not is_right(store.blob_chunks(line["sha256"]), line["sha256"], watch):
            raise Damaged(
                _("The file %(file)s of the backup is missing or damaged.") % {"file": line["name"]}
            )


def restore_media(store: CopyStore, copy: Copy, watch: Any) -> None:
    """Put each file in its place; one that is there already, as after a killed restore, stays."""
    watch.phase("media", copy.manifest["media"]["files"])
    for line in copy.iter_media():
        name = line["name"]
        if name.endswith("/") or not name:  # a folder's mark in a bucket, which older copies took
            continue
        if not _is_there(name, line["sha256"]):
            default_storage.delete(name)
            _put(store, line["sha256"], name)
        watch.advance(1)


def _put(store: CopyStore, digest: str, name: str) -> None:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        file.writelines(store.blob_chunks(digest))
        file.seek(0)
        given = default_storage.save(name, File(file))
    if given != name:
        raise BackupError(_("The media storage refused the name %(name)s.") % {"name": name})


def _is_there(name: str, digest: str) -> bool:
    try:
        with default_storage.open(name) as file:
            return digest_of(file.chunks(CHUNK)) == digest
    except FileNotFoundError:
        return False


def strangers(copy: Copy) -> bool:
    """Tell whether the media hold a file that a copy does not know."""
    known = {line["name"] for line in copy.iter_media()}
    return any(entry.name not in known for entry in iter_files())


def sweep_blobs(store: CopyStore) -> int:
    """Delete the media that no copy lists any more; the caller is alone at work on the copies."""
    kept = {line["sha256"] for copy in store.copies() for line in copy.iter_media()}
    gone = [digest for digest in store.digests() if digest not in kept]
    for digest in gone:
        store.forget(digest)
    return len(gone)
