"""Shapes of pages that were read wrongly once, each beside one like it that means something else."""

import pytest

from articles.importers.page import parse_page

HEADLINE = "سوق جديدة للسمك في مرسى النخيل"
LONG = (
    "افتتحت البلدية صباح الأحد سوقا جديدة للسمك قرب المرفأ القديم بعد أعمال دامت عامين، وحضر الافتتاح عدد "
    "كبير من الصيادين والتجار وسكان الأحياء القريبة."
)
MORE = "وقال رئيس البلدية إن السوق ستفتح أبوابها كل يوم من الخامسة صباحا، وإن الدخول إليها مجاني للجميع."
DATE = "19 نوفمبر 2023"
FOG = (
    "تتوقع الأرصاد أمطارا متفرقة فوق الساحل حتى الظهر، وضبابا كثيفا على الطريق الجبلي بين المصيف والسهل، "
    "وتنصح السائقين بإضاءة المصابيح."
)
VERSES = ("يا سنبله", "يا مايله", "ع الدرب", "حطي الشمس", "وامشي", "قبل القايله")
LONG_VERSES = (
    "يا مينا الليل لا تطفئ قناديلك",
    "فالقادمون على مهل",
    "والبحر يكتب فوق الرمل أسماء",
    "ويمسح الموج ما يبقى",
    "نامت على كتف المرسى حكايتنا",
)


def parse(*lines, sep="\n\n"):
    """Parse lines; returns the only record and the fates of the lines, those that are flagged with a «*»."""
    text = sep.join(lines)
    (parsed,) = parse_page(text)
    fates = {fate["line"]: fate["role"] + "*" * bool(fate.get("flag")) for fate in parsed.page.fates}
    told = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return parsed.record, [fates[number] for number in told]


def paragraphs(*texts):
    return "\n".join(f"<p>{text}</p>" for text in texts)


# Headlines of fewer than four words.


@pytest.mark.parametrize("fact", [DATE, "بقلم: عدنان الخطيب"])
@pytest.mark.parametrize("headline", ["ساعة الميدان", "المنفى", "سر الصنعة"])
def test_a_short_headline_above_a_date_or_an_author_keeps_its_place(headline, fact):
    first = "لم تكن الساعة دقيقة يوما لكنها كانت ساعتنا جميعا"
    record, roles = parse(headline, fact, first, LONG, MORE)
    assert record.headline == headline
    assert record.body == paragraphs(first, LONG, MORE)
    assert roles[2:] == ["paragraph"] * 3


def test_of_what_stands_above_the_date_the_words_that_the_text_tells_are_the_headline():
    record, roles = parse("صوت الناس في كل مكان", "أمطار وضباب", "8/12/2021", FOG)
    assert (record.headline, record.byline) == ("أمطار وضباب", "")
    assert roles == ["chrome", "headline", "date", "paragraph"]


@pytest.mark.parametrize("above", ["مرسى النخيل", "أخبار محلية", "جريدة المرسى", "حسن العلي"])
def test_a_place_a_section_an_outlet_or_a_name_above_the_date_is_no_headline(above):
    record, _roles = parse(above, DATE, HEADLINE, LONG, MORE)
    assert record.headline == HEADLINE


def test_a_headline_of_many_words_above_a_few_stays_the_headline():
    record, _roles = parse(HEADLINE, "افتتاح السوق", DATE, LONG, MORE)
    assert record.headline == HEADLINE


# Runs of short lines.


@pytest.mark.parametrize("sep", ["\n", "\n\n"])
@pytest.mark.parametrize("verses", [VERSES, LONG_VERSES])
def test_a_poem_between_paragraphs_is_text_to_its_last_verse(verses, sep):
    record, roles = parse(HEADLINE, DATE, LONG, *verses, MORE, sep=sep)
    assert record.body == paragraphs(LONG, *verses, MORE)
    assert roles == ["headline", "date", *["paragraph"] * (len(verses) + 2)]


