from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.search import hits, querying
from articles.search.parsing import parse
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db


def article(headline, body="نص", **overrides):
    return make_article(headline=headline, body=f"<p>{body}</p>", **overrides)


def found(text, **options):
    return [row.headline for row in querying.search(parse(text), Article.objects.all(), **options).hits]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("الوزير", "زار وزيران المدينة"),
        ("حكومة", "وبالحكومات الجديدة"),
        ("مسئول", "المسؤولون في البلدية"),
        ("جزيره", "جزيرة النخيل"),
        ("حرّيات", "الحريات العامة"),
        ("أمريكا", "في أميركا"),
        ("٢٠٢٤", "عام 2024"),
    ],
)
def test_a_word_finds_its_other_forms(query, text):
    article("عنوان", text)
    assert found(query) == ["عنوان"]


def test_all_words_are_wanted():
    article("وزير", "الصحة")
    article("وزير آخر", "المالية")
    assert found("وزير الصحة") == ["وزير"]


def test_a_phrase_wants_its_words_together():
    article("أ", "اجتمع مجلس الأمن أمس")
    article("ب", "اجتمع المجلس لبحث الأمن")
    assert found("«مجلس الأمن»") == ["أ"]
    assert set(found("مجلس الأمن")) == {"أ", "ب"}


def test_an_excluded_word_leaves_articles_out():
    article("أ", "ميناء النخيل")
    article("ب", "ميناء القصر")
    assert found("ميناء -القصر") == ["أ"]
    assert found("-القصر") == ["أ"]
    assert found("-«ميناء القصر»") == ["أ"]


def test_a_query_of_stop_words_finds_them():
    article("من أين إلى أين")
    article("سواه")
    assert found("من إلى") == ["من أين إلى أين"]


def test_only_public_articles_are_found():
    article("قارب علني")
    article("قارب مسودة", status="draft")
    article("قارب مسحوب", status="withdrawn")
    article("قارب الغد", published_at=(timezone.now() + timedelta(days=1)).isoformat())
    assert found("قارب") == ["قارب علني"]


def test_a_headline_ranks_above_a_body_and_an_exact_form_above_another():
    article("خبر أول", f"سيارة واحدة {'وكلام كثير ' * 30}")
    article("سيارات الصيد")
    article("سيارة الصيد")
    assert found("سيارة") == ["سيارة الصيد", "سيارات الصيد", "خبر أول"]


def test_of_equal_articles_the_newer_ranks_first_and_the_order_can_be_by_time():
    article("قارب قديم", published_at="2010-01-01T00:00:00Z")
    article("قارب جديد", published_at="2024-01-01T00:00:00Z")
    article("خبر بلا صلة", "ذكر قارب", published_at="2024-06-01T00:00:00Z")
    assert found("قارب") == ["قارب جديد", "قارب قديم", "خبر بلا صلة"]
    assert found("قارب", sort="newest") == ["خبر بلا صلة", "قارب جديد", "قارب قديم"]


def test_an_empty_query_lists_the_newest():
    article("قديم", published_at="2010-01-01T00:00:00Z")
    article("جديد", published_at="2024-01-01T00:00:00Z")
    assert found("") == ["جديد", "قديم"]
    assert found("!!!") == []


def many(count):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    records = [
        make_record(headline=f"قارب {n}", published_at=(start + timedelta(hours=n)).isoformat())
        for n in range(count)
    ]
    write_articles(*records)


def test_pages_follow_each_other_without_a_gap():
    many(45)
    pages = [found("قارب", sort="newest", page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert sum(pages, []) == [f"قارب {n}" for n in reversed(range(45))]


@pytest.mark.parametrize(("count", "limit", "expected"), [(5, 5, (5, True)), (6, 5, (5, False))])
def test_a_count_is_exact_up_to_its_limit(monkeypatch, count, limit, expected):
    monkeypatch.setattr(querying, "MAX_COUNT", limit)
    many(count)
    for text in ("قارب", ""):
        results = querying.search(parse(text), Article.objects.all())
        assert (results.count, results.count_is_exact) == expected


def test_a_phrase_beyond_its_window_is_counted_as_at_least(monkeypatch):
    monkeypatch.setattr(hits, "_PHRASE_WINDOW", 3)
    for number in range(4):
        article(f"خبر {number}", "مجلس الأمن")
    results = querying.search(parse("«مجلس الأمن»"), Article.objects.all())
    assert (results.count, results.count_is_exact) == (3, False)


def test_an_old_headline_is_found_behind_the_newest_hits(monkeypatch):
    monkeypatch.setattr(querying, "MAX_COUNT", 3)
    article("قارب الجد", published_at="2001-01-01T00:00:00Z")
    for number in range(6):
        article(f"خبر {number}", "ذكر قارب", published_at="2024-01-01T00:00:00Z")
    assert found("قارب")[0] == "قارب الجد"


@pytest.mark.parametrize("text", ["قارب", "«قارب صيد»", "قارب -نهر", "-نهر"])
@pytest.mark.parametrize("usual", [0.0, 2.0])
def test_both_plans_find_the_same(monkeypatch, text, usual):
    """The index and the walk by date are two ways to one answer."""
    article("أ", "قارب صيد")
    article("ب", "قارب في نهر")
    expected = set(found(text))
    monkeypatch.setattr(hits, "_USUAL_SHARE", usual)
    assert set(found(text)) == expected


def test_a_usual_word_is_known_from_the_statistics_of_the_database():
    for number in range(30):
        article(f"قارب {number}")
    assert hits.share(parse("قارب")) == 0.0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_articlesearch")
    assert hits.share(parse("قارب")) > 0.9
    assert hits.share(parse("قارب زورق")) == 0.0
    assert hits.share(parse("-قارب")) == 1.0


HOSTILE = [
    "'", "\\", "''", "' | '", "a' & 'b", "!", "!!", "&", "|", "<->", "():*", "a:*", "\\'", "'قارب':A",
    "\x00", "قارب\x00قارب", "\ud800", "قارب\udfff", "\u202eقارب\u202c", "\u064b\u064c", "ّ", "ـــ",
    "-", "--", '-"', '"-"', "«", "»", "«»", "«-»", '""', "-«»", "; DROP TABLE articles_article; --",
    "%s %(x)s {0} {}", "$1", "ﷺ", "🙂", "قارب" * 5000, "قارب " * 10_000, "-قارب " * 10_000, "«" * 5000,
    "«قارب " * 3000, "-" * 5000, "a/" * 5000, "\u0301" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_the_search(text):
    article("قارب")
    results = querying.search(parse(text), Article.objects.all())
    assert results.count <= 1


@pytest.mark.parametrize("size", [3, 60])
@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("قارب", 4),  # shares 1, hits 1, near-copies 1, cards 1
        ("", 3),  # newest 1, near-copies 1, cards 1
    ],
)
def test_a_search_costs_the_same_at_any_size(size, text, queries, django_assert_num_queries):
    many(size)
    with django_assert_num_queries(queries):
        querying.search(parse(text), Article.objects.all())
