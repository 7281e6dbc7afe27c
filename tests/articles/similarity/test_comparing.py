from random import Random

import pytest

from articles.search.indexing import describe_in_bulk
from articles.similarity.comparing import compare
from articles.similarity.numbers import FIGURE, RARE, unpack_text
from tests.articles.similarity.copied import edit, invent

GOLD = (
    "سجل سعر غرام الذهب من عيار 24 في السوق المحلية {} جنيها للبيع وبلغ سعر عيار 21 نحو {} جنيها فيما"
    " وصل عيار 18 إلى {} جنيها وسجل الجنيه الذهب {} جنيها وبلغت الأونصة في المعاملات الفورية {} دولارا"
    " بحسب متعاملين في سوق الصاغة الذين توقعوا أن تستقر الأسعار حتى نهاية الأسبوع الجاري"
)


def numbers(text):
    return unpack_text(describe_in_bulk([("", "", text)])[0].numbers)


def is_copy(one, other, days=0.0):
    compared = compare(numbers(one), numbers(other))
    return compared is not None and compared.is_copy(days)


def written(paragraphs):
    return "\n".join(paragraphs)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("share", [0, 0.05, 0.1, 0.2])
def test_a_text_of_which_a_fifth_was_changed_is_a_copy(seed, share):
    assert is_copy(written(invent(seed)), written(edit(invent(seed), share, seed)))


def test_an_edited_text_of_another_week_is_not():
    text = invent(3)
    assert not is_copy(written(text), written(edit(text, 0.25, 3)), days=9)


@pytest.mark.parametrize("seed", range(5))
def test_a_text_inside_a_longer_one_is_a_copy(seed):
    longer = [*invent(seed + 100), *invent(seed), *invent(seed + 200)]
    compared = compare(numbers(written(invent(seed))), numbers(written(longer)))
    assert compared.is_copy(0)
    assert compared.is_contained


def test_a_text_without_its_end_is_a_copy():
    text = invent(1)
    assert is_copy(written(text), written(text[:-1]))


def test_running_background_makes_no_copy():
    background = invent(7, 60)
    one, other = [*invent(8, 60), *background], [*invent(9, 60), *background]
    assert not is_copy(written(one), written(other))


def test_a_short_text_that_ends_in_the_background_of_another_is_no_copy_of_it():
    background = invent(7, 90)
    assert not is_copy(written([*invent(8, 30), *background]), written([*invent(9, 120), *background]))


def test_a_bulletin_with_other_figures_is_not_a_copy():
    assert not is_copy(GOLD.format(3500, 3062, 2625, 24500, 2340), GOLD.format(3610, 3159, 2707, 25272, 2391))


def test_a_text_with_one_figure_corrected_is_a_copy():
    assert is_copy(GOLD.format(3500, 3062, 2625, 24500, 2340), GOLD.format(3500, 3062, 2625, 24500, 2341))


def test_a_telegram_to_another_president_is_not_a_copy():
    frame = (
        "بعث رئيس البلاد برقية تهنئة إلى رئيس {0} {1} {2} بمناسبة ذكرى اليوم الوطني لبلاده وأعرب باسمه"
        " وباسم الشعب عن أصدق التهاني وأطيب التمنيات بالصحة والسعادة للرئيس {1} {2} ولشعب {0} الصديق باطراد"
        " التقدم والازدهار"
    )
    one, other = frame.format("مورافيا", "ستانكوفيتش", "بلاجوف"), frame.format("أستوريا", "خيمينث", "دوراندو")
    assert not is_copy(one, other, days=9)


def test_a_text_shorter_than_twenty_words_is_told_by_its_headline_alone():
    short = " ".join(invent(1)[0].split()[:15])
    assert not is_copy(short, short)


def test_what_a_source_prints_again_on_another_day_is_background():
    compared = compare(numbers(written(invent(5))), numbers(written(edit(invent(5), 0.1))))
    assert compared.is_copy(0.1, is_same_source=True)
    assert not compared.is_copy(1.0, is_same_source=True)
    again = compare(numbers(written(invent(5))), numbers(written(invent(5))))
    assert again.is_copy(1.0, is_same_source=True)


def test_texts_that_have_nothing_in_common_are_not_looked_at_closely():
    assert compare(numbers(written(invent(1))), numbers(written(invent(2)))) is None


FORECAST = (
    "توقع مركز الأرصاد في نشرته عن حالة الطقس لهذا اليوم هطول أمطار رعدية مصحوبة بنشاط في الرياح السطحية"
    " على مناطق {} وتدني الرؤية الأفقية بسبب الأتربة المثارة على أجزاء من {} وأن تكون حركة الرياح السطحية"
    " على البحر شمالية إلى شمالية غربية بسرعة 15 إلى 38 كيلومترا في الساعة وارتفاع الموج من متر إلى متر"
    " ونصف وحالة البحر متوسط الموج"
)
PLACES = ("الساحل والوادي والمرتفعات", "السهل الشرقي"), ("السهل والواحة والمرتفعات", "الساحل الغربي")


def test_a_forecast_of_another_day_is_no_copy_though_its_figures_are_the_same():
    one, other = (FORECAST.format(*places) for places in PLACES)
    assert is_copy(one, other, days=0.2)
    assert not is_copy(one, other, days=0.7)
    assert not is_copy(one, one, days=1.0)
    assert is_copy(one, one, days=0.7)  # printed in the evening, and again in the morning


def test_news_that_tell_of_the_weather_late_are_copies_as_any():
    text = written([*invent(4), FORECAST.format(*PLACES[0])])
    assert is_copy(text, text, days=2.0)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_covered_stands_in_three_stems_that_the_longer_text_has_too(seed):
    """By the plain words of the rule, on texts of few stems and figures, where much comes again."""
    chance = Random(seed)
    long = [chance.choice([0, 5, 6, 8, 10, 12, 13]) for _ in range(chance.randint(30, 90))]
    short = long[:25]
    for _ in range(6):
        short[chance.randrange(25)] = chance.choice([0, 4, 6, 16, 18, 22])
    compared = compare(short, long)
    frames = [[-1 if code & FIGURE else code for code in text] for text in (short, long)]
    known = set(zip(frames[1], frames[1][1:], frames[1][2:], strict=False))
    starts = [place for place in range(23) if tuple(frames[0][place : place + 3]) in known]
    covered = {place + more for place in starts for more in range(3)}
    rare = {code for code in short if code & (RARE | FIGURE) == RARE}
    if compared is None:
        assert len(covered) < 0.55 * 25 or len(set(short) & set(long)) < 0.45 * len(set(short))
        return
    assert compared.covered == len(covered) / 25
    assert (compared.rare, compared.rare_kept) == (len(rare), len(rare & set(long)))
    assert compared.figures == sum(code & FIGURE > 0 for code in short)


@pytest.mark.parametrize(("one", "other"), [([], []), ([4], []), ([4], [4]), ([4, 8], [4, 8, 12])])
def test_texts_of_hardly_a_word_can_be_compared(one, other):
    compared = compare(one, other)
    assert compared is None or not compared.is_copy(0)
