import pytest

from newsroom.arabic import direction, is_arabic, reading_minutes, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الجزيرة نت", True),
        ("الجزيرة BBC", True),
        ("ﺍﻟﺠﺰﻳﺮﺓ", True),
        ("BBC News عربي", False),
        ("2024", False),
        ("", False),
    ],
)
def test_a_text_is_arabic_when_half_of_its_letters_are(text, expected):
    assert is_arabic(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الجزيرة", "rtl"),
        ("2024 - الجزيرة", "rtl"),  # digits are weak
        ("«BBC» عربي", "ltr"),
        ("שלום", "rtl"),
        ("123", "rtl"),
        ("", "rtl"),
    ],
)
def test_the_first_strong_character_gives_the_direction(text, expected):
    assert direction(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("وصل الوفد، أمس.", 3), ("وتُعدّ الـزيارة", 2), ("قمة G20 في 2025", 4), ("ـ ً ؟", 0)],
)
def test_words_are_counted_without_marks_and_punctuation(text, count):
    assert words(text) == count


def test_reading_takes_a_minute_at_least():
    assert reading_minutes("") == 1
    assert reading_minutes("كلمة " * 900) == 5
