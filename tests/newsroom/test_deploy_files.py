"""The files for production agree with the program."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from gunicorn.config import Config

from newsroom.middleware import FORWARDED

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "newsroom" / "deploy"


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def exec_start(unit):
    text = re.sub(r"\\\n\s*", "", read(unit))
    return shlex.split(re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)[1])


def command_of_image():
    found = re.search(r"^CMD (\[.*\])$", re.sub(r"\\\n\s*", "", read("Containerfile")), re.MULTILINE)
    return re.findall(r'"([^"]*)"', found[1])


@pytest.mark.parametrize("command", [exec_start("newsroom-web.service"), command_of_image()])
def test_the_web_server_takes_its_arguments_and_leaves_the_trust_in_proxies_to_us(command):
    given = Config().parser().parse_args(command[1:])
    assert given.args == ["newsroom.wsgi"]
    assert given.forwarded_allow_ips == ""
    assert given.workers > 1


def test_the_worker_is_a_command_of_ours():
    program, manage, *words = exec_start("newsroom-worker.service")
    assert (manage, words[:2]) == ("manage.py", ["procrastinate", "worker"])
    assert program == exec_start("newsroom-web.service")[0].replace("gunicorn", "python")


def test_jobs_and_requests_end_before_systemd_kills():
    for unit in ("newsroom-web.service", "newsroom-worker.service"):
        grace = int(re.search(r"graceful-timeout (\d+)", read(unit))[1])
        assert grace < int(re.search(r"TimeoutStopSec=(\d+)", read(unit))[1])


def test_the_proxy_looks_where_the_socket_listens():
    listens = re.search(r"ListenStream=(\S+)", read("newsroom-web.socket"))[1]
    assert f"server {listens};" in read("nginx.conf")


@pytest.mark.parametrize("name", FORWARDED)
def test_the_proxy_lets_no_reader_speak_in_its_name(name):
    header = name.removeprefix("HTTP_").replace("_", "-").title()
    value = re.search(rf"proxy_set_header {header} (\S+);", read("nginx.conf"))[1]
    assert "http_x" not in value
    assert "add_x" not in value


@pytest.mark.parametrize("address", ["/readyz", "/metrics"])
def test_the_proxy_keeps_from_the_world_what_machines_ask(address):
    found = re.search(r"location ~ (\S+) \{([^}]*)\}", read("nginx.conf").replace('location ~ "', ""))
    assert re.search(found[1], address)
    assert not re.search(found[1], f"/pages{address}")
    assert re.findall(r"(?:allow|deny) [^;]+", found[2])[-1] == "deny all"


def test_the_shell_reads_the_environment_as_systemd_does():
    lines = [line for line in read("newsroom.env").splitlines() if line and not line.startswith("#")]
    wanted = {name: value.strip('"') for name, _equals, value in (line.partition("=") for line in lines)}
    script = f"set -a; . {DEPLOY / 'newsroom.env'}; env -0"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True, env={})
    told = dict(line.split("=", 1) for line in done.stdout.decode().split("\0") if "=" in line)
    assert {name: told.get(name) for name in wanted} == wanted


def test_each_variable_is_one_that_the_program_reads():
    code = "".join((ROOT / "newsroom" / name).read_text() for name in ("settings.py", "environment.py"))
    code += (ROOT / "newsroom" / "database" / "__init__.py").read_text()
    for name in re.findall(r"^#?([A-Z_]+)=", read("newsroom.env"), re.MULTILINE):
        assert f'"{name}"' in code


def test_the_image_holds_the_whole_program():
    copied = set(re.findall(r"^COPY (\w+) \w+$", read("Containerfile"), re.MULTILINE))
    assert copied == {"newsroom", "articles", "tags", "templates", "static"}
    assert all((ROOT / name).is_dir() for name in copied)


def test_the_command_is_one_that_a_shell_can_read():
    subprocess.run(["/bin/sh", "-n", str(DEPLOY / "newsroom.sh")], check=True)
