"""Pages as common programs print them: what is text, what is a field, what is neither."""

import io
from pathlib import Path

import pytest
from lxml import html

from articles.importers import webpage
from articles.importers.encodings import detect_encoding
from articles.importers.reading import How
from articles.importers.webpage_lists import prune_lists
from articles.importers.webpage_order import in_order
from articles.sanitizing import body_html, plain_text

DATA = Path(__file__).parents[2] / "data" / "layouts"
HEADLINE = "سوق جديدة للسمك في مرسى النخيل"
OPENINGS = ["افتتحت بلدية", "وقال رئيس", "وختم الساحلي"]


def read(name):
    data = (DATA / name).read_bytes()
    (parsed,) = webpage.read(io.BytesIO(data), How(detect_encoding(data)))
    return parsed.record


@pytest.mark.parametrize(
    ("name", "openings", "published", "source", "byline", "keywords"),
    [
        (
            "wordpress.html", [*OPENINGS[:1], "أربعون محلا", *OPENINGS[1:]], "2024-12-31T07:30:00+00:00",
            "أخبار الساحل", "سلمى الحادي", ["أسماك", "أسواق"],
        ),
        ("blog.html", OPENINGS, "2024-12-31T10:30:00+03:00", "مدونة الساحل", "", ["أسماك"]),
        # Columns are tables, breaks are paragraphs, nothing is marked, and the bytes are windows-1256.
        ("tables-1256.html", OPENINGS, "2024-12-31T00:00:00+03:00", "الميناء", "", []),
    ],
)  # fmt: skip
def test_a_layout_gives_its_article(name, openings, published, source, byline, keywords):
    record = read(name)
    assert record.headline == HEADLINE
    lines = plain_text(body_html(record.body)).split("\n")
    assert len(lines) == len(openings)
    assert all(line.startswith(opening) for line, opening in zip(lines, openings, strict=True))
    assert record.published_at.isoformat() == published
    assert (record.source, record.byline, record.keywords) == (source, byline, keywords)


def test_lists_of_other_articles_are_links_by_their_kind():
    record = read("wordpress.html")
    assert [link["headline"] for link in record.read_also] == ["رصيف جديد في المرسى"]
    assert [link["headline"] for link in record.similar] == [
        "خبر أول قديم", "خبر ثان قديم", "مقروء أول", "مقروء ثان",
    ]  # fmt: skip
    assert [link["headline"] for link in read("tables-1256.html").similar] == [
        "خبر متعلق أول",
        "خبر متعلق ثان",
    ]


def test_a_picture_comes_in_full_size_with_caption_and_credit():
    assert read("wordpress.html").images == [
        {
            "url": "https://sahel.example/wp-content/uploads/market.jpg", "caption": "باعة في السوق",
            "credit": "الأناضول", "alt": "السوق",
        }
    ]  # fmt: skip


def test_a_label_within_a_list_that_is_out_already_ends_nothing():
    links = '<a href="/1">خبر أول في البلدة الكبيرة</a><a href="/2">خبر ثان في البلدة الكبيرة</a>'
    lists = f"<div><h3>إقرأ أيضاً</h3><div><h4>اقرأ أيضا</h4>{links}</div></div>"
    tree = html.document_fromstring(f"<body><p>افتتحت البلدية السوق.</p>{lists}</body>")
    found = prune_lists(tree, "https://a.example/")
    assert [link["url"] for link in found["read_also"]] == ["https://a.example/1", "https://a.example/2"]


def test_a_link_that_holds_its_label_is_one_and_what_is_not_seen_counts_for_nothing():
    listed = '<a href="/2">رفوف على ظهر جمل</a><span class="sr-only">list 1 of 2, and end of list</span>'
    tree = html.document_fromstring(
        "<body><p>نص.</p><p><a href='/1'>اقرأ أيضاً: مكتبات بلا جدران</a></p>"
        f"<div><h2>اقرأ أيضا</h2>{listed}</div></body>"
    )
    found = prune_lists(tree, "https://a.example/")
    assert [link["headline"] for link in found["read_also"]] == ["مكتبات بلا جدران", "رفوف على ظهر جمل"]
    assert " ".join(tree.text_content().split()) == "نص."


def test_blocks_go_where_the_page_has_them_with_their_headings():
    tree = html.document_fromstring(
        "<body><h3>كاتبة</h3><p>ومعمارية</p><h1>سوق جديدة</h1><p>افتتحت البلدية السوق.</p>"
        "<h3>الوصول</h3><p>وصل المركب إلى القرية.</p></body>"
    )
    blocks = ["<p>وصل المركب إلى القرية.</p>", "<p>افتتحت البلدية السوق.</p>", "<p>ومعمارية</p>"]
    assert in_order(tree, blocks, "سوق جديدة") == [
        "<p>افتتحت البلدية السوق.</p>", "<h3>الوصول</h3>", "<p>وصل المركب إلى القرية.</p>",
    ]  # fmt: skip
    assert len(in_order(tree, blocks, "عنوان آخر")) == 5


def test_a_paragraph_that_a_text_ends_with_again_stays_at_its_end():
    lead, middle, last = (f"<p>{text}</p>" for text in ("سبعون عاما في البحر.", "ولد الصياد هنا.", "ثم عاد."))
    tree = html.document_fromstring(
        f"<body><h1>سوق جديدة</h1>{lead}<h3>الطفولة</h3>{middle}{last}{lead}</body>"
    )
    blocks = [lead, middle, last, lead]
    assert in_order(tree, blocks, "سوق جديدة") == [lead, "<h3>الطفولة</h3>", middle, last, lead]


def test_many_words_for_those_who_listen_go_out_and_leave_the_text_behind_them():
    count = 4000
    spans = "".join(f'<span class="sr-only">رابط</span>مركب {number} ' for number in range(count))
    tree = html.document_fromstring(f"<body><p>في المرفأ: {spans}</p></body>")
    prune_lists(tree, "https://a.example/")
    (paragraph,) = tree.iter("p")
    assert paragraph.text.split() == ["في", "المرفأ:"] + [
        word for number in range(count) for word in ("مركب", str(number))
    ]
    assert len(paragraph) == 0


def test_a_lead_above_the_headline_is_text_and_a_writer_is_none():
    lead = "فتحت سوق جديدة للسمك أبوابها في مرسى النخيل أمس بعد عامين من العمل، وحضر الناس من كل القرى."
    text = "".join(f"<p>وقال الصياد رقم {number} إن الموج كان عاليا تلك الليلة.</p>" for number in range(9))
    page = (
        f'<html><head><meta property="og:title" content="{HEADLINE}"></head><body><article>'
        f"<p>{lead}</p><h1>{HEADLINE}</h1>{text}</article></body></html>"
    )
    (parsed,) = webpage.read(io.BytesIO(page.encode()), How("utf-8"))
    assert lead in parsed.record.body
    tree = html.document_fromstring(
        f"<body><p>كاتبة ومعمارية</p><h1>{HEADLINE}</h1><p>{lead}</p>{text}<p>{HEADLINE}</p></body>"
    )
    blocks = ["<p>كاتبة ومعمارية</p>", f"<p>{lead}</p>", f"<p>{HEADLINE}</p>"]
    assert in_order(tree, blocks, HEADLINE) == blocks[1:]
