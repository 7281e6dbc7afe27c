from datetime import UTC, date, datetime, timedelta

import pytest

from newsroom.arabic import counted, since
from newsroom.arabic.counts import NOUNS

NOW = datetime(2025, 4, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("n", "noun", "case", "written"),
    [
        (0, "نتيجة", "nominative", "لا نتائج"),
        (1, "نتيجة", "nominative", "نتيجة واحدة"),
        (1, "مقال", "nominative", "مقال واحد"),
        (2, "نتيجة", "nominative", "نتيجتان"),
        (2, "نتيجة", "genitive", "نتيجتين"),
        (2, "مقال", "nominative", "مقالان"),
        (2, "سنة", "genitive", "سنتين"),
        (3, "يوم", "nominative", "3 أيام"),
        (10, "شهر", "nominative", "10 أشهر"),
        (11, "يوم", "nominative", "11 يوما"),  # the accusative after 11 to 99
        (11, "دقيقة", "nominative", "11 دقيقة"),
        (99, "مقال", "nominative", "99 مقالا"),
        (100, "يوم", "nominative", "100 يوم"),
        (102, "يوم", "nominative", "102 يوم"),
        (103, "ساعة", "nominative", "103 ساعات"),
        (111, "رابط", "nominative", "111 رابطا"),
        (4, "صورة", "nominative", "4 صور"),
        (7, "تعليق", "nominative", "7 تعليقات"),
        (5, "كلمة", "nominative", "5 كلمات"),
        (5, "أسبوع", "nominative", "5 أسابيع"),
    ],
)
def test_a_noun_agrees_with_its_number(n, noun, case, written):
    assert counted(n, noun, case) == written


def test_an_unknown_noun_is_named_with_those_that_are_known():
    with pytest.raises(ValueError, match="كتاب.*مقال"):
        counted(3, "كتاب")


def test_every_noun_has_all_its_forms():
    assert all(all(noun[:5]) for noun in NOUNS.values())


@pytest.mark.parametrize(
    ("elapsed", "written"),
    [
        (timedelta(seconds=20), "الآن"),
        (timedelta(minutes=1), "منذ دقيقة"),
        (timedelta(minutes=2), "منذ دقيقتين"),
        (timedelta(minutes=45), "منذ 45 دقيقة"),
        (timedelta(hours=2), "منذ ساعتين"),
        (timedelta(hours=3), "منذ 3 ساعات"),
        (timedelta(days=1), "منذ يوم"),
        (timedelta(days=2), "منذ يومين"),
        (timedelta(days=5), "منذ 5 أيام"),
        (timedelta(days=15), "منذ أسبوعين"),
        (timedelta(days=70), "منذ شهرين"),
        (timedelta(days=800), "منذ سنتين"),
        (timedelta(hours=-2), "بعد ساعتين"),
    ],
)
def test_elapsed_time_is_told_in_its_largest_unit(elapsed, written):
    assert since(NOW - elapsed, NOW) == written


def test_days_without_a_time_are_counted_as_days():
    assert since(date(2025, 4, 25), NOW) == "اليوم"
    assert since(date(2025, 4, 23), date(2025, 4, 25)) == "منذ يومين"
