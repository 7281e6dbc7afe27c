"""NewsML-G2 and NITF field by field; pictures find their texts, and hostile XML finds its bounds."""

import io
import os
from pathlib import Path

import pytest
from django.test import override_settings

from articles.importers import newsml
from articles.importers.detecting import detect_format
from articles.importers.reading import How

DATA = Path(__file__).parents[2] / "data" / "wire"
CORPUS = os.environ.get("NEWSROOM_CORPUS")
G2 = "http://iptc.org/std/nar/2006-10-01/"


def read(data, encoding="utf-8"):
    if isinstance(data, Path):
        data = data.read_bytes()
    elif isinstance(data, str):
        data = data.encode()
    return list(newsml.read(io.BytesIO(data), How(encoding)))


def item(meta="", content="", *, guid="tag:wahat.example,2024:1", management="", attributes='xml:lang="ar"'):
    return (
        f'<newsItem xmlns="{G2}" guid="{guid}" version="1" {attributes}><itemMeta>'
        f"<versionCreated>2024-12-31T10:30:00+03:00</versionCreated>{management}</itemMeta>"
        f"<contentMeta><headline>سوق جديدة</headline>{meta}</contentMeta>"
        f"<contentSet>{content}</contentSet></newsItem>"
    )


def record_of(*args, **options):
    (parsed,) = read(item(*args, **options))
    assert parsed.record is not None, parsed.reason
    return parsed.record


def inline(markup):
    return f"<inlineXML>{markup}</inlineXML>"


def test_a_text_item_is_read_field_by_field():
    parsed = read(DATA / "message.xml")
    record = parsed[0].record
    assert parsed[0].host == "wahat.example"
    assert record.id == "urn:newsml:wahat.example:20241231:market"
    assert record.headline == "سوق جديدة للسمك في مرسى النخيل"
    assert record.summary == "افتتحت البلدية سوقا فيها أربعون محلا."
    assert record.byline == "سلمى الحادي ونادر المرفئي"
    assert record.source == "وكالة الواحة"
    assert record.published_at.isoformat() == "2024-12-31T10:30:00+03:00"
    assert record.updated_at.isoformat() == "2024-12-31T12:45:00+03:00"
    # A code without a name is no keyword; names are taken in the language of the item.
    assert record.keywords == ["أسواق", "موانئ", "اقتصاد", "أسماك"]
    assert record.read_also == [{"headline": "مرسى النخيل يرمم رصيفه", "url": "https://wahat.example/old"}]
    assert (record.status, record.language, record.section) == (None, "ar", None)
    assert record.body.split("\n") == [
        "<p>افتتحت البلدية <em>سوقا</em> جديدة للسمك &amp; الروبيان.</p>",
        "<h2>أربعون محلا</h2>",
        "<ul><li>السوق تفتح كل يوم</li><li>الإيجار سنوي</li></ul>",
        "<blockquote><p>هذا يوم ننتظره.</p>",
        "<p>رئيس البلدية</p></blockquote>",
        "<table><tbody><tr><th>محل</th><th>أجرة</th></tr>"
        '<tr><td colspan="2">لا شيء</td></tr></tbody></table>',
    ]
    extra = record.extra
    assert (extra["usageterms"], extra["copyrightholder"]) == ("للمشتركين وحدهم", "وكالة الواحة")
    assert (extra["slugline"], extra["urgency"], extra["ednote"]) == ("السوق", "3", "النسخة الثالثة")
    assert extra["subject_codes"] == ["medtop:04000000", "medtop:20000001"]
    assert extra["dateline"] == "مرسى النخيل في 31 ديسمبر"
    assert extra["links"] == ["https://wahat.example/untitled"]


def test_a_picture_of_the_message_joins_the_text_that_prints_it():
    # The text prints caption and producer beside a file name; the picture item has the address.
    assert read(DATA / "message.xml")[0].record.images == [
        {
            "url": "https://cdn.wahat.example/market.jpg", "caption": "باعة في السوق الجديدة",
            "credit": "نادر المرفئي", "alt": "رجال حول طاولات سمك",
        }
    ]  # fmt: skip


