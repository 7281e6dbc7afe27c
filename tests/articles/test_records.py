from datetime import UTC, datetime

import pytest

from articles.records import Record, RecordError
from articles.sanitizing import body_html, plain_text

BASE = {"headline": "افتتاح الميناء", "body": "نص الخبر"}


def make(**fields):
    return Record.from_mapping({**BASE, **fields})


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"title": "عنوان"}, "extra", {"title": "عنوان"}),
        ({"date": "31/12/2024"}, "published_at", datetime(2024, 12, 30, 21, tzinfo=UTC)),  # 00:00 in Riyadh
        (
            {"published_at": "2024-12-31T10:30:00+03:00"},
            "published_at",
            datetime(2024, 12, 31, 7, 30, tzinfo=UTC),
        ),
        ({"tags": "حريات، إعلام , صحافة"}, "keywords", ["حريات", "إعلام", "صحافة"]),
        ({"keywords": ["حرّيات", "حـريات", " "]}, "keywords", ["حرّيات"]),  # one key, first spelling
        ({"category": "سياسة"}, "section", "سياسة"),
        ({"headline": "قال\u00a0الوزير"}, "headline", "قال الوزير"),
        ({"read_also": ["عنوان آخر"]}, "read_also", [{"headline": "عنوان آخر", "url": None}]),
        ({"id": 7}, "id", "7"),
        ({"byline": "منى\x00\ud800"}, "byline", "منى?"),  # what PostgreSQL cannot hold
    ],
)
def test_fields_are_read_under_their_names_and_cleaned(given, field, expected):
    assert getattr(make(**given), field) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"published_at": "غير معروف"}, "غير معروف"),
        ({"published_at": "31/02/2024"}, "31/02/2024"),
        ({"status": "live"}, "live"),
        ({"url": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"headline": ["لا"]}, "لا"),
        ({"headline": "ا" * 501}, "501"),
        ({"keywords": [f"ك{n}" for n in range(1000)]}, "1000"),
        ({"images": [3]}, "3"),
    ],
)
def test_a_bad_value_is_refused_by_name(given, said):
    with pytest.raises(RecordError) as caught:
        make(**given)
    assert said in str(caught.value)


@pytest.mark.parametrize("data", [{}, {"headline": " "}, {"body": "<p></p>"}, [], "نص", 3])
def test_a_record_with_nothing_to_read_is_refused(data):
    with pytest.raises(RecordError):
        Record.from_mapping(data)


def test_fields_that_we_do_not_know_are_kept():
    record = make(rating=5, extra={"a": ["\x00ب"]})
    assert record.extra == {"rating": 5, "extra": {"a": ["ب"]}}
    assert record.to_json()["rating"] == 5


def test_two_names_of_one_field_lose_no_text():
    record = make(text="نص آخر", content="ثالث")
    assert record.body == "نص الخبر"
    assert record.extra == {"text": "نص آخر", "content": "ثالث"}


def test_nothing_is_invented_for_what_is_missing():
    assert Record.from_mapping({"body": "نص"}).needs == ["headline", "published_at"]
    assert Record.from_mapping({"headline": "عنوان", "date": "2024-01-01"}).needs == ["body"]


@pytest.mark.parametrize(
    ("body", "needs"),
    [
        ("<p> </p>", ["body"]),  # what an editor leaves behind whose text is deleted
        ("<p>&nbsp;<br></p>\n<P></P>", ["body"]),
        ('<figure><img src="https://example.org/a.jpg"></figure>', []),
        ("< 5 >", []),
        ("<p>نص</p>", []),
    ],
)
def test_a_body_that_shows_nothing_is_none(body, needs):
    assert Record.from_mapping({"headline": "عنوان", "date": "2024-01-01", "body": body}).needs == needs


def test_identity_is_the_id_then_the_address_then_the_text():
    assert make(id="7", namespace="wire").identity() == ("wire:7", "wire")
    assert make(id="a:b/c").identity() == ("local:a:b/c", "local")
    assert make(url="https://example.org/1").identity() == ("https://example.org/1", "")
    by_text, namespace = make().identity()
    assert namespace == "hash"
    assert by_text == make(body="<p>نصّ الخبر</p>").identity()[0]


def test_the_checksum_is_of_what_was_sent_whatever_the_order_or_zone():
    one = make(published_at="2024-12-31T10:30:00+03:00", section="أ")
    two = Record.from_mapping({"section": "أ", "published_at": "2024-12-31T07:30:00Z", **BASE})
    assert one.checksum() == two.checksum()
    assert one.checksum() != make(section="ب").checksum()


def test_a_record_survives_its_own_json():
    record = make(
        id="1", namespace="x", date="2024-01-01", images=[{"caption": "ش", "credit": "وكالات"}], z=1
    )
    assert Record.from_mapping(record.to_json()).checksum() == record.checksum()


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("أ\n\nب", "<p>أ</p>\n<p>ب</p>"),
        ("أ\nب", "<p>أ</p>\n<p>ب</p>"),  # without a blank line each line is a paragraph
        ("أ\nب\n\nج", "<p>أ ب</p>\n<p>ج</p>"),
        ("5 < 6 و<b", "<p>5 &lt; 6 و&lt;b</p>"),  # a bare sign in text is text
        ("<p>أ<script>alert(1)</script></p>", "<p>أ</p>"),
        ('<p onclick="x()" dir="ltr">Hi</p>', '<p dir="ltr">Hi</p>'),
        ('<p><a href="javascript:x()">ا</a></p>', "<p><a>ا</a></p>"),
        ("<p>أ</p><p> </p>", "<p>أ</p>"),
        ('<p style="color:red">أ\u00a0ب</p>', "<p>أ ب</p>"),
    ],
)
def test_a_body_becomes_clean_html(body, html):
    assert body_html(body) == html


@pytest.mark.parametrize("body", ["أ\n\nب", "<p>5 &lt; 6</p>", "<ul><li>أ</li></ul>", "&amp;lt; نص"])
def test_cleaning_a_body_twice_changes_nothing(body):
    assert body_html(body_html(body)) == body_html(body)


def test_the_words_of_a_body_are_one_line_a_block():
    assert plain_text("<h2>أ</h2><p>ب &amp; <b>ج</b></p>") == "أ\nب & ج"


@pytest.mark.parametrize(("name", "most"), [("credit", 300), ("url", 2000)])
def test_words_of_a_picture_that_its_row_cannot_hold_are_refused_by_name(name, most):
    begin = "https://x.example/" if name == "url" else ""
    whole = begin + "ح" * (most - len(begin))
    assert make(images=[{name: whole}]).images[0][name] == whole
    with pytest.raises(RecordError, match=rf"images\.{name}.*{most + 1}.*{most}"):
        make(images=[{name: whole + "ح"}])
