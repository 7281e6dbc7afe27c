"""Keep rows from being deleted while others come to name them; who edits them need not wait."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Model


def held(model: type[Model], keys: Collection[int]) -> set[int]:
    """Lock rows until the transaction ends, in the order of their keys; returns those that are there."""
    if not keys:
        return set()
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(keys)])  # noqa: S608 — our own name
        return {pk for (pk,) in cursor.fetchall()}
