"""Read what the processes of this machine have counted together."""

import fcntl
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from newsroom.seeing import folder, meters


class Counted:
    """What `prometheus_client` asks for the numbers of all processes."""

    def collect(self) -> Iterator[Any]:
        meters.kept_pages.write()
        folder.prepare()
        with folder.locked(fcntl.LOCK_SH):
            found = list(MultiProcessCollector(None).collect())
        yield from found


def registry() -> CollectorRegistry:
    found = CollectorRegistry()
    found.register(Counted())
    return found


class Numbers:
    """The numbers at one moment, by the name of a sample and its labels."""

    def __init__(self) -> None:
        self.samples = [sample for metric in Counted().collect() for sample in metric.samples]

    def total(self, name: str, **labels: str) -> float:
        """Sum the samples of a name that have these labels, whatever their others."""
        return sum(sample.value for sample in self._having(name, labels))

    def quantile(self, name: str, share: float, **labels: str) -> float | None:
        """Return the upper end of the bucket that holds a share of what was observed, None of nothing."""
        buckets: dict[float, float] = {}
        for sample in self._having(f"{name}_bucket", labels):
            end = float(sample.labels["le"])
            buckets[end] = buckets.get(end, 0) + sample.value
        most = max(buckets.values(), default=0)
        return next((end for end in sorted(buckets) if buckets[end] >= share * most), None) if most else None

    def _having(self, name: str, labels: dict[str, str]) -> Iterator[Any]:
        wanted = labels.items()
        return (one for one in self.samples if one.name == name and wanted <= one.labels.items())
