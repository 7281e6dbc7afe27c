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


def test_the_name_of_the_site_above_and_below_the_headline_is_neither_credit_nor_text():
    (record,), roles = parse("فرانس24", "المرسى", HEADLINE, "3/4/2024", "المرسى", LONG)
    assert (record.headline, record.images, record.body.count("<p>")) == (HEADLINE, [], 1)
    assert roles[0] == roles[4] == "chrome"


def test_who_sends_a_text_stands_before_its_author():
    (record,), _roles = parse(HEADLINE, "عنب بلدي – أحمد العمر", LONG)
    assert (record.source, record.byline) == ("عنب بلدي", "أحمد العمر")


def test_the_dashes_of_a_date_hide_no_agency():
    (record,), _roles = parse(HEADLINE, f"رام الله 9-1-2024 وفا- {LONG}")
    assert record.source == "وفا"


def test_a_time_below_the_day_of_an_update_is_its_time():
    (record,), _roles = parse(HEADLINE, "3/4/2024", "آخر تحديث: 4/4/2024", "09:42 (توقيت مكة)", LONG)
    assert record.updated_at.isoformat() == "2024-04-04T09:42:00+03:00"
    assert record.published_at.date().isoformat() == "2024-04-03"


def test_the_section_behind_a_date_hides_no_time():
    (record,), _roles = parse(HEADLINE, "تاريخ النشر: 12.05.2024 | 10:30 GMT | العالم العربي", LONG)
    assert record.published_at.isoformat() == "2024-05-12T10:30:00+00:00"


def test_a_heading_of_a_table_that_is_a_word_of_the_frame_stays_amid_the_text():
    (record,), _roles = parse(HEADLINE, LONG, "ترتيب الدوري:", "1\tالأمواج\t33", MORE)
    assert "ترتيب الدوري:" in record.body


def test_a_sub_heading_below_links_begins_no_article():
    records, _roles = parse(
        HEADLINE, LONG, "اقرأ أيضا", "قطار الجبل يعود إلى السفح", "ليس سحرا", MORE.removeprefix("و"), LONG
    )
    assert len(records) == 1
    assert records[0].body.count("<p>") == 3


def test_a_section_before_the_headline_is_no_part_of_it():
    (record,), _roles = parse("ثقافي / سوق جديدة للسمك في المرسى", LONG)
    assert (record.headline, record.section) == ("سوق جديدة للسمك في المرسى", "ثقافي")


@pytest.mark.parametrize(
    ("opening", "source", "day", "byline"),
    [
        ("عمان 5 ديسمبر كانون الأول 2023 (رويترز) - ", "رويترز", "2023-12-05", ""),
        ("رام الله 9-1-2024 وفا- ", "وفا", "2024-01-09", ""),
        ("المشرق 23 مايو أيار (رويترز) - ", "رويترز", None, ""),  # a day without a year is none
        ("إيلاف من بيروت: ", "إيلاف", None, ""),
        ("برلين ـ «القدس العربي» ـ من منى سالم: ", "القدس العربي", None, "منى سالم"),
        ("في 5 ديسمبر 2023 قالت رويترز إن ", None, None, ""),
    ],
)
def test_the_head_of_a_text_tells_who_when_and_whence(opening, source, day, byline):
    (record,), _roles = parse(HEADLINE, opening + LONG)
    found = record.published_at and record.published_at.date().isoformat()
    assert (record.source, found, record.byline) == (source, day, byline)
    assert opening.strip() in record.body


@pytest.mark.parametrize(
    ("line", "source", "byline", "day"),
    [
        ("القاهرة - بوابة الوسط الأحد 12 مايو 2024, 03:20 مساء", "بوابة الوسط", "", "2024-05-12"),
        ("تونس- عربي21- سهام عياد", "عربي21", "سهام عياد", None),
        ("زينب الموسوي صحافية عراقية", None, "زينب الموسوي", None),
        ("الخميس 9 من ذى القعدة 1445 هــ 16 مايو 2024 السنة 148 العدد 50199", None, "", "2024-05-16"),
    ],
)
def test_a_line_of_facts_below_the_headline_is_taken_apart(line, source, byline, day):
    (record,), _roles = parse(HEADLINE, line, LONG)
    found = record.published_at and record.published_at.date().isoformat()
    assert (record.source, record.byline, found) == (source, byline, day)
    assert record.body.count("<p>") == 1


def test_the_box_of_a_columnist_above_the_headline_names_the_author():
    (record,), _roles = parse("الرأي", "مها القحطاني", "كاتبة وباحثة في شؤون المدن", HEADLINE, LONG)
    assert (record.headline, record.byline) == (HEADLINE, "مها القحطاني")


