import io
import time
from pathlib import Path

import pytest

from articles.importers import rss, xmltext
from articles.importers.balancing import Balance
from articles.importers.reading import How
from articles.sanitizing import body_html, plain_text

DATA = Path("tests/data")


def read(data, encoding="utf-8"):
    data = data if isinstance(data, bytes) else data.encode()
    return list(rss.read(io.BytesIO(data), How(encoding)))


def item(inner, channel="<link>https://sarw.example/</link>"):
    return f'<rss version="2.0"><channel>{channel}<item>{inner}</item></channel></rss>'


def record_of(inner, **kwargs):
    (parsed,) = read(item(inner, **kwargs))
    assert parsed.record, parsed.reason
    return parsed.record


@pytest.fixture
def rss2():
    return read((DATA / "rss2.xml").read_bytes())


def test_an_item_of_rss_2_fills_every_field(rss2):
    parsed = rss2[0]
    assert (parsed.position, parsed.host) == (1, "sarw.example")
    record = parsed.record
    assert record.id == "sarw-501"
    assert record.url == "https://sarw.example/2025/05/harbour"
    assert record.headline == 'مرفأ السرو يستقبل "أمواج" & سفينتين'
    assert record.summary == "وصلت ثلاث سفن إلى المرفأ. […]"
    assert record.body == (
        '<p>وصلت ثلاث سفن إلى <a href="https://sarw.example/harbour?a=1&amp;b=2">المرفأ</a> صباحا.</p>\n'
        "<p>وقال المدير إن الرصيف الجديد جاهز.</p>\n"
    )
    assert record.published_at.isoformat() == "2025-05-03T10:30:00+03:00"
    assert record.updated_at.isoformat() == "2025-05-03T12:00:00+00:00"
    assert (record.source, record.section) == ("وكالة الساحل", "اقتصاد")
    assert record.byline == "هند الحداد، سالم النجار"
    assert record.keywords == ["مرافئ", "سفن", "نقل بحري"]
    assert record.language == "ar"
    assert [(image["url"][-5:], image["caption"], image["credit"]) for image in record.images] == [
        ("1.jpg", "السفينة عند الرصيف", "أرشيف السرو"),
        ("2.jpg", "المدير", None),
    ]
    assert record.needs == []


def test_unknown_elements_are_kept_but_not_what_changes_with_each_reading(rss2):
    assert rss2[0].record.extra == {"بلد:رصيف": "الثالث"}


def test_the_only_text_of_an_item_is_its_body_and_a_date_that_cannot_be_read_is_kept_as_printed(rss2):
    record = rss2[1].record
    assert record.url == record.id == "https://sarw.example/2025/05/market"
    assert record.body == "<p>افتتحت البلدة سوقها.</p>\n<p>وحضر الأهالي & الضيوف.</p>"
    assert (record.summary, record.section, record.byline) == ("", None, "غرفة الأخبار")
    assert (record.published_at, record.needs) == (None, ["published_at"])
    assert record.extra == {"published_at_as_printed": "صباح اليوم الجميل"}
    assert [image["url"] for image in record.images] == ["https://sarw.example/i/market.png"]


def test_a_text_cut_short_is_a_summary(rss2):
    record = rss2[2].record
    assert record.url == "https://sarw.example/bridge?id=3&page=1"
    assert record.published_at.isoformat() == "2025-05-03T08:00:00+00:00"
    assert (record.summary, record.body) == ("يبدأ العمل في الجسر غدا...", "")
    assert record.needs == ["body"]


def test_an_item_without_words_is_a_reject(rss2):
    assert rss2[3].record is None
    assert rss2[3].reason
    assert rss2[3].raw["url"] == "https://sarw.example/empty"


def test_an_item_of_rss_1_is_read():
    (parsed,) = read((DATA / "rss1.rdf").read_bytes())
    record = parsed.record
    assert (record.id, record.url, parsed.host) == (
        "https://wadi.example/1", "https://wadi.example/1", "wadi.example"
    )  # fmt: skip
    assert (record.headline, record.body) == ("حصاد الزيتون يبدأ", "<p>بدأ الحصاد مبكرا.</p>")
    assert record.summary == "بدأ الحصاد مبكرا هذا العام."
    assert record.published_at.isoformat() == "2025-10-01T06:15:00+03:00"
    assert (record.section, record.source, record.byline) == ("زراعة", "نشرة الوادي", "ليلى الراعي")


