"""ninjs 1.x, 2.x and 3.x field by field, and what becomes of what is no text."""

import io
import json
import os
from pathlib import Path

import pytest

from articles.importers import ninjs
from articles.importers.detecting import detect_format
from articles.importers.reading import How
from articles.importers.wire import host_of, language_of, printed_dates, state_of

DATA = Path(__file__).parents[2] / "data" / "wire"
CORPUS = os.environ.get("NEWSROOM_CORPUS")
ITEM = {
    "uri": "tag:wahat.example,2024:1",
    "type": "text",
    "versioncreated": "2024-12-31T10:30:00+03:00",
    "headline": "سوق جديدة للسمك",
    "body_text": "افتتحت السوق.",
}


def read(data):
    if isinstance(data, Path):
        data = data.read_bytes()
    elif not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False).encode()
    return list(ninjs.read(io.BytesIO(data), How()))


def record_of(**fields):
    (parsed,) = read({**ITEM, **fields})
    assert parsed.record is not None, parsed.reason
    return parsed.record


def test_an_item_of_1_x_is_read_field_by_field():
    (parsed,) = read(DATA / "ninjs-1.json")
    record = parsed.record
    assert parsed.host == "wire.wahat.example"
    assert record.id == "http://wire.wahat.example/items/7001"
    assert record.url is None
    assert record.headline == "سوق جديدة للسمك في مرسى النخيل"
    assert record.summary == "افتتحت البلدية سوقا فيها أربعون محلا."
    assert record.body == (
        "<p>افتتحت البلدية صباح الثلاثاء <strong>سوقا</strong> جديدة للسمك.</p>\n<h3>أربعون محلا</h3>\n"
        "<p>وقال رئيسها إن الدخول مجاني، وتفاصيل السوق في "
        '<a href="https://wahat.example/market">موقعها</a>.</p>\n'
        "<ul><li>السوق تفتح كل يوم</li><li>الإيجار سنوي</li></ul>"
    )
    assert record.published_at.isoformat() == "2024-12-31T10:30:00+03:00"
    assert record.updated_at.isoformat() == "2024-12-31T12:45:00+03:00"
    assert (record.source, record.section, record.byline) == ("وكالة الواحة", "اقتصاد", "سلمى الحادي")
    assert record.keywords == [
        "أسماك", "أسواق", "تجارة", "هادي الساحلي", "بلدية مرسى النخيل", "مرسى النخيل",
    ]  # fmt: skip
    assert record.images == [
        {
            "url": "https://cdn.wahat.example/7002.jpg", "caption": "باعة في السوق الجديدة",
            "credit": "نادر المرفئي", "alt": "رجال حول طاولات سمك",
        }
    ]  # fmt: skip
    assert record.read_also == [{"headline": "مرسى النخيل يرمم رصيفه", "url": None}]
    assert (record.status, record.language) == (None, "ar")


def test_what_has_no_field_of_ours_stays_with_the_record():
    extra = read(DATA / "ninjs-1.json")[0].record.extra
    assert (extra["urgency"], extra["priority"], extra["usageterms"]) == (3, 6, "للمشتركين")
    assert extra["ednote"] == "النسخة الثانية، تصحح عدد المحال"
    assert extra["copyrightnotice"] == "جميع الحقوق لوكالة الواحة 2024"
    assert extra["subject"][1] == {"code": "04004000"}
    assert [one["type"] for one in extra["associations"]] == ["video"]


def test_a_list_of_2_x_is_read_item_by_item():
    parsed = read(DATA / "ninjs-2.json")
    assert [one.position for one in parsed] == [1, 2, 3, 4, 5, 6]
    first, associated, picture, withheld, canceled, dateless = parsed
    assert first.host == "wahat.example"
    record = first.record
    # The headline comes of the main role, without its markup; the kicker is none.
    assert record.headline == "موسم تمر وفير في وادي الرمل"
    assert record.summary == "جنى المزارعون ضعف ما جنوه العام الماضي."
    # Its own headline above the text goes, its pictures go to the pictures.
    assert record.body == (
        "<p>قال المزارعون إن المطر جاء في وقته.</p>\n<blockquote><p>لم نر مثله منذ سنين.</p></blockquote>"
    )
    assert record.url == "https://wahat.example/news/8001"
    assert (record.source, record.byline, record.language) == ("مراسل الواحة", "هيئة التحرير", "ar-SA")
    assert record.keywords == ["زراعة", "وادي الرمل"]
    assert [(one["url"], one["caption"], one["credit"], one["alt"]) for one in record.images] == [
        ("https://cdn.wahat.example/big.jpg", "عمال في موسم الجني", "وكالات", "عمال ونخل"),
        ("https://cdn.wahat.example/t.jpg", "نخيل الوادي", None, "نخل"),
    ]
    assert record.read_also == [{"headline": "أسعار التمر تنخفض", "url": None}]
    assert associated.record.id == "tag:wahat.example,2024:8002"
    assert associated.record.body == "انخفضت الأسعار في السوق.\n\nوقال التجار إنها ستعود."
    assert (picture.skipped, picture.record) == ("picture", None)
    assert (withheld.record.status, canceled.record.status) == ("draft", "withdrawn")
    assert dateless.record is None
    assert "يوم ما" in dateless.reason


