import json
import re
from pathlib import Path

import pytest

from articles.importers.lines import read_caption, read_line
from articles.importers.page import parse_page

PAGES = sorted((Path(__file__).parents[3] / "articles" / "sample" / "pages").glob("*.txt"))


def described(record):
    return {
        "headline": record.headline or None,
        "published_at": record.published_at.date().isoformat() if record.published_at else None,
        "source": record.source,
        "keywords": record.keywords,
        "paragraphs": record.body.count("<p>"),
        "subheadings": re.findall("<h2>(.*?)</h2>", record.body),
        "images": [{"caption": image["caption"], "credit": image["credit"]} for image in record.images],
        "read_also": [link["headline"] for link in record.read_also],
        "similar": [link["headline"] for link in record.similar],
        "needs": record.needs,
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_sample_page_gives_the_articles_that_a_person_reads_in_it(path):
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text(encoding="utf-8"))
    parsed = list(parse_page(path.read_text(encoding="utf-8")))
    assert [described(one.record) for one in parsed] == expected


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_line_of_a_page_has_one_fate_and_no_word_of_it_is_lost(path):
    text = path.read_text(encoding="utf-8")
    parsed = list(parse_page(text))
    fates = parsed[0].page.fates
    assert [fate["line"] for fate in fates] == list(range(1, len(text.splitlines()) + 1))
    kept = json.dumps([one.record.to_json() for one in parsed], ensure_ascii=False).replace('\\"', '"')
    for fate, line in zip(fates, text.splitlines(), strict=True):
        if fate["role"] in ("paragraph", "headline", "unknown"):
            assert " ".join(line.split()) in kept


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("المصدر: الواحة", "source", "الواحة"),
        ("المصدر :إذاعة السفح", "source", "إذاعة السفح"),
        ("المصدر/وكالات", "source", "وكالات"),
        ("وتستمر الأعمال، وفق المصدر.", "prose", ""),
        ("المصدر: قال مسؤول إن العمل سيستمر حتى نهاية العام المقبل.", "prose", ""),  # a sentence
        ("كلمات دلالية: مياه، نقل", "keywords", "مياه، نقل"),
        ("الكلمات المفتاحية", "keywords", ""),
        ("إقرأ أيضاً:", "read_also", ""),
        ("اقرأ أيضا :", "read_also", ""),
        ("إقرأ أيضًا: عودة القطار", "read_also", "عودة القطار"),
        ("مقالات ذات صلة", "similar", ""),
        ("إعلان", "ad", ""),
        ("إعلان حلف جديد بين المدينتين", "short", ""),  # the word opens running text
        ("31/12/2024", "date", "31/12/2024"),
        ("١٧ مايو/أيار ٢٠٢٥", "date", None),
        ("تاريخ النشر: 4th, November 2023 GMT", "published", "4th, November 2023 GMT"),
        ("تحديث: غرق سفينة قبالة المرسى", "short", ""),  # a label whose value is no date
        ("  • عودة القطار", "bullet", "عودة القطار"),
        ("1. عودة القطار", "bullet", "عودة القطار"),
        ("الصفحة الرئيسية للواحة نت", "chrome", None),
        ("تخطى البودكاست وواصل القراءة", "nav", None),
        ("البودكاست نهاية", "end", None),
        ("حرب بلا نهاية", "short", ""),  # ends as the end of a box does
        ("11:48 دقيقة", "tools", None),
        ("قراءة دقيقتين", "tools", None),
        ("    ".join(["عاد القطار إلى المرسى بعد عام من الإصلاح."] * 5), "prose", ""),
        ("    ".join(["عاد القطار إلى المرسى بعد عام من الإصلاح"] * 5), "ticker", None),
        ("قراءة دقيقة في أرقام الموسم", "short", ""),
        ("======== ر.ك", "ruling", ""),
        ("ت ع/م خ/ف ج", "chrome", ""),
        ("2026/2/10", "date", "2026/2/10"),  # no initials of agency people
        ("فيسبوك واتساب", "tools", ""),
        ("اشترك في «الواحة» على يوتيوب هنا", "tools", ""),
        ("اشترك في السباق 300 طالب من 4 مدارس", "short", ""),  # tells of a race
        ("camera iconدراجات معروضة للبيع", "caption", ""),
        ("# بغداد # العراق # كتاب الطين", "keywords", "# بغداد # العراق # كتاب الطين"),
        ("حُدّث: 12 يناير 2025، 11:15 ص", "updated", None),
        ("حدث في 12 يناير 2025", "short", ""),  # it happened then
        ("2022-09-14 16:22:51|Arabic.News.Cn", "date", None),
        ("الرصد الجوي: ضباب محلي وأمطار متفرقة", "short", ""),  # nobody writes from a forecast
        (
            "كشفت بعثة عن مقبرة فيها جرار مختومة. (رويترز)",
            "prose",
            "",
        ),  # the sentence ended before the agency
        ("-بجانب رئيس البلدية- حضر المهندسون", "short", ""),  # hyphens round a phrase are no bullet
        ("", "blank", ""),
        ("\u00a0\u200f", "blank", ""),
    ],
)
def test_a_line_is_known_by_itself(line, kind, value):
    found = read_line(1, line)
    assert found.kind == kind
    if value is not None:
        assert found.value == value