def test_entries_of_atom_are_read_in_each_type_of_content():
    feed = rss.parse_feed((DATA / "atom.xml").read_bytes())
    first, second, third = [parsed.record for parsed in feed.items]
    assert (feed.facts.title, feed.facts.link) == ("مدونة الجبل", "https://jabal.example/")
    assert {parsed.host for parsed in feed.items} == {"jabal.example"}
    assert (first.id, first.url) == ("tag:jabal.example,2025:1", "https://jabal.example/blog/snow")
    assert first.headline == "ثلوج متأخرة 3 < 4"
    assert first.summary == "تساقطت الثلوج."
    assert '<p>تساقطت الثلوج على <a href="https://jabal.example/blog/map">القمة</a>.</p>' in first.body
    assert (first.section, first.keywords, first.source) == ("طقس", ["ثلج"], "مرصد الجبل")
    assert first.byline == "نور الحكيم"
    assert first.published_at.isoformat() == "2025-05-30T08:00:00+03:00"
    assert first.updated_at.isoformat() == "2025-05-31T08:00:00+03:00"
    assert [image["url"] for image in first.images] == ["https://jabal.example/pics/snow.png"]
    assert second.headline == "طريق & نفق"
    assert second.body == "<p>أغلق &lt;p&gt;الطريق&lt;/p&gt; ليلا.</p>\n<p>ويفتح صباحا.</p>"
    # When it was updated is no date of publication.
    assert (second.published_at, second.updated_at.isoformat()) == (None, "2025-05-29T08:00:00+00:00")
    assert (third.summary, third.body, third.needs) == ("ما قل ودل", "", ["published_at", "body"])


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("<ttl>45</ttl>", 45),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30),
        ("<sy:updatePeriod> daily\n</sy:updatePeriod>", 1440),
        ("", None),
    ],
)
def test_a_feed_says_how_long_it_stays_fresh(channel, minutes):
    xml = '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>' + channel
    assert rss.parse_feed(f"{xml}</channel></rss>".encode()).facts.minutes == minutes


@pytest.mark.parametrize("declared", ["windows-1256", "iso-8859-6", "utf-16"])
def test_the_declared_encoding_is_honoured(declared):
    xml = f'<?xml version="1.0" encoding="{declared}"?>' + item("<title>نهر البلدة</title>")
    assert read(xml.encode(declared))[0].record.headline == "نهر البلدة"


def test_a_declaration_that_the_bytes_prove_wrong_gives_way():
    wrong = '<?xml version="1.0" encoding="windows-1256"?>' + item("<title>نهر البلدة</title>")
    assert read(wrong.encode())[0].record.headline == "نهر البلدة"
    wrong = '<?xml version="1.0" encoding="utf-8"?>' + item("<title>نهر البلدة</title>")
    assert read(wrong.encode("cp1256"), "cp1256")[0].record.headline == "نهر البلدة"


def test_bytes_that_are_not_in_the_encoding_reject_their_item_only():
    good, bad = "<item><title>سليم</title></item>".encode(), b"<item><title>\xd9\xd9 x</title></item>"
    parsed = read(b"<rss><channel>" + good * 3 + bad + good + b"</channel></rss>")
    assert [one.record is None for one in parsed] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("inner", "headline"),
    [
        ("<title>سؤال &nbsp;وجواب&hellip;</title>", "سؤال وجواب…"),
        ("<title>قهوة & شاي</title>", "قهوة & شاي"),
        ("<title>أول\x0b ثان &#8; ثالث</title>", "أول ثان ثالث"),
        ("<title><![CDATA[قهوة & شاي <b>حار</b>]]></title>", "قهوة & شاي حار"),
        ("<title>5 &lt; 6</title>", "5 < 6"),
        ("<title>عنوان &غريب; هنا</title>", "عنوان &غريب; هنا"),
        ("<dc:title>بادئة لم تعلن</dc:title>", "بادئة لم تعلن"),
    ],
)
def test_common_faults_of_feeds_are_mended(inner, headline):
    assert record_of(inner).headline == headline


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE rss [<!ENTITY a "ها"><!ENTITY b "&a;&a;&a;">]>' + item("<title>&b;</title>"),
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + item("<title>&x;</title>"),
        "<rss><channel><item><title>مقطوع</title>",
        "<rss><channel><item>" + "<b>" * 5000,
        "<rss><channel><item>" + "<b/>" * 200_001 + "</item></channel></rss>",
        "<rss><channel><item><title>" + "ب" * 21_000_000 + "</title></item></channel></rss>",
        "",
        "نص لا وسم فيه",
    ],
    ids=["bomb", "external", "cut off", "deep", "many", "long", "empty", "no xml"],
)
def test_hostile_xml_is_one_clear_reject(xml):
    parsed = read(xml)
    assert [one.record for one in parsed] == [None]
    assert parsed[0].reason


def test_what_stands_before_a_cut_is_kept():
    whole = (DATA / "rss2.xml").read_bytes()
    parsed = read(whole[: whole.index("جسر الوادي".encode())])
    assert [one.record is None for one in parsed] == [False, False, True]


