import re

import polib
import pytest

from newsroom.messages import catalogue_path, collect, is_translated

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(catalogue_path("ar")))


def test_every_text_of_the_interface_has_its_arabic(catalogue):
    translated = {(entry.msgid, entry.msgctxt or "") for entry in catalogue if is_translated(entry)}
    assert sorted(message.text for message in collect() if message.key not in translated) == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = polib.mofile(str(catalogue_path("ar").with_suffix(".mo")))
    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue
    }


def test_translations_name_the_same_values_as_their_texts(catalogue):
    for entry in catalogue:
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        forms = [entry.msgstr, *entry.msgstr_plural.values()]
        # The forms of one and two say the number in the word itself: «نتيجتان».
        assert all(set(PLACEHOLDER.findall(form)) <= allowed for form in forms), entry.msgid
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == allowed, entry.msgid
