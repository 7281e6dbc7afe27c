import os
from datetime import date
from pathlib import Path

import pytest

from newsroom.arabic import DateHint, weekday_hints

FRIDAY, THURSDAY = 4, 3


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("وصل الوفد إلى العاصمة -اليوم الجمعة- للقاء الرئيس.", DateHint(FRIDAY, None, None)),
        ("أعلنت الوزارة مساء أمس الخميس عن خطتها.", DateHint(FRIDAY, None, None)),
        ("تبدأ الدورة غدا (السبت) في الملعب.", DateHint(FRIDAY, None, None)),
        ("قال أول أمس الثلاثاء إن الاتفاق قريب.", DateHint(THURSDAY, None, None)),
        # A dated event says «not before».
        ("غادر البلاد في الثامن من ديسمبر/كانون الأول 2024.", DateHint(None, date(2024, 12, 8), None)),
        ("صدر القرار بتاريخ 5/4/2021.", DateHint(None, date(2021, 4, 5), None)),
        # Of two the later one counts.
        ("انتخب في 3 مارس 2019. واستقال في 9 يونيو 2020.", DateHint(None, date(2020, 6, 9), None)),
        # The first Friday on or after the event.
        ("صدر في 8 ديسمبر 2024. وقال اليوم الجمعة.", DateHint(FRIDAY, date(2024, 12, 13), None)),
        # «الماضي» and «المقبل» close a window around the newest dated event.
        (
            "سقط النظام في 8 ديسمبر/كانون الأول 2024. وقال يوم 14 فبراير/شباط الماضي كلاما.\n"
            "ثم جاءت دعوة إلى القمة يوم 17 مايو/أيار المقبل.",
            DateHint(None, date(2025, 2, 15), date(2025, 5, 16)),
        ),
        (
            "وصل اليوم الجمعة. سقط النظام في 8 ديسمبر 2024. وقال في فبراير الماضي كلاما.\n"
            "ثم القمة في مايو المقبل.",
            DateHint(FRIDAY, date(2025, 3, 7), date(2025, 4, 25)),
        ),
    ],
)
def test_a_text_dates_itself_as_far_as_it_says(text, hint):
    assert weekday_hints(text) == hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "وصل الوفد يوم الجمعة إلى العاصمة.",  # which Friday?
        "قال -بجانب رئيس البلدية- إن الزيارة مهمة.",
        "اليوم الجمعة في عمان، وأمس الجمعة في بغداد.",  # they contradict each other
        "تقام البطولة في 5 أغسطس 2031.",  # a date ahead says nothing
        "من المقرر أن يفتتح المعرض في 5/8/2031.",
        "قال يوم 14 فبراير/شباط الماضي كلاما.",  # of which year?
        "بعد 61 عاما من حكم الحزب، و53 سنة من سيطرة العائلة.",
        "\x00\ud800 اليوم",
    ],
)
def test_a_text_that_tells_nothing_gives_no_hint(text):
    assert weekday_hints(text) is None


def test_an_old_event_gives_no_year_to_what_is_told_as_last():
    text = "اندلعت الحرب في 5 يونيو/حزيران 1967. وفي عام 2015 تغير الحال."
    text += " وقال في 9 يوليو الماضي وفي أغسطس المقبل كلاما."
    assert weekday_hints(text) == DateHint(None, date(1967, 6, 5), None)


@pytest.mark.skipif("NEWSROOM_CORPUS" not in os.environ, reason="NEWSROOM_CORPUS names no corpus")
def test_the_second_article_of_the_seed_page_is_dated_by_its_own_text():
    [page] = (Path(os.environ["NEWSROOM_CORPUS"]) / "seeds").glob("*.txt")
    second = page.read_text("utf-8").partition("إقرأ أيضاً:")[2]
    assert weekday_hints(second) == DateHint(FRIDAY, date(2025, 2, 21), date(2025, 5, 16))
