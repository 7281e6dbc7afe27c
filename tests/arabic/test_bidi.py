import pytest

from newsroom.arabic import bidi


def seen(text, *, is_rtl=True):
    """Write a line as the eye meets it from left to right, each run in its own order of reading."""
    found = bidi.levels(text, is_rtl=is_rtl)
    runs = bidi.visual_runs(text, found, 0, len(text), is_rtl=is_rtl)
    return [text[run.start : run.end][:: -1 if run.is_rtl else 1] for run in runs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خبر", ["ربخ"]),
        ("في NASA اليوم", ["مويلا ", "NASA", " يف"]),
        ("عام 2024", ["2024", " ماع"]),
        # a separator within a number stays in it, a sign of money or per cent only beside European digits
        ("سعر 10.5 اليوم", ["مويلا ", "10.5", " رعس"]),
        ("نسبة ٪٣", ["٣", "٪ ةبسن"]),
        ("$5 فقط", ["طقف ", "$5"]),
        # digits after a Latin word go with it, and a hyphen between
        ("نموذج GPT-5 صدر", ["ردص ", "GPT-5", " جذومن"]),
        # brackets around Latin words in an Arabic line are the line's own; who draws turns them over
        ("شركة (Meta) قالت", ["تلاق )", "Meta", "( ةكرش"]),
        # the stop and the ellipsis of an Arabic line stand at its end, whatever the last word is
        ("أطلقت OpenAI…", ["…", "OpenAI", " تقلطأ"]),
        ("قال: «لا»!", ["!»ال« :لاق"]),
    ],
)
def test_a_line_from_right_to_left_stands_as_it_is_read(text, expected):
    assert seen(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The word خبر here", ["The word ", "ربخ", " here"]),
        ("See خبر.", ["See ", "ربخ", "."]),
        ("Ends (خبر)", ["Ends (", "ربخ", ")"]),
        ("خبر 12 news", ["12", " ربخ", " news"]),
    ],
)
def test_a_line_from_left_to_right_keeps_its_arabic_words_whole(text, expected):
    assert seen(text, is_rtl=False) == expected


def test_a_mark_of_direction_parts_a_latin_name_from_a_number_after_it():
    assert seen("Reuters · 17 مايو") == ["ويام ", "Reuters · 17"]
    assert seen("Reuters\u200f · 17 مايو")[-1] == "Reuters"


def test_spaces_at_the_end_of_a_line_go_with_the_paragraph():
    text = "خبر NASA  "
    found = bidi.levels(text, is_rtl=True)
    assert bidi.visual_runs(text, found, 0, len(text), is_rtl=True)[0] == bidi.Run(8, 10, 1)


def test_a_part_of_a_paragraph_is_ordered_by_itself():
    text = "من OpenAI إلى Meta"
    found = bidi.levels(text, is_rtl=True)
    runs = bidi.visual_runs(text, found, 10, len(text), is_rtl=True)
    assert [(text[run.start : run.end], run.is_rtl) for run in runs] == [("Meta", False), ("إلى ", True)]


def test_marks_follow_their_letter_and_controls_of_embedding_go():
    assert bidi.levels("لا تَلُم", is_rtl=True) == [1] * 8
    assert bidi.plain("\u202bخبر\u202c \u2067x\u2069") == "خبر x"


@pytest.mark.parametrize("text", ["", " ", "((((", "]" * 100, "(" * 100 + "ب" + ")" * 100])
def test_odd_texts_have_a_level_for_each_character(text):
    assert len(bidi.levels(text, is_rtl=True)) == len(text)