def test_the_other_items_of_a_message_are_read_or_counted():
    parsed = read(DATA / "message.xml")
    assert [one.position for one in parsed] == [1, 2, 3, 4, 5]
    assert [one.skipped for one in parsed] == ["", "", "", "video", "package"]
    withheld, canceled = parsed[1].record, parsed[2].record
    assert (withheld.status, withheld.body) == ("draft", "<p>قال المزارعون إن المطر جاء في وقته.</p>")
    assert (canceled.status, canceled.body) == ("withdrawn", "صدر التقرير.\n\nوفيه أرقام الآبار.")
    assert canceled.published_at.isoformat() == "2024-06-03T06:00:00+03:00"


def test_an_nitf_document_is_read_field_by_field():
    (parsed,) = read(DATA / "story.nitf")
    record = parsed.record
    assert (parsed.host, record.id) == ("wahat.example", "w-9001")
    assert record.headline == "سوق جديدة للسمك في مرسى النخيل"
    assert record.summary == "أربعون محلا والدخول مجاني"
    assert record.byline == "سلمى الحادي، مراسلة الساحل"
    assert (record.source, record.section) == ("وكالة الواحة", "أسواق المدن")
    assert record.published_at.isoformat() == "2024-12-31T10:30:00+03:00"
    assert record.updated_at.isoformat() == "2024-12-31T12:45:00+03:00"
    assert record.keywords == ["أسواق", "أسماك", "اقتصاد", "صيد", "مرسى النخيل", "بلدية مرسى النخيل"]
    assert record.body == (
        "<p>افتتحت البلدية سوقا جديدة للسمك، وتفاصيلها في "
        '<a href="https://wahat.example/market">موقعها</a>.</p>\n<p>وقال رئيسها: «هذا يوم ننتظره».</p>'
    )
    assert record.images == [
        {
            "url": "https://cdn.wahat.example/9001.jpg", "caption": "باعة في السوق",
            "credit": "نادر المرفئي", "alt": "رجال حول طاولات",
        }
    ]  # fmt: skip
    extra = record.extra
    assert (extra["urgency"], extra["slugline"]) == ("4", "سوق-السمك")
    assert extra["tagline"] == "شارك في التغطية فريق الساحل"
    assert extra["media"] == ["https://cdn.wahat.example/9001.mp4"]


@pytest.mark.parametrize("name", ["message.xml", "story.nitf"])
def test_the_format_is_told_from_the_head(name):
    assert detect_format((DATA / name).read_text()) == "newsml"


@pytest.mark.parametrize(
    ("meta", "content", "name", "value"),
    [
        ("<by>بقلم: سلمى</by>", "", "byline", "سلمى"),
        ("<creator><name>سلمى</name></creator><creator literal='نادر'/>", "", "byline", "سلمى، نادر"),
        (
            "",
            inline("<nitf><body><body.head><byline>By Salma</byline></body.head></body></nitf>"),
            "byline",
            "",
        ),
        (
            "",
            inline(
                "<nitf><body><body.head><hedline><hl1>أ</hl1></hedline><byline>By Salma</byline>"
                "</body.head></body></nitf>"
            ),
            "byline",
            "By Salma",
        ),
        ("<subject qcode='a:1'><name xml:lang='en'>Fish</name></subject>", "", "keywords", ["Fish"]),
        ("", inline("<p>أ</p>"), "body", "<p>أ</p>"),
        ("", "<inlineData contenttype='text/html'>&lt;p&gt;أ&lt;/p&gt;</inlineData>", "body", "<p>أ</p>"),
        ("", "<inlineData encoding='base64'>2KM=</inlineData>", "body", ""),
        ("", inline("<!-- تعليق -->") + "<inlineData>أ</inlineData>", "body", "أ"),
        ("", "<remoteContent href='file:///etc/passwd' contenttype='image/jpeg'/>", "images", []),
        ("<language tag='fr'/>", "", "language", "fr"),
    ],
)
def test_what_the_item_says_comes_before_what_its_text_prints(meta, content, name, value):
    assert getattr(record_of(meta, content), name) == value


@pytest.mark.parametrize(
    ("management", "status"),
    [
        ("<pubStatus qcode='stat:usable'/>", None),
        ("<pubStatus qcode='stat:withheld'/>", "draft"),
        ("<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>", "withdrawn"),
        # Without a date an embargo holds until its sender lifts it.
        ("<embargoed/>", "draft"),
        ("<embargoed>2024-12-31T12:00:00+03:00</embargoed>", None),
    ],
)
def test_states_of_items(management, status):
    assert record_of(management=management).status == status


