import gzip
import json
import os
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsroom.arabic import parse_date
from newsroom.arabic.months import NAMES

RIYADH = ZoneInfo("Asia/Riyadh")
NOON = datetime(2025, 4, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2024", date(2024, 12, 31)),
        ("05/04/2021", date(2021, 4, 5)),  # day first whenever both could be
        ("18-5-2018", date(2018, 5, 18)),
        ("03.03.2023", date(2023, 3, 3)),
        ("٣١/١٢/٢٠٢٤", date(2024, 12, 31)),
        ("۳۱/۱۲/۲۰۲۴", date(2024, 12, 31)),  # Persian digits
        ("17\u200f/5\u200f/2025", date(2025, 5, 17)),  # as CLDR writes it
        ("2024/1/5", date(2024, 1, 5)),
        ("2025-11-04", date(2025, 11, 4)),
        ("20250417", date(2025, 4, 17)),
        ("17 مايو 2025", date(2025, 5, 17)),
        ("17 مايو، 2025", date(2025, 5, 17)),
        ("مايو 17, 2025", date(2025, 5, 17)),
        ("٣٠ يونيو ٢٠١٨", date(2018, 6, 30)),
        ("28 - أكتوبر - 2024", date(2024, 10, 28)),
        ("06/أغسطس/2025", date(2025, 8, 6)),
        ("السبت، 02 نوفمبر 2024", date(2024, 11, 2)),
        ("يوم الإثنين 4 إبريل 2022 م", date(2022, 4, 4)),
        ("5 من شهر آذار عام 2020", date(2020, 3, 5)),
        ("17 مايو/أيار 2025", date(2025, 5, 17)),
        ("8 ديسمبر / كانون الأول 2024", date(2024, 12, 8)),
        ("11 تشرين الأول/أكتوبر 2023", date(2023, 10, 11)),  # the other order
        ("9 فبراير (شباط) 2019", date(2019, 2, 9)),
        ("20 كانون ثاني 2019", date(2019, 1, 20)),
        ("3 جويلية 2021", date(2021, 7, 3)),  # Tunisia and Algeria
        ("3 يوليوز 2021", date(2021, 7, 3)),  # Morocco
        ("1 غشت 2021", date(2021, 8, 1)),
        ("3 يوليه 2021", date(2021, 7, 3)),  # Egypt
        ("03 ماي 2024", date(2024, 5, 3)),
        ("12 أوت 2024", date(2024, 8, 12)),
        ("2 آب 2024", date(2024, 8, 2)),
        ("الثامن من ديسمبر/كانون الأول 2024", date(2024, 12, 8)),
        ("الحادي والعشرين من آذار 2020", date(2020, 3, 21)),
        ("الثاني من تشرين الثاني 2020", date(2020, 11, 2)),
        ("4th, November 2023 GMT", date(2023, 11, 4)),
        ("Nov 4, 2023", date(2023, 11, 4)),
        ("31 décembre 2024", date(2024, 12, 31)),
        ("أُضيف بتاريخ 31/12/2024", date(2024, 12, 31)),
        ("Thursday, 2nd of August 2018", date(2018, 8, 2)),
        ("تاريخ النشر: 4th, November 2023 GMT", date(2023, 11, 4)),
        ("نُشر في: 11 مارس 2023", date(2023, 3, 11)),
        ("آخر تحديث: 11/3/2023", date(2023, 3, 11)),
    ],
)
def test_a_day_is_read(text, day):
    assert parse_date(text) == day
    assert not isinstance(parse_date(text), datetime)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30 جمادى الآخرة 1446 هـ", date(2024, 12, 31)),
        ("30 جمادى الثانية 1446", date(2024, 12, 31)),
        ("6/5/1435", date(2014, 3, 7)),
        ("1435/5/6", date(2014, 3, 7)),
        ("27 شوال 1446هـ", date(2025, 4, 25)),
        ("1 ذي الحجة 1445", date(2024, 6, 7)),
        ("7/3/1429 هـ - الموافق 13/3/2008 م", date(2008, 3, 13)),  # a day apart: trust the Gregorian
        ("الجمعة 03 ماي 2024 ميلادي, الموافق لـ 24 شوال 1445 هجري", date(2024, 5, 3)),
        ("12 رجب 1320 هـ الموافق 15/10/1902", date(1902, 10, 15)),  # before Umm al-Qura
    ],
)
def test_a_hijri_day_is_read_by_umm_al_qura(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-07-21 02:51:38", datetime(2015, 7, 21, 2, 51, 38, tzinfo=RIYADH)),
        ("2017-04-28T11:32:00+01:00", datetime(2017, 4, 28, 10, 32, tzinfo=UTC)),
        ("2024-12-31T10:30:00Z", datetime(2024, 12, 31, 10, 30, tzinfo=UTC)),
        ("2023-12-30T15:18:00.0000000", datetime(2023, 12, 30, 15, 18, tzinfo=RIYADH)),
        ("2017-01-22T193400", datetime(2017, 1, 22, 19, 34, tzinfo=RIYADH)),
        ("20170122T193400+0300", datetime(2017, 1, 22, 19, 34, tzinfo=RIYADH)),
        ("2019:08:28.10:12", datetime(2019, 8, 28, 10, 12, tzinfo=RIYADH)),
        ("Sun, 18 Feb 2018 17:21:49 GMT", datetime(2018, 2, 18, 17, 21, 49, tzinfo=UTC)),
        ("Fri, 16 Feb 2018 22:08:10 +0400", datetime(2018, 2, 16, 18, 8, 10, tzinfo=UTC)),
        (
            "Tue Dec 31 2024 10:30:00 GMT+0300 (Arabian Standard Time)",
            datetime(2024, 12, 31, 7, 30, tzinfo=UTC),
        ),
        ("Fri, 16 Feb 2018 12:00:00 EST", datetime(2018, 2, 16, 17, 0, tzinfo=UTC)),
        # Zones as servers of the region print them.
        ("Fri, 16 Feb 2018 12:00:00 +03", datetime(2018, 2, 16, 9, 0, tzinfo=UTC)),
        ("Fri, 16 Feb 2018 12:00:00 AST", datetime(2018, 2, 16, 9, 0, tzinfo=UTC)),
        ("Fri, 16 Feb 2018 12:00:00 EET", datetime(2018, 2, 16, 10, 0, tzinfo=UTC)),
        ("12:00 -12/02/2018", datetime(2018, 2, 12, 12, 0, tzinfo=RIYADH)),
        ("04-04-2022 09:06 PM", datetime(2022, 4, 4, 21, 6, tzinfo=RIYADH)),
        ("03.03.2023 | 17:29", datetime(2023, 3, 3, 17, 29, tzinfo=RIYADH)),
        ("04 سبتمبر 2025 الساعة 11:15 صباحًا", datetime(2025, 9, 4, 11, 15, tzinfo=RIYADH)),
        ("في 05/04/2021 على الساعة 16:00", datetime(2021, 4, 5, 16, 0, tzinfo=RIYADH)),
        ("٣١ كانون الأوّل ٢٠٢٤ الساعة ٥ مساءً", datetime(2024, 12, 31, 17, 0, tzinfo=RIYADH)),
        ("31/12/2024 12:30 ص", datetime(2024, 12, 31, 0, 30, tzinfo=RIYADH)),
        ("31/12/2024 12:30 م", datetime(2024, 12, 31, 12, 30, tzinfo=RIYADH)),
        ("31/12/2024 1:05 ظهرا", datetime(2024, 12, 31, 13, 5, tzinfo=RIYADH)),
        ("31/12/2024 11 ليلا", datetime(2024, 12, 31, 23, 0, tzinfo=RIYADH)),
        ("31/12/2024 14h30", datetime(2024, 12, 31, 14, 30, tzinfo=RIYADH)),
        ("31/12/2024 10:30 بتوقيت القاهرة", datetime(2024, 12, 31, 8, 30, tzinfo=UTC)),
        ("31/12/2024 10:30 غرينتش", datetime(2024, 12, 31, 10, 30, tzinfo=UTC)),
        ("06 19:45 2025 نوفمبر", datetime(2025, 11, 6, 19, 45, tzinfo=RIYADH)),  # scrambled by bidi
        (
            "الخميس 7/3/1429 هـ - الموافق 13/3/2008 م (آخر تحديث) الساعة 16:25 (مكة المكرمة)، 13:25 (غرينتش)",
            datetime(2008, 3, 13, 13, 25, tzinfo=UTC),
        ),
    ],
)
def test_a_day_with_a_time_is_an_aware_moment(text, moment):
    read = parse_date(text)
    assert isinstance(read, datetime)
    assert read == moment


