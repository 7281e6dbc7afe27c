"""pg_dump, pg_restore and psql at work on the newsroom's database or a scratch one beside it."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO, Any

import psycopg
from django.db import connection as desk
from django.utils.translation import gettext as _

from newsroom.backups.copies import CHUNK, Measured
from newsroom.backups.faults import BackupError
from newsroom.backups.tables import LEFT_OUT
from newsroom.database.tools import address_of, tool

# Whoever still uses the tables is waited for so long.
_WAIT = "30s"
# Programs from version 17 on write so above any script; an older server takes it for an error.
_UNKNOWN, _HEAD = b"SET transaction_timeout = 0;\n", 4096
_BEFORE = f"""BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '{_WAIT}';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


@dataclass(frozen=True)
class Database:
    """A database on the server of the newsroom, this one unless named."""

    name: str = ""

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        address, environment = self._address()
        secret = environment.get("PGPASSWORD")
        return psycopg.connect(address, **({"password": secret} if secret else {}), **options)

    def dump(self, keep: Callable[[Any], None], *, snapshot: str, watch: Any) -> dict[str, Any]:
        """Give what a snapshot sees to `keep` as a stream; returns its size and digest."""
        left_out = [f"--exclude-table-data=public.{name}" for name in LEFT_OUT]
        given = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out)
        watch.phase("dump", None)
        with self._started("pg_dump", *given, stdout=subprocess.PIPE) as process:
            source = Measured(process.stdout, watch)
            keep(source)
        return {"bytes": source.size, "sha256": source.digest}

    def restore(self, dump: Iterable[bytes], watch: Any) -> None:
        """Put a dump in the place of all that is there, in one transaction: whole, or as it was before."""
        watch.phase("restore", None)
        reading = ("--no-owner", "--no-privileges", "--no-comments", "--file=-")
        writing = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", "--output=/dev/null")
        with self._started("psql", *writing, stdin=subprocess.PIPE) as psql:
            psql.stdin.write(_BEFORE.encode())
            pipes = {"stdout": subprocess.PIPE}
            with _fed(dump) as source, _started("pg_restore", *reading, stdin=source, **pipes) as script:
                _pump(script.stdout, psql.stdin, watch)
            # Only now, when the last of the script has come: what ends early is rolled back.
            psql.stdin.write(b"COMMIT;\n")
            psql.stdin.close()

    def _address(self) -> tuple[str, dict[str, str]]:
        return address_of(desk.settings_dict, name=self.name or None)

    def _started(self, name: str, *arguments: str, **pipes: int):
        address, environment = self._address()
        return _started(name, f"--dbname={address}", *arguments, environment=environment, **pipes)


def _pump(source: IO[bytes], target: IO[bytes], watch: Any) -> None:
    head = source.read(_HEAD)
    target.write(head.replace(_UNKNOWN, b"", 1) if desk.pg_version < 170000 else head)
    while chunk := source.read(CHUNK):
        target.write(chunk)
        watch.advance(len(chunk))


@contextmanager
def _fed(chunks: Iterable[bytes]) -> Iterator[int]:
    """Feed a program through a pipe from a thread; what went wrong there is raised in the end."""
    reading, writing = os.pipe()
    faults: list[Exception] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                pipe.writelines(chunks)
        except BrokenPipeError:
            pass  # the program ended, and says why
        except (OSError, BackupError) as fault:
            faults.append(fault)

    thread = Thread(target=feed, daemon=True)
    thread.start()
    try:
        yield reading
    finally:
        os.close(reading)
        thread.join()
        if faults:
            raise faults[0]


@contextmanager
def _started(
    name: str, *arguments: str, environment: dict[str, str] | None = None, **pipes: int
) -> Iterator[Any]:
    """Run a program beside us; it ends with us, and what it complains of is told."""
    server = desk.pg_version // 10000
    command = [str(tool(name, server=server)), *arguments]
    # A file, not a pipe: nobody reads it while we pump.
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stderr=errors, **pipes)
        try:
            yield process
            if process.stdin:
                process.stdin.close()
            status = process.wait()
        except BrokenPipeError:
            if process.stdin is None:
                raise  # the other end of what we pump is gone; to wait for this one would be for ever
            status = process.wait() or 1  # it has ended, and says why
        finally:
            _end(process)
        if status:
            errors.seek(0)
            raise _failure(name, errors.read().decode(errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()
    if process.stdin:
        with suppress(BrokenPipeError):
            process.stdin.close()


def _failure(name: str, complaint: str) -> BackupError:
    if "lock timeout" in complaint:
        return BackupError(_("Others use the database: stop the web server and the worker, and try again."))
    text = _("%(program)s failed: %(error)s")
    return BackupError(text % {"program": name, "error": complaint.strip()[-2000:]})


@contextmanager
def scratch() -> Iterator[Database]:
    """Make an empty database beside ours, of the same letters and order, and drop it in the end."""
    ours = desk.settings_dict["NAME"]
    made = Database(f"{ours}_backup_test")
    name = psycopg.sql.Identifier(made.name)
    drop = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with Database().connect(autocommit=True) as server:
        locale = server.execute(_LOCALE).fetchone()
        create = "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"
        try:
            server.execute(drop)
            server.execute(psycopg.sql.SQL(create).format(name, *map(psycopg.sql.Literal, locale)))
        except psycopg.errors.InsufficientPrivilege as error:
            message = _(
                "The user of the database may not create one to test in: ALTER ROLE %(user)s CREATEDB."
            )
            raise BackupError(message % {"user": desk.settings_dict["USER"]}) from error
    try:
        yield made
    finally:
        with Database().connect(autocommit=True) as server:
            server.execute(drop)


_LOCALE = """
SELECT pg_encoding_to_char(encoding), datcollate, datctype
FROM pg_database WHERE datname = current_database()
"""