def test_a_picture_with_nobody_is_left_out_and_counted():
    picture = item(guid="p", management="<itemClass qcode='ninat:picture'/>")
    two = item(guid="a") + item(guid="b")
    parsed = read(f"<newsMessage><itemSet>{two}{picture}</itemSet></newsMessage>")
    assert [one.skipped for one in parsed] == ["", "", "picture"]


def test_a_message_cut_off_keeps_what_was_whole():
    text = (DATA / "message.xml").read_text()
    cut = text[: text.index("<headline>موسم تمر")]
    *whole, reject = read(cut)
    assert [one.record.id for one in whole] == ["urn:newsml:wahat.example:20241231:market"]
    assert whole[0].record.images[0]["url"] == "https://cdn.wahat.example/market.jpg"
    assert (reject.position, reject.record) == (2, None)
    assert str(cut.count("\n") + 1) in reject.reason
    assert reject.raw["raw"].endswith("<contentMeta>")


def test_a_field_that_cannot_be_read_names_itself():
    (parsed,) = read(item(management="<firstCreated>أمس</firstCreated>"))
    assert "أمس" in parsed.reason
    assert parsed.raw["namespace"] == "wahat.example"


BOMB = '<!DOCTYPE n [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        BOMB + item(inline("<p>&i;</p>")),
        '<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + item("", inline("<p>&x;</p>")),
        item("", inline("<p>" + "<b>" * 5000 + "أ" + "</b>" * 5000 + "</p>")),
        item()[:-20],
        "<newsItem",
        "<newsMessage/>",
        "<other/>",
        "",
        "نص عادي",
        "{}",
    ],
)
def test_hostile_xml_is_one_reject_with_a_reason(data):
    (parsed,) = read(data)
    assert parsed.record is None
    assert parsed.reason
    assert "root:" not in str(parsed.raw)


@pytest.mark.parametrize(
    ("text", "body", "hints"),
    [
        ("<p>أ & ب</p>", "<p>أ &amp; ب</p>", {}),
        ("<p>أ\x00 ب</p>", "<p>أ ب</p>", {}),
        ("<p>أ <br> ب</p>", "<p>أ <br> ب</p>", {}),
        ("<p>أ <br></br> ب</p>", "<p>أ <br> ب</p>", {}),
        ("<p>أ <b>ب</p>", "<p>أ <strong>ب</strong></p>", {"damaged": {"markup": True}}),
        ("<p>أ</b> ب</p>", "<p>أ ب</p>", {"damaged": {"markup": True}}),
    ],
)
def test_a_slip_in_the_xml_costs_no_item(text, body, hints):
    message = f"<newsMessage><itemSet>{item('', inline(text))}{item(guid='b')}</itemSet></newsMessage>"
    first, second = [parsed.record for parsed in read(message)]
    assert (first.body, first.hints) == (body, hints)
    assert (second.id, second.hints) == ("b", {})


def test_a_document_behind_another_is_told_of():
    *_whole, last = read(item() + item(guid="b"))
    assert "<newsItem>" in last.reason


def test_a_headline_that_the_text_prints_again_is_dropped():
    assert record_of("", inline("<h1>سوق جديدة</h1><p>نص</p>")).body == "<p>نص</p>"


def test_the_title_of_a_writer_is_parted_from_the_name_and_the_dateline_is_kept():
    top = "<byline>بقلم <person>سلمى</person><byttl>مراسلة</byttl></byline><dateline>الواحة</dateline>"
    nitf = f"<nitf><body><body.head>{top}</body.head><body.content><p>نص</p></body.content></body></nitf>"
    record = record_of("", f"<contentSet><inlineXML>{nitf}</inlineXML></contentSet>")
    assert (record.byline, record.extra["dateline"]) == ("سلمى، مراسلة", "الواحة")


def test_a_text_nested_as_deep_as_the_parser_allows_is_read():
    record = record_of("", inline("<p>" + "<b>" * 200 + "أ" + "</b>" * 200 + "</p>"))
    assert "أ" in record.body


