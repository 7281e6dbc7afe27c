"""What passwords are refused for, and how they are kept."""

import json

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from newsroom import settings as production
from newsroom.invitation_pages import JoinForm
from tests.articles.admin.pages import find_all, parse
from tests.factories import make_user

KNOWN = [
    "password123", "PASSWORD123", "Password2024!", "qwertyuiop", "iloveyou-2019",
    "حشسسصخقي",  # «password» with the Arabic layout on
    "حشسسصخقي١٢٣٤",
    "ضصثقفغعهخح",  # the first row of keys
    "lpl]198765",  # «محمد» with the Latin layout on
    "محمد١٢٣٤٥٦", "فاطمة-1990", "الحمد لله 99", "كلمة السر 1", "السلام عليكم",
    "aaaaaaaaaaaa", "ababababababa",
]  # fmt: skip
FINE = ["جبل-بعيد-وراء-الضباب", "correct horse battery staple", "7#kQ!pz0Lw@x", "نخلة تشرب شايا أخضر" * 5]


@pytest.mark.parametrize("password", KNOWN)
def test_what_is_known_from_stolen_lists_is_refused_in_any_disguise(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)
    assert refusal.value.error_list


@pytest.mark.parametrize("password", FINE)
def test_long_words_of_any_script_are_fine(password):
    validate_password(password)


def test_production_keeps_passwords_by_argon2id_alone():
    assert production.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hasher = Argon2PasswordHasher()
    assert hasher.encode("نخلة", hasher.salt()).startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


# Where a new password is chosen → whose form it is.
CHOSEN = [
    ("admin:password_change", (), "new_password1"),
    ("admin:auth_user_password_change", (1,), "password1"),
    ("admin:newsroom_user_add", (), "password1"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "args", "field"), CHOSEN)
def test_where_a_new_password_is_chosen_a_meter_is_told_what_to_say(client, name, args, field):
    boss = make_user("boss", is_superuser=True)
    client.force_login(boss)
    page = client.get(reverse(name, args=args and [boss.pk]))
    [given] = [each for each in find_all(parse(page), "input") if each.get("name") == field]
    told = json.loads(given.get("data-strength"))
    assert told["least"] == 12
    assert list(told["words"]) == ["short", "weak", "fair", "strong"]
    assert "desk/password.js" in page.content.decode()


@pytest.mark.django_db
def test_who_is_invited_is_told_by_it_too():
    assert "data-strength" in JoinForm().fields["password1"].widget.attrs
