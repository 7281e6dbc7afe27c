"""Start, share and stop the embedded PostgreSQL of one var folder.

The wheel's own manager is not used, only its programs: it takes the locale from the environment,
counts its users by process number (one killed process and the server is never stopped) and opens
every folder up to / to all users. Here:

- all that starts or stops the server happens under one file lock;
- a process that uses it holds a lock on a file of its own, which the kernel drops however the process
  ends, so the last clean exit can tell whether anybody else is there;
- clients come through a Unix socket in a folder only they can enter: no port to collide, no password.
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.pq import PGconn, Ping

from . import programs
from .programs import DatabaseUnavailable

NAME = USER = "newsroom"
PORT = "5432"  # Part of the socket's file name only; nothing listens on the network.
SOCKET_PATH_LIMIT = 103  # bytes: 107 on Linux, 103 on macOS
PATIENCE = 300  # seconds: a server killed under load may have much to recover
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "gin_pending_list_limit": "64kB",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class EmbeddedServer:
    var: Path

    @property
    def data(self) -> Path:
        return self.var / "postgres"

    @property
    def users(self) -> Path:
        """Hold one locked file for each process that uses the server."""
        return self.var / "postgres.users"

    @functools.cached_property
    def socket_dir(self) -> Path:
        """Return the data folder, or a short one where a socket's path would not fit."""
        if len(os.fsencode(self.data / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"newsroom-{digest}"  # noqa: S108 — TMPDIR may be too long itself

    def attach(self) -> None:
        """Use the server, started if need be, until this process ends."""
        programs.folder()
        with self.locked():
            mark = self._register()
            self._start()
        atexit.register(self.detach, os.getpid(), mark)

    def detach(self, pid: int, mark: IO[str]) -> None:
        """Stop the server if nobody else uses it."""
        if os.getpid() != pid or not self.data.exists():
            return  # A forked child inherits its parent's exit handlers, not its business.
        with self.locked():
            mark.close()
            if not self._is_used():
                self._stop()

    def ensure_running(self) -> None:
        if self.ping() != Ping.OK:
            with self.locked():
                self._start()

    def ping(self) -> Ping:
        return Ping(PGconn.ping(self._conninfo().encode()))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        with programs.permission_needed(self.var):
            self.users.mkdir(parents=True, exist_ok=True)
            with (self.var / "postgres.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield

    def _register(self) -> IO[str]:
        mark = (self.users / str(os.getpid())).open("w")
        fcntl.flock(mark, fcntl.LOCK_SH)
        return mark

    def _is_used(self) -> bool:
        """Tell whether a living process holds its file, and sweep away those of the dead."""
        held = [path for path in self.users.iterdir() if _is_held_else_remove(path)]
        return bool(held)

    def _start(self) -> None:
        """Make the server answer, however it ended last. The caller holds the lock."""
        if self._answers_in_the_end():
            return
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        self._clear_after_kill()
        programs.open_way(self.data)
        self._prepare_socket_dir()
        options = {**OPTIONS, "unix_socket_directories": str(self.socket_dir)}
        quoted = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = str(self.data / "server.log")
        programs.run("pg_ctl", "start", "-w", "-t", str(PATIENCE), "-l", log, "-o", quoted, data=self.data)
        self._create_database()

    def _stop(self) -> None:
        if self._is_alive():
            programs.run("pg_ctl", "stop", "-w", "-m", "fast", data=self.data)

    def _answers_in_the_end(self) -> bool:
        """Wait while a living server starts, recovers or shuts down; tell whether it answers."""
        deadline = time.monotonic() + PATIENCE
        while (answer := self.ping()) != Ping.OK and self._is_alive():
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    f"قاعدة البيانات في {self.data} تعمل ولا تجيب.",
                    f"The database in {self.data} runs but does not answer.",
                )
            time.sleep(0.05)
        return answer == Ping.OK

    def _is_alive(self) -> bool:
        """Tell whether the process of postmaster.pid is our server, not a later one of that number."""
        import psutil  # The wheel brings it; production has neither.

        try:
            return str(self.data) in psutil.Process(self._pid()).cmdline()
        except (psutil.NoSuchProcess, ValueError):  # a zombie counts as none
            return False

    def _pid(self) -> int:
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text().split()[0])
        return -1  # psutil calls it a ValueError

    def _clear_after_kill(self) -> None:
        """Remove the marks of a killed server, once the last of its processes has gone.

        PostgreSQL would refuse to start where the number of the killed process was given again, as in any
        restarted container, or where nobody buried it.
        """
        deadline = time.monotonic() + PATIENCE
        while self._has_survivors() and time.monotonic() < deadline:
            time.sleep(0.05)
        if not self._has_survivors():
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _has_survivors(self) -> bool:
        """Tell whether a process of a killed server is still at work on the data."""
        import psutil

        found = ("postgres", str(self.data))
        return any((p.info["name"], p.info["cwd"]) == found for p in psutil.process_iter(["name", "cwd"]))

    def _initialize(self) -> None:
        """Make the data folder beside its place, so that a killed attempt leaves none that is half made."""
        fresh = self.var / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        programs.make_folder(fresh)
        programs.open_way(fresh)
        locale = ("--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", f"--username={USER}")
        programs.run("initdb", *locale, data=fresh)
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("include_if_exists = '../postgres.conf'  # yours: it outlives this folder\n")
        fresh.rename(self.data)

    def _create_database(self) -> None:
        with self._connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(query, [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._conninfo(), autocommit=True)

    def _conninfo(self) -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.socket_dir), port=PORT, user=USER, dbname="postgres", connect_timeout=5
        )

    def _prepare_socket_dir(self) -> None:
        if self.socket_dir == self.data:
            return
        with contextlib.suppress(FileExistsError):
            programs.make_folder(self.socket_dir)
        found = self.socket_dir.lstat()
        is_private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not is_private or found.st_uid != self.data.stat().st_uid:
            raise DatabaseUnavailable(
                f"المجلد {self.socket_dir} ليس خاصا بمن تعمل قاعدة البيانات باسمه. احذفه ثم أعد المحاولة.",
                f"{self.socket_dir} is not private to the account of the database. Remove it and try again.",
            )


def _is_held_else_remove(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        path.unlink()
    return False
