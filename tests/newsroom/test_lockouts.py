"""A name that was given too many wrong passwords: what is told, how long it rests, who opens it before."""

from datetime import timedelta
from importlib import import_module

import pytest
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsroom import lockouts
from newsroom.tasks import forget_sign_ins
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "كلمة-مرور-طويلة"


def give(client, person, password="خطأ"):
    return client.post(
        "/admin/login/", {"username": person.username, "password": password, "next": "/admin/"}
    )


def lock(client, person):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        response = give(client, person)
    return response


def test_who_is_locked_out_is_told_kindly_how_long_to_wait(client, editor):
    response = lock(client, editor)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "حاول بعد 15 دقيقة" in response.content.decode()


# How long ago the last wrong password was → what is told.
WAITS = [(10, "حاول بعد 5 دقائق"), (13, "حاول بعد دقيقتين"), (14, "حاول بعد دقيقة")]


@pytest.mark.parametrize(("minutes", "told"), WAITS)
def test_the_time_that_is_told_is_what_is_left(client, editor, minutes, told):
    lock(client, editor)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))
    # To try again, the right password too, makes the wait no longer.
    for _try in range(3):
        response = give(client, editor, PASSWORD)
    assert response.status_code == 429
    assert told in response.content.decode()


def test_tries_with_several_browsers_count_together(client, editor):
    half = settings.AXES_FAILURE_LIMIT // 2
    for agent in ("Firefox", "Chrome"):
        for _try in range(half):
            response = give(Client(HTTP_USER_AGENT=agent), editor)
    AccessAttempt.objects.filter(user_agent="Firefox").update(
        attempt_time=timezone.now() - timedelta(minutes=9)
    )
    assert response.status_code == 429
    # The lock ends with the older half of them.
    assert "حاول بعد 6 دقائق" in give(client, editor).content.decode()


def test_after_the_wait_the_door_is_open(client, editor):
    lock(client, editor)
    AccessAttempt.objects.update(attempt_time=timezone.now() - lockouts.RESTS - timedelta(seconds=1))
    assert give(client, editor, PASSWORD).status_code == 302


def test_nobody_locks_another_out_from_elsewhere(client, editor):
    lock(Client(REMOTE_ADDR="198.51.100.9"), editor)
    assert give(client, editor, PASSWORD).status_code == 302


def test_an_administrator_opens_it_before(client, editor):
    lock(client, editor)
    boss, page = Client(), reverse("admin:newsroom_user_security", args=[editor.pk])
    boss.force_login(make_user("boss", is_superuser=True))
    assert "متوقف 15 دقيقة" in boss.get(page).content.decode()
    assert boss.post(page, {"act": "unlock"}).status_code == 302
    assert "متوقف" not in boss.get(page).content.decode()
    assert give(client, editor, PASSWORD).status_code == 302
    assert LogEntry.objects.get().change_message == "أُعيد فتح الدخول"


def wrong_tries(number, *, username=None, address=None):
    """Keep wrong passwords for many names or from many addresses, one each."""
    AccessAttempt.objects.bulk_create(
        AccessAttempt(
            username=username or f"name-{each}", ip_address=address or f"198.51.100.{each}",
            user_agent="", failures_since_start=1, attempt_time=timezone.now(),
        )
        for each in range(number)
    )  # fmt: skip


@pytest.mark.parametrize(("more", "status"), [(0, 429), (-1, 302)])
def test_a_name_tried_from_everywhere_rests_where_nobody_knows_it(client, editor, more, status):
    wrong_tries(lockouts.WIDE_LIMIT + more, username=editor.username)
    assert give(client, editor, PASSWORD).status_code == status


def test_such_a_flood_does_not_lock_out_the_person_at_their_own_address(client, editor):
    give(Client(), editor, PASSWORD)
    wrong_tries(lockouts.WIDE_LIMIT, username=editor.username)
    assert give(client, editor, PASSWORD).status_code == 302


def test_an_administrator_opens_a_flooded_name(client, editor):
    wrong_tries(lockouts.WIDE_LIMIT, username=editor.username)
    assert lockouts.until(editor.username)
    lockouts.open_again(editor.username)
    assert give(client, editor, PASSWORD).status_code == 302


@pytest.mark.parametrize(("more", "status"), [(0, 429), (-1, 302)])
def test_an_address_that_tries_everybody_rests(client, editor, more, status):
    wrong_tries(lockouts.WIDE_LIMIT + more, address="127.0.0.1")
    assert give(client, editor, PASSWORD).status_code == status


NEW = "عبارة أخرى أطول بكثير"
# What asks for the password within the desk → what is typed there beside it.
ASKING = [
    ("/admin/password_change/", {"old_password": "خطأ", "new_password1": NEW, "new_password2": NEW}),
    ("/admin/auth/group/add/", {"own_password": "خطأ", "name": NEW}),
    ("/admin/confirm/?next=/admin/articles/", {"password": "خطأ", "note": NEW}),
]


@pytest.mark.parametrize(("address", "typed"), ASKING)
def test_nothing_is_kept_of_what_was_typed_with_a_wrong_password(client, address, typed):
    client.force_login(make_user("boss", is_superuser=True))
    session = client.session
    session["password_confirmed_at"] = 0
    session.save()
    for _twice in range(2):  # the second changes the row of the first
        assert client.post(address, typed).status_code == 200
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 2
    assert (attempt.get_data, attempt.post_data) == ("", "")


def test_what_was_kept_before_is_forgotten_by_the_migration(editor):
    wrong_tries(1, username=editor.username)
    AccessAttempt.objects.update(post_data=f"new_password1={NEW}", get_data="next=/")
    import_module("newsroom.migrations.0015_forget_typed").forget(apps, None)
    attempt = AccessAttempt.objects.get()
    assert (attempt.get_data, attempt.post_data, attempt.failures_since_start) == ("", "", 1)


def test_old_sign_ins_and_failures_are_forgotten_and_new_ones_kept(client, editor):
    now = timezone.now()
    for days in (181, 179):
        give(client, editor, PASSWORD)
        AccessLog.objects.filter(attempt_time__gt=now).update(attempt_time=now - timedelta(days=days))
    for days in (31, 29):
        wrong_tries(1, username=f"name-{days}")
        old = now - timedelta(days=days)
        AccessAttempt.objects.filter(username=f"name-{days}").update(attempt_time=old)
    assert forget_sign_ins(timestamp=0) == 2
    assert AccessAttempt.objects.get().username == "name-29"
    assert AccessLog.objects.get().attempt_time == now - timedelta(days=179)
