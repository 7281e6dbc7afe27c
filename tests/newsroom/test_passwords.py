"""What passwords are refused for, and how they are kept."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from newsroom import settings as production

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