def test_an_external_subset_is_never_fetched():
    doctype = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd">'
    (parsed,) = read(f"{doctype}<nitf><body><body.content><p>أ</p></body.content></body></nitf>")
    assert parsed.record.body == "<p>أ</p>"


@override_settings(IMPORT_PAGE_MAX_BYTES=1000)
def test_a_file_beyond_the_bound_is_refused():
    (parsed,) = read(item("", inline(f"<p>{'أ' * 5000}</p>")))
    assert "4000" in parsed.reason


@pytest.mark.parametrize(
    ("declared", "written", "told"),
    [
        ("windows-1256", "cp1256", "cp1256"),
        ("windows-1256", "iso8859_6", "iso8859_6"),
        # A head of ASCII tells nothing; then the declaration does.
        ("ISO-8859-6", "iso8859_6", "utf-8"),
        ("windows-1256", "cp1256", "utf-8"),
        # What the bytes are counts, not what an editor forgot to change.
        ("windows-1256", "utf-8", "utf-8"),
        ("utf-16", "utf-16", "utf-16"),
        ("utf-8", "cp1256", "cp1256"),
        ("no-such", "cp1256", "cp1256"),
    ],
)
def test_the_encoding_is_the_one_of_the_bytes(declared, written, told):
    text = f'<?xml version="1.0" encoding="{declared}"?>' + item()
    (parsed,) = read(text.encode(written), told)
    assert parsed.record.headline == "سوق جديدة"


def test_a_bad_byte_does_not_make_utf_8_something_else():
    text = f'<?xml version="1.0" encoding="windows-1256"?>{item("", inline("<p>" + "أ" * 100 + "</p>"))}'
    (parsed,) = read(text.encode().replace("سوق".encode(), "سوق".encode() + b"\xff"))
    assert parsed.record.headline == "سوق\ufffd جديدة"


FILES = {
    "LISTING_1_A_NewsML-G2_News_Item.xml": {
        "id": "urn:newsml:acmenews.com:20161018:US-FINANCE-FED", "blocks": 0, "language": "en-GB",
        "headline": 'Fed to halt QE to avert "bubble"', "published": "2018-10-23T12:00:00+00:00",
        "source": "REUTERS", "byline": "Meredith Jameson",
        "keywords": ["economy, business and finance", "labour market"], "needs": ["body"],
    },
    "LISTING_2_NewsML-G2_Text_Document.xml": {
        "id": "urn:newsml:acmenews.com:20161121:US-FINANCE-FED", "blocks": 2, "language": "en-US",
        "headline": 'Fed to halt QE to avert "bubble"', "published": "2018-11-21T16:25:32-05:00",
        "source": "Associated Press", "byline": "By Meredith Jameson, Staff Reporter",
        "keywords": ["economy, business and finance", "central bank", "money and monetary policy"],
        "needs": [],
    },
    "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": {
        "id": None, "blocks": 1, "language": "ar", "published": None, "source": None,
        "headline": "Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05p.m.",
        "byline": "Sports Network", "keywords": [], "needs": ["published_at"],
    },
}  # fmt: skip


@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
@pytest.mark.parametrize("name", sorted(FILES))
def test_listings_of_the_standard(name):
    path = Path(CORPUS) / "data" / "formats" / "newsml-g2" / name
    assert detect_format(path.read_text()) == "newsml"
    (parsed,) = read(path)
    record, expected = parsed.record, FILES[name]
    found = {
        "id": record.id, "headline": record.headline, "blocks": record.body.count("<p>"),
        "published": record.published_at and record.published_at.isoformat(), "source": record.source,
        "byline": record.byline, "keywords": record.keywords, "language": record.language,
        "needs": record.needs,
    }  # fmt: skip
    assert found == expected


def test_a_note_above_the_text_is_not_the_text():
    note = "<note><body.content><p>تصحيح لاسم المدينة</p></body.content></note>"
    (parsed,) = read(
        f'<nitf baselang="en-US"><head><docdata><ed-msg info="للنشر غدا"/></docdata></head><body><body.head>'
        f"<hedline><hl1>سوق</hl1></hedline>{note}</body.head>"
        "<body.content><p>افتتحت السوق.</p></body.content></body></nitf>"
    )
    assert parsed.record.body == "<p>افتتحت السوق.</p>"
    assert parsed.record.extra["ednote"] == "تصحيح لاسم المدينة\nللنشر غدا"
    assert parsed.record.language == "en-US"


