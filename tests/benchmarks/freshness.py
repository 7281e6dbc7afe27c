"""How soon a change is on every page of every worker while readers come: the site at hand, under load.

    python -m tests.benchmarks.freshness [--changes 20] [--connections 6]

An article is made for this, published and unpublished in turn through the door, and deleted at the end. From
the commit on, its pages are asked for over new connections until as many answers in a row as would meet each
worker tell of the change; the goal is a second.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from itertools import cycle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

from tests.benchmarks.pages import Client, page_paths, serve  # noqa: I001 — sets Django up

from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles import publishing
from articles.models import Article
from articles.records import Record
from newsroom.models import User

GOAL_SECONDS = 1.0
IN_A_ROW = 12  # the two workers of `make run` take connections in turn, more or less
HEADLINE = "خبر لقياس سرعة ظهور التغيير في كل الصفحات"


def make_article(by):
    keyword = Article.objects.published().newest_first()[0].keywords.first()
    record = {"headline": HEADLINE, "body": "<p>نص.</p>", "keywords": [keyword.name] if keyword else ["قياس"]}
    article = publishing.create(Record.from_mapping(record), by=by)
    publishing.submit(article, by=by)
    return publishing.approve(article, by=by)


def shown_on(article):
    keyword = article.keywords.first()
    return [iri_to_uri(path) for path in ("/", reverse("keyword", args=[keyword.slug]), "/feeds/latest.rss")]


def seconds_until(port, path, *, is_shown, since):
    """Return how long after `since` the last answer came that did not tell of the change yet."""
    last, right = since, 0
    while right < IN_A_ROW:
        client = Client(port)
        asked = time.perf_counter()
        _status, _headers, body = client.get(path)
        client.close()
        if (HEADLINE.encode() in body) is is_shown:
            right += 1
        else:
            last, right = asked, 0
    return last - since


def keep_asking(port, paths, stop):
    client = Client(port)
    for path in cycle(paths):
        if stop.is_set():
            break
        client.get(path)
    client.close()


def measure(port, changes, by):
    article, delays = make_article(by), []
    try:
        for number in range(changes):
            move = publishing.unpublish if number % 2 else publishing.publish
            article = move(article, by=by, note="قياس")
            since = time.perf_counter()
            delays += [
                seconds_until(port, path, is_shown=number % 2 == 0, since=since) for path in shown_on(article)
            ]
    finally:
        publishing.delete(article, by=by)
    return delays


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--connections", type=int, default=6)
    options = parser.parse_args()
    by, stop = User.objects.filter(is_superuser=True)[:1].get(), threading.Event()
    paths = [iri_to_uri(path) for some in page_paths(10).values() for path in some]
    with serve("newsroom.wsgi", "newsroom.settings") as (port, _process):
        readers = [
            threading.Thread(target=keep_asking, args=[port, paths, stop])
            for _number in range(options.connections)
        ]
        for reader in readers:
            reader.start()
        try:
            delays = measure(port, options.changes, by)
        finally:
            stop.set()
            for reader in readers:
                reader.join()
    told = {"median": statistics.median(delays), "worst": max(delays)}
    print(*(f"{name} {seconds:.3f} s" for name, seconds in told.items()), sep=", ")
    sys.exit(told["worst"] > GOAL_SECONDS)


if __name__ == "__main__":
    main()
