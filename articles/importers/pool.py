"""Share work among processes and take the results in order."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


def map_in_order(
    function: Callable[[Given], Result],
    items: Iterable[Given],
    before: Callable[[], None] = lambda: None,
    *,
    processes: int,
    few: int = 1,
) -> Generator[Result, None, None]:
    """Yield `function` of each item in order, a few items ahead of the caller: one a process, or twice `few`.

    As many as `few` items start no process; where there are more, `before` makes what they share. A process
    that is killed costs nothing but time: what it had in hand is done here.
    """
    waiting = iter(items)
    first = list(islice(waiting, few + 1))
    if processes < 2 or len(first) <= few:
        yield from map(function, chain(first, waiting))
        return
    before()
    executor = ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), initializer=_begin)
    try:
        yield from _in_order(executor, function, chain(first, waiting), max(processes + 1, 2 * few))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _in_order(
    executor: ProcessPoolExecutor, function: Callable[[Given], Result], items: Iterator[Given], ahead: int
) -> Iterator[Result]:
    pending: deque[tuple[Future[Result] | None, Given]] = deque()
    for item in items:
        pending.append((_submit(executor, function, item), item))
        if len(pending) > ahead:
            yield _result(function, *pending.popleft())
    while pending:
        yield _result(function, *pending.popleft())


def _submit(
    executor: ProcessPoolExecutor, function: Callable[[Given], Result], item: Given
) -> Future[Result] | None:
    try:
        return executor.submit(function, item)
    except BrokenProcessPool:
        return None


def _result(function: Callable[[Given], Result], future: Future[Result] | None, item: Given) -> Result:
    try:
        return future.result() if future else function(item)
    except BrokenProcessPool:
        return function(item)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end when it is gone, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Records make no cycles, and each look for some goes over every word that is kept.
    gc.freeze()
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
