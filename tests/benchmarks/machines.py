"""Measure several machines as processes of this one: `python -m tests.benchmarks.machines --help`.

A primary and two replicas, one to three web nodes behind nginx, one to three imports and three workers; with
`--pooler` all but the workers reach the primary through PgBouncer in transaction mode. Wants nginx and wrk.
All of it shares the cores of this machine, and so does the load: what is told is how the parts work together
and where the first of them is full, not what three machines would do.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 — after the settings are named

django.setup()

from newsroom.database import programs  # noqa: E402 — Django first
from newsroom.database.server import NAME, PORT, USER, EmbeddedServer  # noqa: E402 — Django first
from tests.benchmarks.archive import iter_records  # noqa: E402 — Django first
from tests.replicas import Replica  # noqa: E402 — Django first

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream nodes {{ {nodes} keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $host;
        }}
    }}
}}
"""
PGBOUNCER = """
[databases]
{name} = host={host} port={port} dbname={name} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 10
max_client_conn = 500
ignore_startup_parameters = options,extra_float_digits
pidfile = {folder}/pgbouncer.pid
logfile = {folder}/pgbouncer.log
"""
# Each kind asks for pages in turn; a search is never kept.
LUA = """
local paths = {{ {paths} }}
local number = math.random(#paths)
request = function()
    number = number + 1
    local headers = {{["Host"] = "127.0.0.1", ["Accept-Encoding"] = "gzip"}}
    return wrk.format("GET", paths[number % #paths + 1] {more}, headers)
end
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, *, path=""):
    """Wait until a port takes somebody, and where a path is given, until it answers there."""
    for _try in range(1800):
        with contextlib.suppress(OSError):
            if not path:
                socket.create_connection(("127.0.0.1", port), 1).close()
            elif urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).status != 200:
                continue
            return
        time.sleep(0.1)
    raise TimeoutError(port)


@contextmanager
def running(*command, **given):
    """Run a process until the block ends."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, **(quiet | given))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


class Place:
    """The servers of a newsroom, and how its processes reach them."""

    def __init__(self, options):
        self.options, self.folder = options, Path(tempfile.mkdtemp(prefix="newsroom-machines-"))
        self.server = EmbeddedServer(self.folder / "var")
        self.server.var.mkdir()
        self.server.attach()
        host = quote(str(self.server.socket_dir), safe="")
        self.direct = self.primary = f"postgres://{USER}@/{NAME}?host={host}&port={PORT}"
        self.replicas = []

    def environment(self, *, primary="", replicas=0):
        addresses = ",".join(one.url() for one in self.replicas[:replicas])
        return {
            **os.environ, "DATABASE_URL": primary or self.primary, "TEST_REPLICA_URL": addresses,
            "NEWSROOM_VAR": str(self.server.var), "DJANGO_SETTINGS_MODULE": "tests.replica_settings",
            "SECRET_KEY": "only-to-measure-" * 4, "ALLOWED_HOSTS": "127.0.0.1",
            "TEST_CACHE_URL": self.options.cache, "LOG_LEVEL": "ERROR",
        }  # fmt: skip

    def manage(self, *arguments):
        """Begin a command; `done` waits for it."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)], cwd=ROOT, env=self.environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def close(self):
        for replica in self.replicas:
            replica.close()
        programs.run("pg_ctl", "stop", "-w", "-m", "fast", data=self.server.data)
        shutil.rmtree(self.folder, ignore_errors=True)


def done(process):
    out, told = process.communicate(timeout=1200)
    assert process.returncode == 0, told.decode()
    return out


@contextmanager
def pooled(place):
    """Let PgBouncer stand before the primary, in the mode that shares connections between transactions."""
    port, config = free_port(), place.folder / "pgbouncer.ini"
    given = {"name": NAME, "host": place.server.socket_dir, "port": PORT, "listen": port, "user": USER}
    config.write_text(PGBOUNCER.format(folder=place.folder, **given))
    place.folder.chmod(0o777)
    as_nobody = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    with running("pgbouncer", config, **as_nobody):
        wait_for(port)
        place.primary = f"postgres://{USER}@127.0.0.1:{port}/{NAME}?prepare_threshold=none"
        yield


def write_archive(folder, number, size):
    path = folder / f"archive-{number}.jsonl"
    with path.open("w") as file:
        for record in islice(iter_records(), number * size, (number + 1) * size):
            told = record.to_json() | {"namespace": f"machine-{number}", "status": "published"}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
    return path


def import_with(place, count, *, turn):
    """Run imports side by side, each of files of its own; returns articles a second."""
    size = place.options.articles
    files = [write_archive(place.folder, turn + number, size) for number in range(count)]
    began = time.perf_counter()
    for process in [place.manage("import_articles", file, "--no-progress") for file in files]:
        done(process)
    return count * size / (time.perf_counter() - began)


@contextmanager
def nodes(place, count, *, replicas):
    """Serve with web nodes behind nginx; yields the port to ask."""
    ports, port = [free_port() for _node in range(count)], free_port()
    lines = " ".join(f"server 127.0.0.1:{one};" for one in ports)
    config = place.folder / "nginx.conf"
    config.write_text(NGINX.format(folder=place.folder, nodes=lines, port=port))
    with ExitStack() as stack:
        for one in ports:
            command = ("-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{one}", "--threads", 4)
            more = ("--no-control-socket", "--log-level", "error")
            environment = place.environment(replicas=replicas)
            stack.enter_context(running(sys.executable, *command, *more, env=environment))
        for one in ports:
            wait_for(one, path="/readyz")
        stack.enter_context(running("nginx", "-c", config, "-p", place.folder))
        wait_for(port)
        yield port


def load(place, port, paths, *, more=""):
    """Ask with eight connections; returns requests a second, the slowest of a hundred in ms, and errors."""
    script = place.folder / "load.lua"
    script.write_text(LUA.format(paths=", ".join(f'"{path}"' for path in paths), more=more))
    seconds = place.options.seconds
    command = [
        "wrk",
        "-t1",
        "-c8",
        f"-d{seconds}",
        "--latency",
        "-s",
        str(script),
        f"http://127.0.0.1:{port}",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = told.split()
    errors = [line.strip() for line in told.splitlines() if "Non-2xx" in line or "Socket errors" in line]
    return float(words[words.index("Requests/sec:") + 1]), words[words.index("99%") + 1], errors


def addresses_of(port, most):
    """Return addresses of articles, as the sitemap has them."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sitemap-articles-0.xml") as answer:
        found = [part.partition("</loc>")[0] for part in answer.read().decode().split("<loc>")[1:]]
    return ["/" + address.split("/", 3)[3] for address in found[:most]]


