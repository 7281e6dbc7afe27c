"""Who gave the password and owes the second step: no address of the desk answers them, by any method."""

import pytest
from django.urls import reverse

from newsroom import second_factor
from tests.newsroom.test_second_factor import INDEX, LOGIN, SET_UP, STEP, code_of
from tests.test_access import PARTS, people, value_of, values  # noqa: F401 — the rows of that table

pytestmark = pytest.mark.django_db

# What a person needs to give the step, or to go; an invitation has a secret of its own.
OPEN = {"admin:login", "admin:logout", "admin:language", "admin:join", "admin:second_factor",
        "admin:second_factor_set_up"}  # fmt: skip
SHUT = [name for name in PARTS if name.startswith("admin:") and name not in OPEN]


def owe_code(person, settings):
    secret = second_factor.new_secret()
    second_factor.set_up(person, secret, code_of(secret, back=1))
    return STEP


def owe_device(person, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    return SET_UP


@pytest.mark.parametrize("owe", [owe_code, owe_device])
def test_every_address_leads_to_the_second_step_alone(client, settings, people, values, owe):  # noqa: F811 — pytest gives fixtures by their names
    person = people["superuser"]
    step = owe(person, settings)
    client.force_login(person)
    addresses = {
        name: reverse(name, kwargs={part: value_of(part, name, values) for part in PARTS[name]})
        for name in SHUT
    }
    addresses["anything else"] = "/admin/anything/else/"
    let_in = [
        (method, name)
        for name, address in addresses.items()
        for method in ("get", "post", "put", "delete")
        if not is_led_away(getattr(client, method)(address))
    ]
    assert let_in == []
    assert client.get(f"{LOGIN}?next={INDEX}").headers["Location"] == f"{step}?next={INDEX}"


def is_led_away(response):
    return response.status_code == 302 and response.headers["Location"].startswith(LOGIN)
