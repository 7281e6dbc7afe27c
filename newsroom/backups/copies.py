"""What a copy is, wherever it is kept: parts under its name, media by content, a manifest that is last."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, Any

from django.utils.translation import gettext as _

from newsroom.backups.faults import CannotStart, Damaged

DUMP, MEDIA, MANIFEST, TESTED = "database.dump", "media.jsonl", "manifest.json", "tested.json"
FORMAT = 1
CHUNK = 1024 * 1024
NAME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Copy:
    """One whole copy: its manifest was written last."""

    store: "CopyStore"
    name: str

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.name, NAME).replace(tzinfo=UTC)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads(self.store.read(self.name, MANIFEST))
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
            return json.loads(self.store.read(self.name, TESTED))
        except (FileNotFoundError, ValueError):
            return {}

    @property
    def is_good(self) -> bool:
        return bool(self.tested) and not self.tested["error"]

    @property
    def is_bad(self) -> bool:
        return bool(self.tested.get("error"))

    def note_test(self, *, error: str) -> None:
        told = {"at": datetime.now(UTC).isoformat(), "error": error}
        self.store.write_whole(self.name, TESTED, told)

    def chunks(self, part: str) -> Iterator[bytes]:
        return self.store.chunks(self.name, part)

    def iter_media(self) -> Iterator[dict[str, Any]]:
        yield from map(json.loads, _lines(self.chunks(MEDIA)))


class Draft(ABC):
    """A copy that is being written, which counts as none."""

    @abstractmethod
    def write(self, part: str, stream: IO[bytes]) -> None:
        """Write a part to its end, on the disk and not on its way to it."""


class CopyStore(ABC):
    """A place that keeps copies; `str` names it to people."""

    @abstractmethod
    def names(self) -> list[str]:
        """Name the whole copies in any order."""

    @abstractmethod
    def read(self, name: str, part: str) -> bytes: ...

    @abstractmethod
    def chunks(self, name: str, part: str) -> Iterator[bytes]: ...

    @abstractmethod
    def write_whole(self, name: str, part: str, data: dict[str, Any]) -> None:
        """Write a small part of a copy, which is there whole or not at all."""

    @abstractmethod
    def locked(self) -> AbstractContextManager[None]:
        """Be alone at work on the copies; raises Busy. A killed process holds nobody up."""

    @abstractmethod
    def begin(self, at: datetime) -> Draft:
        """Begin a copy, and sweep what killed ones left."""

    @abstractmethod
    def finish(self, draft: Any, manifest: dict[str, Any]) -> Copy:
        """Write the manifest: from now on the copy counts."""

    @abstractmethod
    def remove(self, copy: Copy) -> None:
        """Let a copy count no more first, then delete what is its own."""

    @abstractmethod
    def take(self, stream: IO[bytes]) -> tuple[str, int, bool]:
        """Keep a file by its content; returns its digest, its size, and whether it is new here."""

    @abstractmethod
    def has(self, digest: str) -> bool: ...

    @abstractmethod
    def blob_chunks(self, digest: str) -> Iterator[bytes]: ...

    @abstractmethod
    def digests(self) -> Iterator[str]:
        """Name the files that are kept by content."""

    @abstractmethod
    def forget(self, digest: str) -> None: ...

    def copy(self, name: str) -> Copy:
        return Copy(self, name)

    def copies(self) -> list[Copy]:
        """List the whole copies, the newest first; one that was interrupted is none."""
        return [self.copy(name) for name in sorted(self.names(), reverse=True)]

    def find(self, name: str | None) -> Copy:
        """Return a copy by name, or the newest."""
        for copy in self.copies():
            if name in (None, copy.name):
                return copy
        if name:
            raise CannotStart(_("There is no backup “%(name)s” in %(root)s.") % {"name": name, "root": self})
        raise CannotStart(_("There is no backup in %(root)s.") % {"root": self})


class Measured:
    """A stream whose size and digest are known once it is read."""

    def __init__(self, stream: IO[bytes], watch: Any = None) -> None:
        self.stream, self.watch = stream, watch
        self.size, self.sum = 0, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.size += len(data)
        self.sum.update(data)
        if self.watch:
            self.watch.advance(len(data))
        return data

    @property
    def digest(self) -> str:
        return self.sum.hexdigest()


def is_named(name: str) -> bool:
    """Say whether a name is one of a copy."""
    try:
        datetime.strptime(name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def digest_of(chunks: Iterable[bytes], watch: Any = None) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        if watch:
            watch.advance(len(chunk))
    return digest.hexdigest()


def is_right(chunks: Iterable[bytes], digest: str, watch: Any = None) -> bool:
    """Read to the end and say whether it is what it should be; what is not there is not."""
    try:
        return digest_of(chunks, watch) == digest
    except FileNotFoundError:
        return False


def checked(chunks: Iterable[bytes], digest: str, error: Damaged) -> Iterator[bytes]:
    """Pass chunks on; raises the error behind the last of them where they are not what they should be."""
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
        yield chunk
    if found.hexdigest() != digest:
        raise error


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest
