"""What the log tells of who comes in and who is refused: numbers, never names, codes or passwords."""

import pytest
from django.conf import settings
from django.urls import reverse

from newsroom import lockouts, second_factor
from newsroom.seeing.reading import Numbers
from tests.newsroom.test_lockouts import give, wrong_tries
from tests.newsroom.test_second_factor import PASSWORD, STEP, code_of, give_factor

pytestmark = pytest.mark.django_db

FAILED, LOCKED = "a sign-in failed", "sign-in is locked for a while after many failures"


def told(lines):
    return [(line["message"], line.get("account")) for line in lines.of("newsroom.sign_in")]


def test_a_sign_in_and_its_end_are_told_by_number(client, editor, lines):
    give(client, editor, PASSWORD)
    client.post("/admin/logout/")
    assert told(lines) == [
        ("the password of an account was given", editor.pk), ("an account signed out", editor.pk),
    ]  # fmt: skip
    assert "editor" not in lines.text.replace("editor.js", "")


def test_failures_and_the_lock_that_ends_them_are_told(client, editor, lines):
    for _try in range(settings.AXES_FAILURE_LIMIT + 1):
        give(client, editor, "كلمة خاطئة")
    words = [message for message, _account in told(lines)]
    assert words.count(LOCKED) >= 1
    assert words.index(LOCKED) >= settings.AXES_FAILURE_LIMIT - 1
    assert words[: settings.AXES_FAILURE_LIMIT - 1] == [FAILED] * (settings.AXES_FAILURE_LIMIT - 1)
    assert all(line["level"] == "WARNING" for line in lines.of("newsroom.sign_in"))
    assert not any(part in lines.text for part in ("خاطئة", "editor"))


def test_a_flood_is_told_as_a_lock(client, editor, lines):
    wrong_tries(lockouts.WIDE_LIMIT, address="127.0.0.1")
    give(client, editor, PASSWORD)
    assert LOCKED in [message for message, _account in told(lines)]


def test_the_second_step_is_told_as_it_ends(client, editor, lines):
    secret, _codes = give_factor(editor)
    give(client, editor, PASSWORD)
    client.post(STEP, {"code": "123456"})
    client.post(STEP, {"code": code_of(secret)})
    assert told(lines)[1:] == [
        ("a second step failed", editor.pk), ("the second step of an account was done", editor.pk),
    ]  # fmt: skip
    assert code_of(secret) not in lines.text


def test_a_second_step_that_is_locked_is_told(client, editor, lines):
    give_factor(editor)
    give(client, editor, PASSWORD)
    for _try in range(second_factor.LIMIT + 1):
        client.post(STEP, {"code": "123456"})
    assert told(lines)[-1] == ("the second step of an account is locked for a while", editor.pk)


def test_a_refusal_of_rights_is_told_with_the_number_of_the_account(client, reporter, lines):
    client.force_login(reporter)
    for address in (reverse("admin:newsroom_user_changelist"), reverse("admin:account")):
        client.get(address)
    refused, done = lines.of("newsroom.requests")
    assert (refused["view"], refused["status"], refused["account"]) == (
        "admin:newsroom_user_changelist", 403, reporter.pk,
    )  # fmt: skip
    assert "account" not in done
    assert "reporter" not in lines.text


def test_a_refusal_of_nobody_names_no_account(client, lines, settings):
    client.handler.enforce_csrf_checks = True
    client.post("/admin/login/", {"username": "x", "password": "y"})
    line = lines.of("newsroom.requests")[0]
    assert (line["status"], line.get("account")) == (403, None)


def test_how_sign_ins_end_is_counted_for_alerts(client, editor):
    before = Numbers()
    give(client, editor, "كلمة خاطئة")
    give(client, editor, PASSWORD)
    after = Numbers()
    for outcome in ("failed", "password"):
        told = [numbers.total("newsroom_sign_ins_total", outcome=outcome) for numbers in (before, after)]
        assert told[1] == told[0] + 1
