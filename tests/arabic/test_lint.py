import gzip
import json
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.arabic import fix, is_arabic, lint
from newsroom.arabic.linting import is_safe

SLIPS = [
    ("latin-comma", "دمشق, بغداد", "دمشق، بغداد"),
    ("latin-comma", "دمشق,بغداد", "دمشق، بغداد"),
    ("latin-semicolon", "وصل; ثم غادر", "وصل؛ ثم غادر"),
    ("latin-question-mark", "وكيف تشكلت?", "وكيف تشكلت؟"),
    ("space-before-punctuation", "قال ، ثم غادر", "قال، ثم غادر"),
    ("space-before-punctuation", "قال : نعم .", "قال: نعم."),
    ("space-after-punctuation", "السوداني،وصل", "السوداني، وصل"),
    ("space-after-punctuation", "في الوزارة.وأكد البيان", "في الوزارة. وأكد البيان"),
    ("separated-waw", "محمد و أحمد", "محمد وأحمد"),
    ("space-inside-brackets", "نقلته ( وفا ) و« نص »", "نقلته (وفا) و«نص»"),
    ("odd-space", "وصل\u00a0الوفد", "وصل الوفد"),
    ("odd-space", "وصل   الوفد", "وصل الوفد"),
    ("trailing-space", "وصل الوفد. \nوغادر", "وصل الوفد.\nوغادر"),
    ("decorative-tatweel", "عمــر أحمــد", "عمر أحمد"),
    ("decorative-tatweel", "الجـزيرة", "الجزيرة"),
    ("tanween-after-hamza", "مساءاً", "مساءً"),
    ("tanween-after-hamza", "بناءًا على طلبه", "بناءً على طلبه"),
    ("persian-digits", "۴۵ يوما", "٤٥ يوما"),
    ("doubled-marks", "أولاًً", "أولاً"),
    ("stray-zero-width", "وصل\u200b الوفد", "وصل الوفد"),
    ("presentation-form", "آخر اﻷخبار", "آخر الأخبار"),
    ("look-alike-letter", "وزیر الخارجیة", "وزير الخارجية"),
    ("look-alike-letter", "وقف علی بابه", "وقف على بابه"),
    ("missing-hamza", "غادر الى دمشق", "غادر إلى دمشق"),
    ("missing-hamza", "لاسرائيل والاسرائيليين", "لإسرائيل والإسرائيليين"),
    ("dual-month-spacing", "14 فبراير/ شباط الماضي", "14 فبراير/شباط الماضي"),
    ("dual-month-spacing", "8 ديسمبر / كانون الأول", "8 ديسمبر/كانون الأول"),
]

RIGHT = [
    "وصل الوفد، أمس؛ فمتى يغادر؟ قال: «قريبا»!",
    'لـ"تعزيز العمل العربي"',
    "الـ65 و1445هـ",
    "نقلا عن لـرويترز",  # tatweel parts the preposition from a name
    "المادة أ و ب",
    "1,234.5 و12:30",
    "https://example.org/a,b?c;d",
    "راسلونا على ali.b@example.org قبل الأحد",
    "سوريا .. اشتباكات",
    "قال د.أحمد لـ أ.ف.ب",
    "1) أولا 2) ثانيا",
    "كتاب (أ) و[ب]",
    "﴿قُلْ  هُوَ﴾",
    "وقفة –دون سابق– إنذار",
    "فبراير/شباط",
    "شطيرة/ شباط",
    "جزاءان",
    "پاکستان وگوگل",  # Persian words keep their letters
    "الله ﷺ",
    "الإثنين",
    "إسماعيل والإسمنت والإبل",  # hamza belongs there
    "والى وموالاة",
    "الفقرة الأولى.\n\nالفقرة الثانية.",
    "قال بان كي مون",
    "فاز فريق لويس فان غال",
    "ليلة السبت 3 يونيو 2016",
    "فيتامينات (ب5 وب9)",
]


@pytest.mark.parametrize(("rule", "wrong", "right"), SLIPS)
def test_a_slip_is_found_and_mended(rule, wrong, right):
    assert rule in [problem.rule for problem in lint(wrong)]
    assert fix(wrong) == right
    assert lint(right) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("إقرأ", "اقرأ"),
        ("الإتحاد", "الاتحاد"),
        ("والإنتخابات", "والانتخابات"),
        ("للإقتصاد", "للاقتصاد"),
        ("إسم", "اسم"),
    ],
)
def test_a_wasla_written_as_hamza_is_suggested_and_never_applied(wrong, right):
    [problem] = lint(wrong)
    assert problem.rule == "hamzat-wasl"
    assert wrong[: problem.start] + str(problem.replacement) + wrong[problem.end :] == right
    assert fix(wrong) == wrong
    assert lint(right) == []


@pytest.mark.parametrize("text", RIGHT)
def test_right_copy_raises_no_alarm(text):
    assert lint(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [("قال «نعم وغادر", 4), ("قال نعم» وغادر", 7), ("وصل (أمس", 4), ('قال "نعم" و"لا', 11), ("قال ”نعم", 4)],
)
def test_half_a_pair_is_reported_and_left_for_a_person(text, place):
    [problem] = lint(text)
    assert (problem.rule, problem.start, problem.replacement) == ("unbalanced", place, None)
    assert fix(text) == text


def test_a_problem_points_at_its_place_and_speaks_arabic():
    [problem] = lint("دمشق, بغداد")
    assert (problem.start, problem.end, problem.replacement) == (4, 5, "،")
    assert all(is_arabic(problem.message) for _, wrong, _ in SLIPS for problem in lint(wrong))


def test_problems_are_in_order_and_never_overlap():
    problems = lint("دمشق  , بغداد ( وفا )   و محمد ؟")
    assert all(one.end <= other.start for one, other in zip(problems, problems[1:], strict=False))
    assert len(problems) >= 4


def assert_fixed(text):
    fixed = fix(text)
    assert [problem for problem in lint(fixed) if is_safe(problem)] == []
    assert fix(fixed) == fixed


@given(st.text(alphabet='اوءـًّ ،,.;:؟?!()[]«»"”“\n\u00a0\u200b\u200d۴4/أ'))
def test_no_rule_fires_on_its_own_mending(text):
    assert_fixed(text)


@pytest.mark.skipif("NEWSROOM_CORPUS" not in os.environ, reason="NEWSROOM_CORPUS names no corpus")
def test_no_rule_fires_on_its_own_mending_of_real_articles():
    path = Path(os.environ["NEWSROOM_CORPUS"]) / "data" / "articles_dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 60):
            assert_fixed(json.loads(line)["body"])
