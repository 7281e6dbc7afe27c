"""The folder of copies: what is in it, whole or not, and one process at a time at work on it."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from newsroom.backups.copies import CHUNK, MANIFEST, NAME, Copy, CopyStore, Draft, Measured, is_named
from newsroom.backups.faults import Busy, told

_PART = ".part"


class FolderCopy(Copy):
    store: "Store"

    @property
    def folder(self) -> Path:
        return self.store.root / self.name


@dataclass(frozen=True)
class FolderDraft(Draft):
    folder: Path

    def write(self, part: str, stream: IO[bytes]) -> None:
        with (self.folder / part).open("wb") as file:
            shutil.copyfileobj(stream, file, CHUNK)
            sync(file)


@dataclass(frozen=True)
class Store(CopyStore):
    root: Path

    def __str__(self) -> str:
        return str(self.root)

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    def blob(self, digest: str) -> Path:
        return self.blobs / digest[:2] / digest

    def copy(self, name: str) -> FolderCopy:
        return FolderCopy(self, name)

    def names(self) -> list[str]:
        with told(_("The folder of backups cannot be read")):
            found = list(self.root.iterdir()) if self.root.exists() else []
        return [path.name for path in found if is_named(path.name) and (path / MANIFEST).exists()]

    def read(self, name: str, part: str) -> bytes:
        return (self.root / name / part).read_bytes()

    def chunks(self, name: str, part: str) -> Iterator[bytes]:
        return _chunks(self.root / name / part)

    def write_whole(self, name: str, part: str, data: dict[str, Any]) -> None:
        write_whole(self.root / name / part, data)

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

    def begin(self, at: datetime) -> FolderDraft:
        """Make the folder of a new copy, under a name that counts as none; sweep what killed ones left."""
        for left in self.root.glob(f"*{_PART}"):
            shutil.rmtree(left, ignore_errors=True)
        while (self.root / at.strftime(NAME)).exists():
            at += timedelta(seconds=1)
        folder = self.root / f"{at.strftime(NAME)}{_PART}"
        folder.mkdir(mode=0o700)
        return FolderDraft(folder)

    def finish(self, draft: FolderDraft, manifest: dict[str, Any]) -> FolderCopy:
        """Write the manifest and give the copy its name: from now on it counts."""
        write_whole(draft.folder / MANIFEST, manifest)
        whole = draft.folder.with_name(draft.folder.name.removesuffix(_PART))
        draft.folder.rename(whole)
        sync_folder(self.root)
        return FolderCopy(self, whole.name)

    def remove(self, copy: Copy) -> None:
        gone = self.root / f"{copy.name}{_PART}"
        (self.root / copy.name).rename(gone)
        shutil.rmtree(gone)

    def take(self, stream: IO[bytes]) -> tuple[str, int, bool]:
        self.blobs.mkdir(mode=0o700, exist_ok=True)
        part, source = self.blobs / "part", Measured(stream)
        with part.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
            sync(target)
        blob, is_new = self.blob(source.digest), not self.has(source.digest)
        if is_new:
            blob.parent.mkdir(exist_ok=True)
            part.replace(blob)
            sync_folder(blob.parent)
        return source.digest, source.size, is_new

    def has(self, digest: str) -> bool:
        return self.blob(digest).exists()

    def blob_chunks(self, digest: str) -> Iterator[bytes]:
        return _chunks(self.blob(digest))

    def digests(self) -> Iterator[str]:
        return (path.name for path in self.blobs.glob("??/*"))

    def forget(self, digest: str) -> None:
        self.blob(digest).unlink()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


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
