"""How far each replica is behind the primary, for whoever watches over the site."""

from dataclasses import dataclass
from enum import StrEnum

import psycopg
from django.db import DEFAULT_DB_ALIAS

from newsroom.replicas import IDENTITY, POSITION, asking_params, replicas

# So long after a commit a replica should have replayed it; pages are read from others meanwhile.
LATE_SECONDS = 30.0
_PRIMARY = f"SELECT {IDENTITY}, {POSITION}"
_REPLICA = f"""
SELECT pg_is_in_recovery(), {IDENTITY}, {POSITION},
    coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0)::float
"""  # noqa: S608 — our own text


class State(StrEnum):
    """What was found of a replica"""

    WELL = "ok"
    LATE = "behind"
    SILENT = "no answer"
    WRITABLE = "not a replica"
    STRANGE = "another database"


@dataclass(frozen=True, slots=True)
class Lag:
    """What a replica has not replayed, in bytes, and how old the last commit is that it has."""

    alias: str
    state: State
    size: int = 0
    seconds: float = 0.0


def lags() -> list[Lag]:
    """Ask the primary, then each replica, over connections that end here."""
    if not replicas():
        return []
    primary = _ask(DEFAULT_DB_ALIAS, _PRIMARY)
    return [_lag(server.alias, primary) for server in replicas()]


def _lag(alias: str, primary: tuple[int, int] | None) -> Lag:
    """Compare with the primary; while that is gone, nobody knows what is missing."""
    told = _ask(alias, _REPLICA)
    if told is None:
        return Lag(alias, State.SILENT)
    is_replica, identity, position, seconds = told
    if not is_replica:
        return Lag(alias, State.WRITABLE)
    if primary is None:
        return Lag(alias, State.WELL)
    if identity != primary[0]:
        return Lag(alias, State.STRANGE)
    size = max(primary[1] - position, 0)
    seconds = seconds if size else 0.0
    return Lag(alias, State.LATE if seconds > LATE_SECONDS else State.WELL, size, seconds)


def _ask(alias: str, statement: str) -> tuple | None:
    try:
        with psycopg.connect(**asking_params(alias), autocommit=True) as asked:
            return asked.execute(statement).fetchone()
    except psycopg.Error:
        return None
