from datetime import date, datetime

import pytest

from articles.calendars import Calendar

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("choices", "written"),
    [
        ({}, "الخميس، 26 نوفمبر/تشرين الثاني 2026"),
        ({"digits": "arabic"}, "الخميس، ٢٦ نوفمبر/تشرين الثاني ٢٠٢٦"),
        ({"months": "levantine"}, "الخميس، 26 تشرين الثاني 2026"),
        ({"months": "egyptian", "hijri": True}, "الخميس، 26 نوفمبر 2026 / 16 جمادى الآخرة 1448 هـ"),
        ({"digits": "octal", "months": "mars", "hijri": None}, "الخميس، 26 نوفمبر/تشرين الثاني 2026"),
        (None, "الخميس، 26 نوفمبر/تشرين الثاني 2026"),
    ],
)
def test_a_date_is_written_as_the_house_chose(choices, written):
    assert Calendar.of(choices).full_date(DAY) == written


def test_the_hijri_date_stands_before_the_time():
    calendar = Calendar(digits="arabic", months="egyptian", has_hijri=True)
    assert calendar.moment(datetime(2024, 12, 31, 10, 5)) == (
        "الثلاثاء، ٣١ ديسمبر ٢٠٢٤ / ٣٠ جمادى الآخرة ١٤٤٦ هـ، ١٠:٠٥ ص"
    )


def test_days_that_umm_al_qura_does_not_reach_stand_alone():
    calendar = Calendar(has_hijri=True)
    assert calendar.full_date(date(1900, 1, 1)) == "الاثنين، 1 يناير/كانون الثاني 1900"
    assert calendar.hijri_months(date(1900, 1, 1), date(1900, 1, 31)) == ""


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2024, 5, 1), date(2024, 5, 31), "شوال – ذو القعدة 1445 هـ"),
        # The year turns on 7 July 2024.
        (date(2024, 7, 1), date(2024, 7, 31), "ذو الحجة 1445 – محرم 1446 هـ"),
        (date(2024, 5, 10), date(2024, 5, 20), "ذو القعدة 1445 هـ"),
    ],
)
def test_a_month_is_told_by_its_hijri_months(first, last, written):
    assert Calendar(has_hijri=True).hijri_months(first, last) == written
    assert Calendar().hijri_months(first, last) == ""