def test_a_keyword_that_is_an_agency_too_is_a_keyword():
    (record,), _roles = parse(HEADLINE, LONG, "كلمات دلالية:", "الجزيرة", "الزراعة")
    assert (record.keywords, record.images) == (["الجزيرة", "الزراعة"], [])


@pytest.mark.parametrize(
    "line",
    [
        "إعلان حلف بغداد", "وفق المصدر", "كان الوزير -بجانب رئيس المخابرات- أول الحاضرين",
        "اقرأ الفاتحة على روحه ثم مضى", "شاهد عيان قال إن السوق امتلأت قبل الفجر",
        "مشاركة الخبر الكاذب جريمة يعاقب عليها القانون", "كلمات الأغنية كتبها صياد متقاعد",
        "كلمات مفتاحية في السياسة المحلية قالها الرجل ومضى", "بقلم رصاص كتب الصياد اسمه",
        "نقلا عن شهود عيان كان البحر هائجا", "تعليق الحكومة على القرار جاء متأخرا",
        "اشترك في كتابة البيان ثلاثة نواب عبر البريد الإلكتروني", "تبرعوا بالدم فعاد إلى الحياة",
        "هل كان المقال قاسيا على البلدية؟", "حقوق الصيادين محفوظة في القانون الجديد", "النتائج", "من نحن؟",
        "1955", "2024/2025", "50%", "خلال عام واحد تضاعف العدد", "حكاية بلا نهاية", "نعم", "أمس",
        "السردين: 5 دنانير", "القاهرة - رويترز", "موقع هسبريس نشر الخبر أولا",
        "قد يهمك أن تعرف أن السوق لم تغلق يوما",
    ],
)  # fmt: skip
def test_a_line_between_two_paragraphs_that_looks_like_the_frame_is_not_lost(line):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert line in record.body
    assert (record.headline, record.source, record.byline, record.keywords) == (HEADLINE, None, "", [])


def test_what_may_be_of_the_frame_amid_the_text_is_flagged():
    (parsed,) = parse_page("\n\n".join([HEADLINE, LONG, "النتائج", MORE]))
    assert [fate["line"] for fate in parsed.page.fates if fate.get("flag")] == [5]


def test_the_numbers_of_parts_are_text_and_those_of_a_share_bar_are_not():
    (record,), roles = parse(HEADLINE, "12", "1", LONG, "2", MORE)
    assert record.body.startswith("<p>1</p>")
    assert "<p>2</p>" in record.body
    assert roles[1] == "tools"


def test_a_label_with_a_colon_finds_its_date_on_the_next_line():
    (record,), _roles = parse(HEADLINE, "نشر :", "2023-04-02 17:21", "اسم المحرر :", "دعاء الخطيب", LONG)
    assert (record.published_at.isoformat(), record.byline) == ("2023-04-02T17:21:00+03:00", "دعاء الخطيب")
    assert record.body.count("<p>") == 1


@pytest.mark.parametrize("label", ["قصص قد تهمك", "مواضيع إضافية", "تقارير ذات علاقة", "قراءات مقترحة"])
def test_lists_of_other_articles_are_known_by_the_family_of_their_names(label):
    (record,), _roles = parse(HEADLINE, LONG, label, "قطار الجبل يعود إلى السفح")
    assert [link["headline"] for link in record.similar] == ["قطار الجبل يعود إلى السفح"]


def test_what_leads_up_to_a_headline_is_its_kicker():
    (record,), _roles = parse("خلال جولة في سوق السمك", "رئيس البلدية: سوق جديدة للسمك قبل الصيف", LONG)
    assert record.headline == "رئيس البلدية: سوق جديدة للسمك قبل الصيف"


def test_an_agency_with_a_common_name_is_known_in_a_dateline_alone():
    (record,), _roles = parse(HEADLINE, f"الرباط (ومع) {LONG}")
    assert record.source == "ومع"
    (record,), _roles = parse(HEADLINE, LONG, "ومع", MORE)
    assert record.source is None


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("أزيلال / حسن أيت علي", "حسن أيت علي"),  # folded, the name is the word على
        ("عبدالرحمن المالكي (جدة) okaz_online@", "عبدالرحمن المالكي"),
    ],
)
def test_who_wrote_is_read_with_town_and_handle(line, byline):
    (record,), _roles = parse(HEADLINE, line, LONG)
    assert (record.byline, record.body.count("<p>")) == (byline, 1)


def test_two_keywords_below_the_text_are_parted_at_their_comma():
    (record,), _roles = parse(HEADLINE, LONG, MORE, "سفينة بيضاء، وقمر")  # none of it is told above
    assert (record.keywords, "سفينة بيضاء، وقمر" in record.body) == ([], True)
    (record,), _roles = parse(HEADLINE, LONG, MORE, "رئيس البلدية، المرفأ القديم")
    assert record.keywords == ["رئيس البلدية", "المرفأ القديم"]


