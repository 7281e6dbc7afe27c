"""PostgreSQL's own client programs: those of the wheel beside the embedded server, else the system's."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import Conninfo

from newsroom import environment
from newsroom.environment import ConfigurationError

from . import programs

# Where systems keep the programs of several versions beside each other, off the PATH.
PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class ToolMissing(ConfigurationError):
    """A client program of PostgreSQL is not there, or is older than the server."""

    def __init__(self, name: str, server: int, found: int) -> None:
        package = f"postgresql-client-{server}"
        if found:
            super().__init__(
                f"البرنامج {name} من الإصدار {found} أقدم من خادم قاعدة البيانات (الإصدار {server}). "
                f"ثبّت الحزمة {package} أو ما يقابلها.",
                f"{name} is of version {found}, older than the database server ({server}). "
                f"Install {package} or what your system calls it.",
            )
        else:
            super().__init__(
                f"البرنامج {name} من برامج PostgreSQL غير موجود. ثبّت الحزمة {package} أو ما يقابلها.",
                f"{name}, a program of PostgreSQL, is missing. "
                f"Install {package} or what your system calls it.",
            )


def tool(name: str, *, server: int) -> Path:
    """Return a client program that is no older than the server, whose major version is given."""
    newest = 0
    for path in _candidates(name):
        version = version_of(path)
        if version >= server:
            return path
        newest = max(newest, version)
    raise ToolMissing(name, server, newest)


def version_of(path: Path) -> int:
    """Return the major version of a program of PostgreSQL, 0 where it tells none."""
    try:
        done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = _VERSION.search(done.stdout)
    return int(found[1]) if found else 0


def _candidates(name: str) -> Iterator[Path]:
    if not environment.text("DATABASE_URL"):
        yield programs.folder() / name
        return
    if on_path := shutil.which(name):
        yield Path(on_path)
    found = (path for place in PLACES for path in Path("/").glob(f"{place}/{name}"))
    yield from sorted(found, key=version_of, reverse=True)


def address_of(settings: Mapping[str, Any], *, name: str | None = None) -> tuple[str, dict[str, str]]:
    """Turn Django's settings of a database into an address and an environment that holds the password.

    A password among the arguments of a program would be read by anybody on the machine.
    """
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key in known}
    given = {
        "host": settings.get("HOST"),
        "port": settings.get("PORT"),
        "user": settings.get("USER"),
        "dbname": name or settings["NAME"],
        **options,
    }
    address = psycopg.conninfo.make_conninfo(**{key: value for key, value in given.items() if value})
    secret = settings.get("PASSWORD")
    return address, {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": secret} if secret else {})}
