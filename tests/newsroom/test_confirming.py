"""Acts that give rights or open doors ask for the password, once in half an hour."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.admin.confirming import KEY
from articles.models import AllowedNetwork, Article, AuditEntry, Partner
from newsroom.models import Invitation, User
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "كلمة-مرور-طويلة"


@pytest.fixture
def boss():
    return make_user("boss", is_superuser=True)


@pytest.fixture
def desk(client, boss):
    """Sign the administrator in, so long ago that the password counts no more."""
    client.force_login(boss)
    session = client.session
    session[KEY] = 0
    session.save()
    return client


def asks_first(response) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith("/admin/confirm/?next=")


# What is posted to the form of a new row → how many such rows there are.
FORMS = [
    ("admin:articles_allowednetwork_add", {"network": "10.1.0.0/16", "port": ""}, AllowedNetwork),
    ("admin:auth_group_add", {"name": "زوار", "permissions": []}, Group),
    ("admin:articles_partner_add",
     {"name": "بوابة السفح", "text": "excerpt", "per_minute": 60, "is_active": "on"}, Partner),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "model"), FORMS)
def test_a_form_that_opens_a_door_asks_in_place_and_keeps_what_was_typed(desk, name, data, model):
    address, before = reverse(name), model.objects.count()
    page = desk.get(address).content.decode()
    assert 'name="own_password"' in page
    refused = desk.post(address, data)
    assert refused.status_code == 200
    assert next(iter(data.values())) in refused.content.decode()
    assert desk.post(address, {**data, "own_password": "غير الصحيحة"}).status_code == 200
    assert model.objects.count() == before
    assert desk.post(address, {**data, "own_password": PASSWORD}).status_code == 302
    assert model.objects.count() == before + 1
    assert 'name="own_password"' not in desk.get(address).content.decode()  # good for half an hour


def test_rights_are_not_given_without_it(desk, reporter):
    address = reverse("admin:newsroom_user_change", args=[reporter.pk])
    data = {"username": "reporter", "is_active": "on", "is_staff": "on", "is_superuser": "on", "gender": "",
            "date_joined_0": "2024-01-01", "date_joined_1": "00:00"}  # fmt: skip
    assert desk.post(address, data).status_code == 200
    assert not User.objects.get(pk=reporter.pk).is_superuser
    assert desk.post(address, {**data, "own_password": PASSWORD}).status_code == 302
    assert User.objects.get(pk=reporter.pk).is_superuser
    entry = AuditEntry.objects.filter(action="user_change").get()
    assert "own_password" not in entry.note
    assert PASSWORD not in str(AuditEntry.objects.values())


def test_what_has_no_form_of_its_own_leads_to_the_question_and_back(desk, reporter):
    address = reverse("admin:auth_user_password_change", args=[reporter.pk])
    asked = desk.get(address)
    assert asks_first(asked)
    assert desk.get(asked.headers["Location"]).status_code == 200
    assert desk.post(asked.headers["Location"], {"password": "لا", "next": address}).status_code == 200
    led = desk.post(asked.headers["Location"], {"password": PASSWORD, "next": address})
    assert led.headers["Location"] == address
    assert desk.get(address).status_code == 200


def test_nobody_is_led_to_another_site(desk):
    led = desk.post("/admin/confirm/", {"password": PASSWORD, "next": "https://evil.example/"})
    assert led.headers["Location"] == "/admin/"


@pytest.mark.parametrize("name", ["newsroom_user", "articles_partner", "articles_article"])
def test_a_deletion_asks_first(desk, reporter, name):
    partner, article = Partner.objects.create(name="بوابة"), make_article()
    pk = {"newsroom_user": reporter.pk, "articles_partner": partner.pk, "articles_article": article.pk}[name]
    assert asks_first(desk.post(reverse(f"admin:{name}_delete", args=[pk]), {"post": "yes"}))
    assert User.objects.filter(pk=reporter.pk).exists()
    assert Partner.objects.exists()
    assert Article.objects.exists()


def test_the_key_of_a_partner_is_made_after_it(desk):
    partner = Partner.objects.create(name="بوابة")
    address = reverse("admin:articles_partner_key", args=[partner.pk])
    asked = desk.post(address, {"act": "make"})
    assert asks_first(asked)
    assert "%2Fkey%2F" not in asked.headers["Location"]  # an address that only posts leads nowhere
    assert not Partner.objects.get().key_digest


def test_an_invitation_and_its_renewal_ask_for_it(desk, boss):
    from newsroom import inviting

    invitation = inviting.invite(email="new@marsa.example", groups=[], sections=[], by=boss)
    digest = Invitation.objects.values()
    before = list(digest)
    address = reverse("admin:newsroom_invitation_change", args=[invitation.pk])
    assert asks_first(desk.post(address, {"act": "renew"}))
    assert list(digest.all()) == before


def test_the_audit_is_taken_along_after_it(desk):
    address = reverse("admin:articles_article_audit")
    assert desk.get(address).status_code == 200
    assert asks_first(desk.get(address, {"as": "csv"}))
    assert not AuditEntry.objects.filter(action="audit_export").exists()


def test_guesses_at_the_question_end_as_at_the_sign_in(desk, boss):
    for _guess in range(9):
        last = desk.post("/admin/confirm/", {"password": "تخمين", "next": "/admin/"})
    assert last.status_code == 429


CHANGE = {"new_password1": "جبل-بعيد-وراء-الضباب", "new_password2": "جبل-بعيد-وراء-الضباب"}


def test_guesses_at_the_old_password_end_as_at_the_sign_in(client, editor):
    client.force_login(editor)
    given = {**CHANGE, "old_password": "تخمين"}
    statuses = [client.post(reverse("admin:password_change"), given).status_code for _guess in range(9)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert User.objects.get(pk=editor.pk).check_password(PASSWORD)


def test_a_new_password_ends_the_sessions_of_the_old_one(client, editor, client_of):
    here, elsewhere = client_of(editor), client_of(editor)
    response = here.post(reverse("admin:password_change"), {**CHANGE, "old_password": PASSWORD})
    assert response.headers["Location"] == reverse("admin:password_change_done")
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert editor.desk_sessions.count() == 1
    assert AuditEntry.objects.filter(action="user_trust").exists()


def test_a_password_given_by_an_administrator_ends_all_sessions_of_the_person(client_of, boss, editor):
    keeper, person = client_of(boss), client_of(editor)
    address = reverse("admin:auth_user_password_change", args=[editor.pk])
    given = {
        "password1": CHANGE["new_password1"],
        "password2": CHANGE["new_password1"],
        "usable_password": "true",
    }
    assert keeper.post(address, given).status_code == 302
    assert not editor.desk_sessions.exists()
    assert person.get("/admin/").status_code == 302


@pytest.fixture
def client_of():
    from django.test import Client

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in
