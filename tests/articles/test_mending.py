import json

import pytest

from articles.importers.page import parse_page
from articles.importers.reading import parse_object
from articles.records import Record
from articles.sanitizing import body_html

HEADLINE = "افتتاح سوق السمك في مرسى النخيل"
BODY = "افتتحت البلدية سوق السمك الجديدة صباح اليوم بحضور الصيادين."


def damage(text):
    return text.encode().decode("cp1256")


def test_damaged_fields_are_mended_and_named():
    record = Record.from_mapping(
        {
            "id": damage("س"), "title": damage(HEADLINE), "body": BODY, "keywords": [damage("أسواق"), "بحر"],
            "images": [{"caption": damage(BODY), "url": "https://marsa.example/é.jpg"}],
        }
    )  # fmt: skip
    assert (record.headline, record.body, record.keywords) == (HEADLINE, BODY, ["أسواق", "بحر"])
    assert record.images[0]["caption"] == BODY
    assert record.id == damage("س")  # a key is no text
    assert record.hints == {"damaged": {"repaired": ["headline", "keywords", "images"]}}


def test_what_cannot_be_mended_is_flagged():
    record = Record.from_mapping({"headline": HEADLINE, "body": damage(BODY).replace("§", "")})
    assert record.hints == {"damaged": {"suspect": ["body"]}}


def test_right_fields_leave_no_trace_and_the_mended_record_comes_back_as_it_is():
    record = Record.from_mapping({"headline": damage(HEADLINE), "body": BODY})
    again = Record.from_mapping(json.loads(json.dumps(record.to_json())))
    assert again.hints == {}
    assert again.checksum() == record.checksum()


def test_a_damaged_page_is_mended_before_its_lines_are_read():
    text = f"{HEADLINE}\n\n{BODY}\n\nالمصدر: الواحة\n\nكلمات دلالية: أسواق\n"
    (parsed,) = parse_page(text.encode().decode("latin-1"))
    assert (parsed.record.headline, parsed.record.source) == (HEADLINE, "الواحة")
    assert parsed.record.hints["damaged"] == {"repaired": ["page"]}
    assert parsed.page.text == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keywords", [f"ك{number}" for number in range(100_000)]),
        ("headline", "ع" * 2_000_000),
        ("published_at", "9999-12-31T23:59:59-12:00"),
        ("published_at", "0000-01-01"),
        ("published_at", "-0044-03-15"),
        ("published_at", 10**300),
        ("images", [10**30]),
        ("read_also", [[[[]]]]),
    ],
)
def test_a_field_beyond_all_bounds_is_a_reject_that_names_it(field, value):
    parsed = parse_object(7, {"headline": HEADLINE, "body": BODY, field: value})
    assert parsed.record is None
    assert field in parsed.reason
    assert len(parsed.reason) < 500


@pytest.mark.parametrize("key", [10**30, True, -1, 0])
def test_a_key_of_a_picture_that_no_database_holds_is_dropped(key):
    images = [{"id": key, "caption": "السوق"}]
    assert Record.from_mapping({"headline": HEADLINE, "images": images}).images[0]["id"] is None


def test_a_text_of_much_damage_is_read_in_bounded_time():
    body = "ÇÇÇÇ èè\n" * 20_000
    record = Record.from_mapping({"headline": HEADLINE, "body": body})
    assert record.body == body
    assert record.hints == {"damaged": {"suspect": ["body"]}}


@pytest.mark.parametrize(
    "hidden", ["\u200b", "&#x200b;", "\u202e", "\ufeff", "&zwnj;", "\u2060", "&#8203;\u200b"]
)
def test_what_a_repair_takes_away_makes_no_lead_of_what_was_none(hidden):
    for scheme in (f"jav{hidden}ascript:", f"{hidden}javascript:", f"javascript{hidden}:", f"data{hidden}:"):
        body = body_html(f'<p>نص <a href="{scheme}alert(1)">هنا</a></p>')
        assert "script:" not in body
        assert "data:" not in body
        assert body == body_html(body)


@pytest.mark.parametrize(
    ("text", "is_lost"),
    [
        ("????? ???? ??????", True),
        ("قال الوزير: ???? ????.", True),
        ("سعر الف\ufffdط", True),
        ("أحقا قال ذلك؟؟ نعم ??? لا", False),
        ("?? a=1&b=2", False),
    ],
)
def test_letters_lost_for_good_are_told_of(text, is_lost):
    assert bool(Record.from_mapping({"headline": text, "body": "نص"}).hints) == is_lost
