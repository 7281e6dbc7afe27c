"""Time each list of the desk, with its filters, orders and searches, on the site at hand, whatever its size.

    python -m tests.benchmarks.admin_lists [--user NAME] [--times 5] [--only TEXT] [--explain]

A line holds the median on the clock in milliseconds, the queries of the page, and its slowest query. Each
address is asked once unmeasured, so that its pages are in memory. It reads only. The static files must have
been collected, as `make run` does, or DEBUG=1 be set.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.contrib import admin  # noqa: E402 — Django first
from django.db import connection  # noqa: E402 — Django first
from django.test import Client  # noqa: E402 — Django first
from django.urls import reverse  # noqa: E402 — Django first

from articles.admin import filters  # noqa: E402 — Django first
from articles.admin.saved_views import SavedViewsMixin  # noqa: E402 — Django first
from articles.models import (  # noqa: E402 — Django first
    Article,
    BulkRun,
    Image,
    ImportBatch,
    ImportItem,
    Revision,
    Section,
    Source,
)
from newsroom.models import User  # noqa: E402 — Django first
from tags.models import Keyword  # noqa: E402 — Django first

TARGET = 200


def article_queries() -> Iterator[str]:
    """Name each choice of each filter, the orders, searches, and what meets in practice."""
    yield ""
    for part in (filters.StateFilter, filters.NeedsFilter, filters.DateFilter, filters.OwnerFilter,
                 filters.OriginFilter, filters.ConflictFilter):  # fmt: skip
        for value, _label in part.lookups(None, None, None):
            yield f"{part.parameter_name}={value}"
    for name, model in (("section", Section), ("source", Source)):
        for row in (model.objects.order_by("pk").first(), model.objects.order_by("-pk").first()):
            if row:
                yield f"{name}__id__exact={row.pk}"
    section, source = Section.objects.order_by("-pk").first(), Source.objects.order_by("-pk").first()
    if section and source:
        yield f"state=published&section__id__exact={section.pk}"
        yield f"state=draft&source__id__exact={source.pk}"
        yield f"section__id__exact={section.pk}&source__id__exact={source.pk}"
    # Not every person has the same columns: what is no order of the list costs nothing more.
    yield from (f"o={sign}{number}" for number in range(4, 9) for sign in ("", "-"))
    newest = Article.objects.order_by("-pk").first()
    if newest:
        words = newest.headline.split()
        yield from (f"q={words[0]}", f"q={' '.join(words[:3])}", f"q={newest.pk}", "q=زعنفقون")
        yield f"q={words[0]}&state=draft"
    yield from ("p=1", "p=19")


def addresses() -> Iterator[tuple[str, str]]:
    """List the label and the address of each page."""
    lists = {
        Article: [*article_queries()],
        Keyword: ["", "o=1", "o=-1", "o=3", "q=جسر", "q=ة", "p=5"],
        Source: ["", "o=1", "o=-2", "q=جريدة", "kind__exact=agency", "in_menu__exact=1"],
        Image: ["", "file=ours", "file=remote", "file=none", "lacks=any", "added=today", "q=جسر",
                "q=زعنفقون", "p=5"],
        ImportBatch: ["", "state__exact=finished", "state__exact=running", "o=-1"],
        ImportItem: ["", "outcome__exact=rejected", "outcome__exact=conflict", "outcome__exact=created",
                     "undone__exact=removed", "o=2", *_of_batch()],
        BulkRun: ["", "state__exact=finished"],
    }  # fmt: skip
    for model, queries in lists.items():
        opts = model._meta
        page = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        whole = "?view=all" if isinstance(admin.site.get_model_admin(model), SavedViewsMixin) else ""
        for query in queries:
            yield f"{opts.model_name}?{query}", f"{page}?{query}" if query else f"{page}{whole}"
    yield "desk", reverse("admin:index")
    revision = Revision.objects.order_by("-pk").first()
    if revision:
        yield "history", reverse("admin:articles_article_history", args=[revision.article_id])


def _of_batch() -> list[str]:
    batch = ImportBatch.objects.order_by("-pk").first()
    return (
        [f"batch__id__exact={batch.pk}", f"batch__id__exact={batch.pk}&outcome__exact=rejected"]
        if batch
        else []
    )


class Heard(NamedTuple):
    seconds: float
    sql: str
    params: Any


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """Collect the queries of a page; the log of Django is emptied at its start."""
    heard: list[Heard] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            heard.append(Heard(time.perf_counter() - start, sql, params))

    with connection.execute_wrapper(note):
        yield heard


def measure(client: Client, address: str, times: int) -> tuple[float, list[Heard], int]:
    """Return the median in milliseconds, the queries of one page, and its status."""
    client.get(address)
    with listening() as heard:
        status = client.get(address).status_code
    clocks = []
    for _time in range(times):
        start = time.perf_counter()
        client.get(address)
        clocks.append((time.perf_counter() - start) * 1000)
    return statistics.median(clocks), heard, status


def explain(query: Heard) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {query.sql}", query.params)
        return "\n".join(f"      {line}" for (line,) in cursor.fetchall())


def main() -> None:
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks.admin_lists")
    made.add_argument("--user", help="who looks; by default a superuser, else whoever may edit")
    made.add_argument("--times", type=int, default=5)
    made.add_argument("--only", default="", help="measure only what has this text in its label")
    made.add_argument(
        "--explain", action="store_true", help="print the plan of the slowest query of slow pages"
    )
    options = made.parse_args()
    people = User.objects.filter(is_staff=True, is_active=True)
    people = people.filter(username=options.user) if options.user else people.order_by("-is_superuser", "pk")
    client = Client()
    client.force_login(people[0])
    slow = 0
    for label, address in addresses():
        if options.only not in label:
            continue
        median, queries, status = measure(client, address, options.times)
        worst = max(queries, default=Heard(0.0, "", None), key=lambda query: query.seconds)
        mark = "" if status == 200 else f"  ANSWERED {status}"
        slow += median > TARGET
        sys.stdout.write(
            f"{median:8.1f} ms {len(queries):3} queries  slowest {worst.seconds * 1000:6.0f} ms  "
            f"{label}{mark}{'  SLOW' if median > TARGET else ''}\n"
        )
        sys.stdout.flush()
        if options.explain and median > TARGET and worst.sql.startswith("SELECT"):
            sys.stdout.write(f"      {worst.sql[:600]}\n{explain(worst)}\n")
    sys.stdout.write(f"{slow} above {TARGET} ms\n")


if __name__ == "__main__":
    main()
