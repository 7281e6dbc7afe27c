"""The account of a run: each fault, what readers and editors noticed, what was lost."""

from tests.chaos import people

ROWS = []
HEAD = (
    "fault", "readers' longest outage", "their errors", "slowest answer", "editor's errors",
    "serves after", "lost", "what happened",
)  # fmt: skip


def add(name, outcome):
    readers = outcome.readers
    visits = sum(len(person.visits) for person in readers)
    ROWS.append((
        name, f"{people.longest(readers):.1f} s", f"{len(people.errors(readers))} of {visits}",
        f"{people.slowest(readers):.1f} s", str(len(people.errors(outcome.others[:1]))),
        f"{outcome.recovery:.1f} s", str(len(outcome.lost)), outcome.note,
    ))  # fmt: skip


def tell(name, note, *, lost=0):
    """Add a row of a fault that was tried without the crowd."""
    ROWS.append((name, "—", "—", "—", "—", "—", str(lost), note))


def lines():
    rows = [HEAD, *ROWS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
