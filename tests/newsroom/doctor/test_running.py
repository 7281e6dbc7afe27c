"""The doctor as a whole: it never hangs, never falls over and never shows a secret."""

import json
import threading

import pytest
from django.core.management import call_command
from django.db import ProgrammingError

from newsroom.doctor import running
from newsroom.doctor.findings import Check, Level, error, ok, warning
from newsroom.doctor.running import CHECKS, examine
from newsroom.management.commands import doctor


def make_check(find, name="one", *, needs_database=False):
    return Check(name, name.title(), find, needs_database=needs_database)


def fail(failure):
    raise failure


@pytest.fixture
def looked_at(monkeypatch):
    """Let the command look at these checks alone."""

    def look(*checks):
        monkeypatch.setattr(doctor, "examine", lambda: examine(checks))

    return look


def test_a_check_that_hangs_is_something_found(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.05)
    forever = threading.Event()
    (finding,) = running.run(make_check(lambda: [forever.wait(30)]))
    forever.set()
    assert finding.level is Level.ERROR
    assert "لا جواب" in finding.message


def test_a_check_that_crashes_is_something_found():
    (finding,) = running.run(make_check(lambda: fail(KeyError("nowhere"))))
    assert finding.level is Level.ERROR
    assert "KeyError: 'nowhere'" in finding.message


def test_a_table_that_is_not_there_yet_is_no_crash():
    (finding,) = running.run(make_check(lambda: fail(ProgrammingError('relation "x" does not exist'))))
    assert finding.level is Level.WARNING
    assert "migrate" in finding.hint


@pytest.mark.django_db(transaction=True)
def test_where_the_database_is_silent_what_needs_it_is_not_asked():
    asked = []
    checks = (
        make_check(lambda: [error("silent", "")], "database"),
        make_check(lambda: asked.append(1) or [], "workers", needs_database=True),
        make_check(lambda: [ok("there")], "cache"),
    )
    assert [findings[0].level for _check, findings in examine(checks)] == [
        Level.ERROR,
        Level.WARNING,
        Level.OK,
    ]
    assert asked == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_answers_and_is_unfit_is_asked_on():
    checks = (
        make_check(lambda: [error("its letters are those of C", "", id="newsroom.E001")], "database"),
        make_check(lambda: [ok("asked")], "workers", needs_database=True),
    )
    assert [findings[0].message for _check, findings in examine(checks)][1] == "asked"


def test_what_a_library_quotes_of_a_secret_is_taken_out(settings):
    settings.CACHE_URL = "redis://user:s%40fe-word@cache/0"
    check = make_check(lambda: fail(OSError(f"{settings.CACHE_URL} and s@fe-word and {settings.SECRET_KEY}")))
    ((_check, (finding,)),) = examine((check,))
    for secret in ("s%40fe-word", "s@fe-word", settings.SECRET_KEY):
        assert secret not in finding.message
    assert "***" in finding.message


def test_each_check_has_a_name_of_its_own():
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_an_error_ends_the_command_with_one(looked_at, capsys):
    looked_at(make_check(lambda: [error("قيمة سيئة: *", "أصلحها", id="security.W020")]))
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert "✗ One: قيمة سيئة: * (security.W020)\n    أصلحها\n" in told
    assert "خطأ واحد، ولا تنبيهات" in told


def test_a_warning_alone_does_not(looked_at, capsys):
    looked_at(make_check(lambda: [warning("low", "raise it")]))
    call_command("doctor", language="en")
    assert "Found: 0 errors, 1 warning." in capsys.readouterr().out


def test_all_is_well_in_both_languages(looked_at, capsys):
    looked_at(make_check(lambda: [ok("fine")]))
    call_command("doctor")
    call_command("doctor", "--language", "en")
    told = capsys.readouterr().out
    assert "كل شيء بخير." in told
    assert "All is well." in told


def test_monitoring_reads_the_same_as_json(looked_at, capsys):
    looked_at(make_check(lambda: [ok("fine"), error("bad", "mend", id="x.E1")]))
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["errors"], told["warnings"]) == (False, 1, 0)
    assert told["findings"][1] == {
        "check": "one", "label": "One", "level": "error", "message": "bad", "hint": "mend", "id": "x.E1",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_whole_of_it_is_asked_in_arabic_and_nothing_crashes(capsys, settings, tmp_path):
    settings.MEDIA_ROOT, settings.SITE_URL = tmp_path, "http://127.0.0.1:1"
    with pytest.raises(SystemExit):  # nobody serves the site
        call_command("doctor", "--json")
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {finding["check"] for finding in findings} >= {check.name for check in CHECKS} - {
        "cache_memory", "sender", "backup_means", "replicas", "media_bucket", "backup_bucket",
    }  # fmt: skip
    assert not [finding for finding in findings if "تعذر فحص" in finding["message"]]
