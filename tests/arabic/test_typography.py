import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.arabic import fold, repair


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("السوداني،\u00a0وصل", "السوداني، وصل"),  # a no-break space
        ("وصل  الوفد \t أمس  ", "وصل الوفد أمس"),
        ("سطر \r\n  آخر\rثالث", "سطر\nآخر\nثالث"),
        ("فقرة\n\nفقرة", "فقرة\n\nفقرة"),  # line breaks part paragraphs
        ("\ufeffوصل\u200b \u00adالوفد\u2060", "وصل الوفد"),
        ("وصل\x00 الوفد\x07", "وصل الوفد"),
        ("وصل\ud800", "وصل"),
        ("آخر اﻷخبار", "آخر الأخبار"),  # one ligature
        ("ﺍﻟﺠﺰﻳﺮﺓ", "الجزيرة"),  # a word out of a PDF
        ("وزیر الخارجیة کتب", "وزير الخارجية كتب"),  # a Persian keyboard
        ("ہند ھند", "هند هند"),
        ("وصل علی متن طائرة إلی مستشفی", "وصل على متن طائرة إلى مستشفى"),  # one key for ى and ي
        ("ا\u0654حمد", "أحمد"),  # NFC
    ],
)
def test_what_transport_and_keyboards_did_is_repaired(text, repaired):
    assert repair(text) == repaired


@pytest.mark.parametrize(
    "text",
    [
        'لـ"تعزيز العمل"',  # tatweel joins the preposition to a quotation
        "1445هـ و الـ65",
        "وتُعدّ، أيضاً",
        "النبي ﷺ والله ﷲ",
        "﴿قل هو﴾",
        "ميم\u200cروم",  # a joiner between letters
        "هـ\u200d",
        "پاکستان",  # a Persian word keeps its own kaf
        "\u2067BBC\u2069 عربي",  # isolates that are closed
        "فى التى",  # spelling is the editor's
        "سوريا .. اشتباكات",
    ],
)
def test_what_is_meant_is_left_alone(text):
    assert repair(text) == text


def test_bidi_controls_that_are_never_closed_are_dropped():
    assert repair("\u202bوصل الوفد") == "وصل الوفد"
    assert repair("\u202bوصل\u202c الوفد") == "\u202bوصل\u202c الوفد"


@given(st.text())
def test_repairing_again_changes_nothing(text):
    assert repair(repair(text)) == repair(text)


@given(
    st.text(
        alphabet="اوزیرکلهپ \u00a0\n\r\u200b\u200c\u200d\u202b\u202c\u2067\u2069\ufeff\u064b\u0651ﺍﻷﹰﹶ\x00"
    )
)
def test_repairing_arabic_again_changes_nothing(text):
    assert repair(repair(text)) == repair(text)


@given(st.text(alphabet="اأوزیرکلهة ،.\u00a0\n\u200b\u200d\u064b\u0651ﺍﻷ123"))
def test_repairing_never_changes_the_key_of_a_text(text):
    assert fold(repair(text)) == fold(text)