def test_all_notes_of_an_item_are_kept_and_a_subtitle_is_no_headline():
    notes = "<edNote>للنشر غدا</edNote><edNote role='x:correctionnote'>صحح الاسم</edNote>"
    (parsed,) = read(
        item(management=notes).replace(
            "<headline>",
            "<headline role='hl:subtitle'>تفتح أبوابها فجرا</headline><headline role='hl:title'>",
        )
    )
    assert parsed.record.headline == "سوق جديدة"
    assert parsed.record.extra["subheadline"] == "تفتح أبوابها فجرا"
    assert parsed.record.extra["ednote"] == "للنشر غدا\nصحح الاسم"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<ul><li>أسماك</li><li>موانئ</li></ul><p>31.12.2024 10:30</p><h1>سوق جديدة</h1>", "<p>نص.</p>"),
        # What the item does not say elsewhere stays, and so does the headline below it.
        ("<p>من مراسلنا</p><h1>سوق جديدة</h1>", "<p>من مراسلنا</p>\n<h2>سوق جديدة</h2>\n<p>نص.</p>"),
    ],
)
def test_what_a_text_prints_again_of_its_item_is_no_text(head, body):
    record = record_of(
        "<keyword>أسماك، موانئ</keyword>", inline(f"<html><body>{head}<p>نص.</p></body></html>")
    )
    assert record.body == body


def item_of_1_x(components, management='<Status FormalName="Usable"/>'):
    return (
        '<!DOCTYPE NewsML [<!ENTITY % nitf SYSTEM "nitf.dtd"> %nitf;]>'
        '<NewsML Version="1.2"><NewsItem xml:lang="ar"><Identification><NewsIdentifier>'
        "<ProviderId>wahat.example</ProviderId><DateId>20241231</DateId><NewsItemId>TX-7</NewsItemId>"
        "<PublicIdentifier>urn:newsml:wahat.example:20241231:TX-7:2</PublicIdentifier></NewsIdentifier>"
        "</Identification><NewsManagement><FirstCreated>20241231T073000Z</FirstCreated>"
        f"<ThisRevisionCreated>20241231T080000Z</ThisRevisionCreated>{management}</NewsManagement>"
        f"<NewsComponent>{components}</NewsComponent></NewsItem></NewsML>"
    )


LINES = (
    "<NewsLines><HeadLine>سوق جديدة</HeadLine><ByLine>بقلم: سلمى الحادي</ByLine>"
    "<CreditLine>وكالة الواحة</CreditLine>"
    "<SlugLine>سوق-سمك</SlugLine></NewsLines><AdministrativeMetadata><Provider><Party FormalName='الواحة'/>"
    "</Provider></AdministrativeMetadata><DescriptiveMetadata><Language FormalName='AR'/>"
    "<Property FormalName='Keyword' Value='أسماك'/></DescriptiveMetadata>"
)
TEXT = (
    "<ContentItem><MediaType FormalName='Text'/><DataContent><nitf><body><body.content><p>افتتحت السوق.</p>"
    "<p>وفيها أربعون محلا.</p></body.content></body></nitf></DataContent></ContentItem>"
)
PHOTO = (
    "<NewsComponent><NewsComponent><Role FormalName='Caption'/><ContentItem><DataContent><p>بائع سمك</p>"
    "</DataContent></ContentItem></NewsComponent><ContentItem Href='https://wahat.example/7.jpg'>"
    "<MediaType FormalName='Photo'/></ContentItem></NewsComponent>"
)


