"""Time an import of JSON lines against a plain COPY of the same rows into one bare table, in one run.

NEWSROOM_BENCH_ROWS says how many (20,000). The table has what `articles` cannot do without: a primary key, an
index by date and one of the words. The ratio is what to quote; the machine decides the rest.
"""

import itertools
import json
import os
import time

import psutil
import psycopg
import pytest

from tests.benchmarks.archive import iter_records, report
from tests.sites import Sites

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

ROWS = int(os.environ.get("NEWSROOM_BENCH_ROWS", "20000"))
BARE = (
    "CREATE TABLE bare (id bigint PRIMARY KEY, title text, body text, day date, source text, section text,"
    " keywords text[])",
    "CREATE INDEX ON bare (day)",
    "CREATE INDEX ON bare USING gin (to_tsvector('simple', title || ' ' || body))",
)


@pytest.fixture
def sites(tmp_path):
    made = Sites(tmp_path / "var")
    yield made
    made.close()


def row_of(number, record):
    day = record.published_at or None
    return number, record.headline, record.body, day, record.source, record.section, record.keywords


def bare_copy(sites, rows):
    """Return the rows a second of a plain COPY."""
    url = sites.environment(sites.fresh("bench_bare"))["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as site:
        for statement in BARE:
            site.execute(statement)
        begun = time.perf_counter()
        with site.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return len(rows) / (time.perf_counter() - begun)


def watched(process):
    """Wait for a process; return the most memory that it and its children held at once, in MB."""
    most, root = 0, psutil.Process(process.pid)
    while process.poll() is None:
        try:
            family = [root, *root.children()]
            most = max(most, sum(each.memory_full_info().pss for each in family))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.2)  # a look now and then is enough
    return round(most / 1e6)


def test_an_import_against_a_plain_copy(sites, tmp_path, capsys):
    records = list(itertools.islice(iter_records(), ROWS))
    path, told = tmp_path / "archive.jsonl", tmp_path / "report.json"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record.to_json(), ensure_ascii=False) + "\n" for record in records)
    copied = bare_copy(sites, [row_of(number, record) for number, record in enumerate(records, 1)])
    process = sites.start(
        sites.fresh("bench_import"), "import_articles", path, "--format", "jsonl", "--status", "published",
        "--report", told, "--no-progress",
    )  # fmt: skip
    memory = watched(process)
    process.stderr.close()
    counts = json.loads(told.read_text(encoding="utf-8"))
    figures = {
        "rows": ROWS, "COPY rows a second": round(copied),
        "import articles a second": counts["articles_per_second"],
        "ratio": round(counts["articles_per_second"] / copied, 2), "peak memory MB": memory,
    }  # fmt: skip
    report(capsys, figures)
    assert counts["created"] + counts["updated"] + counts["unchanged"] == ROWS
