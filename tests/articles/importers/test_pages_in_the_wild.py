"""Shapes of pasted pages seen on Arabic news sites, each with the trap that it sets."""

import pytest

from articles.admin.fates import ROLES
from articles.importers.page import parse_page
from articles.importers.roles import LineRole

LONG = (
    "افتتحت البلدية صباح الأحد سوقا جديدة للسمك قرب المرفأ القديم بعد أعمال دامت عامين، وحضر الافتتاح عدد "
    "كبير من الصيادين والتجار وسكان الأحياء القريبة."
)
MORE = "وقال رئيس البلدية إن السوق ستفتح أبوابها كل يوم من الخامسة صباحا، وإن الدخول إليها مجاني للجميع."
HEADLINE = "سوق جديدة للسمك في مرسى النخيل"


def parse(*lines):
    """Parse lines parted by empty ones; returns the records and the roles of the lines given."""
    parsed = list(parse_page("\n\n".join(lines)))
    fates = {fate["line"]: fate["role"] for fate in parsed[0].page.fates}
    return [one.record for one in parsed], [fates[2 * number + 1] for number in range(len(lines))]


@pytest.mark.parametrize(
    "line",
    [
        "المصدر: الواحة", "المصدر :الواحة", "المصدر/الواحة", "/مصدر: الواحة/", "المصدر - الواحة",
        "المصدر – الواحة",
        "المَصدر ： الواحة", "المصدر | الواحة", "مصدر الخبر: الواحة",
    ],
)  # fmt: skip
def test_a_source_is_read_from_its_label_however_it_is_parted(line):
    (record,), _roles = parse(HEADLINE, LONG, line)
    assert record.source == "الواحة"
    assert record.body.count("<p>") == 1


@pytest.mark.parametrize(
    "line",
    [
        "المصدر نفسه أوضح أن السوق ستفتح أبوابها قريبا.",
        "إعلان النتائج سيكون في مارس/آذار المقبل.",
        "-جاء ذلك في بيان- صدر عن البلدية.",
        "المصدر -الذي رفض ذكر اسمه- أكد أن السوق آمنة",
        "وأضاف المصدر: لن تغلق السوق القديمة.",
        "نشر: صور جديدة من السوق قبل الافتتاح بيوم.",
        "تحديث: السوق تغلق أبوابها مساء اليوم.",
    ],
)
def test_running_text_that_begins_as_a_label_stays_text(line):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert line in record.body
    assert (record.source, record.published_at) == (None, None)


def test_a_headline_that_quotes_a_source_is_no_source():
    (record,), roles = parse("مصدر: السوق تفتح غدا", LONG)
    assert record.headline == "مصدر: السوق تفتح غدا"
    assert record.source is None


def test_dates_among_the_paragraphs_are_text_not_the_date_of_the_article():
    (record,), _roles = parse(HEADLINE, LONG, "1/2/1990", MORE, "3/4/2001", MORE)
    assert record.published_at is None
    assert "1/2/1990" in record.body


def test_a_date_below_the_text_or_above_it_is_its_date():
    for lines in ((HEADLINE, "3/4/2024", LONG, MORE), (HEADLINE, LONG, MORE, "3/4/2024", "المصدر: الواحة")):
        (record,), _roles = parse(*lines)
        assert record.published_at.date().isoformat() == "2024-04-03"
        assert "3/4/2024" not in record.body


def test_a_read_also_amid_the_text_is_a_link_and_the_text_goes_on():
    (record,), _roles = parse(
        HEADLINE,
        LONG,
        "اقرأ أيضا",
        "قطار الجبل يعود إلى السفح",
        MORE,
        "المصدر: الواحة",
        "كلمات دلالية: أسواق",
    )
    assert [link["headline"] for link in record.read_also] == ["قطار الجبل يعود إلى السفح"]
    assert record.body.count("<p>") == 2
    assert (record.source, record.keywords) == ("الواحة", ["أسواق"])


def test_the_second_article_inherits_nothing_and_keeps_its_own_facts():
    first, second = parse(
        HEADLINE, LONG, "3/4/2024", "المصدر: الواحة", "كلمات دلالية: أسواق",
        "إقرأ أيضاً:", "قطار الجبل يعود إلى السفح", MORE, "المصدر: السفح",
    )[0]  # fmt: skip
    assert (first.source, first.published_at.date().isoformat()) == ("الواحة", "2024-04-03")
    assert (second.source, second.published_at, second.keywords) == ("السفح", None, [])


def test_bullets_under_read_also_are_links_and_begin_no_article():
    (record,), _roles = parse(HEADLINE, LONG, "إقرأ أيضاً:", "• عنوان أول\n• عنوان ثان\n3. عنوان ثالث")
    assert [link["headline"] for link in record.read_also] == ["عنوان أول", "عنوان ثان", "عنوان ثالث"]


