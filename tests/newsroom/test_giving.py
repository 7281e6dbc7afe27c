"""Who may change users is not who may do everything."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from articles.models import Section
from newsroom import inviting, second_factor
from newsroom.models import Invitation, SecondFactor, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PEOPLE = ("user", "invitation", "group")


@pytest.fixture
def keeper(db):
    """A managing editor who also looks after people."""
    person = make_user("keeper", group="managing editor")
    person.user_permissions.set(Permission.objects.filter(content_type__model__in=PEOPLE))
    return person


@pytest.fixture
def boss(db):
    return make_user("boss", is_superuser=True)


def page_of(person, name="change"):
    return reverse(f"admin:newsroom_user_{name}", args=[person.pk])


def group_of(name):
    return Group.objects.get(name=name)


@pytest.fixture
def stronger(db):
    """A group with a right that a managing editor lacks."""
    group = Group.objects.create(name="أقوى")
    group.permissions.set(Permission.objects.filter(codename="delete_assignment"))
    assert group.permissions.exists()
    return group


def change(client, person, **given):
    fields = {"username": person.username, "is_active": "on", "is_staff": "on", **given}
    return client.post(page_of(person), fields)


def test_they_make_nobody_an_administrator(client, keeper, reporter):
    client.force_login(keeper)
    assert change(client, reporter, is_superuser="on", email="r@marsa.example").status_code == 302
    reporter.refresh_from_db()
    assert (reporter.is_superuser, reporter.email) == (False, "r@marsa.example")


def test_they_give_the_groups_that_they_outrank(client, keeper, reporter):
    client.force_login(keeper)
    change(client, reporter, groups=[group_of("editor").pk])
    assert [group.name for group in reporter.groups.all()] == ["editor"]


def test_they_give_no_right_that_they_lack(client, keeper, reporter, stronger):
    client.force_login(keeper)
    right = stronger.permissions.get()
    assert change(client, reporter, groups=[stronger.pk]).status_code == 200
    assert change(client, reporter, user_permissions=[right.pk]).status_code == 200
    assert not reporter.user_permissions.exists()
    assert not reporter.groups.filter(pk=stronger.pk).exists()


def test_they_do_not_change_themselves(client, keeper):
    client.force_login(keeper)
    assert change(client, keeper, email="other@marsa.example").status_code == 403


@pytest.mark.parametrize("is_active", [True, False])
def test_they_touch_no_account_that_has_more(client, keeper, boss, stronger, is_active):
    mighty = make_user("mighty", group="reporter", is_active=is_active)
    mighty.groups.add(stronger)
    client.force_login(keeper)
    long = "عبارة طويلة لا تخطر على بال"
    for person in (boss, mighty):
        assert change(client, person, email="mine@marsa.example").status_code == 403
        password = reverse("admin:auth_user_password_change", args=[person.pk])
        assert client.post(password, {"password1": long, "password2": long}).status_code == 403
        assert client.post(page_of(person, "delete"), {"post": "yes"}).status_code == 403
        assert client.post(page_of(person, "security"), {"act": "end_all"}).status_code == 403
    assert User.objects.filter(pk__in=[boss.pk, mighty.pk]).count() == 2


def test_they_do_not_reset_the_second_step_of_an_administrator(client, keeper, boss):
    SecondFactor.objects.create(person=boss, secret=second_factor.new_secret(), set_at=boss.date_joined)
    client.force_login(keeper)
    client.post(page_of(boss, "security"), {"act": "reset"})
    assert SecondFactor.objects.filter(person=boss).exists()


def test_they_do_not_free_others_from_the_sections_that_they_are_kept_to(client, keeper, reporter):
    sport, politics = (Section.objects.ensure([name])[0][name] for name in ("رياضة", "سياسة"))
    keeper.sections.set([sport])
    reporter.sections.set([sport])
    client.force_login(keeper)
    for given in ([], [politics.pk], [sport.pk, politics.pk]):
        assert change(client, reporter, sections=given).status_code == 200
    assert list(reporter.sections.all()) == [sport]
    assert change(client, reporter, sections=[sport.pk]).status_code == 302


def test_they_put_no_right_into_a_group_that_they_lack(client, keeper, stronger):
    group, right = Group.objects.create(name="صغيرة"), stronger.permissions.get()
    client.force_login(keeper)
    asked = {"name": "صغيرة", "permissions": [right.pk]}
    assert client.post(reverse("admin:auth_group_change", args=[group.pk]), asked).status_code == 200
    assert not group.permissions.exists()
    for name in ("change", "delete"):
        path = reverse(f"admin:auth_group_{name}", args=[stronger.pk])
        assert client.post(path, {"name": "أقوى", "post": "yes"}).status_code == 403
    assert stronger.permissions.exists()


def test_they_invite_to_no_group_that_has_more(client, keeper, stronger):
    client.force_login(keeper)
    path = reverse("admin:newsroom_invitation_add")
    asked = {"email": "mona@marsa.example", "groups": [stronger.pk]}
    assert client.post(path, asked).status_code == 200
    assert not Invitation.objects.exists()
    client.post(path, {**asked, "groups": [group_of("editor").pk]})
    assert Invitation.objects.count() == 1


def test_they_do_not_take_up_nor_renew_the_invitation_of_somebody_stronger(client, keeper, boss, stronger):
    invitation = inviting.invite(email="mona@marsa.example", groups=[stronger], sections=[], by=boss)
    client.force_login(keeper)
    path = reverse("admin:newsroom_invitation_change", args=[invitation.pk])
    assert "/admin/join/" not in client.get(path).content.decode()
    client.post(path, {"act": "renew"})
    nonce = invitation.nonce
    invitation.refresh_from_db()
    assert invitation.nonce == nonce
