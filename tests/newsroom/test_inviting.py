"""Invitations, from the address of a person to their place at the desk."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Section
from newsroom import inviting
from newsroom.inviting import NoLongerOpen, NotAnInvitation
from newsroom.models import Invitation, User
from tests.articles.admin.pages import find_all, parse
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LONG = "عبارة طويلة لا تخطر على بال"
GIVEN = {
    "first_name": "منى", "last_name": "سالم", "gender": "she", "username": "mona",
    "password1": LONG, "password2": LONG,
}  # fmt: skip


@pytest.fixture
def boss(db):
    return make_user("boss", is_superuser=True)


@pytest.fixture
def sport(db):
    return Section.objects.ensure(["رياضة"])[0]["رياضة"]


@pytest.fixture
def invitation(boss, sport):
    groups = Group.objects.filter(name="editor")
    return inviting.invite(email="mona@marsa.example", groups=groups, sections=[sport], by=boss)


def path_of(invitation):
    return inviting.link_of(invitation).removeprefix("http://testserver")


def token_of(invitation):
    return path_of(invitation).rstrip("/").rsplit("/", 1)[-1]


def page_of(invitation):
    return reverse("admin:newsroom_invitation_change", args=[invitation.pk])


def test_who_is_invited_chooses_a_name_and_is_at_the_desk(client, invitation, sport):
    assert "mona@marsa.example" in client.get(path_of(invitation)).content.decode()
    response = client.post(path_of(invitation), GIVEN)
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    mona = User.objects.get(username="mona")
    assert (str(mona), mona.email, mona.gender) == ("منى سالم", "mona@marsa.example", "she")
    assert (mona.is_staff, mona.is_superuser) == (True, False)
    assert [group.name for group in mona.groups.all()] == ["editor"]
    assert list(mona.sections.all()) == [sport]
    assert mona.check_password(LONG)
    assert mona.invitation.state == "taken"


def test_where_the_second_step_is_insisted_on_it_comes_next(client, invitation, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.post(path_of(invitation), GIVEN)
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == (
        "/admin/second-factor/set-up/?next=/admin/"
    )


def test_a_link_opens_once(client, invitation):
    client.post(path_of(invitation), GIVEN)
    response = Client().post(path_of(invitation), {**GIVEN, "username": "another"})
    assert response.status_code == 410
    assert "استُعملت" in response.content.decode()
    assert not User.objects.filter(username="another").exists()


def test_a_link_expires(client, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get(path_of(invitation))
    assert response.status_code == 410
    assert "انتهت" in response.content.decode()


def test_what_is_taken_back_opens_nothing(invitation):
    inviting.revoke(invitation)
    with pytest.raises(NoLongerOpen):
        inviting.find(token_of(invitation))


def test_a_new_link_ends_the_old_one(invitation):
    old = token_of(invitation)
    inviting.renew(invitation)
    with pytest.raises(NoLongerOpen):
        inviting.find(old)
    assert inviting.find(token_of(invitation)) == invitation


def test_another_invitation_to_the_same_address_ends_the_first(invitation, boss):
    inviting.invite(email="MONA@marsa.example", groups=[], sections=[], by=boss)
    with pytest.raises(NoLongerOpen):
        inviting.find(token_of(invitation))


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: "a:b"])
def test_a_link_that_is_not_ours_opens_nothing(client, invitation, change):
    token = change(token_of(invitation))
    with pytest.raises(NotAnInvitation):
        inviting.find(token)
    assert client.get(reverse("admin:join", args=[token])).status_code == 410


# A password that will not do → a word of what is said of it.
REFUSED = [
    ("قصيرة", "قصيرة"),
    ("password123", "شائعة يسهل تخمينها"),
    ("8274619305", "أضف إليها حروفا"),
    ("mona.salem", "قريبة من اسم المستخدم"),
]


@pytest.mark.parametrize(("password", "word"), REFUSED)
def test_a_weak_password_is_refused_in_kind_arabic(client, invitation, password, word):
    given = {**GIVEN, "username": "mona.salem", "password1": password, "password2": password}
    page = parse(client.post(path_of(invitation), given))
    told = " ".join(
        "".join(element.itertext())
        for element in find_all(page, "ul")
        if "errorlist" in element.get("class", "")
    )
    assert word in told
    assert not any(sign.isascii() and sign.isalpha() for sign in told)
    assert not User.objects.filter(username="mona.salem").exists()


def test_an_administrator_invites_and_has_the_link_to_copy(client, boss, sport):
    client.force_login(boss)
    group = Group.objects.get(name="reporter")
    asked = {"email": "mona@marsa.example", "groups": [group.pk], "sections": [sport.pk]}
    response = client.post(reverse("admin:newsroom_invitation_add"), asked, follow=True)
    invitation = Invitation.objects.get()
    assert inviting.link_of(invitation) in response.content.decode()
    assert "انسخ الرابط" in response.content.decode()
    assert mail.outbox == []
    assert list(invitation.groups.all()) == [group]
    assert list(invitation.sections.all()) == [sport]
    assert invitation.by == boss


def test_where_there_is_mail_it_goes_out_in_arabic(client, boss, settings):
    settings.HAS_MAIL = True
    client.force_login(boss)
    group = Group.objects.get(name="reporter")
    client.post(
        reverse("admin:newsroom_invitation_add"), {"email": "mona@marsa.example", "groups": [group.pk]}
    )
    sent = mail.outbox[0]
    assert sent.to == ["mona@marsa.example"]
    assert "دعوة" in sent.subject
    assert inviting.link_of(Invitation.objects.get()) in sent.body
    assert Invitation.objects.get().sent_at


def test_mail_that_fails_leaves_the_link_to_copy(client, boss, settings, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    settings.HAS_MAIL = True
    monkeypatch.setattr(inviting, "send_mail", refuse)
    client.force_login(boss)
    asked = {"email": "mona@marsa.example", "groups": [Group.objects.get(name="reporter").pk]}
    page = client.post(reverse("admin:newsroom_invitation_add"), asked, follow=True).content.decode()
    assert "انسخ الرابط" in page
    assert inviting.link_of(Invitation.objects.get()) in page


def test_an_administrator_renews_and_takes_back(client, boss, invitation):
    client.force_login(boss)
    old = inviting.link_of(invitation)
    client.post(page_of(invitation), {"act": "renew"})
    new = inviting.link_of(Invitation.objects.get())
    assert new != old
    page = client.post(page_of(invitation), {"act": "revoke"}, follow=True).content.decode()
    assert new not in page
    assert Client().get(new.removeprefix("http://testserver")).status_code == 410


def test_an_address_that_has_an_account_is_not_invited(client, boss, editor):
    User.objects.filter(pk=editor.pk).update(email="e@marsa.example")
    client.force_login(boss)
    asked = {"email": "E@marsa.example", "groups": [Group.objects.get(name="reporter").pk]}
    assert client.post(reverse("admin:newsroom_invitation_add"), asked).status_code == 200
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("size", [1, 6])
def test_the_list_has_a_fixed_number_of_queries(client, boss, size, django_assert_num_queries):
    for number in range(size):
        inviting.invite(email=f"{number}@marsa.example", groups=[Group.objects.first()], sections=[], by=boss)
    client.force_login(boss)
    # The session, the person, the count, the invitations, their groups.
    with django_assert_num_queries(5):
        client.get(reverse("admin:newsroom_invitation_changelist"))