def test_a_printed_headline_keeps_its_own_dashes_digits_and_dots():
    (record,), _roles = parse(
        HEADLINE, LONG, "مقالات مشابهة", "- 10 أيام .. بلا ماء\n* 5-2 في المباراة..\n1) -السوق- تعود\n– خبر"
    )
    assert [link["headline"] for link in record.similar] == [
        "10 أيام .. بلا ماء", "5-2 في المباراة..", "-السوق- تعود", "خبر",
    ]  # fmt: skip


def test_what_stands_below_a_bulleted_list_is_no_entry_of_it():
    (record,), roles = parse(HEADLINE, LONG, "مقالات مشابهة", "• خبر أول", "جميع الحقوق محفوظة لمرسى النخيل")
    assert [link["headline"] for link in record.similar] == ["خبر أول"]
    assert roles[-1] == "chrome"


def test_a_headline_or_caption_printed_twice_is_kept_once():
    (record,), roles = parse(
        HEADLINE, f"{HEADLINE} ", LONG, "السوق قبل افتتاحها (أرشيفية)", "السوق قبل افتتاحها (أرشيفية)", MORE
    )
    assert record.headline == HEADLINE
    assert record.body.count("<p>") == 2
    assert len(record.images) == 1
    assert [roles[1], roles[4]] == ["duplicate", "duplicate"]


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("رئيس البلدية (يسار) يفتح السوق (رويترز)", "رئيس البلدية (يسار) يفتح السوق", "رويترز"),
        ("السوق قبل الافتتاح (الجزيرة - أرشيف)", "السوق قبل الافتتاح", "الجزيرة - أرشيف"),
        ("السوق قبل الافتتاح (رويترز/أ ف ب)", "السوق قبل الافتتاح", "رويترز/أ ف ب"),
        ("السوق قبل الافتتاح (غيتي إيميجز)", "السوق قبل الافتتاح", "غيتي إيميجز"),
    ],
)
def test_a_caption_is_known_by_its_credit(line, caption, credit):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert [(image["caption"], image["credit"]) for image in record.images] == [(caption, credit)]


@pytest.mark.parametrize(
    "line",
    [
        "وفاز مرشح الحزب (يسار) بالمقعد بعد جولة إعادة طويلة.",
        "وقال الوزير إن العمل انتهى. (وكالات)",
        "وأكدت الشركة (الأناضول) أنها ستبني سوقا ثانية في العام المقبل على الشاطئ.",
    ],
)
def test_a_sentence_with_a_name_in_parentheses_is_no_caption(line):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert record.images == []
    assert line in record.body


@pytest.mark.parametrize("line", ["بقلم: منى سالم", "بقلم منى سالم", "كتبت/ منى سالم", "كتب - منى سالم"])
def test_a_byline_is_taken_from_its_line(line):
    (record,), _roles = parse(HEADLINE, line, LONG)
    assert "منى سالم" in record.byline
    assert record.body.count("<p>") == 1


def test_empty_labels_take_nothing_that_is_not_theirs():
    (record,), _roles = parse(
        HEADLINE, LONG, "المصدر:", "كلمات دلالية:", "قطار الجبل يعود إلى السفح بعد عامين من الترميم"
    )
    assert (record.source, record.keywords) == (None, [])


def test_lines_wrapped_by_a_mail_program_are_one_paragraph():
    text = "افتتحت البلدية صباح الأحد سوقا جديدة\nللسمك قرب المرفأ القديم، بعد أعمال دامت\nعامين.\n\n" + MORE
    (parsed,) = parse_page(text)
    assert parsed.record.headline == ""
    assert parsed.record.body.count("<p>") == 2


def test_lines_without_empty_ones_between_are_a_paragraph_each():
    (parsed,) = parse_page(f"{HEADLINE}\n{LONG}\n{MORE}\nالمصدر: الواحة")
    assert (parsed.record.headline, parsed.record.source) == (HEADLINE, "الواحة")
    assert parsed.record.body.count("<p>") == 2


def test_every_line_has_one_fate():
    text = f"{HEADLINE}\u2028\n\n{LONG}\r\n\r\nإعلان\x0cمشاركة\n\n{MORE}"
    (parsed,) = parse_page(text)
    numbers = [fate["line"] for fate in parsed.page.fates]
    assert numbers == list(range(1, len(parsed.page.text.splitlines()) + 1))


def test_markup_in_a_page_is_text():
    (record,), _roles = parse(HEADLINE, LONG, "نص فيه <b>وسم</b> و<script>alert(1)</script> داخله.")
    assert "&lt;b&gt;" in record.body
    assert "<script" not in record.body


def test_each_role_of_a_line_has_words_for_the_desk():
    assert {role.value for role in LineRole} <= set(ROLES)
