"""Put a test database back to what migrations wrote, after a test that committed.

Django empties each of a hundred tables and writes its rows one by one, .8 s a test. Here only tables whose
rows are others are emptied, with those that refer to them, and filled by COPY. They are truncated, never
deleted from, so what the planner knows of a table is never of rows that are gone. The account of the tests
must be a superuser, for no trigger may run.
"""

from django.db import connection

from articles.turns import again_after_deadlock

_TABLES = """
SELECT format('%I', relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'
"""
_REFERENCES = """
SELECT DISTINCT format('%I', f.relname), format('%I', t.relname) FROM pg_constraint c
JOIN pg_class f ON f.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid WHERE c.contype = 'f'
"""


class Written:
    """The rows of each table that has some, as migrations left them."""

    def __init__(self):
        with connection.cursor() as cursor:
            self.tables = {name for [name] in _fetch(cursor, _TABLES)}
            self.referring = _fetch(cursor, _REFERENCES)
            self.rows = {name: _read(cursor, name) for name in self._with_rows(cursor)}

    @again_after_deadlock
    def restore(self):
        """Empty what differs and what refers to it, and write the rows back as they were, with no trigger."""
        with connection.cursor() as cursor:
            # What a thread or a request of the test still does is waited for, and no more can come.
            cursor.execute("SET LOCAL lock_timeout = '60s'")
            cursor.execute(f"LOCK TABLE {', '.join(sorted(self.tables))}")
            now = self._with_rows(cursor) | set(self.rows)
            changed = self._closed({name for name in now if self._differs(cursor, name)})
            if changed:
                cursor.execute(f"TRUNCATE {', '.join(sorted(changed))}")
                cursor.execute("SET LOCAL session_replication_role = replica")
            for name in changed & set(self.rows):
                with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write(self.rows[name])

    def _with_rows(self, cursor):
        asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in sorted(self.tables))
        return {name for [name] in _fetch(cursor, " UNION ALL ".join(asked))}

    def _differs(self, cursor, name):
        return name not in self.rows or _read(cursor, name) != self.rows[name]

    def _closed(self, names):
        """Add the tables that refer to these, and those that refer to them."""
        while more := {one for one, other in self.referring if other in names} - names:
            names = names | more
        return names


def _fetch(cursor, query):
    cursor.execute(query)
    return cursor.fetchall()


def _read(cursor, name):
    with cursor.copy(f"COPY (SELECT * FROM {name} ORDER BY 1) TO STDOUT") as copy:
        return b"".join(copy)
