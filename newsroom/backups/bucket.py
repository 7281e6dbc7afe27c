"""Copies in a bucket that speaks S3: the same parts under the same names, and the database as their lock."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.utils.translation import gettext as _

from newsroom.backups.copies import CHUNK, MANIFEST, NAME, Copy, CopyStore, Draft, Measured, is_named
from newsroom.backups.faults import Busy, told
from newsroom.backups.programs import Database
from newsroom.buckets.addresses import Bucket
from newsroom.buckets.objects import Objects

_BLOBS = "blobs"
# One that PostgreSQL ends with the connection of a killed process, and that a pooler does not pass on.
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('newsroom backups ' || %s, 0))"
_IN_MEMORY = 8 * CHUNK


@dataclass(frozen=True)
class BucketDraft(Draft):
    store: "BucketStore"
    name: str

    def write(self, part: str, stream: IO[bytes]) -> None:
        self.store.objects.write(f"{self.name}/{part}", stream)


@dataclass(frozen=True)
class BucketStore(CopyStore):
    bucket: Bucket
    # What the bucket keeps by content, listed once while one is alone at work on it: a question for each
    # picture of a library would take hours.
    _kept: set[bytes] = field(default_factory=set, init=False, repr=False, compare=False)

    def __str__(self) -> str:
        return str(self.bucket)

    @property
    def objects(self) -> Objects:
        return Objects(self.bucket)

    def _parts(self) -> dict[str, set[str]]:
        """Return the parts of all copies, whole or not; one list tells, for years begin with a 2."""
        found: dict[str, set[str]] = {}
        with told(_("The backups cannot be listed")):
            for one in self.objects.iter_below("2"):
                name, _slash, part = one.name.partition("/")
                if is_named(name):
                    found.setdefault(name, set()).add(part)
        return found

    def names(self) -> list[str]:
        return [name for name, parts in self._parts().items() if MANIFEST in parts]

    def read(self, name: str, part: str) -> bytes:
        return self.objects.read(f"{name}/{part}")

    def chunks(self, name: str, part: str) -> Iterator[bytes]:
        return self.objects.chunks(f"{name}/{part}")

    def write_whole(self, name: str, part: str, data: dict[str, Any]) -> None:
        text = json.dumps(data, ensure_ascii=False, indent=1)
        self.objects.write_bytes(f"{name}/{part}", text.encode())

    @contextmanager
    def locked(self) -> Iterator[None]:
        with Database().connect() as connection:
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            (is_ours,) = connection.execute(_LOCK, [str(self)]).fetchone()
            if not is_ours:
                raise Busy(_("Another process is at work on the backups in %(root)s.") % {"root": self})
            self._kept.clear()
            try:
                yield
            finally:
                self._kept.clear()

    def begin(self, at: datetime) -> BucketDraft:
        there = self._parts()
        self.objects.abort_unfinished()
        for name, parts in there.items():
            if MANIFEST not in parts:
                self.objects.delete(f"{name}/{part}" for part in parts)
        while at.strftime(NAME) in there:
            at += timedelta(seconds=1)
        return BucketDraft(self, at.strftime(NAME))

    def finish(self, draft: BucketDraft, manifest: dict[str, Any]) -> Copy:
        self.write_whole(draft.name, MANIFEST, manifest)
        return Copy(self, draft.name)

    def remove(self, copy: Copy) -> None:
        parts = self._parts()[copy.name] - {MANIFEST}
        self.objects.delete(f"{copy.name}/{part}" for part in (MANIFEST, *parts))

    def take(self, stream: IO[bytes]) -> tuple[str, int, bool]:
        """Keep a file; its content has to be read before its name is known."""
        source = Measured(stream)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            while chunk := source.read(CHUNK):
                file.write(chunk)
            if self.has(source.digest):
                return source.digest, source.size, False
            file.seek(0)
            self.objects.write(_name_of(source.digest), file)
        self._kept.add(bytes.fromhex(source.digest))
        return source.digest, source.size, True

    def has(self, digest: str) -> bool:
        if not self._kept:
            self._kept.update(map(bytes.fromhex, self.digests()))
        return bytes.fromhex(digest) in self._kept

    def blob_chunks(self, digest: str) -> Iterator[bytes]:
        return self.objects.chunks(_name_of(digest))

    def digests(self) -> Iterator[str]:
        return (one.name.rpartition("/")[2] for one in self.objects.iter_below(f"{_BLOBS}/"))

    def forget(self, digest: str) -> None:
        self.objects.delete([_name_of(digest)])


def _name_of(digest: str) -> str:
    return f"{_BLOBS}/{digest[:2]}/{digest}"
