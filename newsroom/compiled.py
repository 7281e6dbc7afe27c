"""Reads whose SQL is built once a process: what a page asks again and again, with other values each time.

Django builds and PostgreSQL plans a statement anew whenever a queryset is read; for the page of an article
that is half of the work. Here a queryset is compiled once, with examples in the place of its values; each
example is found again among the parameters and becomes a placeholder. All other parameters become literals,
so that partial indexes answer a prepared statement too.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import NotSupportedError, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigAutoField, CharField, Lookup, Model, QuerySet
from django.db.models.query import ModelIterable
from django.utils import timezone
from psycopg import sql

from newsroom import clock
from newsroom.reading import read_cursor, reading_alias

M = TypeVar("M", bound=Model)
Cursors = Callable[[], AbstractContextManager[Any]]

KEY = -987_654_321_012_345
# About noon in UTC: the same day in every time zone but the farthest.
MOMENT = datetime(1971, 2, 3, 11, 5, 6, 789_012, tzinfo=UTC)


class _AsGiven(Lookup):
    """A lookup whose value is one parameter, the very one that was given."""

    prepare_rhs = False
    shape: str

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return self.shape.format(lhs, rhs), [*lhs_params, *rhs_params]


@BigAutoField.register_lookup
class AnyOf(_AsGiven):
    """`pk__any=[1, 2]`: what `pk__in` finds, as one parameter whatever the number of keys."""

    lookup_name, shape = "any", "{} = ANY({}::bigint[])"


@CharField.register_lookup
class Like(_AsGiven):
    """`key__like=beginning("حري")`: what `key__startswith="حري"` finds."""

    lookup_name, shape = "like", "{} LIKE {}"


def beginning(text: str) -> str:
    """Return the pattern of what begins with a text: «100%» → «100\\%%»."""
    return f"{connections[reading_alias()].ops.prep_for_like_query(text)}%"


class NotAParameter(ValueError):
    """The queryset does not hold the example of a value as it was given"""


@dataclass(frozen=True, slots=True)
class _Statement:
    compiler: Any
    text: str


class Compiled(Generic[M]):
    """A queryset built by `build(**examples)` once, and read with other values of the same types.

    An example must be a value that stands nowhere else in the statement. What is derived from a value, as the
    day is from the moment, is a value of its own. `is_prepared` lets PostgreSQL keep one plan for all values:
    not for what is best read in one way for rare values and in another for common ones.
    """

    def __init__(
        self, build: Callable[..., QuerySet[M]], *, is_prepared: bool = True, **examples: Any
    ) -> None:
        self._build, self._is_prepared, self._examples = build, is_prepared, examples

    @property
    def text(self) -> str:
        """The statement with the values as named placeholders, to be a part of another."""
        return self._statement.text

    def rows(self, **values: Any) -> list[M]:
        found = _answer(self.text, values, self._cursor)
        return list(ModelIterable(_told(self._statement.compiler, found))) if found else []

    def first(self, **values: Any) -> M | None:
        return next(iter(self.rows(**values)), None)

    @property
    def _cursor(self) -> Cursors:
        return _preparing if self._is_prepared else read_cursor

    @cached_property
    def _statement(self) -> _Statement:
        compiler = self._build(**self._examples).query.get_compiler(using=reading_alias())
        text, params = compiler.as_sql()
        places = [self._place(param) for param in params]
        if missing := self._examples.keys() - {place[2:-2] for place in places if place.startswith("%(")}:
            raise NotAParameter(", ".join(sorted(missing)))
        # What is doubled stays so: the values are put in by the same signs later.
        return _Statement(compiler, text.replace("%%", "%%%%") % tuple(places))

    def _place(self, param: Any) -> str:
        for name, example in self._examples.items():
            if type(param) is type(example) and param == example:
                return f"%({name})s"
        connection = connections[reading_alias()]
        connection.ensure_connection()
        return sql.Literal(param).as_string(connection.connection).replace("%", "%%")


def moment(at: datetime | None = None) -> dict[str, Any]:
    """Give `now` and `today`, which a queryset of what the public may read holds."""
    now = at or clock.now()
    return {"now": now, "today": timezone.localdate(now)}


def _answer(text: str, values: dict[str, Any], cursor: Cursors) -> list[tuple[Any, ...]]:
    try:
        return _fetch(text, values, cursor)
    except NotSupportedError:
        # A migration changed a column under the prepared statement; a new connection prepares it anew.
        connection = connections[reading_alias()]
        if connection.in_atomic_block:
            raise
        connection.close()
        return _fetch(text, values, cursor)


def _fetch(text: str, values: dict[str, Any], cursors: Cursors) -> list[tuple[Any, ...]]:
    with cursors() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


@contextmanager
def _preparing() -> Iterator[Any]:
    """Open a cursor that sends values apart from the statement, which may then be prepared."""
    connection = connections[reading_alias()]
    # As Django does for every cursor: one that died is opened anew, and queries are counted and logged.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        made = connection._prepare_cursor(ServerBindingCursor(connection.connection))
    with made as cursor:
        yield cursor


def _told(compiler: Any, found: list[tuple[Any, ...]]) -> Any:
    """Stand for a queryset whose statement has been answered."""
    answered = SimpleNamespace(
        execute_sql=lambda **_options: [found],
        results_iter=compiler.results_iter,
        select=compiler.select,
        klass_info=compiler.klass_info,
        annotation_col_map=compiler.annotation_col_map,
    )
    query = SimpleNamespace(get_compiler=lambda using: answered)
    return SimpleNamespace(db=reading_alias(), query=query, _known_related_objects={})