def measure_nodes(place, count, replicas):
    with nodes(place, count, replicas=replicas) as port:
        articles = addresses_of(port, 50)
        load(place, port, articles)
        kept = load(place, port, articles)
        words = [quote(word) for word in ("رئيس", "الحكومة", "مجلس", "اليوم", "وزير", "مدينة")]
        searched = load(place, port, [f"/search.json?q={word}&x=" for word in words], more=".. number")
    for kind, (rate, slowest, errors) in (("kept pages", kept), ("searches", searched)):
        told = f"{kind:<11} {rate:8.0f}/s  p99 {slowest:>8}  {'; '.join(errors)}"
        print(f"{count} nodes, {replicas} replicas  {told}", flush=True)


def measure(place):
    done(place.manage("migrate", "-v0"))
    with ExitStack() as stack:
        if place.options.pooler:
            stack.enter_context(pooled(place))
        for _worker in range(3):
            command = (sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", 2)
            stack.enter_context(running(*command, env=place.environment(primary=place.direct)))
        turn = 0
        for count in place.options.nodes:
            print(
                f"{count} imports at once   {import_with(place, count, turn=turn):8.0f} articles/s",
                flush=True,
            )
            turn += count
        out = done(place.manage("export_articles"))
        print(f"exported {len(out.splitlines())} records, {len(out) / 1e6:.1f} MB", flush=True)
        for _replica in range(2):
            began = time.perf_counter()
            place.replicas.append(Replica(str(place.server.socket_dir), NAME))
            place.replicas[-1].start()
            place.replicas[-1].catch_up()
            print(f"a replica was made in {time.perf_counter() - began:.1f} s", flush=True)
    with ExitStack() as stack:
        if place.options.pooler:
            stack.enter_context(pooled(place))
        for count in place.options.nodes:
            for replicas in place.options.replicas:
                measure_nodes(place, count, replicas)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000, help="articles of each import")
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument(
        "--nodes", type=int, nargs="*", default=[1, 2, 3], help="web nodes, and imports at once"
    )
    parser.add_argument("--replicas", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--pooler", action="store_true", help="reach the primary through PgBouncer")
    parser.add_argument("--cache", default="", help="CACHE_URL of the nodes")
    place = Place(parser.parse_args())
    try:
        measure(place)
    finally:
        place.close()


if __name__ == "__main__":
    main()
