"""Which of PostgreSQL's programs are taken, and what is said where none fits."""

import pytest

from newsroom.database import tools


@pytest.fixture
def path(monkeypatch, tmp_path):
    """Search a folder of this test only, for a server that DATABASE_URL names."""
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/news")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(tools, "PLACES", (f"{str(tmp_path)[1:]}/versions/*/bin",))
    return tmp_path


def put(folder, version, name="pg_dump"):
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version} (Debian)"\n')
    program.chmod(0o755)
    return program


def test_the_program_on_the_path_is_taken_where_it_is_new_enough(path):
    program = put(path / "bin", "18.1")
    put(path / "versions/19/bin", "19.0")
    assert tools.tool("pg_dump", server=18) == program
    assert tools.tool("pg_dump", server=15) == program


def test_one_beside_the_path_is_taken_before_an_older_one_on_it(path):
    put(path / "bin", "15.8")
    put(path / "versions/16/bin", "16.2")
    newest = put(path / "versions/18/bin", "18beta1")
    assert tools.tool("pg_dump", server=17) == newest


def test_older_programs_are_refused_in_words_that_name_both_versions(path):
    put(path / "bin", "15.8")
    with pytest.raises(
        tools.ToolMissing, match=r"الإصدار 15 أقدم[\s\S]*postgresql-client-18[\s\S]*version 15"
    ):
        tools.tool("pg_dump", server=18)


def test_missing_programs_are_refused_with_the_package_to_install(path):
    with pytest.raises(tools.ToolMissing, match=r"psql من برامج PostgreSQL غير موجود[\s\S]*is missing"):
        tools.tool("psql", server=18)


def test_a_password_is_not_among_the_arguments_that_the_machine_shows():
    settings = {"NAME": "news", "USER": "u", "PASSWORD": "سر", "HOST": "db", "PORT": 5433,
                "OPTIONS": {"sslmode": "require", "options": "-c jit=off", "pool": True}}  # fmt: skip
    address, environment = tools.address_of(settings)
    assert "سر" not in address
    assert environment["PGPASSWORD"] == "سر"
    assert "pool" not in address
    assert all(part in address for part in ("dbname=news", "host=db", "port=5433", "sslmode=require"))