@pytest.mark.parametrize(
    ("line", "caption", "credit", "subheading"),
    [
        (
            "الرئيس (يمين) يصافح الضيف (وكالات) مجالات البحث",
            "الرئيس (يمين) يصافح الضيف",
            "وكالات",
            "مجالات البحث",
        ),
        ("قط على سجادة - سبوتنيك عربي, 1920, 30.07.2024", "قط على سجادة", "", ""),
        (
            "برج الكنيسة في مارس - حقوق النشر Emilio Morenatti/AP",
            "برج الكنيسة في مارس",
            "Emilio Morenatti/AP",
            "",
        ),
        ("رسائل في حقيبة جلدية- AFP", "رسائل في حقيبة جلدية", "AFP", ""),
        ("ح.مرف الكتب في محطة الحافلات", "رف الكتب في محطة الحافلات", "ح.م", ""),
        ("ساعة الميناء بعد إصلاحها . رويترز", "ساعة الميناء بعد إصلاحها", "رويترز", ""),
        ("شاحنات تعبر الجسر القديم (أرشيفية)", "شاحنات تعبر الجسر القديم", "أرشيفية", ""),
    ],
)
def test_a_caption_is_freed_from_its_credit_and_the_heading_glued_behind(line, caption, credit, subheading):
    found = read_caption(line)
    assert (found.caption, found.credit, found.subheading) == (caption, credit, subheading)


@pytest.mark.parametrize(
    "line",
    [
        "وقال الوزير (رويترز) إن الاجتماع المقبل سيعقد في المدينة القديمة بعد أسبوعين.",  # a sentence goes on
        "وانتهى الاجتماع. (رويترز)",  # the sentence ended before the credit
        "إ.م/ ع.ج.م (د ب أ، أ ف ب)",  # the initials of who wrote
        "حضر المدير (يسار) وحده",  # a position without any credit
    ],
)
def test_a_sentence_with_brackets_is_no_caption(line):
    assert read_caption(line) is None


def test_what_is_not_understood_stays_in_the_body_and_is_flagged():
    page = (
        "عنوان الخبر\n\nنص أول طويل ينتهي بنقطة.\n\n1/2/2024\n\n3/4/2024\n\n"
        "مقالات مشابهة\n\n• أ ب\n\nنص شارد بعد القائمة."
    )
    (parsed,) = parse_page(page)
    assert parsed.record.body.count("<p>") == 3
    assert [f["line"] for f in parsed.page.fates if f["role"] == "unknown"] == [7, 13]


@pytest.mark.parametrize("text", ["", "\n\n", "31/12/2024", "إعلان\nمشاركة"])
def test_a_page_without_an_article_is_a_reject_with_its_text(text):
    (parsed,) = parse_page(text)
    assert parsed.record is None
    assert parsed.reason
    assert parsed.raw == {"raw": text}


def test_a_read_also_list_without_texts_is_links():
    (parsed,) = parse_page("عنوان\n\nنص ينتهي بنقطة.\n\nإقرأ أيضاً:\n\nعنوان أول\n\nعنوان ثان")
    assert [link["headline"] for link in parsed.record.read_also] == ["عنوان أول", "عنوان ثان"]


TOLD = "سطر أول\n\nنص أول ينتهي بنقطة.\n\n2/3/2024\n\nسوق جديدة\n\nنص ثان ينتهي بنقطة.\n\nمن مراسلنا"


def test_a_line_is_what_an_editor_says_it_is():
    roles = {1: "ad", 3: "caption", 5: "chrome", 7: "headline", 9: "unknown", 11: "source"}
    (parsed,) = parse_page(TOLD, roles)
    record = parsed.record
    assert (record.headline, record.source, record.published_at) == ("سوق جديدة", "من مراسلنا", None)
    assert record.body == "<p>نص ثان ينتهي بنقطة.</p>"
    assert [image["caption"] for image in record.images] == ["نص أول ينتهي بنقطة."]


def test_an_editor_says_where_the_next_article_begins():
    first, second = (one.record for one in parse_page(TOLD, {7: "headline"}))
    assert (first.headline, second.headline) == ("سطر أول", "سوق جديدة")
    first, second = (one.record for one in parse_page(TOLD, starts={9}))
    assert (first.body.count("<p>"), second.headline, second.body.count("<p>")) == (3, "", 2)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_line_ends_of_a_file_make_no_other_page(end):
    text = "افتتاح السوق\n\nافتتحت البلدة سوقها الجديدة صباح اليوم بحضور الأهالي.\n"
    (one,), (other,) = parse_page(text), parse_page("\ufeff" + text.replace("\n", end))
    assert other.page.checksum == one.page.checksum
    assert other.record == one.record
