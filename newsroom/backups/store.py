"""The folder of copies: what is in it, whole or not, and one process at a time at work on it."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from newsroom.backups.faults import Busy, CannotStart, Damaged, told

DUMP, MEDIA, MANIFEST, TESTED = "database.dump", "media.jsonl", "manifest.json", "tested.json"
FORMAT = 1
CHUNK = 1024 * 1024
_NAME, _PART = "%Y%m%dT%H%M%SZ", ".part"


@dataclass(frozen=True)
class Copy:
    """One whole copy: its folder holds a manifest, which was written last."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.name, _NAME).replace(tzinfo=UTC)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["format"] == FORMAT:
                return manifest
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Damaged(_("The manifest of %(name)s cannot be read.") % {"name": self.name}) from error
        raise Damaged(_("The copy %(name)s is of another version of the newsroom.") % {"name": self.name})

    @property
    def finished_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["finished_at"])

    @property
    def tested(self) -> dict[str, Any]:
        """Return when and how the last test of it ended, {} where there was none."""
        try:
            return json.loads((self.folder / TESTED).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    @property
    def is_good(self) -> bool:
        return bool(self.tested) and not self.tested["error"]

    @property
    def is_bad(self) -> bool:
        return bool(self.tested.get("error"))

    def note_test(self, *, error: str) -> None:
        write_whole(self.folder / TESTED, {"at": datetime.now(UTC).isoformat(), "error": error})

    def iter_media(self) -> Iterator[dict[str, Any]]:
        with (self.folder / MEDIA).open(encoding="utf-8") as file:
            yield from map(json.loads, file)


@dataclass(frozen=True)
class Store:
    root: Path

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    def blob(self, digest: str) -> Path:
        return self.blobs / digest[:2] / digest

    def copies(self) -> list[Copy]:
        """List the whole copies, the newest first; one that was interrupted is none."""
        with told(_("The folder of backups cannot be read")):
            found = [path for path in self.root.iterdir() if _is_named(path)] if self.root.exists() else []
        whole = [path for path in found if (path / MANIFEST).exists()]
        return [Copy(path) for path in sorted(whole, key=lambda path: path.name, reverse=True)]

    def find(self, name: str | None) -> Copy:
        """Return a copy by name, or the newest."""
        for copy in self.copies():
            if name in (None, copy.name):
                return copy
        if name:
            raise CannotStart(
                _("There is no backup “%(name)s” in %(root)s.") % {"name": name, "root": self.root}
            )
        raise CannotStart(_("There is no backup in %(root)s.") % {"root": self.root})

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be alone in the folder; the kernel ends the lock of a killed process."""
        with told(_("The folder of backups cannot be written to")):
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (self.root / "lock").open("w")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(
                    _("Another process is at work on the backups in %(root)s.") % {"root": self.root}
                ) from None
            yield

    def begin(self, at: datetime) -> Path:
        """Make the folder of a new copy, under a name that counts as none; sweep what killed ones left."""
        for left in self.root.glob(f"*{_PART}"):
            shutil.rmtree(left, ignore_errors=True)
        while (self.root / at.strftime(_NAME)).exists():
            at += timedelta(seconds=1)
        folder = self.root / f"{at.strftime(_NAME)}{_PART}"
        folder.mkdir(mode=0o700)
        return folder

    def finish(self, folder: Path, manifest: dict[str, Any]) -> Copy:
        """Write the manifest and give the copy its name: from now on it counts."""
        write_whole(folder / MANIFEST, manifest)
        whole = folder.with_name(folder.name.removesuffix(_PART))
        folder.rename(whole)
        sync_folder(self.root)
        return Copy(whole)

    def remove(self, copy: Copy) -> None:
        """Let a copy count no more first, then delete what is its own."""
        gone = copy.folder.with_name(f"{copy.name}{_PART}")
        copy.folder.rename(gone)
        shutil.rmtree(gone)


def _is_named(path: Path) -> bool:
    try:
        datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return False
    return path.is_dir()


def write_whole(path: Path, data: dict[str, Any]) -> None:
    """Write a JSON file that is there whole or not at all, on the disk and not on its way to it."""
    part = path.with_name(f"{path.name}{_PART}")
    with part.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
        sync(file)
    part.replace(path)
    sync_folder(path.parent)


def sync(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(path: Path, watch: Any = None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if watch:
                watch.advance(len(chunk))
    return digest.hexdigest()