def test_the_offset_that_is_printed_is_kept():
    assert parse_date("2017-04-28T11:32:00+01:00").utcoffset() == timedelta(hours=1)


def test_a_time_without_a_zone_is_read_in_the_zone_that_is_given():
    cairo = ZoneInfo("Africa/Cairo")
    assert parse_date("31/12/2024 10:30", tz=cairo) == datetime(2024, 12, 31, 10, 30, tzinfo=cairo)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "31/02/2024",
        "13/31/2024",  # never month first
        "12/31/2024",
        "12/5/24",  # which is the year?
        "مايو 2025",
        "2024",
        "5 كانون 2024",  # first or second?
        "15 مايو/نيسان 2024",  # two months
        "17 مايو/أيار",
        "10:30",
        "3/4/2022 25:00",
        "2022-03-04 25:00",
        "31/12/0999",
        "31/12/3000",
        "30 شعبان 1446",  # a month of 29 days
        "1/1/1320",  # before Umm al-Qura begins
        "31/12/2024 1/1/2025",
        "وصل الوفد في 31/12/2024",  # prose
        "31/12/2024 المصدر: وكالات",
        "قبل 61 عاما من حكم الحزب",
        "أمس",  # relative to what?
        "منذ ساعتين",
        "\x00",
        "\ud800",
        "9" * 10_000,
        "1 " * 5_000,
    ],
)
def test_what_is_not_one_whole_date_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("اليوم", date(2025, 4, 25)),
        ("اليوم الجمعة", date(2025, 4, 25)),
        ("أمس", date(2025, 4, 24)),
        ("أول أمس", date(2025, 4, 23)),
        ("أمس الأول", date(2025, 4, 23)),
        ("غدًا", date(2025, 4, 26)),
        ("قبل 3 أيام", date(2025, 4, 22)),
        ("منذ ١١ يوما", date(2025, 4, 14)),
        ("منذ يومين", date(2025, 4, 23)),
        ("منذ أسبوع", date(2025, 4, 18)),
        ("قبل شهر", date(2025, 3, 25)),
        ("منذ عامين", date(2023, 4, 25)),
        ("منذ سنة واحدة", date(2024, 4, 25)),
        ("بعد 3 أيام", date(2025, 4, 28)),
        ("أمس الجمعة", None),  # yesterday was a Thursday
        ("منذ 9999 سنة", None),
    ],
)
def test_relative_days_are_read_where_today_is_given(text, day):
    assert parse_date(text, today=NOON.date()) == day
    assert parse_date(text, today=NOON) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("منذ ساعتين", NOON - timedelta(hours=2)),
        ("منذ ساعات 4", NOON - timedelta(hours=4)),
        ("قبل 11 دقيقة", NOON - timedelta(minutes=11)),
        ("أمس 14:30", datetime(2025, 4, 24, 14, 30, tzinfo=RIYADH)),
    ],
)
def test_relative_hours_are_read_against_a_moment(text, moment):
    assert parse_date(text, today=NOON) == moment


def test_relative_hours_need_a_moment():
    assert parse_date("منذ ساعتين", today=NOON.date()) is None


@pytest.mark.parametrize("name", ["egyptian", "levantine", "maghreb", "moroccan", "mauritanian"])
def test_every_regional_month_is_read_as_its_number(name):
    read = [parse_date(f"5 {month} 2020") for month in NAMES[name]]
    assert read == [date(2020, month, 5) for month in range(1, 13)]


def test_every_hour_of_the_day_is_read():
    zone = timezone(timedelta(hours=3))
    for hour in range(24):
        written = time(hour, 7).strftime("%H:%M")
        assert parse_date(f"5/6/2020 {written}", tz=zone) == datetime(2020, 6, 5, hour, 7, tzinfo=zone)


@pytest.mark.skipif("NEWSROOM_CORPUS" not in os.environ, reason="NEWSROOM_CORPUS names no corpus")
def test_every_date_of_the_corpus_is_read():
    path = Path(os.environ["NEWSROOM_CORPUS"]) / "data" / "articles_dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        dates = [json.loads(line).get("date") for line in lines]
    assert [text for text in dates if text and not parse_date(text)] == []