def test_more_of_an_item_of_a_newsletter_links_to_no_other_item():
    records, _roles = parse(
        "سوق جديدة للسمك في المرسى", LONG, "اقرأ المزيد", "قطار الجبل يعود إلى السفح بعد عام",
        "يعود قطار الجبل إلى السفح غدا بعد عام من الترميم، وتنقل عرباته الأولى تلاميذ المدارس بلا مقابل.",
        "اقرأ المزيد",
    )  # fmt: skip
    assert [record.headline for record in records] == [
        "سوق جديدة للسمك في المرسى", "قطار الجبل يعود إلى السفح بعد عام",
    ]  # fmt: skip
    assert [record.read_also for record in records] == [[], []]


def test_titles_below_dates_of_their_own_are_no_headline():
    (record,), _roles = parse(
        "3/4/2024", "البلدية: صباح بارد غدا", "2/4/2024", "صيادون يعودون من البحر صباح الأحد",
        "5/4/2024", "افتتاح سوق السمك الجديدة قرب المرفأ القديم", LONG,
    )  # fmt: skip
    assert record.headline == "افتتاح سوق السمك الجديدة قرب المرفأ القديم"


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


@pytest.mark.parametrize(
    "line",
    [
        "لم يعلق أحد من المسؤولين على الحادث حتى الآن.",
        "لا توجد تعليقات رسمية من الوزارة على ما جرى في السوق.",
        "الآراء الواردة في الاستطلاع تميل إلى إبقاء السوق في مكانه.",
        "الموقع غير مسؤول عن الأعطال التي أصابت المنصة، بحسب بيان الشركة.",
        "المحتوى غير متاح في المكتبات العامة منذ سنوات، كما تقول المعلمة.",
        "لا يجوز نشر أو إعادة نشر أسماء القاصرين، وفق حكم المحكمة.",
        "يمنع نسخ أو نقل المخطوطات خارج القاعة الكبرى في الدير.",
        "يحظر نشر أو توزيع أو بيع المنشورات في ساحة المدينة منذ الشتاء.",
        "للتواصل الإعلامي أهمية كبيرة في عمل البلدية، يقول المهندس.",
        "إذا لاحظت خطأ في الفاتورة فراجع مكتب المياه خلال أسبوع.",
        "هذا المحتوى مرخص من الهيئة منذ العام الماضي، قال الناشر.",
        "تصلك آخر الأخبار في القرية قبل أن تصل إلى المدينة، يقول ساعي البريد.",
        "اشترك الآن في النشرة الجوية ثلاثة من خريجي المعهد الجديد.",
        "اشترك في إعداد الطبق ثلاثة طهاة، ونشر على يوتيوب",
    ],
)
def test_a_sentence_that_begins_as_the_words_of_a_frame_do_is_text(line):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert line in record.body


@pytest.mark.parametrize(
    "line", ["لا توجد تعليقات حتى الآن", "لم يعلق أحد بعد", "لا توجد تعليقات على هذا الخبر"]
)
def test_that_nobody_commented_is_of_the_frame(line):
    (record,), roles = parse(HEADLINE, LONG, MORE, line)
    assert roles[3] == LineRole.COMMENTS
    assert line not in record.body


@pytest.mark.parametrize("line", ["الخبر نقلا عن ؟؟", "هذا المحتوى مقدم من «»", f"الوسوم {'؟' * 90}"])
def test_a_label_with_marks_alone_behind_it_is_read_without_harm(line):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert (record.source, record.keywords) == (None, [])


@pytest.mark.parametrize(
    "line",
    [
        "أعلنت البلدية أنها فتحت الطريق منذ الصباح، وفقا لما ذكرته وكالة الأنباء (واس)",
        "وقال الحارس (وسط) للمهنئين إن الطريق إلى البيت طويل جدا (ثلاث ساعات).",
        "كما سيعادل اللاعب رقم زميله من حيث المشاركات (خمس لكل منهما).",
        "وكانت السفارة أول بعثة تفتح أبوابها في التاسعة صباحا (ليل الخميس بتوقيت القاهرة).",
        "عمان 5 ديسمبر 2023 (رويترز) - أعلن الوزير فتح الطريق.",
        "عدد الزيارات إلى القرية زاد هذا الصيف، كما يقول المختار.",
        "المشاهدات الفلكية الأخيرة تشير إلى مذنب جديد يقترب من الأرض.",
        "العدد السابق: نفدت نسخه كلها في يومين.",
    ],
)
def test_a_sentence_with_brackets_or_a_word_of_the_frame_is_text(line):
    (record,), _roles = parse(HEADLINE, LONG, line, MORE)
    assert line in record.body
    assert not record.images
