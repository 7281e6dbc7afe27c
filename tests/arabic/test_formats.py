from datetime import date, datetime, timedelta, timezone

import pytest

from newsroom.arabic import format_date, format_datetime, format_month, parse_date
from newsroom.arabic.characters import BIDI_CONTROLS

EVE = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({}, "31 ديسمبر 2024"),
        ({"style": "full"}, "الثلاثاء، 31 ديسمبر 2024"),
        ({"style": "dual"}, "31 ديسمبر/كانون الأول 2024"),
        ({"style": "short"}, "31/12/2024"),
        ({"style": "hijri"}, "30 جمادى الآخرة 1446 هـ"),
        ({"months": "levantine"}, "31 كانون الأول 2024"),
        ({"months": "moroccan"}, "31 دجنبر 2024"),
        ({"style": "full", "months": "maghreb", "digits": "arabic"}, "الثلاثاء، ٣١ ديسمبر ٢٠٢٤"),
    ],
)
def test_a_date_is_written_in_the_style_of_the_house(options, written):
    assert format_date(EVE, **options) == written


def test_a_month_is_written_under_both_of_its_names():
    assert format_month(EVE) == "ديسمبر/كانون الأول"
    assert format_month(date(2024, 5, 1)) == "مايو/أيار"


def test_a_moment_is_written_with_its_half_of_the_day():
    zone = timezone(timedelta(hours=3))
    assert format_datetime(datetime(2024, 12, 31, 10, 5, tzinfo=zone)) == "31 ديسمبر 2024، 10:05 ص"
    assert format_datetime(datetime(2024, 12, 31, 0, 5, tzinfo=zone)) == "31 ديسمبر 2024، 12:05 ص"
    assert format_datetime(datetime(2024, 12, 31, 12, 5, tzinfo=zone)) == "31 ديسمبر 2024، 12:05 م"


@pytest.mark.parametrize("style", ["long", "full", "dual", "short", "hijri"])
@pytest.mark.parametrize("digits", ["latin", "arabic"])
def test_what_is_written_can_be_read_again_and_holds_no_bidi_control(style, digits):
    for day in (date(2024, 2, 29), date(2025, 5, 17), date(2024, 8, 1)):
        written = format_date(day, style=style, digits=digits)
        assert parse_date(written) == day
        assert not set(written) & set(BIDI_CONTROLS.replace("-", ""))


def test_an_unknown_style_or_calendar_is_named_with_what_is_allowed():
    with pytest.raises(ValueError, match=r"'medium'.*long, full, dual"):
        format_date(EVE, style="medium")
    with pytest.raises(ValueError, match=r"'syrian'.*levantine"):
        format_date(EVE, months="syrian")
