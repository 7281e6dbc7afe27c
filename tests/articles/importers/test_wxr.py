import io
from pathlib import Path

import pytest

from articles.importers import wxr
from articles.importers.detecting import detect_format
from articles.importers.reading import How
from articles.importers.shortcodes import post_body
from articles.sanitizing import body_html

HOME = "https://news.waha.example"
SITE = Path("tests/data/site.wxr")


def read(data):
    return list(wxr.read(io.BytesIO(data), How()))


@pytest.fixture(scope="module")
def site():
    return read(SITE.read_bytes())


def record_at(site, position):
    (parsed,) = [one for one in site if one.position == position]
    assert parsed.record, parsed.reason
    return parsed.record


def test_the_export_is_told_from_a_feed():
    assert detect_format(SITE.read_text(encoding="utf-8")) == "wxr"


def test_a_post_fills_every_field(site):
    record = record_at(site, 1)
    assert record.id == "https://news.waha.example/?p=101"
    assert record.url == "https://news.waha.example/well/"
    assert record.headline == "بئر جديدة في الواحة & نخيل"
    assert record.summary == "بئر عذبة"
    assert record.published_at.isoformat() == "2025-03-04T06:00:00+00:00"
    assert record.updated_at.isoformat() == "2025-03-05T07:30:00+00:00"
    assert (record.byline, record.section) == ("منى الصقر", "محليات")
    assert record.keywords == ["مياه", "نخيل", "زراعة"]
    assert (record.status, record.language, record.needs) == ("published", "ar", [])
    assert record.images == [
        {
            "url": "https://news.waha.example/w.jpg",
            "caption": "عمال عند البئر",
            "credit": None,
            "alt": "حبل ودلو",
        }
    ]
    assert record.extra == {"wp:region": ["الشرق"], "wp:missing_attachments": ["99"]}
    assert {one.host for one in site if one.record} == {"news.waha.example"}


def test_the_text_of_a_post_becomes_plain_paragraphs_figures_and_links(site):
    assert body_html(record_at(site, 1).body).split("\n") == [
        "<p>حفر الأهالي بئرا جديدة<br>",
        "عند طرف الواحة.</p>",
        '<figure><a href="https://news.waha.example/w.jpg"><img src="https://news.waha.example/w.jpg" '
        'alt="بئر" width="600"></a><figcaption>البئر عند <em>الغروب</em></figcaption></figure>',
        "<p>قال العمدة [sic] إن الماء عذب [1].</p>",
        '<figure><img src="https://news.waha.example/8.jpg" alt=""><figcaption>تمور</figcaption></figure>',
        '<figure><img src="https://news.waha.example/9.jpg" alt=""></figure>',
        '<p><a href="https://video.example/watch?v=1&amp;t=2">https://video.example/watch?v=1&amp;t=2</a><br>',
        '<a href="https://video.example/alone">https://video.example/alone</a></p>',
        '<p><a href="https://news.waha.example/help">https://news.waha.example/help</a></p>',
        "<p>ساعدنا<br>",
        "نص في صندوق</p>",
        "<blockquote>الماء حياة</blockquote>",
        '<p><a href="https://player.example/5">https://player.example/5</a></p>',
    ]


def test_blocks_of_the_new_editor_lose_their_comments_and_nested_figures(site):
    record = record_at(site, 4)
    body = body_html(record.body)
    assert "wp:" not in body
    assert body.count("<figure>") == 1
    assert "<figcaption>تمور</figcaption></figure>" in body
    assert "<p>من مهرجان العام الماضي</p>" in body
    assert '<p><a href="https://video.example/2">https://video.example/2</a></p>' in body


def test_a_time_without_utc_is_in_the_time_zone_and_an_author_without_display_name_has_a_name(site):
    record = record_at(site, 4)
    assert (record.status, record.published_at.isoformat()) == ("published", "2031-09-01T05:00:00+00:00")
    assert (record.byline, record.section, record.updated_at) == ("بدر العامر", None, None)


