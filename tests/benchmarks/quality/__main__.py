import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.benchmarks.quality import copies, known_items, similar, topics  # noqa: E402
from tests.benchmarks.quality.bench import Bench, Scores  # noqa: E402
from tests.benchmarks.quality.corpus import default_path, read_items  # noqa: E402
from tests.benchmarks.quality.engines import make_engines  # noqa: E402
from tests.benchmarks.quality.printing import show  # noqa: E402
from tests.benchmarks.quality.site import site  # noqa: E402

# Each by name, in the order of the table's columns.
MEASURES = {
    "search": known_items.measure,
    "topics": topics.measure,
    "similar": similar.measure,
    "copies": copies.measure,
}


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks.quality")
    made.add_argument("corpus", nargs="?", type=Path, help="JSON lines; else that of NEWSROOM_CORPUS")
    made.add_argument("--articles", type=int, default=3000, help="how many (3000); 0 for all")
    made.add_argument("--queries", type=int, default=200, help="queries of each kind (200)")
    made.add_argument("--only", choices=MEASURES, action="append", help="one measure; may be repeated")
    made.add_argument("--engine", action="append", help="only these engines, by the start of their names")
    made.add_argument("--json", type=Path, help="write figures and failures here")
    made.add_argument("--keep", action="store_true", help="keep the database for the next run")
    return made


def main() -> None:
    options = parser().parse_args()
    items = read_items(options.corpus or default_path(), options.articles or None)
    scores = Scores()
    with site(items, keep=options.keep) as pks:
        bench = Bench(items, pks, options.queries, lambda items: make_engines(items, only=options.engine))
        for name in options.only or MEASURES:
            scores.add(MEASURES[name](bench))
    show(scores, articles=len(items), out=sys.stdout)
    if options.json:
        figures = {"articles": len(items), "table": scores.table, "failures": scores.failures}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