@pytest.mark.parametrize("sep", ["\n", "\n\n"])
@pytest.mark.parametrize("verses", [VERSES, LONG_VERSES, VERSES * 3])
def test_a_page_that_is_a_poem_and_nothing_else_comes_in(verses, sep):
    record, roles = parse("أغنية الحصاد في القرى", DATE, *verses, sep=sep)
    assert record.body == paragraphs(*verses)
    assert set(roles[2:]) == {"paragraph"}


@pytest.mark.parametrize("poet", ["نزار سليم", "شعر: نزار سليم"])
def test_a_poem_below_a_title_of_one_word_and_its_poet_comes_in(poet):
    verses = VERSES if ":" not in poet else LONG_VERSES
    record, _roles = parse("غربة", poet, *verses)
    assert (record.headline, record.byline) == ("غربة", "نزار سليم")
    assert record.body == paragraphs(*verses)


def test_verses_above_the_first_sentence_stay_and_are_flagged_where_they_may_be_a_menu():
    record, roles = parse(HEADLINE, DATE, *VERSES, LONG)
    assert record.body == paragraphs(*VERSES, LONG)
    assert roles == ["headline", "date", *["unknown*"] * len(VERSES), "paragraph"]


@pytest.mark.parametrize(
    "menu", [("الدوري", "الكأس", "المنتخب", "الطقس"), ("سياسة", "اقتصاد", "رياضة", "ثقافة")]
)
def test_a_menu_above_the_headline_is_none_of_the_text(menu):
    record, roles = parse(*menu, HEADLINE, DATE, LONG)
    assert record.body == paragraphs(LONG)
    assert roles[:4] == ["chrome"] * 4


@pytest.mark.parametrize("menu", [("سياسة", "اقتصاد", "رياضة", "ثقافة"), ("fb", "tw", "wa", "li")])
def test_sections_and_latin_words_below_the_headline_are_a_menu(menu):
    record, _roles = parse(HEADLINE, DATE, *menu, LONG)
    assert record.body == paragraphs(LONG)


def test_a_short_line_over_a_paragraph_heads_it():
    record, _roles = parse(HEADLINE, DATE, LONG, "مواعيد الافتتاح", MORE)
    assert "<h2>مواعيد الافتتاح</h2>" in record.body


# Bodies that are only a list.


@pytest.mark.parametrize("mark", ["• ", "- ", "▪ "])
def test_a_list_of_short_items_below_a_headline_is_the_body(mark):
    items = [
        "البندورة: 45 قرشا",
        "الخيار: 60 قرشا",
        "البطاطا: 20 قرشا",
        "الجزر: 10 قروش",
        "التين: دينار وربع",
    ]
    record, roles = parse("أسعار الخضار في السوق اليوم", DATE, *(mark + item for item in items), sep="\n")
    assert record.body == "<ul>" + "\n".join(f"<li>{item}</li>" for item in items) + "</ul>"
    assert (record.byline, roles[2:]) == ("", ["list_item"] * 5)


def test_a_list_without_bullets_is_the_body():
    items = ["البندورة: 45 قرشا", "الخيار: 60 قرشا", "البطاطا: 20 قرشا", "الجزر: 10 قروش"]
    record, _roles = parse("أسعار الخضار في السوق اليوم", *items, sep="\n")
    assert record.body == paragraphs(*items)


def test_a_list_of_other_articles_alone_is_no_article():
    (parsed,) = parse_page("مقالات مشابهة\n• البندورة ترتفع\n• الخيار يهبط\n• التين يغيب عن السوق")
    assert parsed.record is None


# The name of a source alone on its line.