@pytest.mark.parametrize(
    ("position", "status", "extra"),
    [
        (5, "draft", {}),
        (6, "in_review", {}),
        (7, "draft", {"wp:status": "private"}),
        (8, "draft", {"wp:status": "password"}),
    ],
)
def test_what_was_never_public_does_not_become_so(site, position, status, extra):
    record = record_at(site, position)
    assert (record.status, record.extra) == (status, extra)


def test_a_draft_has_no_date_and_old_text_with_some_paragraphs_gets_the_others(site):
    record = record_at(site, 5)
    assert (record.published_at, record.id) == (None, "103")
    assert body_html(record.body) == "<p>نص</p>\n<p>قديم</p>\n<p>باق</p>"


def test_pages_menus_attachments_and_the_trash_are_left_out_and_counted(site):
    skipped = {one.position: one.skipped for one in site if one.skipped}
    assert sorted(skipped) == [2, 3, 9, 12, 13, 14]
    assert "page" in skipped[2]


def test_a_post_without_words_is_a_reject(site):
    (parsed,) = [one for one in site if one.position == 10]
    assert parsed.record is None
    assert parsed.reason


def test_a_gallery_without_numbers_shows_the_pictures_of_the_post(site):
    assert record_at(site, 11).body.count("<figure>") == 2


def test_an_export_cut_off_keeps_what_stands_before(site):
    whole = SITE.read_bytes()
    parsed = read(whole[: whole.index("مسودة".encode())])
    assert [one.position for one in parsed if one.record] == [1, 4]
    assert parsed[-1].record is None
    assert parsed[-1].reason


def test_characters_that_xml_forbids_do_not_end_the_export(site):
    data = SITE.read_bytes().replace("عند طرف".encode(), "عند\x0b\x00 طرف".encode())
    assert record_at(read(data), 1).body == record_at(site, 1).body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("[قال] إن", "<p>[قال] إن</p>"),
        ("[[gallery]] كما يكتب", "<p>[gallery] كما يكتب</p>"),
        (
            '[caption caption="قديم"]<img src="a.jpg">[/caption]',
            '<figure><img src="a.jpg"><figcaption>قديم</figcaption></figure>',
        ),
        ("[caption]نص بلا صورة[/caption]", "<p>نص بلا صورة</p>"),
        ('[audio mp3="https://a.example/b"][/audio]', '<p><a href="https://a.example/b">https://a.example/b</a></p>'),
        ("[audio https://a.example/b]", '<p><a href="https://a.example/b">https://a.example/b</a></p>'),
        ("[youtube=https://a.example/b]", '<p><a href="https://a.example/b">https://a.example/b</a></p>'),
        ("[vc_row][vc_column_text]نص[/vc_column_text][/vc_row]", "<p>نص</p>"),
        ('[x url="javascript:alert(1)"]نص[/x]', "<p>نص</p>"),
        ("أ<!--more-->ب<!--nextpage-->", "<p>أب</p>"),
        ("<h2>عنوان</h2>نص\n<ul><li>بند</li></ul>", "<h2>عنوان</h2>\n<p>نص</p>\n<ul><li>بند</li></ul>"),
        ("أ < ب", "<p>أ < ب</p>"),
        ('<div class="x">أ\nب\n<b>ج</b></div>', "<p>أ<br>\nب<br>\n<b>ج</b></p>"),
    ],
)  # fmt: skip
def test_shortcodes_become_their_text_picture_or_link(text, body):
    assert post_body(text, lambda numbers: []) == body


