"""Score the page parser on a folder of pages with the record that a person reads in each.

`NAME.json` beside `NAME.txt` holds {"articles": […], "dropped": [line…], "either": [line…]}: the fields
of each article that matter, `body` as a list of paragraphs; `dropped` lines are in no body,
`either` lines may be.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

from django.utils import timezone

from articles.importers.page import parse_page

FIELDS = (
    "articles", "headline", "published_at", "updated_at", "source", "byline", "keywords", "read_also",
    "similar", "caption", "credit", "body", "dropped",
)  # fmt: skip
_BLOCK = re.compile(r"<(p|h2|h3|li)>(.*?)</\1>", re.DOTALL)


@dataclass(slots=True)
class Score:
    """What was found rightly, what was made up and what was missed, with the places of the latter two."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def compare(self, name: str, found: Counter[str], expected: Counter[str]) -> None:
        made_up, missed = found - expected, expected - found
        self.right += (found & expected).total()
        self.wrong += made_up.total()
        self.missed += missed.total()
        self.errors += [f"{name}: + {text}" for text in made_up] + [f"{name}: - {text}" for text in missed]


def score(folder: Path) -> dict[str, Score]:
    """Return the score of each field over all pages of a folder."""
    table = {name: Score() for name in FIELDS}
    for path in sorted(folder.glob("*.txt")):
        score_page(path, table)
    return table


def score_page(path: Path, table: dict[str, Score]) -> None:
    text = path.read_text(encoding="utf-8")
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    records = [one.record.to_json() for one in parse_page(text) if one.record]
    name, lines = path.stem, text.splitlines()
    either = {_squeeze(lines[number - 1]) for number in expected.get("either", ())}
    found_articles, told_articles = (
        Counter({"article": len(each)}) for each in (records, expected["articles"])
    )
    table["articles"].compare(name, found_articles, told_articles)
    for index in range(max(len(records), len(expected["articles"]))):
        found = records[index] if index < len(records) else {}
        told = expected["articles"][index] if index < len(expected["articles"]) else {}
        for key in (key for key in FIELDS[1:-1] if _is_told(key, told)):
            place = f"{name}[{index}]"
            values = _values(key, found, either), _values(key, told, either)
            table[key].compare(place, _as_told(key, *values), values[1])
    blocks = {_squeeze(text) for record in records for text in _blocks(record["body"])}
    bodies = " ".join(blocks)
    dropped = [_squeeze(lines[number - 1]) for number in expected.get("dropped", ())]
    # A short line may well be words of a paragraph.
    kept = [
        text
        for text in dropped
        if text and text not in either and (text in blocks or (len(text) > 40 and text in bodies))
    ]
    table["dropped"].compare(name, Counter(dropped) - Counter(kept), Counter(dropped))


def _is_told(key: str, told: dict[str, Any]) -> bool:
    """Say whether the expected record says anything of a field; what it leaves out is not compared."""
    return not told or ("images" if key in ("caption", "credit") else key) in told


def _as_told(key: str, found: Counter[str], told: Counter[str]) -> Counter[str]:
    """Compare only days where a person read only a day."""
    if key in ("published_at", "updated_at") and all(len(text) == 10 for text in told) and told:
        return Counter(text[:10] for text in found.elements())
    return found


def _values(key: str, record: dict[str, Any], either: set[str]) -> Counter[str]:
    return Counter(text for text in _iter_values(key, record) if text and text not in either)


def _iter_values(key: str, record: dict[str, Any]) -> Iterator[str]:
    if key in ("caption", "credit"):
        yield from (_squeeze(image.get(key) or "") for image in record.get("images", ()))
    elif key in ("read_also", "similar"):
        yield from (
            _squeeze(one["headline"] if isinstance(one, dict) else one) for one in record.get(key, ())
        )
    elif key == "body":
        yield from map(_squeeze, _blocks(record.get("body") or []))
    elif key == "keywords":
        yield from map(_squeeze, record.get("keywords", ()))
    elif value := record.get(key):
        yield _moment(value) if key in ("published_at", "updated_at") else _squeeze(value)


def _blocks(body: str | list[str]) -> list[str]:
    return [unescape(text) for _tag, text in _BLOCK.findall(body)] if isinstance(body, str) else body


def _moment(value: str) -> str:
    if len(value) == 10:
        return date.fromisoformat(value).isoformat()
    return timezone.localtime(datetime.fromisoformat(value)).isoformat()


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def describe(table: dict[str, Score]) -> str:
    """Print the table, a field a line."""
    rows = [f"{'field':<14}{'precision':>10}{'recall':>10}{'right':>8}{'wrong':>8}{'missed':>8}"]
    for name, one in table.items():
        rows.append(
            f"{name:<14}{one.precision:>10.3f}{one.recall:>10.3f}{one.right:>8}{one.wrong:>8}{one.missed:>8}"
        )
    return "\n".join(rows)
