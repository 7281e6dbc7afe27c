"""What stands around the text of a page: names, pictures, tails, teasers, mails; and what stays text."""

import pytest

from articles.importers.captions import read_caption
from articles.importers.names import read_person, split_photographer
from articles.importers.page import parse_page

LONG = (
    "افتتحت البلدية صباح الأحد سوقا جديدة للسمك قرب المرفأ القديم بعد أعمال دامت عامين، وحضر الافتتاح عدد "
    "كبير من الصيادين والتجار وسكان الأحياء القريبة."
)
MORE = "وقال رئيس البلدية إن السوق ستفتح أبوابها كل يوم من الخامسة صباحا، وإن الدخول إليها مجاني للجميع."
HEADLINE = "سوق جديدة للسمك في مرسى النخيل"


def parse(*lines, parted="\n\n"):
    """Parse lines; returns the records and the fates of the lines."""
    parsed = list(parse_page(parted.join(lines)))
    return [one.record for one in parsed], parsed[0].page.fates


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("هدى منصور", "هدى منصور"),
        ("د. ليث القضاة", "د. ليث القضاة"),
        ("من نادر قباني", "نادر قباني"),
        ("عبير سليم صحافية", "عبير سليم"),
        ("لمى الناصر - البندر", "لمى الناصر"),
        ("خالد السهلي (البادية الشمالية) @khalid", "خالد السهلي"),
        ("مجالات البحث", ""),
        ("السوق القديمة", ""),
        ("محمد في المدينة", ""),  # a word of a sentence
        ("محمد", ""),
    ],
)
def test_a_person_is_told_by_the_given_name(line, name):
    assert read_person(line) == name


@pytest.mark.parametrize("where", ["above", "below"])
def test_a_name_alone_is_the_author_above_and_below_the_text(where):
    lines = [HEADLINE, "هدى منصور", LONG, MORE] if where == "above" else [HEADLINE, LONG, MORE, "هدى منصور"]
    (record,), _fates = parse(*lines)
    assert record.byline == "هدى منصور"
    assert "هدى" not in record.body


def test_a_name_amid_the_text_is_text():
    (record,), _fates = parse(HEADLINE, LONG, "هدى منصور", MORE)
    assert record.byline == ""
    assert "هدى منصور" in record.body


def test_a_page_whose_text_is_only_a_name_keeps_it():
    (record,), _fates = parse(HEADLINE, "1/2/2024", "هدى منصور خليل")
    assert "هدى منصور خليل" in record.body or record.byline == ""


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "عربة قطار قديمة في الحديقةصورة من: Paul Winter/dpa",
            "عربة قطار قديمة في الحديقة",
            "Paul Winter/dpa",
        ),
        ("واجهة الفندق بعد الترميمCredit: LINA FARES/AFP", "واجهة الفندق بعد الترميم", "LINA FARES/AFP"),
        ("مشهد من عرض الافتتاح. © نادين خليل، أ ف ب", "مشهد من عرض الافتتاح", "نادين خليل، أ ف ب"),
        ("أدوات قهوة على الجدار. (تصوير: ماجد العتيبي)", "أدوات قهوة على الجدار", "ماجد العتيبي"),
        ("سلحفاة على الشاطئ (أرشيفية) - أ ف ب", "سلحفاة على الشاطئ (أرشيفية)", "أ ف ب"),
    ],
)
def test_a_credit_parts_a_caption_wherever_it_is_glued(line, caption, credit):
    found = read_caption(line)
    assert (found.caption, found.credit) == (caption, credit)


@pytest.mark.parametrize(
    "line", ["جميع الحقوق محفوظة © 2025 شبكة الواحة", "انتهت الجولة وغادر الوفد. © كل الحقوق لنا"]
)
def test_rights_are_no_credit(line):
    assert read_caption(line) is None


def test_a_photographer_stands_behind_a_stroke():
    assert split_photographer("عاملات تعاونية الأركان / عزيز الجبلي") == (
        "عاملات تعاونية الأركان",
        "عزيز الجبلي",
    )
    assert split_photographer("رئيس البلدية / عزيز الجبلي")[1] == ""


def test_a_line_that_opens_as_a_caption_is_one_amid_the_text():
    (record,), _fates = parse(HEADLINE, LONG, "جانب من أعمال التطوير", MORE)
    assert [image["caption"] for image in record.images] == ["جانب من أعمال التطوير"]


