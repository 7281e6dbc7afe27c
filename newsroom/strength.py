"""What a script says of the strength of a new password while it is typed; refusals are the server's."""

import json

from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.utils.translation import gettext as _

NAMES = ("new_password1", "password1")


class StrengthMixin:
    """A form that takes a new password, in one of NAMES."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        told = json.dumps({"least": least_length(), "words": strength_words()})
        for name in NAMES:
            if name in self.fields:
                self.fields[name].widget.attrs["data-strength"] = told


def least_length() -> int:
    validators = get_default_password_validators()
    return max((one.min_length for one in validators if isinstance(one, MinimumLengthValidator)), default=0)


def strength_words() -> dict[str, str]:
    return {
        "short": _("Still too short."),
        "weak": _("Weak: easy to guess. Add a word that has nothing to do with it."),
        "fair": _("Fair: one more word makes it strong."),
        "strong": _("Strong."),
    }
