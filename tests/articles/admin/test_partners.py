"""Partners at the desk: managing editors give and take keys, each of which is shown once."""

import re

import pytest
from django.urls import reverse

from articles.models import AuditEntry, Partner
from articles.models.partners import digest_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_partner_changelist")
GIVEN = {"name": "بوابة السفح", "is_active": "on", "text": "own", "per_minute": "30", "note": ""}


@pytest.fixture
def desk(client, managing_editor):
    client.force_login(managing_editor)
    return client


def page_of(partner):
    return reverse("admin:articles_partner_change", args=[partner.pk])


def act(client, partner, name):
    return client.post(reverse("admin:articles_partner_key", args=[partner.pk]), {"act": name})


def test_a_managing_editor_adds_a_partner_and_hands_over_its_key(desk):
    response = desk.post(reverse("admin:articles_partner_add"), GIVEN)
    partner = Partner.objects.get()
    assert response["Location"] == page_of(partner)
    assert "لا مفتاح له" in desk.get(page_of(partner)).content.decode()
    shown = act(desk, partner, "issue")
    key = re.search(r'value="(nrp_[\w-]+)"', shown.content.decode())[1]
    assert "no-store" in shown["Cache-Control"]
    partner.refresh_from_db()
    assert partner.key_digest == digest_of(key)
    for address in (page_of(partner), LIST):
        page = desk.get(address).content.decode()
        assert key not in page
        assert partner.key_ending in page


def test_a_key_is_taken_back(desk):
    partner = Partner.objects.create(name="بوابة السفح")
    act(desk, partner, "issue")
    act(desk, partner, "revoke")
    partner.refresh_from_db()
    assert (partner.key_digest, partner.key_ending) == (None, "")


def test_the_audit_names_partner_and_act_and_no_key(desk):
    desk.post(reverse("admin:articles_partner_add"), GIVEN)
    partner = Partner.objects.get()
    act(desk, partner, "issue")
    desk.post(page_of(partner), {**GIVEN, "text": "all"})
    entries = AuditEntry.objects.filter(action__startswith="partner").order_by("pk")
    assert [entry.action for entry in entries] == ["partner_add", "partner_key", "partner_change"]
    assert "النص الكامل" in entries[2].note
    assert {entry.article_label for entry in entries} == {"بوابة السفح"}


@pytest.mark.parametrize("group", ["reporter", "editor", "import staff"])
def test_nobody_else_gives_keys(client, group):
    client.force_login(make_user(group=group))
    partner = Partner.objects.create(name="بوابة السفح")
    assert act(client, partner, "issue").status_code == 403
    assert client.get(LIST).status_code == 403
    partner.refresh_from_db()
    assert partner.key_digest is None


# The session and the person, their groups' rights; the count and the page of partners.
@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_the_list_do_not_grow(desk, django_assert_num_queries, count):
    Partner.objects.bulk_create(Partner(name=f"شريك {number}") for number in range(count))
    desk.get(LIST)
    with django_assert_num_queries(6):
        assert desk.get(LIST).content.decode().count("شريك ") >= count
