"""What a database holds, in figures that do not depend on the order of its rows nor on where it runs."""

from typing import Any

from psycopg import Connection, sql

from newsroom.models import DeskSession

# A stolen copy opens no desk, and a device that was signed out since does not come back.
LEFT_OUT = (DeskSession._meta.db_table,)
# Rows are compared as text, which these settings would change.
_SETTINGS = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex'; \
SET LOCAL extra_float_digits = 1; SET LOCAL intervalstyle = 'postgres'"
_TABLES = """
SELECT c.relname, pg_table_size(c.oid) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relname = ANY(%s)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""
# The whole row as text; the sum of its hashes is the same in any order.
_DIGEST = """
SELECT count(*), coalesce(sum(hashtextextended(whole_row::text COLLATE "C", 0)::numeric), 0)::text
FROM ONLY public.{table} AS whole_row
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


def sequences_of(connection: Connection[Any]) -> dict[str, int | None]:
    """Tell how far each sequence has come, which no snapshot holds still."""
    return dict(connection.execute(_SEQUENCES).fetchall())


def figures_of(connection: Connection[Any], watch: Any) -> dict[str, list[Any]]:
    """Count the rows of each table and sum their hashes: {"articles_article": [10000, "-4711…"]}."""
    connection.execute(_SETTINGS)
    tables = connection.execute(_TABLES, [list(LEFT_OUT)]).fetchall()
    watch.phase("count", sum(size for _name, size in tables))
    figures = {}
    for name, size in tables:
        query = sql.SQL(_DIGEST).format(table=sql.Identifier(name))
        figures[name] = list(connection.execute(query).fetchone() or ())
        watch.advance(size)
    return figures


def differences(wanted: dict[str, Any], connection: Connection[Any], watch: Any) -> list[str]:
    """Name the tables and sequences that are not as a manifest says."""
    with connection.transaction():
        figures, sequences = figures_of(connection, watch), sequences_of(connection)
    names = wanted["tables"].keys() | figures.keys()
    wrong = [name for name in sorted(names) if wanted["tables"].get(name) != figures.get(name)]
    behind = [
        name for name, value in wanted["sequences"].items()
        if value is not None and (sequences.get(name) or 0) < value
    ]  # fmt: skip
    return wrong + behind