@pytest.mark.parametrize(
    "piece",
    [
        "[caption]", "[caption ", '[a "', "[embed]x", "<!--", "<iframe ", "[gallery",
        "<figure class='gallery'>",        "\n \n", "<p>", "[/a", "[[",
    ],
)  # fmt: skip
def test_a_hostile_text_takes_no_more_time_than_its_length(piece):
    assert isinstance(post_body(piece * (300_000 // len(piece)), lambda numbers: []), str)


def post(inner, kind="post", state="publish"):
    return (
        f"<item><title>ع</title><content:encoded>نص [gallery]</content:encoded>{inner}"
        f"<wp:post_id>7</wp:post_id>"
        f"<wp:status>{state}</wp:status><wp:post_type>{kind}</wp:post_type></item>"
    )


def export(*items):
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    return read(
        f"<rss {spaces}><channel><link>https://a.example</link>{''.join(items)}</channel></rss>".encode()
    )


def meta(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
    )


def test_fields_that_editors_made_are_kept_and_those_of_plugins_are_not():
    metas = [
        ("المراسل", "سعاد"),
        ("_edit_lock", "أ"),
        ("views", "12"),
        ("box", "a:1:{i:0;s:1:&quot;x&quot;;}"),
    ]
    (parsed,) = export(post("".join(meta(*pair) for pair in metas)))
    assert parsed.record.extra == {"wp:fields": {"المراسل": "سعاد"}}


@pytest.mark.parametrize(
    ("date", "published_at"),
    [
        ("Tue, 31 Dec 2024 10:30:00 +0300", "2024-12-31T07:30:00+00:00"),
        ("Mon, 30 Nov -0001 00:00:00 +0000", None),
    ],
)
def test_a_public_post_without_its_own_date_has_that_of_its_item(date, published_at):
    (parsed,) = export(post(f"<pubDate>{date}</pubDate>"))
    found = parsed.record.published_at
    assert (found and found.isoformat()) == published_at


def test_a_document_in_the_library_is_no_picture_of_a_gallery():
    files = [
        f"<item><wp:post_id>{number}</wp:post_id><wp:post_parent>7</wp:post_parent>"
        f"<wp:attachment_url>https://a.example/{name}</wp:attachment_url>"
        "<wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>"
        for number, name in ((8, "a.PDF"), (9, "b.jpg"), (10, "c"))
    ]
    *_left_out, parsed = export(post(""), *files)
    assert "b.jpg" in parsed.record.body
    assert 'src="https://a.example/c"' in parsed.record.body
    assert "a.PDF" not in parsed.record.body


@pytest.mark.parametrize(
    ("link", "address"),
    [("<link>https://b.example/2024/1/</link>", "https://b.example/a.jpg"), ("", "https://a.example/a.jpg")],
)
def test_addresses_within_the_old_site_lead_there_and_not_into_ours(link, address):
    (parsed,) = export(post(link).replace("[gallery]", '&lt;img src="/a.jpg"&gt;'))
    assert f'<img src="{address}">' in parsed.record.body


def test_the_category_that_an_editor_put_first_is_the_section():
    terms = "".join(
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:cat_name>{name}</wp:cat_name></wp:category>"
        for number, name in ((3, "أخبار"), (5, "ثقافة"))
    )
    named = '<category domain="category">أخبار</category><category domain="category">ثقافة</category>'
    (first,) = export(terms + post(named + meta("_yoast_wpseo_primary_category", "5")))
    assert (first.record.section, first.record.keywords) == ("ثقافة", ["أخبار"])
    (second,) = export(terms + post(named))
    assert (second.record.section, second.record.keywords) == ("أخبار", ["ثقافة"])


def test_several_authors_are_told_as_terms():
    authors = (
        "<wp:author><wp:author_login>mona</wp:author_login>"
        "<wp:author_display_name>منى الصقر</wp:author_display_name></wp:author>"
    )
    names = '<category domain="author">mona</category><category domain="author">بدر العامر</category>'
    (parsed,) = export(authors + post(names))
    assert parsed.record.byline == "منى الصقر، بدر العامر"
    assert "wp:author" not in parsed.record.extra
