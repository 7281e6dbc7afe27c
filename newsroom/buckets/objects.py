"""What is in a bucket: listed, read piece by piece, written whole or not at all, deleted."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import IO, Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from newsroom.buckets.addresses import Bucket
from newsroom.buckets.clients import client_of
from newsroom.buckets.faults import BROKEN_OFF, as_files_do

# 10,000 parts at most make an object: 640 GB. Two of them are in memory at a time.
PART = 64 * 1024 * 1024
_UPLOAD = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=2)
# How much is asked for at a time, and how often where it breaks off on its way.
_CHUNK, _TRIES = 8 * 1024 * 1024, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """An object as a list tells it; its name is what stands below the prefix of the address."""

    name: str
    size: int
    time: datetime


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects under the prefix of a bucket; refusals come as OSError."""

    bucket: Bucket
    purpose: str = "backup"

    @property
    def client(self) -> Any:
        return client_of(self.bucket, self.purpose)

    def _where(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self.bucket.at(name)}

    def iter_below(self, start: str) -> Iterator[Entry]:
        """List the objects whose name begins so, in the order of their names."""
        for page in self._pages(start):
            yield from map(self._entry, page.get("Contents", ()))

    def _entry(self, told: dict[str, Any]) -> Entry:
        return Entry(told["Key"][len(self.bucket.at("")) :], told["Size"], told["LastModified"])

    def top(self) -> tuple[list[Entry], list[str]]:
        """List the objects whose names have no slash, and what stands before the slash of the others."""
        skipped, files, folders = len(self.bucket.at("")), [], []
        for page in self._pages("", Delimiter="/"):
            files += [self._entry(one) for one in page.get("Contents", ())]
            folders += [one["Prefix"][skipped:-1] for one in page.get("CommonPrefixes", ())]
        return files, folders

    def _pages(self, start: str, **options: str) -> Iterator[Any]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket.name, Prefix=self.bucket.at(start), **options
        )
        with as_files_do():
            yield from pages

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read an object in pieces, each asked for again where it breaks off; FileNotFoundError."""
        start, total = 0, 1
        while start < total:
            piece, total = self._piece(name, start)
            start += len(piece)
            yield piece

    def _piece(self, name: str, start: int) -> tuple[bytes, int]:
        for turn in range(_TRIES):
            try:
                with as_files_do():
                    return self._ask_for(name, start)
            except FileNotFoundError:
                raise
            except OSError as error:
                if turn == _TRIES - 1 or not isinstance(error.__cause__, BROKEN_OFF):
                    raise
        raise AssertionError

    def _ask_for(self, name: str, start: int) -> tuple[bytes, int]:
        try:
            answer = self.client.get_object(**self._where(name), Range=f"bytes={start}-{start + _CHUNK - 1}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidRange":
                raise
            return b"", 0  # of an object that holds nothing there is no first byte
        with closing(answer["Body"]) as body:
            piece = body.read()
        # A server that knows no ranges gives all of it.
        return piece, int(answer.get("ContentRange", f"/{len(piece)}").rpartition("/")[2])

    def write(self, name: str, stream: IO[bytes]) -> None:
        """Write an object from a stream of any length: what breaks off leaves none under the name."""
        with as_files_do():
            # boto3 closes what it is given; the stream belongs to who calls.
            self.client.upload_fileobj(SimpleNamespace(read=stream.read), Config=_UPLOAD, **self._where(name))

    def write_bytes(self, name: str, data: bytes) -> None:
        with as_files_do():
            self.client.put_object(**self._where(name), Body=data)

    def abort_unfinished(self) -> None:
        """Let go of the parts that killed uploads left: nobody sees them, and they are paid for."""
        where = {"Bucket": self.bucket.name, "Prefix": self.bucket.at("")}
        with as_files_do():
            for one in self.client.list_multipart_uploads(**where).get("Uploads", ()):
                self.client.abort_multipart_upload(
                    Bucket=self.bucket.name, Key=one["Key"], UploadId=one["UploadId"]
                )

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; one that is gone already is no fault. One by one: not every server takes lists."""
        for name in names:
            with as_files_do():
                self.client.delete_object(**self._where(name))