def test_a_short_line_below_the_date_is_what_a_picture_shows_and_one_above_it_is_no_caption():
    (record,), _fates = parse(
        HEADLINE,
        "خمسون بائعا في اليوم الأول من افتتاحها",
        "12 مايو 2024",
        "باعة السمك عند المدخل الشرقي",
        LONG,
    )
    assert [image["caption"] for image in record.images] == ["باعة السمك عند المدخل الشرقي"]


def test_what_stands_between_words_of_the_frame_is_of_the_frame_and_flagged():
    (record,), fates = parse(HEADLINE, LONG, "المصدر: الواحة", "شارك", "عبارة غامضة هنا", "اتصل بنا")
    assert "غامضة" not in record.body
    assert [fate["line"] for fate in fates if fate.get("flag")] == [9]


@pytest.mark.parametrize(
    "lines",
    [
        ["المصدر: الواحة", "عبارة غامضة هنا"],  # nothing of the frame
        ["شارك", "عبارة غامضة هنا", MORE],  # the text goes on
        ["عبارة غامضة هنا", "شارك"],  # the frame on one side alone
    ],
)
def test_what_the_frame_does_not_hold_stays_in_the_body(lines):
    (record,), _fates = parse(HEADLINE, LONG, *lines)
    assert "عبارة غامضة هنا" in record.body


@pytest.mark.parametrize(
    "line",
    ["تابعوا الواحة على تلغرام", "تابعوا الواحة على:", "انسخ الرابطhttps://r.example/x",
     "twitter share button",
     "// انتهى //", "ر.س/ ف.ع", "(إعداد ماهر عزيز للنشرة العربية - تحرير سهام غانم)", "ــــ", "12 👍 3 ❤️",
     "البقية ص ٧", "صفحة 2 من 2", "16:41 ت مـ", "LOC11:34",
     "العدد 214 ■ صحة"],
)  # fmt: skip
def test_the_marks_of_sites_and_agencies_are_no_text(line):
    (record,), _fates = parse(HEADLINE, LONG, MORE, line)
    assert record.body.count("<p>") == 2


@pytest.mark.parametrize(
    "line",
    [
        "تابع الوزير المباراة على الشاشة الكبيرة",
        "انتهى الاجتماع إلى لا شيء",
        "مزيد من الضغوط",
        "صوت البحر",
        "المزيد من الأسئلة",
        "العدد 214 مصابا حتى الآن",
    ],
)
def test_text_that_looks_like_such_a_mark_stays(line):
    (record,), _fates = parse(HEADLINE, LONG, line, MORE)
    assert line in record.body


def test_pages_of_the_site_under_more_from_are_not_similar():
    (record,), _fates = parse(HEADLINE, LONG, "المصدر: الواحة", "المزيد من مدن", "قرية تزرع الضباب على الجبل")
    assert record.similar == []
    assert "الضباب" not in record.body


def test_a_teaser_belongs_to_the_link_above_it():
    (record,), fates = parse(
        HEADLINE, LONG, "المصدر: الواحة", "إقرأ المزيد",
        "لماذا لا يصدأ الذهب", "يشرح كيميائي سبب بقاء الذهب لامعا.",
        "كيف تطير الخفافيش", "تكشف حفرية صغيرة سر ذلك.", "التعليقات",
    )  # fmt: skip
    assert [link["headline"] for link in record.read_also] == ["لماذا لا يصدأ الذهب", "كيف تطير الخفافيش"]
    assert record.body.count("<p>") == 1
    assert [fate["role"] for fate in fates if fate["line"] in (11, 15)] == ["read_also", "read_also"]


def test_a_list_ends_where_its_end_is_printed():
    (record,), _fates = parse(
        HEADLINE, LONG, "قصص مقترحة", "رحلة في ذاكرة السوق", "نهاية قصص مقترحة", "أصوات الباعة", MORE
    )
    assert [link["headline"] for link in record.read_also] == ["رحلة في ذاكرة السوق"]
    assert "<h2>أصوات الباعة</h2>" in record.body


def test_the_head_of_a_mail_is_no_headline():
    (record,), _fates = parse(
        "From: desk@wire.example",
        "Date: Tue, 11 Mar 2025 09:42:10 +0200",
        "Subject: أسماك",
        HEADLINE,
        LONG,
        parted="\n",
    )
    assert record.headline == HEADLINE
    assert record.published_at is None


def test_a_line_that_begins_as_the_head_of_a_mail_is_text():
    (record,), _fates = parse(HEADLINE, LONG, "الموضوع: سوق للسمك لا للذهب.", MORE)
    assert "الموضوع: سوق للسمك" in record.body