def test_a_feed_larger_than_the_bound_is_refused(monkeypatch):
    monkeypatch.setattr(rss, "FEED_LIMIT", 10)
    (parsed,) = rss.parse_feed(b"<rss></rss>").items
    assert "10" in parsed.reason


def test_addresses_are_resolved_from_where_the_feed_was_fetched():
    (parsed,) = rss.parse_feed(
        item("<title>أ</title><link>../a</link>", channel="").encode(),
        address="https://sarw.example/feeds/x.rss",
    ).items
    assert (parsed.record.url, parsed.host) == ("https://sarw.example/a", "sarw.example")


ITEM = "<item><title>{0}</title><link>https://sarw.example/{0}</link><description>نص</description></item>"


@pytest.mark.parametrize(
    ("broken", "headline"),
    [
        ("<item><title>ب<b>ج</title><description>نص</description></item>", "بج"),
        ("<item><title>ب</b></title><description>نص</description></item>", "ب"),
        ("<item><Title>ب</title><description>نص</description></item>", "ب"),
        ("<item><title>ب</title><description>نص", "ب"),
        ("<item><title>ب</title><description>نص</description>", "ب"),
        ('<item><title>ب</title><description>نص <a href="x>نص</description></item>', "ب"),
    ],
)
def test_tags_that_do_not_fit_are_mended_in_their_item_and_flagged(broken, headline):
    channel = f"<channel>{ITEM.format('أ')}{broken}{ITEM.format('ج')}</channel>"
    first, second, third = [parsed.record for parsed in read(f'<rss version="2.0">{channel}</rss>')]
    assert [first.headline, second.headline, third.headline] == ["أ", headline, "ج"]
    assert "نص" in second.body
    assert third.url == "https://sarw.example/ج"
    assert (first.hints, third.hints) == ({}, {})
    assert second.hints in ({"damaged": {"markup": True}}, {})
    assert second.hints or "&" in second.body or "<a" in second.body


@pytest.mark.parametrize(
    "xml",
    [
        f"<rss><channel>{ITEM.format('أ')}</item>{ITEM.format('ب')}</channel></rss>",
        f"<rss><channel>{ITEM.format('أ')}</channel>{ITEM.format('ب')}</rss>",
    ],
)
def test_an_end_too_many_hides_no_item(xml):
    assert [parsed.record.headline for parsed in read(xml)] == ["أ", "ب"]


def test_a_second_document_behind_the_first_is_told_of():
    one = f"<rss><channel>{ITEM.format('أ')}</channel></rss>"
    first, last = read(one + one)
    assert first.record
    assert "<rss>" in last.reason


def test_the_item_that_a_cut_goes_through_is_kept_in_its_reject():
    _first, cut = read(f"<rss><channel>{ITEM.format('أ')}<item><title>ب</title><description>نص مقط")
    assert cut.raw["raw"].startswith("<item><title>ب</title><description>نص مقط")


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("name", ["rss2.xml", "atom.xml", "site.wxr"])
def test_the_size_of_the_chunks_changes_nothing(name, size, monkeypatch):
    data = (DATA / name).read_bytes()
    whole = "".join(xmltext.iter_clean(io.BytesIO(data), "utf-8"))
    monkeypatch.setattr(xmltext, "HEAD", 900)
    monkeypatch.setattr(xmltext, "CHUNK", size)
    assert "".join(xmltext.iter_clean(io.BytesIO(data), "utf-8")) == whole


def test_shortcodes_and_frames_in_a_feed_become_figures_and_links():
    frame = '<iframe src="//video.example/7"></iframe><video src="v.mp4"></video>'
    text = f'<p>أ</p>[caption width="9"]<img src="/p.jpg"> صورة[/caption]{frame}'

    record = record_of(f"<title>ع</title><description><![CDATA[{text}]]></description>")
    assert (
        '<figure><img src="https://sarw.example/p.jpg"><figcaption>صورة</figcaption></figure>' in record.body
    )
    assert '<a href="https://video.example/7">' in record.body
    assert '<a href="https://sarw.example/v.mp4">' in record.body


@pytest.mark.parametrize(
    ("summary", "addresses"),
    [
        ('<img src="/t.jpg">مقدمة', ["https://sarw.example/t.jpg"]),
        ('<img src="/in.jpg">مقدمة', []),  # the text shows it
        ('<img height="1" src="/count.gif">مقدمة', []),
    ],
)
def test_a_picture_that_only_the_summary_shows_is_kept(summary, addresses):
    body = '<p>نص <img src="/in.jpg"></p>'
    record = record_of(
        f"<title>ع</title><description><![CDATA[{summary}]]></description><body><![CDATA[{body}]]></body>"
    )
    assert [image["url"] for image in record.images] == addresses


