"""Whole newsrooms in databases of their own, for what tests and benchmarks run as commands."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def base_of(name):
    """Name the copy of a test database that holds what migrations wrote and nothing else."""
    return f"{name}_base"


def make_base():
    """Copy this process's test database, before any test writes to it, for the newsrooms made of it."""
    name = connection.settings_dict["NAME"]
    connection.close()  # nobody may be in a database that is copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{base_of(name)}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{base_of(name)}" TEMPLATE "{name}"')


def drop_base():
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{base_of(connection.settings_dict["NAME"])}" WITH (FORCE)')


def environment_of(name=""):
    """Return the environment for a command on a database of the test server, else on this test's."""
    own = connection.settings_dict
    user, password, port = (quote(str(own[key] or "")) for key in ("USER", "PASSWORD", "PORT"))
    account = f"{user}:{password}" if password else user
    host = quote(own["HOST"] or "", safe="")
    url = f"postgres://{account}@/{name or own['NAME']}?host={host}&port={port or 5432}"
    return {**os.environ, "DATABASE_URL": url}


class Sites:
    """Empty newsrooms on the test server, each a copy of one that was migrated."""

    def __init__(self, folder):
        self.folder, self.made = folder, []
        own = connection.settings_dict
        self.account = {"user": own["USER"], "password": own["PASSWORD"], "port": own["PORT"] or 5432}
        self.host = own["HOST"]
        self.server = psycopg.connect(
            host=self.host or None, dbname="postgres", autocommit=True,
            **{name: value for name, value in self.account.items() if value},
        )  # fmt: skip
        self.base = base_of(own["NAME"])

    def create(self, name, template):
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)

    def fresh(self, name):
        self.create(name, self.base)
        return name

    def environment(self, name):
        return {**environment_of(name), "NEWSROOM_VAR": str(self.folder)}

    def start(self, name, *arguments):
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)], cwd=ROOT, env=self.environment(name),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def manage(self, name, *arguments):
        process = self.start(name, *arguments)
        _out, told = process.communicate(timeout=600)
        assert process.returncode == 0, told.decode()

    def close(self):
        for name in self.made:
            self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.server.close()
