import gzip
import json
import os
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.arabic import fix, is_arabic, lint
from newsroom.arabic.linting import RULES, House, is_safe, lint_headline

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
    'شاشة قياسها 5" ونظام "إس400" متوافق',
    "«الفقرة الأولى من كلامه.\n«والفقرة الثانية.»",
    '"الفقرة الأولى من كلامه.\n"والفقرة الثانية."',
    "الجمعة 17 مايو 2024",
    "15 يوم عمل و3 كتاب و10 درجات",
    "رجل ورجلان و100 دولة",
    "والتقى بـ3 آلاف شخص",
    "خطوة خطوة ويوما يوما",
    "شارك في (أ) و(ب)",
]


@pytest.mark.parametrize(("rule", "wrong", "right"), SLIPS)
def test_a_slip_is_found_and_mended(rule, wrong, right):
    assert rule in [problem.rule for problem in lint(wrong)]
    assert fix(wrong) == right
    assert lint(right) == []


ASKED = [
    ("bare-an", "أكد ان الوفد غادر", "أكد أن الوفد غادر"),
    ("bare-an", "قال ان الوفد غادر", "قال إن الوفد غادر"),
    ("final-yeh", "وصل فى المساء", "وصل في المساء"),
    ("final-yeh", "بقي حتي الصباح", "بقي حتى الصباح"),
    ("final-teh", "زار المدينه", "زار المدينة"),
    ("final-teh", "في هذة المرحلة", "في هذه المرحلة"),
    ("joined-words", "لاسيما اليوم", "لا سيما اليوم"),
    ("joined-words", "سنعود انشاء الله", "سنعود إن شاء الله"),
    ("hamza-seat", "رفع كفائة العمل", "رفع كفاءة العمل"),
    ("dropped-alef", "الذين قالو ذلك", "الذين قالوا ذلك"),
    ("extra-alef", "معلموا المدرسة", "معلمو المدرسة"),
    ("repeated-word", "تحرص على على قبولهم", "تحرص على قبولهم"),
    ("missing-tatweel", "ل«اليد» والكرة", "لـ«اليد» والكرة"),
    ("missing-tatweel", "الدول ال 20 الكبرى", "الدول الـ20 الكبرى"),
    ("space-outside-brackets", "التقى الشرع(يسار) أمس", "التقى الشرع (يسار) أمس"),
    ("percent-space", "بنسبة 12 % هذا العام", "بنسبة 12% هذا العام"),
    ("dots", "وغير ذلك.....", "وغير ذلك..."),
    ("mixed-digits", "بين 2020 و2021 و٢٠٢٢", "بين 2020 و2021 و2022"),
    ("counted-plural", "بعد 10 يوم", "بعد 10 أيام"),
    ("counted-singular", "قتل 11 أشخاص", "قتل 11 شخصا"),
    ("counted-singular", "أصيب 15 شخص في الحادث", "أصيب 15 شخصا في الحادث"),
    ("number-gender", "دام خمسة سنوات", "دام خمس سنوات"),
    ("number-gender", "دام ثلاث أيام", "دام ثلاثة أيام"),
    ("weekday-date", "الجمعة 31/12/2024", "الثلاثاء 31/12/2024"),
    ("weekday-date", "يوم الاثنين 17 مايو/أيار 2024", "يوم الجمعة 17 مايو/أيار 2024"),
    ("weekday-date", "الأحد، 27 أبريل (نيسان) 1909", "الثلاثاء، 27 أبريل (نيسان) 1909"),
    ("mixed-months", "بين 14 فبراير/شباط و17 مايو", "بين 14 فبراير/شباط و17 مايو/أيار"),
    ("mixed-tanween", "أيضاً ومساءً وحقاً وغدًا", "أيضاً ومساءً وحقاً وغداً"),
    ("mixed-seat", "مسؤول عن شؤون المسئول", "مسؤول عن شؤون المسؤول"),
    ("mixed-name", "أمريكا وأمريكا وأميركا", "أمريكا وأمريكا وأمريكا"),
]


