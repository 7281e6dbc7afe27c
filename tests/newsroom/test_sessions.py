"""Where a person is signed in: what they see of it, and how it ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.tasks import sweep_sessions
from newsroom import sessions
from newsroom.models import DeskSession, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "كلمة-مرور-طويلة"
ACCOUNT, INDEX = "/admin/account/", "/admin/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"  # noqa: E501

# What a browser says of itself → what a person reads.
NAMES = [
    (FIREFOX, "Firefox على Windows"),
    (IPHONE, "Safari على iPhone"),
    ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36",
     "Chrome على Android"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/128.0 Safari/537.36 Edg/128.0", "Edge على macOS"),
    ("curl/8.5.0", "جهاز غير معروف"),
    ("", "جهاز غير معروف"),
]  # fmt: skip


def signed_in(person, *, agent=FIREFOX, address="203.0.113.7"):
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    given = {"username": person.username, "password": PASSWORD, "next": INDEX}
    assert client.post("/admin/login/", given).status_code == 302
    return client


def is_in(client):
    return client.get(INDEX).status_code == 200


@pytest.mark.parametrize(("agent", "name"), NAMES)
def test_a_device_is_named(agent, name):
    assert sessions.name_of(agent) == name


def test_a_person_sees_their_devices_and_those_of_nobody_else(editor, reporter):
    here, _phone = signed_in(editor), signed_in(editor, agent=IPHONE, address="192.168.1.9")
    signed_in(reporter, agent="curl/8.5.0", address="198.51.100.1")
    page = here.get(ACCOUNT).content.decode()
    for told in (
        "Firefox على Windows",
        "203.0.113.7",
        "Safari على iPhone",
        "192.168.1.9",
        "شبكة الدار",
        "هذا الجهاز",
    ):
        assert told in page
    assert "198.51.100.1" not in page
    assert not any(key in page for key in DeskSession.objects.values_list("session_key", flat=True))


def test_a_person_ends_one_device(editor):
    here, phone = signed_in(editor), signed_in(editor, agent=IPHONE)
    handle = sessions.handle_of(phone.session.session_key)
    assert here.post(ACCOUNT, {"act": "end", "device": handle}).status_code == 302
    assert is_in(here)
    assert not is_in(phone)


def test_a_person_ends_no_device_of_another(editor, reporter):
    here, theirs = signed_in(editor), signed_in(reporter)
    here.post(ACCOUNT, {"act": "end", "device": sessions.handle_of(theirs.session.session_key)})
    assert is_in(theirs)


def test_all_others_are_signed_out_at_once(editor, reporter):
    here, others, theirs = signed_in(editor), [signed_in(editor), signed_in(editor)], signed_in(reporter)
    assert "خرج جهازان" in here.post(ACCOUNT, {"act": "end_others"}, follow=True).content.decode()
    assert [is_in(one) for one in (here, *others, theirs)] == [True, False, False, True]


def test_a_new_password_ends_the_others_and_keeps_this_one(editor):
    here, phone = signed_in(editor), signed_in(editor)
    new = "عبارة أخرى أطول بكثير"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/password_change/", given).status_code == 302
    assert is_in(here)
    assert not is_in(phone)
    assert editor.desk_sessions.count() == 1


def test_a_password_that_an_administrator_sets_ends_all(editor):
    phone, boss = signed_in(editor), signed_in(make_user("boss", is_superuser=True))
    new = "عبارة أخرى أطول بكثير"
    page = reverse("admin:auth_user_password_change", args=[editor.pk])
    assert boss.post(page, {"password1": new, "password2": new, "usable_password": "true"}).status_code == 302
    assert not is_in(phone)
    assert editor.desk_sessions.count() == 0


def test_an_administrator_sees_and_ends_the_devices_of_another(editor):
    phone, tablet = signed_in(editor, agent=IPHONE), signed_in(editor)
    boss = signed_in(make_user("boss", is_superuser=True))
    page = reverse("admin:newsroom_user_security", args=[editor.pk])
    assert "Safari على iPhone" in boss.get(page).content.decode()
    assert page in boss.get(reverse("admin:newsroom_user_change", args=[editor.pk])).content.decode()
    boss.post(page, {"act": "end", "device": sessions.handle_of(phone.session.session_key)})
    assert (is_in(phone), is_in(tablet)) == (False, True)
    boss.post(page, {"act": "end_all"})
    assert (is_in(tablet), is_in(boss)) == (False, True)
    history = boss.get(reverse("admin:newsroom_user_history", args=[editor.pk])).content.decode()
    assert "أُخرج من كل أجهزته" in history


def test_an_account_that_may_not_sign_in_any_more_is_out(editor):
    phone = signed_in(editor)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not is_in(phone)


def test_last_seen_follows_at_its_pace(editor, django_assert_num_queries):
    phone = signed_in(editor, address="203.0.113.7")
    # The session and the person; what was noted a moment ago is not noted again.
    with django_assert_num_queries(2):
        phone.get("/admin/session/")
    before = timezone.now() - timedelta(hours=1)
    editor.desk_sessions.update(seen_at=before)
    # And the note.
    with django_assert_num_queries(3):
        phone.get("/admin/session/", REMOTE_ADDR="198.51.100.1")
    row = editor.desk_sessions.get()
    assert row.seen_at > before + timedelta(minutes=59)
    assert row.address == "198.51.100.1"


def test_when_one_signed_in_outlives_what_the_session_keeps(editor):
    phone = signed_in(editor)
    started = editor.desk_sessions.get().started_at
    session = phone.session
    session["more"] = 1
    session.save()
    assert editor.desk_sessions.get().started_at == started


def test_sessions_that_are_over_are_swept(editor):
    phone = signed_in(editor)
    editor.desk_sessions.update(expire_date=timezone.now() - timedelta(days=1))
    assert list(sessions.iter_devices(editor)) == []
    assert not is_in(phone)
    sweep_sessions(timestamp=0)
    assert not DeskSession.objects.filter(person=editor).exists()


@pytest.mark.parametrize(
    ("field", "age", "is_alive"),
    [
        ("seen_at", timedelta(hours=11), True),
        ("seen_at", timedelta(hours=13), False),  # nobody was there
        ("started_at", timedelta(days=6), True),
        ("started_at", timedelta(days=8), False),  # whatever was done in it
    ],
)
def test_a_session_ends_by_itself(editor, field, age, is_alive):
    client = signed_in(editor)
    DeskSession.objects.update(**{field: timezone.now() - age})
    assert len(list(sessions.iter_devices(editor))) == is_alive
    assert is_in(client) == is_alive
    assert DeskSession.objects.filter(person=editor).exists() == is_alive


def test_a_sign_in_makes_another_key_of_the_session(client, editor):
    client.get("/admin/login/")
    session = client.session
    session["planted"] = "قبل"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post("/admin/login/", {"username": editor.username, "password": PASSWORD, "next": INDEX})
    assert client.session.session_key != planted
    assert not DeskSession.objects.filter(session_key=planted).exists()
