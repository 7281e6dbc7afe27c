"""Where reads go: to the primary, or to a replica while a public page is made.

`articles.caching.replicating` chooses for a request. What Django reads is sent by `ReplicaRouter`; what
speaks SQL takes `read_cursor` for what readers ask, and Django's `connection` where it must be the newest.
"""

from contextvars import ContextVar, Token
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_alias: ContextVar[str] = ContextVar("where reads go", default=DEFAULT_DB_ALIAS)


def reading_alias() -> str:
    """Name the database to read from; within a transaction, that of the transaction."""
    alias = _alias.get()
    if alias != DEFAULT_DB_ALIAS and connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return DEFAULT_DB_ALIAS
    return alias


def read_cursor() -> Any:
    return connections[reading_alias()].cursor()


def read_from(alias: str) -> Token[str]:
    """Send the reads of this request to a database, until `stop_reading`."""
    return _alias.set(alias)


def stop_reading(token: Token[str]) -> None:
    _alias.reset(token)


class ReplicaRouter:
    """Send reads where the request reads, all else to the primary; migrations know of it alone."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return reading_alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
