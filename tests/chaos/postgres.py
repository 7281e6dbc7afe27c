"""A PostgreSQL server of the newsroom's own programs, on a port of its own, that waits for the disk."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from newsroom.database import programs
from tests.chaos.processes import Kept

USER = NAME = "newsroom"
SETTINGS = {
    "shared_buffers": "64MB", "max_connections": "60", "fsync": "on", "synchronous_commit": "on",
    "max_wal_size": "128MB", "min_wal_size": "32MB", "jit": "off", "timezone": "UTC", "wal_level": "replica",
    "unix_socket_directories": "", "max_wal_senders": "4", "wal_keep_size": "64MB", "hot_standby": "on",
}  # fmt: skip


class Postgres:
    """`space` is the network namespace in which it lives, "" for that of the machine."""

    def __init__(self, data, *, host, port, space=""):
        self.data, self.host, self.port, self.space = Path(data), host, port, space
        self.keeper = None

    def initialize(self):
        programs.make_folder(self.data)
        programs.open_way(self.data)
        options = ("--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", f"--username={USER}")
        programs.run("initdb", *options, data=self.data)
        self._let_in()

    def _let_in(self):
        with (self.data / "pg_hba.conf").open("a") as file:
            file.write("host all all samenet trust\nhost replication all samenet trust\n")
            file.write("host all all 198.18.0.0/15 trust\nhost replication all 198.18.0.0/15 trust\n")

    def copy_of(self, primary):
        """Become a replica: a copy made by PostgreSQL's own program, that follows."""
        programs.make_folder(self.data)
        programs.open_way(self.data)
        address = f"host={primary.host} port={primary.port} user={USER} application_name=replica"
        self._run("pg_basebackup", "-D", self.data, "-d", address, "-R", "-X", "stream", "-c", "fast")

    def _run(self, program, *arguments):
        command = [*self._as_owner(), programs.folder() / program, *arguments]
        subprocess.run(
            list(map(str, command)), check=True, cwd="/", capture_output=True, env={"PATH": os.defpath}
        )

    def _as_owner(self):
        account = programs.account_for(self.data)
        inside = ["ip", "netns", "exec", self.space] if self.space else []
        if account is None:
            return inside
        return [
            *inside,
            "setpriv",
            f"--reuid={account.pw_uid}",
            f"--regid={account.pw_gid}",
            "--clear-groups",
        ]

    def start(self, log, **settings):
        given = {**SETTINGS, "listen_addresses": self.host, "port": self.port, **settings}
        options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        command = [*self._as_owner(), str(programs.folder() / "postgres"), "-D", str(self.data), *options]
        self.keeper = Kept(
            "database",
            command,
            log=log,
            pause=2.0,
            cwd="/",
            environ={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
        self.keeper.start()
        self.wait()

    def wait(self, *, within=60):
        end = time.monotonic() + within
        while True:
            try:
                with self.connect(dbname="postgres"):
                    return
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def connect(self, dbname=NAME):
        return psycopg.connect(
            host=self.host, port=self.port, user=USER, dbname=dbname, autocommit=True, connect_timeout=3
        )

    def ask(self, statement, values=None):
        with self.connect() as connection:
            return connection.execute(statement, values).fetchall()

    def restart(self):
        """Stop it in a hurry, as an upgrade does; its keeper starts it again."""
        self.keeper.process.send_signal(signal.SIGINT)

    def promote(self):
        programs.run("pg_ctl", "promote", "-w", data=self.data)

    def move(self, folder, log, **settings):
        """Shut down, carry the data to another folder and go on there."""
        self.keeper.stop(signal.SIGINT)
        self.keeper.close()
        subprocess.run(["cp", "-a", f"{self.data}/.", str(folder)], check=True)
        shutil.copystat(self.data, folder)
        self.data = Path(folder)
        self.start(log, **settings)

    def close(self):
        if self.keeper:
            self.keeper.stop(signal.SIGINT, patience=10)
            self.keeper.close()