def test_an_entry_without_author_has_that_of_its_feed():
    entries = (
        "<entry><title>أ</title></entry><entry><title>ب</title><author><name>منى</name></author></entry>"
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><author><name>هند</name></author>{entries}</feed>'
    assert [parsed.record.byline for parsed in read(feed)] == ["هند", "منى"]


def test_tags_that_nobody_escaped_part_the_paragraphs():
    record = record_of("<title>ع</title><description>أ <br> ب<p>ج</p><p>د</p></description>")
    assert plain_text(body_html(record.body)).split("\n") == ["أ", "ب", "ج", "د"]
    assert record.hints == {}


@pytest.mark.parametrize("piece", ["<!--", "<?", "<a ", "<a '", "<a>", "</a>", "&"])
def test_balancing_takes_no_more_time_than_a_text_is_long(piece):
    begin = time.process_time()
    Balance().mend(f"<a>{piece * 50_000}</b>")
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("Tue, 31 Dec 2024 10:30:00 +03", "2024-12-31T10:30:00+03:00"),
        ("Tue, 31 Dec 2024 10:30:00 AST", "2024-12-31T10:30:00+03:00"),
        ("Tue, 31 Dec 2024 10:30:00 +3", None),
    ],
)
def test_hours_of_a_zone_are_never_read_as_minutes(printed, moment):
    record = record_of(f"<title>ع</title><pubDate>{printed}</pubDate>")
    assert (record.published_at and record.published_at.isoformat()) == moment


def test_what_was_escaped_twice_on_the_way_is_read_once_more():
    record = record_of(
        "<title><![CDATA[قال &amp;quot;نعم&amp;quot;]]></title>"
        "<description><![CDATA[<div>أ &amp;laquo;ب&amp;raquo; &amp;lt;ج</div><div>د</div>]]></description>"
    )
    assert record.headline == 'قال "نعم"'
    assert record.body == "<p>أ «ب» &lt;ج</p>\n<p>د</p>".replace("&lt;", "&amp;lt;")


MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:yandex="http://news.yandex.ru"'


@pytest.mark.parametrize(
    ("media", "addresses"),
    [
        # One picture in several sizes: of a group, by a query, by the names of WordPress.
        ('<media:group><media:content url="https://a.example/s" medium="image" width="90"/>'
         '<media:content url="https://a.example/b" medium="image" width="900"/></media:group>',
         ["https://a.example/b"]),
        ('<media:content url="https://a.example/1.jpg?w=90" width="90"/>'
         '<media:content url="https://a.example/1.jpg?w=900" width="900"/>', ["https://a.example/1.jpg?w=900"]),
        ('<enclosure url="https://a.example/1.jpg" type="image/jpeg"/>'
         '<media:content url="https://a.example/1-300x200.jpg" width="300"/>',
         ["https://a.example/1-300x200.jpg"]),
        # Two numbers of one program are two pictures.
        ('<enclosure url="https://a.example/p.php?id=1" type="image/jpeg"/>'
         '<enclosure url="https://a.example/p.php?id=2" type="image/jpeg"/>',
         ["https://a.example/p.php?id=1", "https://a.example/p.php?id=2"]),
    ],
)  # fmt: skip
def test_of_the_sizes_of_a_picture_the_largest_is_taken(media, addresses):
    data = f"<rss {MEDIA}><channel><item><title>ع</title>{media}</item></channel></rss>"
    (parsed,) = read(data.encode())
    assert [image["url"] for image in parsed.record.images] == addresses


def test_the_full_text_that_some_feeds_carry_beside_their_summary_is_the_body():
    text = "<description>موجز</description><yandex:full-text>النص الكامل.</yandex:full-text>"
    data = f"<rss {MEDIA}><channel><item><title>ع</title>{text}</item></channel></rss>"
    (parsed,) = read(data.encode())
    assert (parsed.record.summary, parsed.record.body) == ("موجز", "النص الكامل.")


@pytest.mark.parametrize(
    ("description", "body"),
    [
        # Escaped once more than it should be.
        ("&amp;lt;p&amp;gt;أ&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;ب&amp;lt;/p&amp;gt;", "<p>أ</p><p>ب</p>"),
        ("<![CDATA[<p>أ</p><img width=1>ب<img src='/1.gif' height='1'/>]]>", "<p>أ</p>ب"),
        ("<![CDATA[<p>سوق  جديدة</p>]]>", ""),
    ],
)
def test_what_is_no_text_of_the_item_is_not_its_body(description, body):
    assert record_of(f"<title>سوق جديدة</title><description>{description}</description>").body == body
