"""Streaming replicas of the test server, and a way to the server that can be cut."""

import contextlib
import shutil
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path

import psutil
import psycopg
from django.db import connection

from newsroom.database import programs
from newsroom.database.server import OPTIONS, PORT, USER

# How a server says that it waits for a query, the first time after whoever connects was let in.
READY = b"Z\x00\x00\x00\x05I"
HURRY = {"fsync": "off", "shared_buffers": "32MB", "hot_standby_feedback": "on"}


class Replica:
    """A copy of a server, the test server if none is named, made by `pg_basebackup`, which follows it."""

    def __init__(self, host="", name=""):
        # Not pytest's folder, whose path may be too long for a socket.
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
        self.data = self.folder / "replica"
        self.host = host or connection.settings_dict["HOST"]
        self.name = name or connection.settings_dict["NAME"]
        programs.make_folder(self.data)
        programs.open_way(self.data)
        follow = ("-h", self.host, "-p", PORT, "-U", USER)
        programs.run("pg_basebackup", *follow, "-R", "-X", "stream", "-c", "fast", "-N", data=self.data)

        # Of the copied server: else this one would think that it runs in its place.
        for mark in self.data.glob(".s.PGSQL.*"):
            mark.unlink()

    def start(self):
        options = {**OPTIONS, **HURRY, "unix_socket_directories": str(self.data)}
        told = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = str(self.data / "server.log")
        programs.run("pg_ctl", "start", "-w", "-l", log, "-o", told, data=self.data)

    def stop(self, mode="immediate"):
        programs.run("pg_ctl", "stop", "-w", "-m", mode, data=self.data)

    def freeze(self):
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def _signal(self, number):
        """Send a signal to the server and all that serve its connections."""
        main = int((self.data / "postmaster.pid").read_text().split()[0])
        for process in [psutil.Process(main), *psutil.Process(main).children()]:
            with contextlib.suppress(psutil.NoSuchProcess):  # its connection was over
                process.send_signal(number)

    def url(self):
        host = str(self.data).replace("/", "%2F")
        return f"postgres://{USER}@/{self.name}?host={host}&port={PORT}"

    def ask(self, statement):
        with psycopg.connect(self.url(), autocommit=True) as asked:
            return asked.execute(statement).fetchone()[0]

    def pause(self):
        self.ask("SELECT pg_wal_replay_pause()")

    def resume(self):
        self.ask("SELECT pg_wal_replay_resume()")

    def catch_up(self):
        """Wait until it has replayed what the test server has written."""
        with psycopg.connect(host=self.host, port=PORT, user=USER, dbname=self.name) as primary:
            position = primary.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()[0]
        give_up = time.monotonic() + 20
        while not self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"):
            assert time.monotonic() < give_up, "the replica does not follow"
            time.sleep(0.02)

    def close(self):
        with contextlib.suppress(programs.DatabaseUnavailable):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Way:
    """A port that leads to the test server, until it is cut."""

    def __init__(self):
        own = connection.settings_dict
        self.target = f"{own['HOST']}/.s.PGSQL.{own['PORT']}"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_cut, self.pairs = False, []
        self.flows, self.greets = threading.Event(), False
        self.flows.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self):
        return f"postgres://{USER}@127.0.0.1:{self.port}/{connection.settings_dict['NAME']}"

    def cut(self):
        """End what is connected, and take nobody."""
        self.is_cut = True
        for one in self.pairs:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def hang(self, *, greets=False):
        """Take what is sent, and answer nothing; one that `greets` lets connect, as a pooler does."""
        self.greets = greets
        self.flows.clear()

    def mend(self):
        self.is_cut = False
        self.flows.set()

    def close(self):
        self.cut()
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                here, _address = self.listener.accept()
                if self.is_cut:
                    here.close()
                    continue
                there = socket.socket(socket.AF_UNIX)
                there.connect(self.target)
                self.pairs += [here, there]
                if self.is_cut:  # meanwhile
                    self.cut()
                is_met = threading.Event()
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(*pair, is_met), daemon=True).start()

    def _carry(self, here, there, is_met):
        with contextlib.suppress(OSError):
            while data := here.recv(65536):
                if is_met.is_set() or not self.greets:
                    self.flows.wait()
                there.sendall(data)
                if data.endswith(READY):
                    is_met.set()
        for one in (here, there):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
