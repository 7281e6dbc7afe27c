import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom import environment
from newsroom.environment import ConfigurationError, InvalidValue, MissingValue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "PORT", "NEWSROOM_VAR", "TIME_ZONE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", False), ("  ", False)],
)
def test_boolean_reads_the_usual_words(monkeypatch, value, expected):
    monkeypatch.setenv("DEBUG", value)
    assert environment.boolean("DEBUG") is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a, b,", ["a", "b"]), ("", []), (" , ", []), ("127.0.0.1", ["127.0.0.1"])],
)
def test_csv_drops_blanks(monkeypatch, value, expected):
    monkeypatch.setenv("ALLOWED_HOSTS", value)
    assert environment.csv("ALLOWED_HOSTS") == expected


@pytest.mark.parametrize(
    ("name", "value", "read", "allowed"),
    [
        ("DEBUG", "maybe", lambda: environment.boolean("DEBUG"), "true"),
        ("PORT", "80a", environment.port, "65535"),
        ("PORT", "0", environment.port, "65535"),
        ("PORT", "65536", environment.port, "65535"),
        ("PORT", "²", environment.port, "65535"),  # a digit to str.isdigit, no number to int
        ("SITE_URL", "news.example.com", lambda: environment.address("SITE_URL"), "https://"),
        ("SITE_URL", "ftp://news.example.com", lambda: environment.address("SITE_URL"), "https://"),
        ("SITE_URL", "https://", lambda: environment.address("SITE_URL"), "https://"),
        ("TIME_ZONE", "Mars/Base", lambda: environment.time_zone("TIME_ZONE", "UTC"), "Asia/Riyadh"),
        ("LOG_LEVEL", "loud", lambda: environment.choice("LOG_LEVEL", ("INFO", "ERROR"), "INFO"), "ERROR"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed_in_both_languages(monkeypatch, name, value, read, allowed):
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidValue) as caught:
        read()
    arabic, english = str(caught.value).split("\n")
    assert "المسموح" in arabic
    assert "Allowed" in english
    for line in (arabic, english):
        assert name in line
        assert value in line
        assert allowed in line


def test_arabic_digits_are_read_as_a_port(monkeypatch):
    monkeypatch.setenv("PORT", "٨٠٨٠")
    assert environment.port() == 8080


def test_an_address_loses_its_last_slash(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://news.example.com/")
    assert environment.address("SITE_URL") == "https://news.example.com"


@pytest.mark.parametrize("read", [environment.secret_key, environment.allowed_hosts])
def test_production_misses_its_key_and_hosts_and_says_so(read):
    with pytest.raises(MissingValue, match=r"SECRET_KEY=|ALLOWED_HOSTS="):
        read(debug=False)


def test_development_needs_neither_key_nor_hosts():
    assert environment.secret_key(debug=True)
    assert environment.allowed_hosts(debug=True) == []


def test_the_local_key_is_made_once_and_kept_to_its_owner(monkeypatch, tmp_path):
    monkeypatch.setenv("NEWSROOM_VAR", str(tmp_path / "var"))
    environment.supply_local_defaults()
    first = os.environ["SECRET_KEY"]
    monkeypatch.delenv("SECRET_KEY")
    environment.supply_local_defaults()
    path = tmp_path / "var" / "secret_key"
    assert os.environ["SECRET_KEY"] == first == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_local_defaults_turn_debug_off_and_keep_what_is_set(monkeypatch, tmp_path):
    monkeypatch.setenv("NEWSROOM_VAR", str(tmp_path))
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("ALLOWED_HOSTS", "news.example.com")
    environment.supply_local_defaults()
    assert os.environ["DEBUG"] == "0"
    assert os.environ["SITE_URL"] == "http://127.0.0.1:8123"
    assert os.environ["ALLOWED_HOSTS"] == "news.example.com"


def test_a_relative_var_folder_lies_beside_manage_py(monkeypatch):
    monkeypatch.setenv("NEWSROOM_VAR", "var/elsewhere")
    assert environment.var_folder() == ROOT / "var" / "elsewhere"


def test_a_configuration_error_ends_a_command_without_a_traceback(capsys):
    with pytest.raises(SystemExit) as caught, environment.clear_errors():
        raise ConfigurationError("عربي", "English")
    assert caught.value.code == 2
    assert capsys.readouterr().err == "عربي\nEnglish\n"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "x"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1", "DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://u:secret@host:port/name"}, "DATABASE_URL"),
    ],
)
def test_manage_py_says_what_to_set_and_ends_with_two(variables, named):
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check"],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "newsroom.settings", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("command", "status"),
    [("import_articles", 0), ("export_articles", 0), ("check", 2), ("runserver", 2)],
)
def test_commands_that_answer_nobody_need_no_key_and_the_site_does(command, status, tmp_path):
    environ = {
        "PATH": os.environ["PATH"],
        "NEWSROOM_VAR": str(tmp_path),
        "DATABASE_URL": "postgres://u@127.0.0.1:1/n",
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), command, "--help"],
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status
    assert ("SECRET_KEY" in done.stderr) == (status == 2)


# EMAIL_URL → host, port, user, password, STARTTLS, TLS from the start.
MAIL = [
    ("smtp://mail.example.com", ("mail.example.com", 25, "", "", False, False)),
    ("smtp+tls://desk:s%40cret@mail.example.com", ("mail.example.com", 587, "desk", "s@cret", True, False)),
    ("smtps://mail.example.com:4465", ("mail.example.com", 4465, "", "", False, True)),
]


@pytest.mark.parametrize(("value", "expected"), MAIL)
def test_mail_is_read_from_an_address(monkeypatch, value, expected):
    monkeypatch.setenv("EMAIL_URL", value)
    found = environment.email("EMAIL_URL")
    assert tuple(found[name] for name in ("host", "port", "user", "password", "tls", "ssl")) == expected


def test_without_an_address_nothing_is_mailed(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert environment.email("EMAIL_URL") == {}


@pytest.mark.parametrize(
    "value", ["mail.example.com", "https://mail.example.com", "smtp://:25", "smtp://a:port"]
)
def test_what_is_no_address_of_mail_is_refused(monkeypatch, value):
    monkeypatch.setenv("EMAIL_URL", value)
    with pytest.raises(environment.InvalidValue, match="EMAIL_URL"):
        environment.email("EMAIL_URL")
