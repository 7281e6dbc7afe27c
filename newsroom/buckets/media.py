"""Django's storage of media in a bucket: django-storages', with the errors and addresses of a folder."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import IO, Any
from urllib.parse import urljoin

from boto3.s3.transfer import TransferConfig
from django.conf import settings
from django.core.files import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from newsroom.buckets.addresses import Bucket
from newsroom.buckets.clients import client_of, config_of
from newsroom.buckets.faults import Rest
from newsroom.buckets.objects import Entry, Objects

YEAR = 365 * 24 * 3600
_IN_MEMORY = 2 * 1024 * 1024
# A picture goes in one piece: it is there whole or not at all.
_WHOLE = TransferConfig(multipart_threshold=1024**3, use_threads=False)
# Who just did not answer is left alone for so long.
_REST = 5.0


class MediaStorage(S3Storage):
    """Media in a bucket: what it refuses is an OSError, and addresses follow MEDIA_URL as a folder's do."""

    def __init__(self, bucket: Bucket) -> None:
        self.place = bucket
        # A name once given never stands for another file.
        kept = {"CacheControl": f"public, max-age={YEAR}, immutable"}
        super().__init__(
            access_key=bucket.key or None, secret_key=bucket.secret or None, bucket_name=bucket.name,
            location=bucket.prefix, endpoint_url=bucket.endpoint, region_name=bucket.region,
            client_config=config_of(bucket), transfer_config=_WHOLE, object_parameters=kept,
            file_overwrite=False, default_acl=None, gzip=False,
        )  # fmt: skip
        self.rest = Rest(_REST)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address without asking anybody: pages stand whatever the bucket does."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            return super()._open(name, mode)
        # Not `with …["Body"]`: what that gives is the line beneath, which calls a file whole that broke off.
        with self.rest.watching(), closing(self._asked(client_of(self.place), name)["Body"]) as body:
            return File(_spooled(body), name)

    def _asked(self, client: Any, name: str) -> Any:
        return client.get_object(Bucket=self.place.name, Key=self._normalize_name(clean_name(name)))

    def for_reader(self, name: str) -> tuple[IO[bytes], dict[str, Any]]:
        """Begin to read a file for a page, in little time; returns what is left to read and what is told."""
        with self.rest.watching():
            answer = self._asked(client_of(self.place, "reader"), name)
        return answer["Body"], answer

    def answers(self) -> bool:
        """Say within a second or two whether the bucket is there for our key."""
        try:
            with self.rest.watching():
                client_of(self.place, "probe").head_bucket(Bucket=self.place.name)
        except OSError:
            return False
        return True

    def walk(self, leaving_out: str) -> Iterator[Entry]:
        """List all files but those of one folder, a thousand at a time."""
        objects = Objects(self.place)
        files, folders = objects.top()
        yield from filter(_is_file, files)
        for folder in folders:
            if folder != leaving_out:
                yield from filter(_is_file, objects.iter_below(f"{folder}/"))

    def _save(self, name: str, content: Any) -> str:
        with self.rest.watching():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with self.rest.watching():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self.rest.watching():
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with self.rest.watching():
            return super().listdir(path)

    def size(self, name: str) -> int:
        with self.rest.watching():
            return super().size(name)

    def get_modified_time(self, name: str) -> Any:
        with self.rest.watching():
            return super().get_modified_time(name)


def _is_file(entry: Entry) -> bool:
    """Tell files from the empty objects by which consoles mark folders."""
    return bool(entry.name) and not entry.name.endswith("/")


def _spooled(body: IO[bytes]) -> IO[bytes]:
    with ExitStack() as undone:
        file = undone.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        shutil.copyfileobj(body, file, _IN_MEMORY)
        file.seek(0)
        undone.pop_all()
    return file