def test_an_item_of_newsml_1_x_is_read_field_by_field():
    data = item_of_1_x(f"{LINES}<NewsComponent>{TEXT}</NewsComponent>{PHOTO}")
    assert detect_format(data) == "newsml"
    (parsed,) = read(data)
    record = parsed.record
    # Each revision has the same id.
    assert (record.id, parsed.host) == ("urn:newsml:wahat.example:20241231:TX-7", "wahat.example")
    assert (record.headline, record.byline, record.source) == ("سوق جديدة", "سلمى الحادي", "الواحة")
    assert record.body == "<p>افتتحت السوق.</p>\n<p>وفيها أربعون محلا.</p>"
    assert record.published_at.isoformat() == "2024-12-31T07:30:00+00:00"
    assert record.updated_at.isoformat() == "2024-12-31T08:00:00+00:00"
    assert (record.keywords, record.language, record.status) == (["أسماك"], "ar", None)
    assert record.images == [
        {"url": "https://wahat.example/7.jpg", "caption": "بائع سمك", "credit": "وكالة الواحة", "alt": None}
    ]
    assert record.extra["slugline"] == "سوق-سمك"


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ("<DataContent>افتتحت السوق.</DataContent>", "افتتحت السوق."),
        ("<DataContent><![CDATA[<P>افتتحت</P><P>السوق</P>]]></DataContent>", "<p>افتتحت</p>\n<p>السوق</p>"),
        ("<DataContent><p>افتتحت</p><p>السوق</p></DataContent>", "<p>افتتحت</p>\n<p>السوق</p>"),
    ],
)
def test_contents_of_1_x_are_plain_escaped_or_markup(data, body):
    (parsed,) = read(item_of_1_x(f"{LINES}<ContentItem>{data}</ContentItem>"))
    assert parsed.record.body == body


def test_of_equivalent_contents_of_1_x_one_is_read_and_pictures_alone_are_left_out():
    both = f"<NewsComponent EquivalentsList='yes'>{TEXT}{TEXT}</NewsComponent>"
    (parsed,) = read(item_of_1_x(LINES + both))
    assert parsed.record.body.count("<p>") == 2
    (parsed,) = read(item_of_1_x(LINES + PHOTO))
    assert parsed.skipped == "picture"


def test_states_and_embargoes_of_1_x():
    held = "<Status FormalName='Embargoed'/><StatusWillChange><DateAndTime>20250101T000000Z</DateAndTime>"
    (parsed,) = read(item_of_1_x(LINES + TEXT, f"{held}</StatusWillChange>"))
    assert (parsed.record.status, parsed.record.published_at.isoformat()) == (
        "draft",
        "2025-01-01T00:00:00+00:00",
    )
    (parsed,) = read(item_of_1_x(LINES + TEXT, "<Status FormalName='Canceled'/>"))
    assert parsed.record.status == "withdrawn"


def test_a_prefix_that_nobody_declared_breaks_nothing_off():
    first = item(content='<inlineXML><html x:y="1"/></inlineXML>')
    message = f'<newsMessage xmlns="{G2}"><itemSet>{first}'
    second = item(guid="tag:wahat.example,2024:2")
    whole = read(f"{message}{second}</itemSet></newsMessage>")
    assert [bool(one.record) for one in whole] == [True, True]
    assert [bool(one.record) for one in read(message + "<newsItem><itemMeta>")] == [True, False]


def test_words_of_two_blocks_of_an_nitf_stay_two_and_nothing_above_the_text_is_lost():
    top = "<byline>بقلم سلمى</byline><byline>تصوير ليلى</byline><abstract><p>سوق</p><p>وميناء</p></abstract>"
    media = (
        "<media media-type='image'><media-reference source='https://a.example/1.jpg'/>"
        "<media-caption><p>بائع سمك</p><p>عند الفجر (رويترز)</p></media-caption></media>"
    )
    (parsed,) = read(
        "<nitf><head><docdata><correction info='صحح الاسم'/></docdata></head><body><body.head>"
        f"<hedline><hl1>سوق</hl1></hedline>{top}</body.head><body.content>{media}<pre>صدر\nعجز</pre></body.content></body></nitf>"
    )
    record = parsed.record
    assert (record.summary, record.byline) == ("سوق وميناء", "سلمى، تصوير ليلى")
    assert (record.images[0]["caption"], record.images[0]["credit"]) == ("بائع سمك عند الفجر", "رويترز")
    assert record.body == "<p>صدر<br>عجز</p>"
    assert record.extra["ednote"] == "صحح الاسم"


def test_codes_without_a_name_are_no_keywords():
    record = record_of("<subject literal='pl'/><subject literal='x:02:LAG'/><subject literal='EU'/>")
    assert (record.keywords, record.extra["subject_codes"]) == (["EU"], ["pl", "x:02:LAG"])
