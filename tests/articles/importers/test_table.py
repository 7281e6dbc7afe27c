import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.cells import FIELDS, escaped, row_of, unescaped
from articles.importers import table
from articles.importers.detecting import detect_format
from articles.importers.headings import field_of
from articles.importers.reading import How
from articles.models import Article
from articles.records import Record

DATA = Path("tests/data")
ENDLESS = {"quote": '"' + "ب" * 5_000_000, "long": "ب" * 9_000_000, "lines": '"' + "د\n" * 20_001}


def read(data, encoding="utf-8", **columns):
    data = data if isinstance(data, bytes) else data.encode(encoding)
    return list(table.read(io.BytesIO(data), How(encoding, columns)))


def records(*args, **kwargs):
    parsed = read(*args, **kwargs)
    assert all(one.record for one in parsed), [one.reason for one in parsed]
    return [one.record for one in parsed]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("comma.csv", "utf-8"),
        ("semicolon.csv", "utf-8"),
        ("excel.csv", "utf-16"),
        ("tabs.tsv", "utf-8"),
        ("windows.csv", "cp1256"),
    ],
)
def test_a_table_reads_alike_in_every_dialect(name, encoding):
    data = (DATA / name).read_bytes()
    assert detect_format(data.decode(encoding)) == "csv"
    first, second = records(data, encoding)
    assert first.id == "17"
    assert first.headline == "افتتاح مكتبة السرو"
    assert first.summary == 'مكتبة "كبيرة"; لأهل البلدة'
    assert first.body == "افتتحت المكتبة اليوم, وحضر الأهالي.\n\nوفيها عشرة آلاف كتاب."
    assert first.published_at.isoformat() == "2025-05-17T00:00:00+03:00"
    assert (first.source, first.section, first.byline) == ("وكالة السرو", "ثقافة", "هند الحداد")
    assert first.keywords == ["مكتبات", "كتب قديمة"]
    assert first.url == "https://sarw.example/17"
    assert [image["url"] for image in first.images] == ["https://sarw.example/17.jpg"]
    assert (first.status, first.extra) == ("published", {"ملاحظات": "للصفحة الأولى"})
    assert (second.headline, second.status, second.needs) == ("خبر بلا تاريخ", "draft", ["published_at"])


def test_names_of_the_contract_and_its_other_names_are_known():
    (record,) = records("Title,text,date,Tags,category,Author\nأ,نص,2025-01-02,ب|ج,د,هـ\n")
    assert (record.headline, record.body, record.section, record.byline) == ("أ", "نص", "د", "هـ")
    assert record.keywords == ["ب", "ج"]


def test_map_names_columns_by_header_or_by_number():
    data = "س1,س2,س3\nعنوان,نص,2025-01-02\n"
    (by_name,) = records(data, headline="س1", body="س2")
    assert (by_name.headline, by_name.body, by_name.extra) == ("عنوان", "نص", {"س3": "2025-01-02"})
    first, second = records(data, headline="1", body="2")
    assert (first.headline, second.headline) == ("س1", "عنوان")
    assert second.extra == {"column 3": "2025-01-02"}


def test_map_goes_before_the_names_that_are_known():
    (record,) = records("العنوان,النص,العنوان القصير\nطويل,نص,قصير\n", headline="العنوان القصير")
    assert (record.headline, record.extra) == ("قصير", {"العنوان": "طويل"})


@pytest.mark.parametrize(
    ("data", "columns", "named"),
    [
        ("العنوان,النص\nأ,ب\n", {"body": "المتن الكامل"}, "المتن الكامل"),
        ("العنوان,النص\nأ,ب\n", {"body": "9"}, "9"),
        ("اسم,عدد\nأ,ب\n", {}, "اسم، عدد"),
        ("", {}, ""),
    ],
)
def test_a_column_that_is_not_in_the_file_is_named(data, columns, named):
    (parsed,) = read(data, **columns)
    assert parsed.record is None
    assert named in parsed.reason


def test_a_row_too_long_is_a_reject_and_a_short_one_is_not():
    parsed = read("العنوان,النص,القسم\nأ,ب\nج,د,هـ,و\nز,ح,ط,,\n")
    assert [one.record is None for one in parsed] == [False, True, False]
    assert parsed[1].raw == {"headline": "ج", "body": "د", "section": "هـ", "cells beyond": ["و"]}


def test_a_quote_that_is_never_closed_costs_its_own_line_only():
    parsed = read('العنوان,النص\nأ,نص\nب,"لم تغلق\nج,نص\nد,نص\n')
    assert [one.record.headline if one.record else None for one in parsed] == ["أ", None, "ج", "د"]
    assert [one.position for one in parsed] == [1, 2, 3, 4]
    assert "لم تغلق" in parsed[1].raw["raw"]


def test_nul_bytes_go_and_bytes_outside_the_encoding_reject_their_row():
    parsed = read("العنوان,النص\nأ\x00ب,نص\n".encode() + b"\xd9\xd9,x\n" + "ج,نص\n".encode())
    assert [one.record.headline if one.record else None for one in parsed] == ["أب", None, "ج"]


@pytest.mark.parametrize(
    "fault",
    [pytest.param(text, id=name) for name, text in ENDLESS.items()],
)
def test_a_cell_without_end_is_a_reject_within_bounds(fault):
    parsed = read("العنوان,النص\nأ,نص\n" + fault + "\nآخر,نص\n")
    assert parsed[0].record
    assert any(one.record is None and one.reason for one in parsed)
    assert parsed[-1].record.headline == "آخر"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+2", "-3", "@x", "\tأ", "\rأ", "'=1", "''=1", "'نص", "نص", "", "'", "'-بجانب الرئيس-", "=\n1"],
)
def test_no_cell_can_run_and_none_is_changed_by_coming_back(text):
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescaped(escaped(text)) == text


