"""The settings of production, as its environment makes them: each test starts a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from gunicorn.config import Config

from newsroom.management.commands.run_newsroom import web_command

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    "SECRET_KEY": "".join(f"{number:x}-" for number in range(60)),
    "ALLOWED_HOSTS": "news.example.org",
    "SITE_URL": "https://news.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
}
ASK = """
import json, sys
import django; django.setup()
from django.test import Client
peer, headers = json.loads(sys.argv[1])
answer = Client(headers={"host": "news.example.org", **headers}, REMOTE_ADDR=peer).get("/robots.txt")
json.dump([answer.status_code, dict(answer.headers)], sys.stdout)
"""


def run(*arguments, **environ):
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def ask(peer, headers, **environ):
    return json.loads(run("-c", ASK, json.dumps([peer, headers]), **environ).stdout)


def test_the_deployment_checks_find_nothing():
    done = run("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("trusted", "peer", "sent", "status"),
    [
        ("10.0.0.0/8", "10.1.2.3", "https", 200),
        ("10.0.0.0/8", "10.1.2.3", "http", 301),
        ("10.0.0.0/8", "203.0.113.9", "https", 301),  # anybody may write the header
        ("", "127.0.0.1", "https", 301),  # nobody is trusted by default
    ],
)
def test_tls_that_a_proxy_ends_is_believed_from_trusted_proxies_only(trusted, peer, sent, status):
    found, headers = ask(peer, {"x-forwarded-proto": sent}, TRUSTED_PROXIES=trusted)
    assert found == status
    assert ("Strict-Transport-Security" in headers) == (status == 200)
    if status == 301:
        assert headers["Location"] == "https://news.example.org/robots.txt"


def test_without_https_in_the_public_address_nothing_insists_on_it():
    status, headers = ask("203.0.113.9", {}, SITE_URL="http://news.example.org")
    assert status == 200
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "proxy.example.org"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("SITE_URL", "https://example.org/news"),
    ],
)
def test_an_address_that_cannot_be_meant_is_told_at_the_start(name, value):
    done = run("manage.py", "check", **{name: value})
    assert done.returncode == 2
    assert name in done.stderr
    assert value in done.stderr
    assert "Traceback" not in done.stderr


def test_the_web_server_of_make_run_leaves_the_trust_in_proxies_to_us():
    arguments = web_command(8000)[3:]
    assert Config().parser().parse_args(arguments).forwarded_allow_ips == ""


def test_the_doctor_names_what_is_wrong_and_ends_with_one(tmp_path):
    bad = {"ALLOWED_HOSTS": "*", "SITE_URL": "https://127.0.0.1:1", "SECRET_KEY": "weak-7f3a",
           "DATABASE_URL": "postgres://nobody:hush-hush@127.0.0.1:1/none", "DEBUG": "1"}  # fmt: skip
    done = run("manage.py", "doctor", "--language", "en", NEWSROOM_VAR=str(tmp_path), **bad)
    assert (done.returncode, done.stderr) == (1, "")
    for told in (
        "ALLOWED_HOSTS is “*”",
        "SECRET_KEY is weak",
        "DEBUG is on",
        "newsroom.E004",
        "127.0.0.1:1/healthz",
    ):
        assert told in done.stdout
    for secret in (bad["SECRET_KEY"], "hush-hush", "Traceback"):
        assert secret not in done.stdout


def test_the_doctor_tells_what_is_not_set_at_all(tmp_path):
    done = run("manage.py", "doctor", NEWSROOM_VAR=str(tmp_path), SECRET_KEY="", ALLOWED_HOSTS="")
    assert done.returncode == 1
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        assert f"المتغير {name} غير مضبوط في بيئة هذا الأمر" in done.stdout