@pytest.mark.parametrize(("rule", "wrong", "right"), ASKED)
def test_what_has_more_than_one_answer_is_suggested_and_never_applied(rule, wrong, right):
    [problem] = lint(wrong)
    assert problem.rule == rule
    assert wrong[: problem.start] + str(problem.replacement) + wrong[problem.end :] == right
    assert fix(wrong) == wrong
    assert lint(right) == []


HOUSES = [
    (House(digits="arabic"), "نحو 1,234.5 طن", "نحو ١٬٢٣٤٫٥ طن"),
    (House(digits="ascii"), "عام ٢٠٢٤", "عام 2024"),
    (House(quotes="guillemets"), 'قال "نعم" و“لا”', "قال «نعم» و«لا»"),
    (House(quotes="straight"), "قال «نعم»", 'قال "نعم"'),
    (House(tanween="letter"), "أيضاً", "أيضًا"),
    (House(tanween="alef"), "أيضًا", "أيضاً"),
    (House(seat="waw"), "المسئولون عن شئونهم", "المسؤولون عن شؤونهم"),
    (House(stop="outside"), "قال «نعم.»", "قال «نعم»."),
    (House(stop="inside"), "قال «نعم».", "قال «نعم.»"),
    (House(abd="spaced"), "الملك عبدالعزيز", "الملك عبد العزيز"),
    (House(abd="joined"), "الملك عبد العزيز", "الملك عبدالعزيز"),
    (House(dots="ellipsis"), "وغير ذلك...", "وغير ذلك…"),
]


@pytest.mark.parametrize(("house", "other", "own"), HOUSES)
def test_what_the_house_chose_is_safe_to_mend(house, other, own):
    assert lint(other) == lint(own) == []
    assert fix(other, house=house) == own
    assert lint(own, house=house) == []


def test_a_house_does_without_a_rule_and_has_its_names():
    assert lint("غادر الى دمشق", house=House(off=frozenset({"missing-hamza"}))) == []
    [problem] = lint("قال لترمب: «يا ترمب»", house=House(names={"ترمب": "ترامب"}))
    assert (problem.rule, problem.start, problem.replacement) == ("house-name", 5, "ترامب")


def test_the_day_of_publication_is_what_today_means():
    text, friday = "وصل اليوم الجمعة وغادر أمس الخميس", date(2024, 5, 17)
    assert lint(text) == lint(text, published=friday) == []
    found = lint(text, published=date(2024, 5, 18))
    assert [(problem.rule, problem.replacement) for problem in found] == [
        ("weekday-today", "السبت"), ("weekday-today", "الجمعة"),
    ]  # fmt: skip
    [near] = lint("الأحد 17 مايو", published=friday)
    assert (near.rule, near.replacement) == ("weekday-near", "الجمعة")


def test_a_headline_ends_without_a_stop_and_is_not_too_long():
    assert [problem.rule for problem in lint_headline("وصل الوفد إلى دمشق.")] == ["headline-stop"]
    assert [problem.rule for problem in lint_headline("الأمن.. مكاسب ومخاوف")] == ["headline-dots"]
    assert [problem.rule for problem in lint_headline("«نعم للسلام»")] == ["headline-quoted"]
    assert [problem.rule for problem in lint_headline("كلمة " * 20 + "أخيرة")] == ["headline-length"]
    assert lint_headline("السوداني يصل إلى دمشق...") == []


def test_a_text_read_in_a_wrong_encoding_is_restored_when_asked():
    damaged = "خليجية تنقل الخبر كاملا".encode().decode("cp1256")
    assert [problem.rule for problem in lint(damaged)] == ["damaged-text"]


def test_every_rule_speaks_arabic_and_has_one_identity():
    assert len({rule.message for rule in RULES.values()}) == len(RULES)
    assert all(is_arabic(rule.message) for rule in RULES.values())


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
