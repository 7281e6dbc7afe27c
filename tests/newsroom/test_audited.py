"""What is done to people, and to the audit, stands in the audit, in Arabic."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import AuditEntry, Section
from newsroom import inviting
from newsroom.admin import FLAGS
from newsroom.models import User
from tests.articles.admin.pages import address
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    person = make_user("boss", is_superuser=True)
    client.force_login(person)
    return person


def told():
    return [(entry.action, entry.article_label, entry.by_name) for entry in AuditEntry.objects.order_by("pk")]


def change(client, person, **given):
    fields = {"username": person.username, "is_active": "on", "is_staff": "on", **given}
    return client.post(reverse("admin:newsroom_user_change", args=[person.pk]), fields)


def test_changed_rights_are_told_as_they_were_and_are(client, boss, reporter):
    sport = Section.objects.ensure(["رياضة"])[0]["رياضة"]
    change(client, reporter, groups=[Group.objects.get(name="editor").pk], sections=[sport.pk])
    assert told() == [("user_change", "reporter", "boss")]
    _fields, before, after = AuditEntry.objects.get().note.split("\n")
    assert before.startswith("قبله: ")
    assert "المجموعات: مراسل؛" in before
    assert after.startswith("بعده: ")
    assert "المجموعات: محرر؛ الأقسام: رياضة" in after


def test_an_account_that_is_closed_is_told(client, boss, reporter):
    change(client, reporter, is_active="")
    before, after = AuditEntry.objects.get().note.split("\n")[1:]
    label = str(FLAGS["is_active"][0])
    assert (label in before, label in after) == (True, False)
    assert told() == [("user_change", "reporter", "boss")]


def test_who_is_made_and_deleted_is_told(client, boss, reporter):
    long = "عبارة طويلة لا تخطر على بال"
    asked = {"username": "new", "usable_password": "true", "password1": long, "password2": long}
    client.post(reverse("admin:newsroom_user_add"), asked)
    client.post(reverse("admin:newsroom_user_delete", args=[reporter.pk]), {"post": "yes"})
    assert told() == [("user_add", "new", "boss"), ("user_delete", "reporter", "boss")]
    assert not User.objects.filter(username="reporter").exists()


def test_the_rights_of_a_group_are_told(client, boss):
    group = Group.objects.get(name="reporter")
    client.post(reverse("admin:auth_group_change", args=[group.pk]), {"permissions": []})
    assert told() == [("group_change", "reporter", "boss")]
    assert "بعده: الصلاحيات: —" in AuditEntry.objects.get().note


@pytest.mark.parametrize("act", ["end_all", "reset", "unlock"])
def test_help_with_the_sign_in_of_another_is_told(client, boss, reporter, act):
    client.post(reverse("admin:newsroom_user_security", args=[reporter.pk]), {"act": act})
    assert told() == [("user_trust", "reporter", "boss")]
    assert AuditEntry.objects.get().note


def test_an_invitation_is_told_from_its_making_to_its_taking(client, boss):
    email, long = "mona@marsa.example", "عبارة طويلة لا تخطر على بال"
    group = Group.objects.get(name="editor")
    client.post(reverse("admin:newsroom_invitation_add"), {"email": email, "groups": [group.pk]})
    assert AuditEntry.objects.get().note == "محرر"
    invitation = inviting.Invitation.objects.get()
    page = reverse("admin:newsroom_invitation_change", args=[invitation.pk])
    for act in ("revoke", "renew"):
        client.post(page, {"act": act})
    invitation.refresh_from_db()
    person = User(username="mona")
    person.set_password(long)
    inviting.take_up(inviting.link_of(invitation).rstrip("/").rsplit("/", 1)[-1], person)
    acts = ["invitation_add", "invitation_revoke", "invitation_renew"]
    assert told() == [*((act, email, "boss") for act in acts), ("invitation_take", email, "mona")]


def test_a_taken_export_is_told_and_is_not_in_itself(client, managing_editor):
    client.force_login(managing_editor)
    asked = {"as": "jsonl", "since": "2024-01-02"}
    assert client.get(address("audit"), asked).getvalue() == b""
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.note) == ("audit_export", managing_editor, "من يوم: 2024-01-02")
    client.get(address("audit"))
    assert AuditEntry.objects.count() == 1
