"""Media files by their content: what has not changed costs a nightly copy a line and no bytes."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from psycopg import Connection

from articles.crops import FOLDER as CROPS
from newsroom.backups.faults import BackupError, Damaged
from newsroom.backups.store import CHUNK, MEDIA, Copy, Store, digest_of, sync, sync_folder


def copy_media(store: Store, target: Path, before: Copy | None, watch: Any) -> dict[str, Any]:
    """Bring each file of the media into the store and list it in `target`; returns what a manifest tells."""
    known = {line["name"]: line for line in before.iter_media()} if before else {}
    told: dict[str, Any] = {"files": 0, "bytes": 0, "new_bytes": 0}
    digest = hashlib.sha256()
    with target.open("wb") as listing:
        for name in iter_names():
            line = _line_of(store, name, known.get(name), told, watch)
            if line is None:
                continue
            text = json.dumps(line, ensure_ascii=False).encode() + b"\n"
            digest.update(text)
            listing.write(text)
        sync(listing)
    return {**told, "sha256": digest.hexdigest()}


def iter_names(folder: str = "") -> Iterator[str]:
    """List the files of the media storage, but for crops: these are many, and made of the others."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files))
    for name in sorted(folders):
        if f"{prefix}{name}" != CROPS:
            yield from iter_names(f"{prefix}{name}")


def _line_of(store: Store, name: str, known: dict[str, Any] | None, told: dict[str, Any], watch: Any):
    """Copy one file unless the copy before has it; None where it went meanwhile, as swept crops do."""
    try:
        size = default_storage.size(name)
        time = default_storage.get_modified_time(name).isoformat()
        is_known = known and (known["size"], known["time"]) == (size, time)
        if not (is_known and store.blob(known["sha256"]).exists()):
            known = {"name": name, "time": time, **_take(store, name, told)}
    except FileNotFoundError:
        return None
    told["files"] += 1
    told["bytes"] += known["size"]
    watch.advance(1)
    return known


def _take(store: Store, name: str, told: dict[str, Any]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    store.blobs.mkdir(mode=0o700, exist_ok=True)
    part = store.blobs / "part"
    with default_storage.open(name) as source, part.open("wb") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
        sync(target)
    blob = store.blob(digest.hexdigest())
    if not blob.exists():
        blob.parent.mkdir(exist_ok=True)
        part.replace(blob)
        sync_folder(blob.parent)
        told["new_bytes"] += size
    return {"size": size, "sha256": digest.hexdigest()}


def missing_of(target: Path, connection: Connection[Any]) -> list[str]:
    """Name the files that pictures of the library want and the media do not hold."""
    with target.open(encoding="utf-8") as lines:
        there = {json.loads(line)["name"] for line in lines}
    wanted = connection.execute("SELECT file FROM articles_image WHERE file <> '' ORDER BY id")
    return [name for (name,) in wanted if name not in there]


def check_media(store: Store, copy: Copy, watch: Any) -> None:
    """Read every file of a copy and compare it with its name; raises Damaged for the first that differs."""
    wanted = copy.manifest["media"]
    if digest_of(copy.folder / MEDIA) != wanted["sha256"]:
        raise Damaged(_("The list of media of %(name)s is damaged.") % {"name": copy.name})
    watch.phase("check", wanted["bytes"])
    seen: set[str] = set()
    for line in copy.iter_media():
        if line["sha256"] in seen:
            continue
        seen.add(line["sha256"])
        blob = store.blob(line["sha256"])
        if not blob.exists() or digest_of(blob, watch) != line["sha256"]:
            raise Damaged(
                _("The file %(file)s of the backup is missing or damaged.") % {"file": line["name"]}
            )


def restore_media(store: Store, copy: Copy, watch: Any) -> None:
    """Put each file in its place; one that is there already, as after a killed restore, stays."""
    watch.phase("media", copy.manifest["media"]["files"])
    for line in copy.iter_media():
        name = line["name"]
        if not _is_there(name, line["sha256"]):
            default_storage.delete(name)
            with store.blob(line["sha256"]).open("rb") as file:
                given = default_storage.save(name, File(file))
            if given != name:
                raise BackupError(_("The media storage refused the name %(name)s.") % {"name": name})
        watch.advance(1)


def _is_there(name: str, digest: str) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return hashlib.file_digest(file.file, "sha256").hexdigest() == digest


def strangers(copy: Copy) -> bool:
    """Tell whether the media hold a file that a copy does not know."""
    known = {line["name"] for line in copy.iter_media()}
    return any(name not in known for name in iter_names())


def sweep_blobs(store: Store) -> int:
    """Delete the media that no copy lists any more; the caller is alone in the folder."""
    kept = {line["sha256"] for copy in store.copies() for line in copy.iter_media()}
    gone = [path for path in store.blobs.glob("??/*") if path.name not in kept]
    for path in gone:
        path.unlink()
    return len(gone)
