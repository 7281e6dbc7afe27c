"""Read what was counted while a block ran."""

from contextlib import contextmanager

from newsroom.seeing.reading import Numbers


@contextmanager
def difference():
    """Give a function that tells, after the block, by how much a number grew in it."""
    before, after = Numbers(), []
    yield lambda name, **labels: after[0].total(name, **labels) - before.total(name, **labels)
    after.append(Numbers())
