"""The report of probable duplicates: what it finds, what it leaves out, and what a decision does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tags.duplicates import find_duplicates, tell_apart
from tags.errors import MayNotMerge
from tags.models import Keyword, KeywordMerge, KeywordPair, PairKind
from tests.articles.admin.pages import find_all, parse, text_of
from tests.factories import make_record, write_articles
from tests.tags.test_merging import keyword, merge, undo

pytestmark = pytest.mark.django_db

LIST = reverse("admin:tags_keywordpair_changelist")


def pairs(*names):
    """Make keywords and find; return the pairs by name."""
    Keyword.objects.ensure(names)
    find_duplicates()
    known = Keyword.objects.in_bulk()
    return {
        (frozenset((known[pair.one].name, known[pair.other].name)), pair.kind)
        for pair in KeywordPair.objects.all()
    }


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("الحريات", "حريات", PairKind.STEMS),
        ("حقوق الإنسان", "حقوق للإنسان", PairKind.STEMS),
        ("جوهانسبرغ", "جوهانسبورغ", PairKind.SPELLING),  # a letter more
        ("نتنياهو", "نتانياهو", PairKind.STEMS),  # the analyser knows the variant
        ("معبر تورخم", "معبر طورخم", PairKind.SPELLING),  # another letter
        ("إدارة بايدن", "إدراة بايدن", PairKind.SPELLING),  # two that changed places
        ("خان يونس", "خانيونس", PairKind.SPELLING),  # a space
        ("الولايات المتحة", "الوليات المتحدة", PairKind.SPELLING),  # two letters of a long name
        ("مموصل كبير", "موصل كبير", PairKind.SPELLING),  # one of two alike
    ],
)
def test_names_that_are_probably_one_are_found(one, other, kind):
    assert pairs(one, other) == {(frozenset((one, other)), kind)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قمة 2023", "قمة 2024"),  # years
        ("دورة 1", "دورة 11"),
        ("قطر", "مطر"),  # too short to tell
        ("أسلحة", "الصحة"),  # two letters of a short one
        ("مجلس الأمن", "مجلس النواب"),
        ("الجزيرة", "البحيرة"),
    ],
)
def test_names_that_only_look_alike_are_left_alone(one, other):
    assert pairs(one, other) == set()


def test_a_pattern_of_many_names_is_no_slip():
    assert pairs(*(f"المجموعة {letter}" for letter in "أبجدهوزحطيكل")) == set()


def test_of_many_with_the_same_stems_each_is_told_beside_the_first_few():
    names = ["حريات", "الحريات", "والحريات", "حرياتها", "حرياتهم", "بالحريات"]
    found = pairs(*names)
    stems = Keyword.objects.values_list("stems", flat=True)
    assert len(set(stems)) == 1
    assert {name for both, _kind in found for name in both} == set(names)
    assert len(found) <= 3 * len(names)


def test_what_articles_have_always_together_is_found():
    write_articles(
        *(make_record(keywords=["حميدتي", "محمد دقلو", "الخرطوم"]) for _ in range(5)),
        *(make_record(keywords=["الخرطوم"]) for _ in range(4)),
    )
    assert pairs() == {(frozenset(("حميدتي", "محمد دقلو")), PairKind.TOGETHER)}
    assert KeywordPair.objects.get().together == 5


def test_a_decision_is_remembered_and_what_is_gone_leaves_the_report(editor, reporter):
    pairs("الحريات", "حريات", "جوهانسبرغ", "جوهانسبورغ")
    kept = KeywordPair.objects.get(kind=PairKind.STEMS)
    with pytest.raises(MayNotMerge):
        tell_apart(kept, by=reporter)
    tell_apart(kept, by=editor)
    merge("جوهانسبرغ", "جوهانسبورغ", by=editor)
    assert KeywordPair.objects.get() == kept
    assert find_duplicates() == 0
    kept.refresh_from_db()
    assert (kept.is_distinct, kept.decided_by) == (True, editor)
    # An undone merge is offered again, the other not.
    undo(KeywordMerge.objects.get(), by=editor)
    assert find_duplicates() == 1


@pytest.fixture
def signed_in(client, editor):
    client.force_login(editor)
    return editor


def test_the_report_leads_to_the_merge_and_keeps_a_no(client, signed_in):
    write_articles(make_record(keywords=["نتانياهو"]), make_record(keywords=["نتانياهو"]))
    pairs("نتنياهو")
    pair = KeywordPair.objects.get()
    page = client.get(LIST)
    assert "مقالان" in text_of(page)
    links = [a.get("href") for a in find_all(parse(page), "a") if "merge" in (a.get("href") or "")]
    assert f"keeper={keyword('نتانياهو').pk}" in links[1]
    assert "دمج في «نتانياهو»" in text_of(client.get(links[1]))
    button = next(b for b in find_all(parse(page), "button") if b.get("formaction"))
    response = client.post(button.get("formaction"), {button.get("name"): "1"})
    assert response.headers["Location"] == LIST
    assert KeywordPair.objects.get().is_distinct
    assert "نتنياهو" not in text_of(client.get(LIST))
    page = client.get(LIST, {"distinct": "yes"})
    assert "نتنياهو" in text_of(page)
    button = next(b for b in find_all(parse(page), "button") if b.get("formaction"))
    client.post(button.get("formaction"), {button.get("name"): "1"})
    pair.refresh_from_db()
    assert not pair.is_distinct


def test_a_search_is_asked_for_once(client, signed_in):
    for _ in range(2):
        client.post(reverse("admin:tags_keywordpair_search"))
    assert ProcrastinateJob.objects.get().task_name.endswith("find_duplicate_keywords")


def test_a_pair_whose_keyword_is_gone_is_not_shown(client, signed_in):
    pairs("نتنياهو", "نتانياهو")
    keyword("نتنياهو").delete()
    assert client.get(LIST).status_code == 200
    assert find_duplicates() == 0


def test_a_reporter_does_not_see_the_report(client, reporter):
    client.force_login(reporter)
    pairs("نتنياهو", "نتانياهو")
    decide = reverse("admin:tags_keywordpair_decide", args=[KeywordPair.objects.get().pk])
    assert client.get(LIST).status_code == 403
    assert client.post(decide).status_code == 403
    assert client.post(reverse("admin:tags_keywordpair_search")).status_code == 403


@pytest.mark.parametrize("size", [3, 60])
def test_the_report_costs_the_same_queries_at_any_size(client, signed_in, size):
    pairs(*(f"{word} {'كبير' if even else 'كبيرة'}" for word in _words(size) for even in (0, 1)))
    assert KeywordPair.objects.count() >= size
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(LIST)
    assert page.status_code == 200
    # Session, person, rights of person and groups; the last run, a count, pairs, their keywords.
    assert len(captured) == 4 + 4


def _words(size):
    letters = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
    return [f"{one}{other}ضوب" for one in letters for other in letters][:size]


def test_a_pair_that_the_report_dropped_meanwhile_needs_no_decision(editor):
    pairs("الحريات", "حريات")
    pair = KeywordPair.objects.get()
    KeywordPair.objects.all().delete()
    tell_apart(pair, by=editor)
    assert not KeywordPair.objects.exists()