def test_what_we_write_reads_back_the_same():
    record = Record.from_mapping({
        "id": "-7", "namespace": "sarw.example", "url": "https://sarw.example/7",
        "headline": "=HYPERLINK(1)", "summary": "@ملخص", "body": '<p>+نص, "مقتبس"; وسطر\n\tآخر</p>',
        "published_at": "2025-01-02T03:04:05+03:00", "updated_at": "2025-01-03T03:04:05+03:00",
        "source": "وكالة, السرو", "section": "محليات", "byline": "هند",
        "images": [{"url": "https://sarw.example/1.jpg", "caption": "-تعليق"}], "language": "ar",
        "read_also": [{"headline": "خبر | آخر", "url": None}], "similar": ["ثان"], "status": "withdrawn",
        "وزن": {"ق": [1, None]}, "صفحة": "=2",
    })  # fmt: skip
    record.keywords = ["أ", "ب، ج", "[د]"]
    file = io.StringIO()
    csv.writer(file).writerows([FIELDS, row_of(record.to_json())])
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row_of(record.to_json()))
    assert detect_format(file.getvalue()) == "csv"
    (again,) = records(file.getvalue())
    assert again.to_json() == record.to_json()


def test_a_table_of_many_rows_is_read_as_a_stream():
    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            line = "العنوان,النص\n".encode() if not self.given else "أ,نص\n".encode()
            self.given += 1
            buffer[: len(line)] = line
            return len(line)

    source = Endless()
    rows = table.read(io.BufferedReader(source), How())
    assert [next(rows).position for _number in range(3)] == [1, 2, 3]
    assert source.given < 20_000


@pytest.mark.django_db
def test_the_command_maps_columns(tmp_path):
    path = tmp_path / "in.txt"
    path.write_text("س1;س2\nعنوان الخبر;نص الخبر\n", encoding="utf-8")
    call_command("import_articles", str(path), format="csv", map=["title=س1", "body=س2"], no_progress=True)
    assert Article.objects.get().headline == "عنوان الخبر"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("عنوان المادة", "headline"),
        ("نص الموضوع", "body"),
        ("اسم القسم", "section"),
        ("التصنيف الرئيسي", "section"),
        ("كلمات مفتاحيه", "keywords"),
        ("News Title", "headline"),
        ("Headline *", "headline"),
        ("عنوان فرعي", None),
        ("الخبر", None),
        ("تعليق الصورة", "image caption"),
        ("العنوان الرئيس", "headline"),
        ("العنوان / Title", "headline"),
        ("الوسوم (tags)", "keywords"),
        ("تاريخ ووقت النشر", "published_at"),
    ],
)
def test_words_that_say_what_the_table_is_of_hide_no_field(label, field):
    assert field_of(label) == field


def test_a_name_that_could_mean_a_field_does_where_no_other_column_does():
    (record,) = records("العنوان,الخبر,created_at,الفئة\nسوق,افتتحت السوق.,2024-12-31,اقتصاد\n")
    assert (record.body, record.section) == ("افتتحت السوق.", "اقتصاد")
    assert record.published_at.isoformat() == "2024-12-31T00:00:00+03:00"
    (record,) = records("created_at,العنوان,النص,published_at,الخبر\n2020-01-01,سوق,نص,2024-12-31,7\n")
    assert record.published_at.isoformat() == "2024-12-31T00:00:00+03:00"
    assert (record.body, record.extra) == ("نص", {"created_at": "2020-01-01", "الخبر": "7"})


def test_caption_and_credit_in_columns_of_their_own_are_those_of_the_picture():
    head = "العنوان,النص,الصورة,تعليق الصورة,المصور\n"
    first, second = records(head + "سوق,نص,https://a.example/1.jpg,بائع سمك,ليلى\nميناء,نص,,رصيف,\n")
    assert first.images == [
        {"url": "https://a.example/1.jpg", "caption": "بائع سمك", "credit": "ليلى", "alt": None}
    ]
    assert (second.images, second.extra) == ([], {"image caption": "رصيف"})


@pytest.mark.parametrize(
    "above", ["أخبار ديسمبر;;\r\n", "أخبار ديسمبر;;\r\n;;\r\n", '"أخبار ديسمبر"\r\n\r\n']
)
def test_a_title_of_the_table_above_its_header_is_no_header(above):
    text = f"{above}العنوان;النص;التاريخ\r\nسوق;افتتحت السوق.;31/12/2024\r\n"
    assert detect_format(text) == "csv"
    (record,) = records(text)
    assert (record.headline, record.body) == ("سوق", "افتتحت السوق.")


def test_cells_of_another_system_are_read_as_the_html_that_they_are():
    cells = "أسعار &quot;النفط&quot; &amp; الغاز,<div>قال &amp;quot;نعم&amp;quot;</div><div>ثم لا</div>"
    (record,) = records(f"العنوان,النص\n{cells}\n")
    assert record.headline == 'أسعار "النفط" & الغاز'
    assert record.body == '<p>قال "نعم"</p>\n<p>ثم لا</p>'
    (ours,) = records(
        ",".join(FIELDS) + "\n" + ",".join("أ &quot;" if f == "headline" else "" for f in FIELDS)
    )
    assert ours.headline == "أ &quot;"


@pytest.mark.parametrize(
    ("word", "state"), [("Published", "published"), ("مجدول", "published"), ("معطل", "draft")]
)
def test_states_are_known_in_any_capitals(word, state):
    (record,) = records(f"العنوان,النص,الحالة\nسوق,نص,{word}\n")
    assert record.status == state
