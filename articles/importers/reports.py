"""What a caller asks of an import, and what an import tells."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.models import Status

COUNTED = ("created", "updated", "unchanged", "conflicts", "rejected")
REPORTED = (
    "read", *COUNTED, "skipped", "near_duplicates", "withdrawn_copies", "links_created", "links_resolved",
    "keywords_created",
)  # fmt: skip
# Names of unknown fields come from outside: so many different ones are counted.
MOST_FIELDS = 1000


@dataclass(slots=True)
class Options:
    """What the caller asks for; `source` to `published_at` fill only what a record lacks."""

    by: Any
    format: str = "auto"
    encoding: str = "auto"
    source: str | None = None
    section: str | None = None
    namespace: str | None = None
    published_at: datetime | None = None
    status: str = Status.DRAFT
    batch_size: int = 200
    is_dry: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    processes: int = 1

    def defaults(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("source", "section", "namespace", "published_at")}

    def as_json(self) -> dict[str, Any]:
        names = (
            "format", "encoding", "source", "section", "namespace", "status", "batch_size", "is_dry",
            "columns",
        )  # fmt: skip
        date = self.published_at.isoformat() if self.published_at else None
        return {**{name: getattr(self, name) for name in names}, "date": date}


@dataclass(slots=True)
class Report:
    """The counts of a run; `read` is the sum of what became of the records.

    `bytes_read` are those of the inputs as they lie on the disk, of `bytes_total` where that is known.
    """

    batch: int | None = None
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(REPORTED, 0)))
    unknown_fields: Counter[str] = field(default_factory=Counter)
    is_interrupted: bool = False
    bytes_read: int = 0
    bytes_total: int = 0
    began: float = field(default_factory=time.monotonic)

    def count_fields(self, names: list[str]) -> None:
        known = self.unknown_fields
        known.update(name for name in names if name in known or len(known) < MOST_FIELDS)

    def as_json(self) -> dict[str, Any]:
        seconds = time.monotonic() - self.began
        rate = self.counts["read"] / seconds if seconds else 0.0
        timing = {"seconds": round(seconds, 3), "articles_per_second": round(rate, 1)}
        fields = dict(self.unknown_fields.most_common())
        return {"batch": self.batch, **self.counts, **timing, "unknown_fields": fields}

    def counts_after(self, written: "Counter[str]") -> dict[str, Any]:
        """Return what a batch shows while the run goes on, once `written` is in too."""
        counts = Counter(self.counts)
        counts.update(written)
        after = Report(self.batch, counts, began=self.began).as_json()
        del after["unknown_fields"]
        return after

    def add(self, written: "Counter[str]", unknown: Iterable[list[str]]) -> None:
        self.counts.update(written)
        for names in unknown:
            self.count_fields(names)
