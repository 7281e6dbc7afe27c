"""Print the figures as a table, then as JSON, then what failed worst."""

import json
from typing import TextIO

from tests.benchmarks.quality.bench import Scores


def show(scores: Scores, *, articles: int, out: TextIO) -> None:
    columns = list(dict.fromkeys(name for figures in scores.table.values() for name in figures))
    widths = {name: max(len(name), 6) for name in columns}
    out.write(
        f"{articles} articles\n{'':34}" + " ".join(f"{name:>{widths[name]}}" for name in columns) + "\n"
    )
    for engine, figures in scores.table.items():
        cells = (f"{figures[name]:.3f}" if name in figures else "–" for name in columns)
        pairs = zip(cells, widths.values(), strict=True)
        out.write(f"{engine:34}" + " ".join(f"{cell:>{width}}" for cell, width in pairs) + "\n")
    out.write(json.dumps({"articles": articles, "table": scores.table}, ensure_ascii=False) + "\n")
    for name, lines in scores.failures.items():
        out.writelines([f"\nworst of {name}\n", *(f"  {line}\n" for line in lines)])
