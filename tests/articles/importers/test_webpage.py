"""Saved pages: what is taken for what, in which order of trust, and what stays out of the text."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings
from lxml import html

from articles.importers import webpage
from articles.importers.detecting import detect_format
from articles.importers.elements import opening_of
from articles.importers.reading import How
from articles.importers.webpage_facts import Facts
from articles.importers.webpage_text import Sorted
from articles.sanitizing import body_html, plain_text

DATA = Path(__file__).parents[2] / "data" / "wire"
CORPUS = os.environ.get("NEWSROOM_CORPUS")
LONG = (
    "افتتحت بلدية مرسى النخيل صباح الثلاثاء سوقا جديدة للسمك قرب المرفأ القديم بعد أعمال دامت عامين، وحضر "
    "الافتتاح عدد كبير من الصيادين والتجار وسكان الأحياء القريبة الذين انتظروا هذا اليوم طويلا."
)
MORE = (
    "وقال رئيس البلدية هادي الساحلي إن السوق تضم أربعين محلا، وإن قواعد الإيجار نُشرت قبل شهر، وإن الأولوية "
    "للصيادين من أبناء المدينة الذين يعملون في البحر منذ سنوات طويلة."
)
HEADLINE = "سوق جديدة للسمك في مرسى النخيل"


def read(data, encoding="utf-8"):
    if isinstance(data, str):
        data = data.encode()
    (parsed,) = webpage.read(io.BytesIO(data), How(encoding))
    return parsed


def page(head="", body="", *, top="", attributes=' lang="ar"', headline=HEADLINE):
    return (
        f"<!DOCTYPE html><html{attributes}><head>{head}</head><body><article><h1>{headline}</h1>{top}"
        f"<p>{LONG}</p>{body}<p>{MORE}</p></article></body></html>"
    )


def record_of(*args, **options):
    parsed = read(page(*args, **options))
    assert parsed.record is not None, parsed.reason
    return parsed.record


def facts_of(head, **options):
    return Facts(html.document_fromstring(page(head, **options)))


def ld(text):
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {text}}}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def test_a_page_is_read_field_by_field():
    record = read((DATA / "page.html").read_bytes()).record
    assert record.url == "https://www.wahat.example/economy/2024/12/31/market"
    # The headline of JSON-LD is cut short; the page prints the whole.
    assert record.headline == HEADLINE
    assert record.summary == 'افتتحت البلدية سوقا فيها "أربعون" محلا.'
    assert record.published_at.isoformat() == "2024-12-31T10:30:00+03:00"
    assert record.updated_at.isoformat() == "2024-12-31T12:45:00+03:00"
    assert (record.source, record.section) == ("صحيفة الواحة", "اقتصاد")
    assert record.byline == "سلمى الحادي، نادر المرفئي"
    assert record.keywords == ["أسماك", "أسواق", "موانئ"]
    assert record.images == [
        {
            "url": "https://www.wahat.example/img/market-1200x630.jpg?v=3",
            "caption": "باعة في السوق الجديدة", "credit": "نادر المرفئي", "alt": "باعة ومشترون",
        },
        {
            "url": "https://www.wahat.example/img/boats.jpg", "caption": "قوارب عند الفجر",
            "credit": "وكالات", "alt": "قوارب",
        },
    ]  # fmt: skip
    assert record.read_also == [
        {
            "headline": "مرسى النخيل يرمم رصيفه القديم",
            "url": "https://www.wahat.example/economy/2024/11/30/pier",
        }
    ]
    assert [(link["headline"], link["url"]) for link in record.similar] == [
        ("ميناء المرجان يستقبل أول سفينة", "https://www.wahat.example/a1"),
        ("أسعار الأسماك تنخفض في الساحل", "https://www.wahat.example/a2"),
    ]
    assert (record.language, record.status, record.needs) == ("ar", None, [])


def test_the_body_keeps_its_structure_and_nothing_of_the_page_around_it():
    blocks = read((DATA / "page.html").read_bytes()).record.body.split("\n")
    assert [block[: block.index(">") + 1] for block in blocks] == [
        "<p>", "<h2>", "<p>", "<blockquote>", "<p>", "<ul>", "<p>",
    ]  # fmt: skip
    assert blocks[1] == "<h2>أربعون محلا</h2>"
    assert '<a href="https://www.wahat.example/economy/2024/12/01/rent">قواعد الإيجار</a>' in blocks[2]
    assert blocks[5] == "<ul><li>كل يوم من الخامسة صباحا حتى الظهر</li><li>مساء الخميس لبيع الجملة</li></ul>"
    text = plain_text("\n".join(blocks))
    for stray in ("اقرأ", "شارك", "ذات صلة", "رياضة", "حقوق", "كتبت", "باعة", "قوارب عند"):
        assert stray not in text


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
def test_a_page_without_a_mark_is_read_in_the_charset_that_it_declares(encoding):
    names = {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6"}
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={names[encoding]}">'
    # The head of a file that is ASCII for long tells nothing, so the reader is told UTF-8.
    record = read(page(head).replace("\u064f", "").encode(encoding), "utf-8").record
    assert record.headline == HEADLINE
    assert LONG in record.body


def test_a_page_in_utf_8_is_read_so_whatever_it_declares():
    assert read(page('<meta charset="windows-1256">')).record.headline == HEADLINE


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        # JSON-LD, then meta tags, then the headline printed, then the title of the page.
        (ld('"headline": "أ"') + meta("og:title", "ب") + "<title>ج</title>", "أ"),
        (meta("og:title", "ب") + "<title>ج</title>", "ب"),
        ("<title>ج</title>", HEADLINE),
        (meta("og:title", f"{HEADLINE} | صحيفة الواحة") + meta("og:site_name", "صحيفة الواحة"), HEADLINE),
        (meta("og:title", f"صحيفة الواحة - {HEADLINE}") + meta("og:site_name", "صحيفة الواحة"), HEADLINE),
        (meta("og:title", f"{HEADLINE} - الواحة") + meta("og:site_name", "صحيفة الواحة"), HEADLINE),
        # A dash within a headline is no border of a site's name.
        (meta("og:title", "السوق - فرصة للصيادين") + meta("og:site_name", "الواحة"), "السوق - فرصة للصيادين"),
        (meta("og:title", "سوق جديدة للسمك في…"), HEADLINE),
        (ld('"headline": "قال &quot;نعم&quot;"'), 'قال "نعم"'),
    ],
)
def test_the_headline_is_the_most_trusted_without_the_name_of_the_site(head, headline):
    assert facts_of(head).headline() == headline


def test_the_name_of_a_site_is_known_by_its_host_too():
    head = "<title>خبر اليوم - WahatNews.com</title>" + meta("og:url", "https://www.wahatnews.com/a/b")
    assert facts_of(head, headline="").headline() == "خبر اليوم"


@pytest.mark.parametrize(
    ("head", "top", "published", "updated"),
    [
        (
            ld('"datePublished": "2024-12-31", "dateModified": "2025-01-01"')
            + meta("article:published_time", "2020-01-01"),
            "", "2024-12-31T00:00:00+03:00", "2025-01-01T00:00:00+03:00",
        ),
        (meta("article:published_time", "2024-12-31T10:30:00Z"), "", "2024-12-31T10:30:00+00:00", None),
        (
            meta("article:published_time", "قريبا") + meta("date", "2024-12-31"),
            "", "2024-12-31T00:00:00+03:00", None,
        ),
        ("", '<time datetime="2024-12-31T10:30:00Z">أمس</time>', "2024-12-31T10:30:00+00:00", None),
        ("", "<span>31 ديسمبر/كانون الأول 2024</span>", "2024-12-31T00:00:00+03:00", None),
        ("", "<span>نشر في: 31/12/2024 10:30 ص</span>", "2024-12-31T10:30:00+03:00", None),
        (
            "", "<div>الثلاثاء، 31 كانون الأول/ديسمبر 2024، آخر تحديث 14:00 (GMT+0400)</div>",
            "2024-12-31T00:00:00+03:00", "2024-12-31T14:00:00+04:00",
        ),
        ("", "<p>تحديث: 1 يناير 2025</p>", None, "2025-01-01T00:00:00+03:00"),
        # Nothing is invented of a year in an address or of the file.
        (meta("og:url", "https://a.example/2013/8/3/x"), "", None, None),
        (meta("date", "9999-12-31"), "", None, None),
    ],
)  # fmt: skip
def test_dates_are_the_most_trusted_that_can_be_read(head, top, published, updated):
    record = record_of(head, top=top)
    found = [moment and moment.isoformat() for moment in (record.published_at, record.updated_at)]
    assert found == [published, updated]


@pytest.mark.parametrize(
    ("head", "top", "byline"),
    [
        (ld('"author": {"@type": "Person", "name": "سلمى الحادي"}'), "", "سلمى الحادي"),
        (ld('"author": ["سلمى", {"name": ["نادر"]}]'), "", "سلمى، نادر"),
        (meta("author", "بقلم: سلمى الحادي"), "", "سلمى الحادي"),
        (meta("article:author", "https://facebook.com/x"), "", ""),
        # A site that signs is the source, and «admin» is nobody.
        (meta("author", "صحيفة الواحة") + meta("og:site_name", "صحيفة الواحة"), "", ""),
        (meta("author", "admin"), '<a rel="author">سلمى الحادي</a>', "سلمى الحادي"),
        ("", "<span>كتبت: سلمى الحادي</span>", "سلمى الحادي"),
    ],
)
def test_who_wrote_it(head, top, byline):
    assert record_of(head, top=top).byline == byline


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://a.example/x/1">', "https://a.example/x/1"),
        ('<base href="https://a.example/x/"><link rel="canonical" href="../y/1">', "https://a.example/y/1"),
        (meta("og:url", "https://a.example/x"), "https://a.example/x"),
        ('<link rel="canonical" href="https://a.example/">' + meta("og:url", "https://a.example/x"), "https://a.example/x"),
        ('<link rel="canonical" href="/x">', None),
        ('<link rel="canonical" href="file:///tmp/x.html">', None),
        ('<link rel="canonical" href="http://[">', None),
    ],
)  # fmt: skip
def test_the_address_is_the_canonical_one(head, url):
    assert record_of(head).url == url


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        (' lang="ar-EG"', "", "ar-EG"),
        ("", ld('"inLanguage": "fa"'), "fa"),
        ("", meta("og:locale", "ar_AR"), "ar"),
        ("", "", "ar"),
    ],
)
def test_the_language_is_declared_or_arabic(attributes, head, language):
    assert record_of(head, attributes=attributes).language == language


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ('<p>اقرأ أيضا: <a href="https://a.example/1">رصيف جديد</a></p>', [("رصيف جديد", "https://a.example/1")]),
        ("<p><strong>إقرأ أيضاً:</strong> رصيف جديد</p>", [("رصيف جديد", None)]),
        (
            '<div><h3>اقرأ أيضا</h3><ul><li><a href="https://a.example/1">أ ب</a></li>'
            '<li><a href="https://a.example/2">ج د</a></li></ul></div>',
            [("أ ب", "https://a.example/1"), ("ج د", "https://a.example/2")],
        ),
        (
            '<h3>اقرأ أيضا</h3><ul><li><a href="https://a.example/1">أ ب</a></li></ul>',
            [("أ ب", "https://a.example/1")],
        ),
    ],
)  # fmt: skip
def test_read_also_is_a_link_and_no_text(body, links):
    record = record_of("", body)
    assert [(link["headline"], link["url"]) for link in record.read_also] == links
    assert plain_text(body_html(record.body)).split("\n") == [LONG, MORE]


def test_running_text_that_begins_as_a_label_stays_text():
    line = "وأضاف المصدر: لن تغلق السوق القديمة قبل أن ينتقل آخر صياد إلى محله الجديد في الصيف المقبل."
    assert line in record_of("", f"<p>{line}</p>").body


def test_notices_below_a_text_are_cut():
    notice = (
        "<div><p>التعليقات المنشورة لا تعبر عن رأي الصحيفة.</p><p>للاطلاع على "
        '<a href="/terms">الشروط</a> و<a href="/privacy">الخصوصية</a> اضغط هنا من فضلك.</p></div>'
    )
    text = page().replace("</article>", notice + "</article>")
    assert plain_text(body_html(read(text).record.body)).split("\n") == [LONG, MORE]


def test_a_page_whose_text_is_in_json_ld_alone_is_read():
    head = ld(f'"headline": "{HEADLINE}", "articleBody": "{LONG}"')
    record = read(f"<html><head>{head}</head><body><div id='app'></div></body></html>").record
    assert plain_text(body_html(record.body)) == LONG


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00\x00", "<html>", "<html></html>", "<!doctype html>",
        '<script type="application/ld+json">' + "[" * 5000 + "</script>",
        '<script type="application/ld+json">{"@graph": [{"@id": "#a", "author": {"@id": "#a"}}]}</script>',
        '<script type="application/ld+json">{"@type": {}, "headline": 5, "image": [[1]]}</script>',
    ],
)  # fmt: skip
def test_what_holds_no_article_is_a_reject_with_a_reason(text):
    parsed = read(text)
    assert parsed.record is None
    assert parsed.reason


@pytest.mark.parametrize(
    "text",
    [
        page(body="<div>" * 5000 + "عميق"),
        page(body="<b>" * 5000 + "عميق"),
        page()[:-200],
        page(body="<table><tr><td>" * 300),
        page(body='<a href="http://[bad">أ</a><img src="http://[bad">'),
        page(body="<p>\x00أ\x0b</p>"),
        page(ld('"headline": NaN, "keywords": {"a": 1}, "author": 7, "datePublished": []')),
    ],
)
def test_a_hostile_page_is_read_as_far_as_it_can_be(text):
    parsed = read(text)
    assert parsed.record is not None or parsed.reason
    if parsed.record:
        assert parsed.record.headline == HEADLINE


@override_settings(IMPORT_PAGE_MAX_BYTES=2000)
def test_a_page_beyond_the_bound_is_refused():
    parsed = read(page(body="<p>أ</p>" * 500))
    assert parsed.record is None
    assert "2000" in parsed.reason


def test_the_format_is_told_from_the_head():
    assert detect_format((DATA / "page.html").read_text()) == "html"


def test_other_commands_do_not_pay_for_the_library():
    code = "import sys, articles.importers.webpage; print('trafilatura' in sys.modules)"
    setup = "import django; django.setup(); "
    run = subprocess.run(
        [sys.executable, "-c", setup + code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert run.stdout.strip() == "False"


@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
def test_the_text_of_a_real_page_is_the_expected_one():
    folder = Path(CORPUS) / "data" / "formats" / "html"
    record = read((folder / "arabic_article.html").read_bytes()).record
    expected = [line.strip() for line in (folder / "arabic.txt").read_text().split("\n") if line.strip()]
    assert plain_text(body_html(record.body)).split("\n") == expected
    assert record.url == "http://arabic.cnn.com/2013/middle_east/8/3/syria.clashes/index.html"
    assert (record.source, record.language) == ("CNNArabic", "ar")
    assert record.published_at.isoformat() == "2013-08-28T00:00:00+03:00"
    assert record.updated_at.isoformat() == "2013-08-28T14:00:00+04:00"
    assert len(record.images) == 1


def test_the_opening_of_an_element_is_read_no_further_than_it_is_asked_for():
    words = html.fragment_fromstring("<div><p>سوق جديدة</p><p>للسمك</p>" + "<p>كلمة</p>" * 900 + "</div>")
    assert opening_of(words[0], 20) == "سوق جديدة"
    assert opening_of(words, 12) == "سوق جديدة للسمك"
    assert len(opening_of(words, 10_000).split()) < 200


@pytest.mark.parametrize("headline", ["…", "؟!", ""])
def test_a_headline_of_marks_alone_takes_no_paragraph_with_it(headline):
    blocks = ["<p>افتتح الميناء رصيفا جديدا.</p>", "<p>وقال المدير إن العمل بدأ.</p>"]
    assert Sorted(blocks, headline=headline, captions=set()).body == blocks


def test_a_paragraph_that_repeats_the_headline_ends_nothing():
    blocks = ["<p>وصل الصيادون فجرا.</p>", f"<p>{HEADLINE}</p>", "<p>وقال المدير إن العمل بدأ.</p>"]
    assert Sorted(blocks, headline=HEADLINE, captions=set()).body == [blocks[0], blocks[2]]
