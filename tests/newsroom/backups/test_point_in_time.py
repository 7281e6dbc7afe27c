"""Back to the moment before an accident, with PostgreSQL's own tools, in a cluster of the test's own.

It takes a minute, so it runs where NEWSROOM_RECOVERY=1 asks for it; NEWSROOM_RECOVERY_PROGRAMS names the
folder of the server's programs, else those of the wheel are taken.
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from newsroom.database import programs
from tests.benchmarks.archive import iter_records
from tests.buckets import free_port
from tests.sites import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("NEWSROOM_RECOVERY"), reason="NEWSROOM_RECOVERY=1 asks for it"),
]
# The lines of newsroom/deploy/RECOVERY.md.
ARCHIVING = """
archive_mode = on
archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f.part && mv {archive}/%f.part {archive}/%f'
archive_timeout = 60
"""
RECOVERY = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
"""
ACCIDENT = """
from articles.models import Article
from articles.publishing import delete
from newsroom.models import User
by = User.objects.get(username="chief")
for article in Article.objects.order_by("pk")[:30]:
    delete(article, by=by)
"""
CHIEF = """
from newsroom.models import User
User.objects.create_superuser("chief", password="كلمة-مرور-طويلة")
"""


class Cluster:
    """A server of PostgreSQL with an archive of its log, under an account that it accepts."""

    def __init__(self):
        self.bin = Path(os.environ.get("NEWSROOM_RECOVERY_PROGRAMS") or programs.folder())
        self.top = Path(tempfile.mkdtemp(prefix="newsroom-recovery-"))
        self.top.chmod(0o755)
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.data, self.archive, self.base = (self.folder(name) for name in ("data", "archive", "base"))
        self.port = free_port()

    def folder(self, name):
        path = self.top / name
        path.mkdir(mode=0o700)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
        return path

    def run(self, name, *arguments):
        become = {"user": self.account.pw_uid, "group": self.account.pw_gid} if self.account else {}
        done = subprocess.run(
            [self.bin / name, *map(str, arguments)], capture_output=name != "pg_ctl", cwd="/", check=False,
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath}, **become,
        )  # fmt: skip
        assert done.returncode == 0, (name, done.stderr)

    def start(self, data):
        told = f"-p {self.port} -h 127.0.0.1 -k {self.top}/archive"
        self.run("pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", told, "start")

    def ask(self, query, name="newsroom"):
        with psycopg.connect(self.address(name), autocommit=True) as connection:
            found = connection.execute(query)
            return found.fetchone()[0] if found.description else None

    def address(self, name="newsroom"):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def manage(self, *arguments):
        environ = {**os.environ, "DATABASE_URL": self.address(), "NEWSROOM_VAR": str(self.top / "var")}
        command = [sys.executable, "manage.py", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def export(self, name):
        self.manage("export_articles", "--output", self.top / name)
        return (self.top / name).read_bytes()

    def bring_in(self, records):
        path = self.top / "records.jsonl"
        lines = (json.dumps(record.to_json(), ensure_ascii=False) for record in records)
        path.write_text("\n".join(lines), encoding="utf-8")
        self.manage("import_articles", path, "--format", "jsonl", "--status", "published", "--no-progress")

    def close(self):
        for data in (self.data, self.base):
            if (data / "postmaster.pid").exists():
                self.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(self.top)


@pytest.fixture
def cluster():
    made = Cluster()
    try:
        yield made
    finally:
        made.close()


def until(holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_newsroom_comes_back_as_it_was_just_before_an_accident(cluster):
    cluster.run(
        "initdb", "-D", cluster.data, "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8", "-A", "trust"
    )
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write(ARCHIVING.format(archive=cluster.archive))
    cluster.start(cluster.data)
    cluster.ask("CREATE DATABASE newsroom", name="postgres")
    cluster.manage("migrate", "-v0")
    cluster.manage("shell", "-v0", "-c", CHIEF)
    records = iter_records()
    cluster.bring_in(islice(records, 100))

    cluster.run("pg_basebackup", "-D", cluster.base, "-X", "stream", "-c", "fast", "-U", "postgres",
                "-h", "127.0.0.1", "-p", cluster.port)  # fmt: skip
    cluster.bring_in(islice(records, 100))  # after the base backup: only the log has it
    before = cluster.export("before.jsonl")
    moment: datetime = cluster.ask("SELECT now()")
    time.sleep(1)
    cluster.manage("shell", "-v0", "-c", ACCIDENT)
    cluster.bring_in(islice(records, 20))
    assert cluster.export("after.jsonl") != before
    last = cluster.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
    cluster.ask("SELECT pg_switch_wal()")
    until(lambda: (cluster.ask("SELECT last_archived_wal FROM pg_stat_archiver") or "") >= last)
    cluster.run("pg_ctl", "-D", cluster.data, "-m", "immediate", "stop")  # as when the machine is lost

    with (cluster.base / "postgresql.auto.conf").open("a") as settings:
        settings.write(RECOVERY.format(archive=cluster.archive, moment=moment.isoformat()))
    (cluster.base / "recovery.signal").touch()
    if cluster.account:
        os.chown(cluster.base / "recovery.signal", cluster.account.pw_uid, cluster.account.pw_gid)
    cluster.start(cluster.base)
    until(lambda: not cluster.ask("SELECT pg_is_in_recovery()"))
    assert cluster.export("recovered.jsonl") == before
    assert cluster.ask("SELECT count(*) FROM articles_article") == 200
    cluster.bring_in(islice(records, 5))  # and work goes on
    assert cluster.ask("SELECT count(*) FROM articles_article") == 205
