"""Readers, editors and an import together for minutes: memory stays flat, and nobody meets an error.

`CHAOS_MINUTES=30 make chaos ARGS="-k load"` is the long run; without it three minutes are tried.
"""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.chaos import account, people
from tests.chaos.site import ROOT

pytestmark = pytest.mark.chaos
MINUTES = float(os.environ.get("CHAOS_MINUTES", "3"))
# Memory settles in the first part of the run, as caches fill; from then on it may grow by so much.
WARM_UP, MOST_GROWTH = 0.34, 1.25
RECORDS = 400
BODY = "<p>افتتحت البلدية جسرا جديدا في مرسى النخيل.</p><p>وقال المهندس إن العمل دام عامين.</p>"


def write_records(path, turn):
    with path.open("w") as file:
        for number in range(RECORDS):
            record = {
                "id": f"{turn}-{number}", "namespace": "chaos", "headline": f"جسر {turn} رقم {number}",
                "body": BODY.replace("جسرا", f"جسرا رقم {turn * RECORDS + number}"), "source": "صحيفة المرسى",
                "section": "مجتمع", "published_at": "2024-05-17T09:30:00+03:00", "keywords": ["جسور"],
            }  # fmt: skip
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


class Importer(people.Person):
    """Brings in one file after the other, as a cron job would."""

    pause = 5.0

    def __init__(self, site):
        super().__init__(site)
        self.turn, self.taken = 0, 0

    def act(self):
        self.turn += 1
        path = self.site.folder / "import.jsonl"
        write_records(path, self.turn)
        command = [sys.executable, "manage.py", "import_articles", str(path), "--no-progress", "--status"]
        done = subprocess.run(
            [*command, "published"], cwd=ROOT, env=self.site.environ, capture_output=True, timeout=300,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise OSError(done.stderr.decode()[-300:])
        self.taken += RECORDS


def memory_of(site):
    return {kept.name: kept.memory() for kept in (site.web, site.worker, site.redis) if kept}


def test_load_of_readers_editors_and_an_import_leaves_memory_flat_and_meets_no_error(site):
    readers = [people.Reader(site) for _ in range(2)]
    editor, clerk, importer = people.Editor(site), people.Clerk(site), Importer(site)
    everybody = [*readers, editor, clerk, importer]
    start = memory_of(site)
    for person in everybody:
        person.start()
    time.sleep(MINUTES * 60 * WARM_UP)
    warm = memory_of(site)
    time.sleep(MINUTES * 60 * (1 - WARM_UP))
    end = memory_of(site)
    for person in everybody:
        person.leave()
    site.wait_for_jobs(within=120)
    lost = site.ledger.losses(site.database, site.origin)
    told = "; ".join(f"{name} {start[name]:.0f}, {warm[name]:.0f}, {end[name]:.0f} MB" for name in end)
    account.tell(
        f"load of {MINUTES:g} min: 2 readers, an editor, an import",
        f"{sum(len(reader.visits) for reader in readers)} pages p95 {people.p95(readers):.2f} s,"
        f" {len(editor.visits)} articles written p95 {people.p95([editor]):.1f} s, {importer.taken} imported,"
        f" {len(people.errors(everybody))} errors; at start, warm, end: {told}",
        lost=len(lost),
    )
    assert not lost
    assert not people.errors(everybody), people.errors(everybody)[:3]
    for name, megabytes in end.items():
        assert megabytes < warm[name] * MOST_GROWTH + 20, f"{name}: {told}"
