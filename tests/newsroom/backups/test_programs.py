"""PostgreSQL's programs at work: one that ends early is told, and a newer one fits an older server."""

import pytest
from django.db import connection, connections

from newsroom.backups import programs
from newsroom.backups.faults import BackupError
from newsroom.backups.nightly import Silence
from newsroom.backups.programs import Database

pytestmark = pytest.mark.django_db


@pytest.fixture
def pretend(monkeypatch, tmp_path):
    """Put scripts in the place of the programs."""
    connection.ensure_connection()
    monkeypatch.setattr(programs, "tool", lambda name, *, server: tmp_path / name)

    def put(name, script):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return put


def test_a_reader_that_ends_early_ends_the_restore_in_its_words(pretend, tmp_path):
    pretend("psql", 'echo "FATAL: no such database" >&2; exit 2')
    # More than a pipe holds; nobody waits for the rest of it.
    pretend("pg_restore", "timeout 20 yes 'SELECT 1;'")
    with pytest.raises(BackupError, match="FATAL: no such database"):
        Database().restore([b"PGDMP"], Silence())


@pytest.mark.parametrize(("server", "is_left_out"), [(150020, True), (170002, False)])
def test_what_an_older_server_does_not_know_is_left_out(pretend, tmp_path, monkeypatch, server, is_left_out):
    written = tmp_path / "written"
    pretend("psql", f"cat > {written}")
    head = "SET statement_timeout = 0;\\nSET transaction_timeout = 0;\\nSELECT 1;\\n"
    pretend("pg_restore", f"printf '{head}'")
    monkeypatch.setitem(connections["default"].__dict__, "pg_version", server)
    Database().restore([b"PGDMP"], Silence())
    script = written.read_text()
    assert ("transaction_timeout" not in script) is is_left_out
    assert script.endswith("SELECT 1;\nCOMMIT;\n")
    assert "SET statement_timeout = 0;\n" in script
