"""How long a headline and a summary should be, and how counts are said, for the scripts of the form."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.readable import DESCRIPTION_LENGTH

# Search engines cut a headline at about sixty-five letters, cards of shared links at about ninety.
HEADLINE = {"least": 30, "search": 65, "most": 90}
SUMMARY = {"least": 60, "search": DESCRIPTION_LENGTH, "most": 300}

# One number of each plural category of Arabic; a language with fewer says the same for some.
CATEGORIES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def guide_lengths(fields: dict[str, forms.Field]) -> None:
    """Tell the recommended lengths beside the fields; scripts count as one types."""
    for name, guide in (("headline", HEADLINE), ("summary", SUMMARY)):
        fields[name].help_text = _("Best between %(least)d and %(search)d letters.") % guide
        fields[name].widget.attrs["data-guide"] = json.dumps({**guide, "words": guide_words()})


def guide_words() -> dict[str, Any]:
    return {
        "letters": plural_texts(letters_text), "short": _("short"),
        "good": _("a good length: shown whole in search results and on shared cards"),
        "long": _("long: search results cut it, and show:"),
        "over": _("too long: search results and shared cards cut it, and show:"),
    }  # fmt: skip


def count_words() -> dict[str, dict[str, str]]:
    """Return what the editor says of the length of the body."""
    return {"words": plural_texts(words_text), "minutes": plural_texts(minutes_text)}


def plural_texts(text_of) -> dict[str, str]:
    """Write a count for each plural category, with # for the number: {"few": "# كلمات", …}."""
    return {name: text_of(number).replace(str(number), "#") for name, number in CATEGORIES.items()}


def letters_text(number: int) -> str:
    return ngettext("%(count)d letter", "%(count)d letters", number) % {"count": number}


def words_text(number: int) -> str:
    return ngettext("%(count)d word", "%(count)d words", number) % {"count": number}


def minutes_text(number: int) -> str:
    return ngettext("%(count)d minute to read", "%(count)d minutes to read", number) % {"count": number}
