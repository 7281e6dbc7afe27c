"""A whole newsroom as newsroom/deploy runs it: database, cache, web server on a held socket, worker."""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from newsroom.database import programs
from tests.chaos import account, people, spaces
from tests.chaos.desk import Desk
from tests.chaos.ledger import Ledger, ask
from tests.chaos.postgres import NAME, USER, Postgres
from tests.chaos.processes import Kept

ROOT = Path(__file__).resolve().parents[2]
SERVES_WITHIN = 30
SEARCHES_PER_MINUTE = 40
TOKEN = "chaos-metrics"
# What systemd does for a unit with a socket: number 3 is the socket, whoever serves.
ACTIVATE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""
FURNISH = """
from django.core.management import call_command
from articles.models import AllowedNetwork
from tests.factories import make_user
call_command("load_sample")
make_user("chaos-editor", group="managing editor")
"""


def free_port(host="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


@dataclass
class Outcome:
    """What a fault did to those who were there."""

    readers: list
    others: list
    recovery: float = 0.0
    lost: tuple = ()
    note: str = ""


class Site:
    def __init__(self, folder, *, prepared):
        self.folder, self.var, self.prepared = folder, folder / "var", prepared
        self.ledger, self.extra = Ledger(), {}
        self.space = spaces.Space()
        self.has_space = self.space.open()
        host = self.space.theirs if self.has_space else "127.0.0.1"
        self.space_name = self.space.name if self.has_space else ""
        port = free_port()
        self.primary = Postgres(folder / "primary", host=host, port=port, space=self.space_name)
        self.standby = Postgres(folder / "standby", host=host, port=port + 1, space=self.space_name)
        self.database = self.primary
        self.cache_port, self.redis = free_port(), None
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.origin = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.kills = folder / "kills"
        self.web = self.worker = None

    # What it is made of

    def log(self, name):
        return self.folder / f"{name}.log"

    @property
    def environ(self):
        hosts = ",".join(f"{one.host}:{one.port}" for one in (self.primary, self.standby))
        return {
            "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "DATABASE_URL": f"postgres://{USER}@{hosts}/{NAME}?target_session_attrs=read-write",
            "SECRET_KEY": "a-key-for-faults-only-" * 3, "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": self.origin,
            "NEWSROOM_VAR": str(self.var), "TRUSTED_PROXIES": "127.0.0.1", "METRICS_TOKEN": TOKEN,
            "CHAOS_KILLS": str(self.kills), "PYTHONUNBUFFERED": "1",
            "SEARCHES_PER_MINUTE": str(SEARCHES_PER_MINUTE),
            **({"CACHE_URL": f"redis://127.0.0.1:{self.cache_port}/0"} if self.redis else {}), **self.extra,
        }  # fmt: skip

    def open(self):
        for path in (self.var, self.kills):
            path.mkdir(parents=True)
        programs.open_way(self.primary.data)
        prepared = self._prepare()
        subprocess.run(["cp", "-a", str(prepared), str(self.primary.data)], check=True)
        self.primary.start(self.log("database"))
        self.start_cache()
        self.start_web()
        self.start_worker()
        self.wait_until_it_serves(within=60)

    def _prepare(self):
        """Make the data of a new newsroom, once for all runs of the same migrations."""
        state = hashlib.sha256(repr(sorted(ROOT.glob("*/migrations/*.py"))).encode()).hexdigest()[:12]
        kept = self.prepared.with_name(f"{self.prepared.name}-{state}")
        if not kept.exists():
            self.primary.initialize()
            self.primary.start(self.log("database"), fsync="off", synchronous_commit="off")
            with self.primary.connect(dbname="postgres") as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            self.manage("migrate", "-v0")
            self.manage("shell", "-v0", "-c", FURNISH)
            self.primary.close()
            self.primary.data.rename(kept)
        return kept

    def start_cache(self):
        if program := shutil.which("redis-server"):
            command = [program, "--port", str(self.cache_port), "--bind", "127.0.0.1", "--save", ""]
            self.redis = Kept("redis", command, log=self.log("redis"), pause=1.0, cwd=self.folder)
            self.redis.start()

    def start_web(self):
        serve = [
            sys.executable, "-c", ACTIVATE, str(self.listener.fileno()),
            sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--workers", "2", "--threads", "4",
            "--timeout", "60", "--graceful-timeout", "30", "--forwarded-allow-ips", "", "--no-control-socket",
            "--log-level", "warning", "--logger-class", "newsroom.seeing.server_log.ServerLogger",
        ]  # fmt: skip
        self.web = Kept(
            "web", serve, log=self.log("web"), pause=2.0, environ=self.environ,
            cwd=ROOT, pass_fds=(self.listener.fileno(),),
        )  # fmt: skip
        self.web.start()

    def start_worker(self, pause=5.0):
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "4",
                   "--shutdown-graceful-timeout", "30"]  # fmt: skip
        self.worker = Kept(
            "worker", command, log=self.log("worker"), pause=pause, environ=self.environ, cwd=ROOT
        )
        self.worker.start()

    def restart_programs(self, **extra):
        """Begin web server and worker anew, with another environment."""
        self.extra = extra
        self.web.close()
        self.worker.close()
        self.start_web()
        self.start_worker()
        self.wait_until_it_serves(within=60)

    def manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environ, capture_output=True,
            text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def close(self):
        for one in (self.web, self.worker, self.redis):
            if one:
                one.close()
        for server in (self.primary, self.standby):
            server.close()
        self.listener.close()
        if self.has_space:
            self.space.close()

    # What those outside see of it

    def public_paths(self):
        rows = self.database.ask(
            "SELECT id FROM articles_article WHERE status = 'published' AND published_at < now() LIMIT 12"
        )
        return ["/", *(f"/articles/{number}.json" for (number,) in rows), "/search/?q=مرسى"]

    def get(self, path):
        return ask(self.origin, path)

    def cache(self):
        return redis.Redis(port=self.cache_port)

    def wait_until_it_serves(self, *, within=SERVES_WITHIN):
        """Wait until a reader reads, an editor saves and publishes, a job is done; return the seconds."""
        began, last = time.monotonic(), None
        while (took := time.monotonic() - began) < within + 30:
            try:
                self._serve_once()
                return time.monotonic() - began
            except Exception as error:  # noqa: BLE001 — whatever is wrong, it does not serve yet
                last = error
            time.sleep(0.2)
        raise AssertionError(f"the site does not serve after {took:.0f} s: {last!r}")

    def _serve_once(self):
        status, _text = self.get("/")
        assert status == 200
        words = f"حاضر{next(people.WORDS)}ة"
        desk = Desk(self.origin).sign_in()
        number = desk.new_article(words)
        desk.publish(number)
        status, text = self.get(f"/articles/{number}.json")
        assert status == 200
        assert words in text

    def wait_for_jobs(self, *, within):
        """Wait until no job that was asked for waits, runs or is lost; return the seconds."""
        began = time.monotonic()
        while True:
            numbers = list(self.ledger.jobs)
            (left,) = self.database.ask(
                "SELECT count(*) FROM procrastinate_jobs WHERE id = ANY(%s) AND status IN ('todo', 'doing')",
                [numbers],
            )[0]
            if not left or time.monotonic() - began > within:
                assert not left, f"{left} jobs are not done after {within} s"
                return time.monotonic() - began
            time.sleep(0.5)

    # A fault, and what is left after it

    @contextmanager
    def fault(self, name, *, readers=2, jobs_within=150, settle=2.0):
        """Let people work while the fault of the block happens; then count what is lost."""
        outcome = Outcome(
            [people.Reader(self) for _ in range(readers)], [people.Editor(self), people.Clerk(self)]
        )
        crowd = [*outcome.readers, *outcome.others]
        for person in crowd:
            person.start()
        time.sleep(settle)
        try:
            yield outcome
            outcome.recovery = self.wait_until_it_serves()
            time.sleep(settle)
        finally:
            for person in crowd:
                person.leave()
        self.wait_for_jobs(within=jobs_within)
        outcome.lost = tuple(self.ledger.losses(self.database, self.origin))
        account.add(name, outcome)
        assert not outcome.lost, outcome.lost
        assert outcome.recovery <= SERVES_WITHIN

    @contextmanager
    def held(self, kept):
        """Keep a program from being started again while the block lasts."""
        kept._wanted.clear()
        try:
            yield
        finally:
            with contextlib.suppress(AttributeError):
                kept.start()