def test_a_reject_can_be_mended_and_keeps_its_identity():
    dateless = read(DATA / "ninjs-2.json")[-1]
    mended = {**dateless.raw, "published_at": "2024-05-04"}
    line = json.dumps({"file": "x", "position": 6, "reason": dateless.reason, "record": mended}).encode()
    (again,) = read(line)
    assert again.record.identity() == ("wahat.example:tag:wahat.example,2024:8006", "wahat.example")


def test_names_of_3_x_are_read_whatever_their_capitals():
    (parsed,) = read(DATA / "ninjs-3.json")
    record = parsed.record
    assert parsed.host == ""
    assert record.id == "urn:uuid:0b7e5a1c-1111-4222-8333-123456789abc"
    assert record.source == "هيئة المياه"
    assert record.body == "صدر التقرير.\n\nوفيه أرقام الآبار."
    # Nothing was out before its embargo ended.
    assert record.published_at.isoformat() == "2024-06-03T06:00:00+03:00"
    assert record.updated_at is None
    assert record.extra["edNote"] == "محظور حتى صباح الاثنين"


@pytest.mark.parametrize(
    "layout",
    [
        lambda item: json.dumps(item, indent=2),
        lambda item: json.dumps([item, item]),
        lambda item: json.dumps([item, item], indent=1),
        lambda item: json.dumps(item) + "\n" + json.dumps(item) + "\n",
        lambda item: json.dumps({"items": [item, item]}),
        lambda item: json.dumps({"count": 2, "data": {"items": [item]}}),
    ],
)
def test_every_layout_of_a_file_is_read_and_told_from_its_head(layout):
    text = layout(ITEM)
    assert detect_format(text) == "ninjs"
    parsed = read(text.encode())
    assert {one.record.headline for one in parsed} == {ITEM["headline"]}
    assert len(parsed) == text.count('"uri"')


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("http://wahat.example:8080/items/1", "wahat.example"),
        ("https://user@Wahat.example/1", "wahat.example"),
        ("tag:wahat.example,2024:newsml_1", "wahat.example"),
        ("urn:newsml:wahat.example:20241231:1", "wahat.example"),
        # A URN of another kind names no site: --namespace or «local» does.
        ("urn:uuid:0b7e5a1c-1111-4222-8333-123456789abc", ""),
        ("urn:8d19cf88", ""),
        ("urn:newsml:waha:1", ""),
        ("7", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_id_is_the_site_that_it_names(uri, host):
    assert host_of(uri) == host


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("usable", None), ("stat:usable", None), ("", None), ("stat:withheld", "draft"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", "withdrawn"), ("Canceled", "withdrawn"),
    ],
)  # fmt: skip
def test_usable_leaves_the_state_to_the_import(text, state):
    assert state_of(text) == state


@pytest.mark.parametrize(
    ("first", "version", "created", "embargo", "published", "updated"),
    [
        ("2024-01-01", "2024-01-02", "", "", "2024-01-01", "2024-01-02"),
        ("", "2024-01-02", "2023-01-01", "", "2024-01-02", None),
        ("2024-01-01", "2024-01-01", "", "", "2024-01-01", None),
        ("", "", "2023-01-01", "", "2023-01-01", None),
        ("2024-01-01", "2024-01-02", "", "2024-01-03", "2024-01-03", None),
        ("2024-01-01", "2024-01-05", "", "2024-01-03", "2024-01-03", "2024-01-05"),
        ("2024-01-04", "", "", "2024-01-03", "2024-01-04", None),
        # In words it cannot be kept, so the record is refused and nothing comes out.
        ("2024-01-04", "", "", "حتى نهاية الخطاب", "حتى نهاية الخطاب", None),
        ("", "", "", "", None, None),
    ],
)
def test_the_first_version_is_the_publication_and_the_last_one_the_update(
    first, version, created, embargo, published, updated
):
    dates = printed_dates(first, version, created, embargo)
    assert (dates["published_at"], dates["updated_at"]) == (published, updated)


