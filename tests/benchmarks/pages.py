"""Requests a second of each kind of page of the site at hand: made anew, kept, and unchanged (304).

    python -m tests.benchmarks.pages [--seconds 5] [--connections 8] [--paths 40] [--json FILE]

Beside them stands a bare Django view that says hello; all run under gunicorn with the settings of `make run`,
on loopback, asked over connections that stay open. `cpu` is the processor time that the servers took for a
request, which other work on the machine and this client, on the same cores, distort least.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

import psutil  # noqa: E402 — Django first
from django.urls import reverse  # noqa: E402 — Django first
from django.utils.encoding import iri_to_uri  # noqa: E402 — Django first

from articles.models import Article, Section, Source  # noqa: E402 — Django first
from newsroom.management.commands.run_newsroom import web_command  # noqa: E402 — Django first
from tags.models import Keyword  # noqa: E402 — Django first

GOAL = 0.6  # of what the bare view does, a kept page
ROOT = Path(__file__).resolve().parents[2]
SERVERS = {
    "made anew": ("newsroom.wsgi", "tests.benchmarks.uncached_settings"),
    "kept": ("newsroom.wsgi", "newsroom.settings"),
}


def page_paths(most):
    """Name some pages of each kind, those that show most."""
    newest = list(Article.objects.published().newest_first()[:most])
    keywords = Keyword.objects.filter(article_keywords__content_object__in=newest).distinct()
    sections = Section.objects.filter(articles__in=newest).distinct()
    sources = Source.objects.filter(articles__in=newest).distinct()
    return {
        "home": [reverse("home")],
        "section": [row.get_absolute_url() for row in sections[:most]],
        "keyword": [reverse("keyword", args=[row.slug]) for row in keywords[:most]],
        "source": [row.get_absolute_url() for row in sources[:most]],
        "article": [row.get_absolute_url() for row in newest],
    }


@contextmanager
def serve(application, settings):
    """Run gunicorn as `make run` does; whatever happens, it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [application if part == "newsroom.wsgi" else part for part in web_command(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": settings}, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(port)
        yield port, psutil.Process(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_for(port):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


class Client:
    """One connection that stays open, and just enough HTTP to measure with."""

    def __init__(self, port):
        self.port, self.socket, self.left = port, None, b""

    def get(self, path, tag=""):
        condition = f"If-None-Match: {tag}\r\n" if tag else ""
        try:
            return self._get(path, condition)
        except (ConnectionError, OSError):  # the server closes what is silent for two seconds
            self.close()
            return self._get(path, condition)

    def _get(self, path, condition):
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{condition}\r\n".encode()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head = self._head()
        lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        body = self._body(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), headers, body

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket, self.left = None, b""

    def _head(self):
        while b"\r\n\r\n" not in self.left:
            self._more()
        head, self.left = self.left.split(b"\r\n\r\n", 1)
        return head

    def _body(self, size):
        while len(self.left) < size:
            self._more()
        body, self.left = self.left[:size], self.left[size:]
        return body

    def _more(self):
        if not (some := self.socket.recv(1 << 16)):
            raise ConnectionError
        self.left += some


def cpu_of(process):
    times = [each.cpu_times() for each in [process, *process.children(recursive=True)]]
    return sum(one.user + one.system for one in times)


def load(port, process, paths, *, seconds, connections, are_validated=False):
    """Ask for paths in turn for some seconds; returns requests a second and processor time of each."""
    paths = [iri_to_uri(path) for path in paths]
    expected = 304 if are_validated else 200
    tags, counts, wrong, marks = {}, [0] * connections, [], []
    begin = threading.Barrier(connections, lambda: marks.append((time.perf_counter(), cpu_of(process))))

    def ask(number):
        client, shift = Client(port), number * len(paths) // connections
        mine = paths[shift:] + paths[:shift]
        # A connection stays with one worker, and each has its own memory: all ask once for everything.
        tags.update((path, client.get(path)[1].get("etag", "")) for path in mine)
        begin.wait()
        for path in cycle(mine):
            status, _headers, _body = client.get(path, tags[path] if are_validated else "")
            if status != expected:
                wrong.append((status, path))
            counts[number] += 1
            if time.perf_counter() > marks[0][0] + seconds:
                break
        client.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    start, before = marks[0]
    done, passed = sum(counts), time.perf_counter() - start
    return {
        "rps": round(done / passed, 1),
        "cpu_us": round(1e6 * (cpu_of(process) - before) / max(done, 1)),
        "wrong": len(wrong),
    }


def measure(options):
    given = {"seconds": options.seconds, "connections": options.connections}
    figures = {}
    hello = [measure_hello(given)]
    pages = page_paths(options.paths)
    for name, server in SERVERS.items():
        with serve(*server) as (port, process):
            for kind, paths in pages.items():
                figures.setdefault(kind, {})[name] = load(port, process, paths, **given)
                if name == "kept":
                    figures[kind]["304"] = load(port, process, paths, are_validated=True, **given)
    hello.append(measure_hello(given))
    return {"hello": {"bare view": max(hello, key=lambda row: row["rps"])}, **figures}


def measure_hello(given):
    """Measured before and after the pages, so that a busy moment of the machine does not flatter them."""
    with serve("tests.benchmarks.hello", "tests.benchmarks.hello") as (port, process):
        return load(port, process, ["/"], **given)


def show(figures):
    bare = figures["hello"]["bare view"]
    print(f"{'page':10}{'':12}{'req/s':>9}{'of hello':>10}{'cpu µs':>9}{'of hello':>10}{'wrong':>7}")
    for kind, rows in figures.items():
        for name, row in rows.items():
            share, cpu = row["rps"] / bare["rps"], bare["cpu_us"] / max(row["cpu_us"], 1)
            print(
                f"{kind:10}{name:12}{row['rps']:9.1f}{share:10.0%}{row['cpu_us']:9}{cpu:10.0%}{row['wrong']:7}"
            )
    kept = [rows["kept"] for rows in figures.values() if "kept" in rows]
    worst = min(min(row["rps"] / bare["rps"], bare["cpu_us"] / row["cpu_us"]) for row in kept)
    print(f"The slowest kept page does {worst:.0%} of the bare view; the goal is {GOAL:.0%}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--paths", type=int, default=40)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1))
    sys.exit(any(row["wrong"] for rows in figures.values() for row in rows.values()))


if __name__ == "__main__":
    main()