def test_talk_below_a_forwarded_message_is_no_text():
    (record,), _fates = parse(
        "[3:41 م، 2025/4/2] نشرة الحي: تم إعادة توجيهها",
        f"*{HEADLINE}*",
        LONG,
        "[3:44 م، 2025/4/2] أبو رامي: الله يعطيكم العافية",
    )
    assert record.headline == HEADLINE
    assert record.body.count("<p>") == 1


def test_a_line_is_broken_only_where_the_next_word_did_not_fit():
    (record,), _fates = parse(HEADLINE, LONG, "أصوات الباعة\nويقول بائع إن الصوت نصف البيع في السوق.", MORE)
    assert "<h2>أصوات الباعة</h2>" in record.body


def test_things_named_one_a_line_below_the_text_are_its_keywords():
    (record,), _fates = parse(HEADLINE, LONG, MORE, "الصيادين", "المرفأ القديم", "أسواق البحر")
    assert record.keywords == ["الصيادين", "المرفأ القديم", "أسواق البحر"]


def test_an_article_begins_below_the_share_bar_of_another():
    second = "متحف الغواصين يعرض صورا قديمة للميناء"
    text = "عرض متحف الغواصين أربعين صورة قديمة للميناء لا يعرف أصحابها، ودعا العائلات إلى التعرف عليها."
    records, _fates = parse(HEADLINE, LONG, "مشاركة", second, text)
    assert [record.headline for record in records] == [HEADLINE, second]


def test_a_numbered_paragraph_keeps_its_number():
    (record,), _fates = parse(
        HEADLINE, "1- المدارس: تبدأ الامتحانات اليوم في كل المدن.", "2- الطقس: أمطار على الجبل غدا."
    )
    assert "<p>1- المدارس" in record.body


def test_a_pictograph_before_a_paragraph_is_its_bullet():
    (record,), _fates = parse(HEADLINE, f"🔹 {LONG}", f"🔹 {MORE}")
    assert f"<li>{LONG}</li>" in record.body


def test_gulf_standard_time_is_four_hours_ahead():
    (record,), _fates = parse(HEADLINE, "نشر في: 12 مايو ,2024: 10:00 ص GST", LONG)
    assert record.published_at.utcoffset().total_seconds() == 4 * 3600


def test_the_clock_of_a_player_above_the_text_is_no_paragraph():
    (record,), _fates = parse(HEADLINE, "12 مايو 2024", "00:00", "00:00", LONG)
    assert record.body.count("<p>") == 1


def test_brackets_below_the_text_that_name_no_agency_stay_with_it():
    (record,), _fates = parse(
        HEADLINE, LONG, "(عبدالله البرقان)", "عن السوق القديمة", "(عبدالله العنزي)", "عن المرفأ"
    )
    assert "البرقان" in record.body
    assert "العنزي" in record.body


@pytest.mark.parametrize(
    "line",
    ["لمشاركة أكبر عدد من الصيادين مددت البلدية وقت السوق.", "إلغاء الاشتراك في السوق أثار غضب الباعة.",
     "عدد التعليقات على الخبر تجاوز الألف في ساعة."],
)  # fmt: skip
def test_a_sentence_that_begins_as_a_button_is_text(line):
    (record,), _fates = parse(HEADLINE, LONG, line, MORE)
    assert line in record.body


VERSES = (
    "مررت بالدار التي كنت بها",
    "والباب موصد والنوافذ غائمة",
    "وسألت جاراتي القدامى كلهن",
    "فقلن لي إن القلوب نائمة.",
)


def test_stars_between_the_stanzas_of_a_poem_part_no_articles():
    stanza = "\n".join(VERSES)
    [record], _fates = parse("ديوان البحر\n12 مايو 2024", stanza, "***", stanza, "***", stanza)
    assert record.headline == "ديوان البحر"
    assert record.body.count("القلوب نائمة") == 3


def test_verses_amid_a_text_part_no_articles():
    verses = "\n".join(VERSES[:2])
    [record], _fates = parse(HEADLINE, LONG, verses, "***", verses, "***", verses, LONG)
    assert record.headline == HEADLINE
    assert record.body.count("غائمة") == 3


@pytest.mark.parametrize(
    "head",
    [
        ["ورشة لصيانة القوارب في الميناء الجنوبي"],  # by the length of its text
        ["ورشة لصيانة القوارب", "3 أيار 2024"],
    ],
)
def test_behind_a_ruling_a_headline_with_a_text_begins_an_article(head):
    records, _fates = parse(HEADLINE, LONG, "***", *head, LONG)
    assert [record.headline for record in records] == [HEADLINE, head[0]]