def test_a_language_that_is_none_is_not_kept():
    assert [language_of(tag) for tag in ("ar", "nb-NO", "zh_Hans", "", None, "العربية", "a" * 30)] == [
        "ar", "nb-NO", "zh_Hans", None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"headline": "  سوق\n جديدة "}, "headline", "سوق جديدة"),
        ({"headline": None, "title": "اسم الخبر"}, "headline", "اسم الخبر"),
        ({"headline": None, "headlines": [{"role": "غيره", "value": "عنوان"}]}, "headline", "عنوان"),
        ({"by": "By Salma, AP"}, "byline", "By Salma, AP"),
        ({"copyrightholder": "وكالة"}, "source", "وكالة"),
        ({"body_text": "سطر\n\nسطر"}, "body", "سطر\n\nسطر"),
        ({"body_xhtml": "<p>أ<br/><br/>ب</p>"}, "body", "<p>أ</p>\n<p>ب</p>"),
        ({"body_xhtml": "<div>أ<span>ب</span> <p>ج</p>د</div>"}, "body", "<p>أب</p>\n<p>ج</p>\n<p>د</p>"),
        ({"body_xhtml": '<p><a href="javascript:x()">أ</a></p>'}, "body", "<p>أ</p>"),
        ({"subject": ["صيد", {"name": None}, 7, {"name": "صَيد"}]}, "keywords", ["صيد"]),
        ({"associations": {"a": None, "b": 3, "c": "نص"}}, "images", []),
        ({"associations": {"a": {"type": "picture", "renditions": [1, {"href": 5}]}}}, "images", []),
        ({"bodies": {"value": "نص"}, "body_text": None}, "body", "نص"),
    ],
)
def test_odd_values_are_read_as_far_as_they_can_be(fields, name, value):
    assert getattr(record_of(**fields), name) == value


