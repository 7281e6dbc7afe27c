"""Let the word indexes take in what an import writes beside its writing, not within it.

PostgreSQL's manual, "GIN Fast Update Technique": entries of new rows wait in a list until they are brought
into the index, all at once. The one that writes would do it whenever its list is full; a connection of its
own does it on the other core.
"""

import logging
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

from django.db import Error, connection

# What waits is read by each search, and brought in whole by the first who saves; every second, each word
# would be gone to for few articles.
SWEEP_SECONDS = 2.0
# Twice of what an import writes between two sweeps: where no one sweeps, the writer does it himself.
_PENDING_KILOBYTES = 32 * 1024
_SWEEP = """
SELECT gin_clean_pending_list(indexrelid) FROM pg_stat_user_indexes
WHERE indexrelname IN ('article_search_vector', 'article_desk_trgm')
"""
Chunk = TypeVar("Chunk")
logger = logging.getLogger(__name__)


def speed_up() -> None:
    """Let the word indexes take in chunks later, the last commit wait for the disk for all, and long
       texts be packed by the quicker way where the server has it; each for this transaction alone.
    A crash of the machine loses the last commits, never half of one,
       and the same command again writes them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'off', true),"
            " set_config('gin_pending_list_limit', %s, true)",
            [str(_PENDING_KILOBYTES)],
        )
        cursor.execute(
            "SELECT set_config(name, 'lz4', true) FROM pg_settings"
            " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
        )


def sweep() -> None:
    """Bring what still waits into the word indexes, so that no reader's search has to read it."""
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP)


def swept(chunks: Iterable[Chunk]) -> Generator[Chunk, None, None]:
    """Yield the chunks, and sweep again and again until the last is written.

    It begins with the first: by then whatever forks has forked.
    """
    is_done, sweepers = threading.Event(), list[threading.Thread]()
    try:
        for chunk in chunks:
            if not sweepers:
                sweepers.append(threading.Thread(target=_sweep_until, args=[is_done], daemon=True))
                sweepers[0].start()
            yield chunk
    finally:
        is_done.set()
        for sweeper in sweepers:
            if sweeper.ident is not None:  # an interruption may come before it has begun
                sweeper.join()


def _sweep_until(is_done: threading.Event) -> None:
    """A server that went away is the writer's to wait for: here nothing is lost but time."""
    while not is_done.wait(SWEEP_SECONDS):
        try:
            sweep()
        except Error as error:
            logger.info("The sweeping of indexes broke off: %s", str(error).split("\n")[0])
            connection.close()
    connection.close()