@pytest.mark.parametrize("name", ["الجزيرة", "الجزيرة نت", "الجزيرة + وكالات", "وكالات"])
@pytest.mark.parametrize("place", [1, 2, 4])
def test_the_name_of_an_outlet_alone_above_or_below_the_text_is_the_source(name, place):
    lines = [HEADLINE, DATE, LONG, MORE]
    record, _roles = parse(*lines[:place], name, *lines[place:])
    assert (record.source, record.images) == (name, [])
    assert record.body == paragraphs(LONG, MORE)


def test_below_a_caption_without_a_credit_the_name_is_the_credit():
    record, _roles = parse(HEADLINE, DATE, "التعليق على الصورة: بائع يزن سمكا", "الجزيرة", LONG, MORE)
    assert record.source is None
    assert [(image["caption"], image["credit"]) for image in record.images] == [("بائع يزن سمكا", "الجزيرة")]


def test_below_a_picture_with_its_credit_the_name_is_the_source():
    record, _roles = parse(HEADLINE, DATE, "بائع يزن سمكا في السوق (رويترز)", LONG, MORE, "الجزيرة")
    assert (record.source, len(record.images)) == ("الجزيرة", 1)


def test_an_agency_that_sells_pictures_alone_below_the_date_credits_one():
    record, _roles = parse(HEADLINE, DATE, "رويترز", LONG, MORE)
    assert record.source is None
    assert [image["credit"] for image in record.images] == ["رويترز"]


def test_among_tags_the_name_of_an_outlet_is_no_source():
    record, _roles = parse(HEADLINE, DATE, LONG, MORE, "الجزيرة", "السوق", "المرفأ القديم", "شارك")
    assert record.source is None


# Tags without a label.


@pytest.mark.parametrize("below", [(), ("شارك", "فيسبوك"), ("اقرأ أيضا", "قطار الجبل يعود إلى السفح")])
def test_tags_below_the_text_of_which_it_tells_a_third_are_keywords(below):
    tags = ["اقتصاد بحري", "الثروة السمكية", "مرسى النخيل"]
    record, _roles = parse(HEADLINE, DATE, LONG, MORE, *tags, *below)
    assert record.keywords == tags
    assert record.body == paragraphs(LONG, MORE)


def test_words_below_the_text_of_which_it_tells_none_stay_and_are_flagged():
    record, roles = parse(HEADLINE, DATE, LONG, MORE, "علوم وفضاء", "كواكب", "شارك", "فيسبوك")
    assert record.keywords == []
    assert record.body == paragraphs(LONG, MORE, "علوم وفضاء", "كواكب")
    assert roles[4:6] == ["unknown*"] * 2


def test_verses_below_the_text_are_no_keywords():
    record, _roles = parse(HEADLINE, DATE, LONG, MORE, "يا سوق السمك", "يا مرفأ", "شارك")
    assert record.keywords == []
    assert "<p>يا سوق السمك</p>" in record.body


def test_short_lines_below_a_text_that_announces_pictures_are_captions():
    record, _roles = parse(f"صور.. {HEADLINE}", DATE, LONG, MORE, "السوق الجديدة", "صيادو المرفأ", "شارك")
    assert [image["caption"] for image in record.images] == ["السوق الجديدة", "صيادو المرفأ"]


def test_a_second_dateline_above_the_text_takes_nothing_from_the_first():
    record, _roles = parse(HEADLINE, "الرياض / واس", "جدة / واس", LONG, MORE)
    assert record.extra["dateline"] == "الرياض / واس جدة / واس"
    assert record.source == "واس"


def test_a_line_printed_twice_is_a_caption_above_the_text_and_the_text_where_it_is_all_there_is():
    record, roles = parse(HEADLINE, DATE, MORE, MORE, "المصدر: الجزيرة")
    assert (record.body, roles[2:4]) == (paragraphs(MORE), ["paragraph", "duplicate"])
    record, roles = parse(HEADLINE, DATE, MORE, MORE, LONG, "المصدر: الجزيرة")
    assert (record.body, roles[2:4]) == (paragraphs(LONG), ["caption", "duplicate"])