def test_what_our_own_export_kept_beside_the_item_wins_and_a_damaged_one_is_left():
    def body(value):
        return {"contentType": ninjs.OWN_TYPE, "value": value}

    own = json.dumps({"id": "7", "namespace": "waha", "status": "withdrawn", "views": 3})
    (parsed,) = read({**ITEM, "urgency": 3, "bodies": [body(own)]})
    record = parsed.record
    assert (parsed.host, record.identity()[0], record.status) == ("", "waha:7", "withdrawn")
    assert (record.headline, record.extra) == (ITEM["headline"], {"views": 3})
    for damaged in ("[", "[]", "7", '"', ""):
        (parsed,) = read({**ITEM, "bodies": [body(damaged)]})
        assert (parsed.host, parsed.record.id) == ("wahat.example", ITEM["uri"])
        assert parsed.record.body == ITEM["body_text"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[", b"null", b"[1, null, \"x\"]", b'{"uri": []}', b'{"uri": "x", "headlines": 5}',
        b'{"uri": "a", "headline": "\\ud800"}', b'{"uri": NaN}', b'{"uri": "a", "associations": [[[]]]}',
        b"[" * 3000, b'{"a":' * 3000, b'{"uri":"x","n":' + b"9" * 6000 + b"}", b"\xff\xfe\x00",
        b'{"uri": "x", "body_xhtml": "' + b"<div>" * 2000 + b'x</p>"}',
        b'{"uri": "x", "body_xhtml": "<p>\\u0000</p>", "headline": "\\u0000"}',
    ],
)  # fmt: skip
def test_nothing_hostile_ends_the_reader(data):
    for parsed in read(data):
        assert parsed.record or parsed.reason or parsed.skipped


def test_associations_within_associations_have_a_bound():
    item = dict(ITEM)
    for number in range(30):
        item = {**ITEM, "uri": f"tag:wahat.example,2024:{number}", "associations": [item]}
    assert len(read(item)) == 4


@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
@pytest.mark.parametrize(
    ("name", "host", "published", "updated", "source", "blocks", "keywords", "images", "language"),
    [
        ("dpa_text", "dpa.com", "2019-05-10T16:02:28+02:00", None, "dpa", 9, 0, 0, "de"),
        ("ninjsExMediumText1", "ninjs.example.com", "2013-07-09T10:37:00+00:00", None, None, 4, 5, 0, "en"),
        ("ninjsExSimpleText1", "ninjs.example.com", "2013-07-09T10:37:00+00:00", None, None, 4, 0, 0, "ar"),
        ("ntb_text_2", "", "2019-08-09T09:30:04+00:00", "2019-08-09T09:46:53+00:00", "NTB", 0, 5, 0, "nb-NO"),
        ("ntb_text_3", "", "2019-08-09T09:30:04+00:00", "2019-08-09T09:46:53+00:00", "NTB", 0, 5, 0, "nb-NO"),
        ("tt_text_image_2", "tt.se", "2021-05-26T13:40:18+02:00", None, "TT", 5, 6, 1, "sv"),
    ],
)
def test_files_of_agencies(name, host, published, updated, source, blocks, keywords, images, language):
    path = Path(CORPUS) / "data" / "formats" / "ninjs" / f"{name}.json"
    given = {key.lower(): value for key, value in json.loads(path.read_bytes()).items()}
    assert detect_format(path.read_text()[:65536]) == "ninjs"
    (parsed,) = read(path)
    record = parsed.record
    assert (parsed.host, record.id) == (host, given["uri"])
    assert record.headline == (given.get("headline") or given["headlines"][0]["value"])
    assert record.byline == (given.get("byline") or given.get("by") or "")
    assert record.published_at.isoformat() == published
    assert (record.updated_at and record.updated_at.isoformat()) == updated
    assert (record.source, record.language) == (source, language)
    assert (len(record.keywords), len(record.images)) == (keywords, images)
    assert sum(record.body.count(f"<{tag}>") for tag in ("p", "h2", "blockquote")) == blocks + (
        2 if name == "tt_text_image_2" else 0
    )


SUPERDESK = {
    "guid": "urn:newsml:wahat.example:2024-12-31:7", "type": "text", "headline": "سوق جديدة",
    "pubstatus": "usable", "firstcreated": "2024-12-30T20:00:00+0000",
    "firstpublished": "2024-12-31T07:30:00+0000",
    "versioncreated": "2024-12-31T08:00:00+0000",
    "body_html": "<div>افتتحت السوق.</div><div>وفيها أربعون محلا.</div>",
    "authors": [{"name": "سلمى الحادي", "role": "writer"}, {"name": "نادر", "role": "editor"}],
    "service": [{"name": "اقتصاد"}], "id": 7,
    "associations": {"featuremedia": {
        "guid": "7p", "type": "picture", "description_text": "بائع سمك", "byline": "ليلى",
        "renditions": {"original": {"href": "https://wahat.example/7.jpg"}},
    }},
}  # fmt: skip


def test_an_item_of_superdesk_is_named_by_its_guid():
    assert detect_format(json.dumps(SUPERDESK)) == "ninjs"
    (parsed,) = read(SUPERDESK)
    record = parsed.record
    assert (record.id, parsed.host) == ("urn:newsml:wahat.example:2024-12-31:7", "wahat.example")
    assert record.body == "<p>افتتحت السوق.</p>\n<p>وفيها أربعون محلا.</p>"
    assert record.published_at.isoformat() == "2024-12-31T07:30:00+00:00"
    assert record.updated_at.isoformat() == "2024-12-31T08:00:00+00:00"
    assert (record.byline, record.section) == ("سلمى الحادي", "اقتصاد")
    assert record.images[0]["url"] == "https://wahat.example/7.jpg"
    # A field of the sender that bears a name of ours does not take its place.
    assert record.extra["ninjs:id"] == 7


def test_a_list_of_articles_that_has_a_guid_each_is_no_ninjs():
    article = {"guid": "7", "headline": "سوق", "body_html": "<p>نص</p>", "byline": "سلمى", "type": "text"}
    assert detect_format(json.dumps([article])) == "jsonl"


def test_a_body_that_is_said_to_be_markup_is_read_as_such_whatever_its_tags():
    body = "أربعون محلا<sup>1</sup> &amp; سوق"
    assert record_of(body_html=body).body == "<p>أربعون محلا1 &amp; سوق</p>"
    bodies = [{"role": "main", "contentType": "text/html", "value": body}]
    assert record_of(body_text=None, bodies=bodies).body == "<p>أربعون محلا1 &amp; سوق</p>"
