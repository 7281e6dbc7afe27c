"""Migrations under readers: python -m tests.benchmarks.migrating, on the server that DATABASE_URL names.

A newsroom of its own is filled, brought back to older tables and forward again, while readers ask for lists,
articles and pictures without a pause. Told is how long each migration took, the longest that a reader waited
meanwhile, and whether the export is the same byte for byte as before.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parents[2]
NAME = "newsroom_migrating"
# Who migrates waits no longer for a table, for readers wait behind.
BOUND = "?options=-c%20lock_timeout%3D5s"
# What is read on any page; each runs as a transaction of its own, as pages do.
QUERIES = (
    "SELECT id, headline FROM articles_article WHERE status = 'published' "
    "ORDER BY published_at DESC LIMIT 20",
    "SELECT a.id, a.body, s.name FROM articles_article a LEFT JOIN articles_section s ON s.id = a.section_id "
    "ORDER BY a.id DESC LIMIT 1",
    "SELECT i.id, i.file FROM articles_articleimage u JOIN articles_image i ON i.id = u.image_id LIMIT 20",
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'",
)


class Reader(threading.Thread):
    """Asks without a pause and keeps the longest wait since it was last told."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.is_over, self.longest, self.asked, self.failures = address, False, 0.0, 0, []

    def run(self):
        with psycopg.connect(self.address, autocommit=True) as connection:
            while not self.is_over:
                for query in QUERIES:
                    self.ask(connection, query)

    def ask(self, connection, query):
        began = time.monotonic()
        try:
            connection.execute(query)
        except psycopg.Error as error:
            self.failures.append(str(error).strip())
        self.longest, self.asked = max(self.longest, time.monotonic() - began), self.asked + 1

    def told(self):
        longest, self.longest = self.longest, 0.0
        return longest


class Newsroom:
    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.address = make_conninfo(**{**conninfo_to_dict(server), "dbname": NAME})
        self.drop()
        self.on_server(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")

    def on_server(self, statement):
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)

    def drop(self):
        self.on_server(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")

    def manage(self, *arguments):
        given = conninfo_to_dict(self.address)
        account = f"{given.get('user', '')}:{given.get('password', '')}".rstrip(":")
        url = f"postgres://{account}@{given.get('host', '')}:{given.get('port', 5432)}/{NAME}{BOUND}"
        environ = {
            **os.environ, "DATABASE_URL": url, "NEWSROOM_VAR": str(self.folder), "LOG_LEVEL": "ERROR",
            "SECRET_KEY": "measured-" * 6, "ALLOWED_HOSTS": "localhost",
        }  # fmt: skip
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    def must(self, *arguments):
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def export(self):
        path = self.folder / "export.jsonl"
        self.must("export_articles", "--output", path)
        return path.read_bytes()

    def waiting(self):
        """Name what is to be migrated, in the order of its application."""
        lines = self.must("showmigrations", "--plan").splitlines()
        return [line.split()[2].split(".") for line in lines if line.startswith("[ ]")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="what is imported first")
    parser.add_argument("back", nargs="+", help="app.name to go back to, such as articles.0052")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        newsroom = Newsroom(os.environ["DATABASE_URL"], Path(folder))
        try:
            measure(newsroom, given)
        finally:
            newsroom.drop()


def measure(newsroom, given):
    newsroom.must("migrate", "-v0")
    newsroom.must("import_articles", given.archive, "--status", "published", "--no-progress")
    before = newsroom.export()
    for target in given.back:
        began = time.monotonic()
        newsroom.must("migrate", "-v0", *target.split("."))
        print(f"back to {target}: {time.monotonic() - began:.1f} s")
    readers = [Reader(newsroom.address) for _number in range(3)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    idle = max(reader.told() for reader in readers)
    for app, name in newsroom.waiting():
        began = time.monotonic()
        newsroom.must("migrate", "-v0", app, name)
        took, longest = time.monotonic() - began, max(reader.told() for reader in readers)
        print(
            f"{app}.{name}: {took:.1f} s with the start of the program, longest wait {longest * 1000:.0f} ms"
        )
    for reader in readers:
        reader.is_over = True
        reader.join()
    failures = [failure for reader in readers for failure in reader.failures]
    asked = sum(reader.asked for reader in readers)
    print(f"before any: {idle * 1000:.0f} ms; asked {asked}, failed {failures[:3]}")
    print("the export is the same" if newsroom.export() == before else "THE EXPORT DIFFERS")


if __name__ == "__main__":
    main()
