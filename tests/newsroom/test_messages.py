import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from newsroom import messages

PATH = Path(settings.LOCALE_PATHS[0]) / "ar" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(PATH))


def test_every_text_of_the_interface_has_its_arabic(catalogue):
    messages.merge(catalogue, messages.collect(settings.BASE_DIR))
    assert messages.untranslated(catalogue) == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(PATH.with_suffix(".mo")))
    }
    written = [entry for entry in polib.pofile(str(PATH)) if not entry.obsolete and entry.translated()]
    assert compiled == {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in written}


def test_translations_name_the_same_values_as_their_texts(catalogue):
    for entry in catalogue:
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        forms = [entry.msgstr, *entry.msgstr_plural.values()]
        # The forms of one and two say the number in the word itself: «نتيجتان».
        assert all(set(PLACEHOLDER.findall(form)) <= allowed for form in forms), entry.msgid
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == allowed, entry.msgid
