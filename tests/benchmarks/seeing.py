"""What counting costs a kept page, in one process: the same requests with and without, turn by turn.

    python -m tests.benchmarks.seeing [--rounds 41] [--requests 1000] [--json FILE]

The site at hand is asked for its home page through the whole WSGI handler. Processor time is compared, in
pairs, so that other work on the machine weighs on both; told are medians. The cost of looking on at a query
is measured beside it, against a statement that does nothing.
"""

import argparse
import io
import json
import os
import statistics
import sys
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django

django.setup()

from django.conf import settings  # noqa: E402 — Django first
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 — Django first
from django.db import connection  # noqa: E402 — Django first

from articles.caching.entries import Entry  # noqa: E402 — Django first
from newsroom import middleware  # noqa: E402 — Django first
from newsroom.seeing.queries import look_on  # noqa: E402 — Django first

GOAL = 0.03
HOST = settings.ALLOWED_HOSTS[0]


@contextmanager
def without():
    """Answer kept pages, and read headers, as it was before anything was counted."""
    counted, forwarded = Entry.answer, middleware.FORWARDED
    Entry.answer = Entry.answer_uncounted
    middleware.FORWARDED = tuple(name for name in forwarded if name != "HTTP_X_REQUEST_ID")
    try:
        yield
    finally:
        Entry.answer, middleware.FORWARDED = counted, forwarded


def ask(handler):
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "", "SERVER_NAME": HOST,
        "SERVER_PORT": "80", "HTTP_HOST": HOST, "HTTP_ACCEPT_ENCODING": "gzip", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": settings.SITE_URL.partition(":")[0], "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }  # fmt: skip
    told = []
    response = handler(environ, lambda status, headers: told.append(status))
    for _part in response:
        pass
    response.close()
    assert told == ["200 OK"], told


def time_of(work, times):
    began = time.process_time()
    for _turn in range(times):
        work()
    return 1e6 * (time.process_time() - began) / times


def measure_pages(rounds, requests):
    handler = WSGIHandler()
    ask(handler)
    rows = []
    for number in range(rounds):
        pair = {}
        for way in (nullcontext, without) if number % 2 else (without, nullcontext):
            with way():
                pair[way] = time_of(lambda: ask(handler), requests)
        rows.append((pair[nullcontext], pair[without]))
    return {
        "counted_us": round(statistics.median(row[0] for row in rows), 2),
        "before_us": round(statistics.median(row[1] for row in rows), 2),
        "share": round(statistics.median(row[0] / row[1] for row in rows) - 1, 4),
    }


def measure_queries(rounds, requests):
    """Measure the wrapper around an execution that does nothing; a query itself takes some 100 µs."""

    def nothing(sql, params, many, context):
        return None

    looked = [time_of(lambda: look_on(nothing, "SELECT 1", None, False, {}), requests) for _ in range(rounds)]
    plain = [time_of(lambda: nothing("SELECT 1", None, False, {}), requests) for _ in range(rounds)]
    with connection.cursor() as cursor:
        whole = [time_of(lambda: cursor.execute("SELECT 1"), 200) for _ in range(rounds)]
    return {
        "looking_on_us": round(statistics.median(looked) - statistics.median(plain), 2),
        "least_query_us": round(statistics.median(whole), 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=41)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {
        "page": measure_pages(options.rounds, options.requests),
        "query": measure_queries(options.rounds, options.requests),
    }
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    sys.exit(figures["page"]["share"] > GOAL)


if __name__ == "__main__":
    main()
