"""The benchmark of quality itself: its figures and its peers do what they say."""

import random

import pytest

from tests.benchmarks.quality import lucene, mistyping
from tests.benchmarks.quality.corpus import Item
from tests.benchmarks.quality.measures import ndcg, reciprocal_rank
from tests.benchmarks.quality.vocabulary import Vocabulary


def item(number, headline, body=""):
    return Item(str(number), headline, body, [], {})


@pytest.mark.parametrize(
    ("found", "expected"), [(["a"], 1.0), (["b", "a"], 0.5), (["b"], 0.0), (["b"] * 10 + ["a"], 0.0)]
)
def test_a_wanted_article_counts_by_its_place(found, expected):
    assert reciprocal_rank(found, "a") == expected


def test_all_relevant_first_is_one_and_none_is_nothing():
    assert ndcg(["a", "b", "c"], {"a", "b"}) == 1.0
    assert ndcg(["c"], {"a"}) == 0.0
    assert 0 < ndcg(["c", "a"], {"a"}) < 1


@pytest.mark.parametrize(
    ("word", "expected"),
    # What Lucene does, its faults too: «وزير» loses its first letter and «الوزير» does not.
    [("والسيارات", "سيار"), ("وزير", "زير"), ("الوزير", "وزير"), ("للمدرسة", "مدرس"), ("٢٠٢٤", "2024")],
)
def test_the_peer_stems_as_lucene_does(word, expected):
    assert lucene.analyse(word) == [expected]


@pytest.mark.parametrize(
    ("mistype", "words"),
    [
        (mistyping.typed_letters, ["أحمد", "مدرسة"]),
        (mistyping.clitics, ["الحزب"]),
        (mistyping.number, ["سيارة"]),
        (mistyping.number, ["الأحزاب"]),
        (mistyping.digits, ["2024"]),
        (mistyping.typo, ["البحرين"]),
        (mistyping.mixed, ["الحزب", "البحرين"]),
    ],
)
def test_each_way_of_mistyping_changes_something(mistype, words):
    known = Vocabulary([item(n, "حزب الحزب سيارات سيارتين سيارتان") for n in range(3)])
    made = [mistype(words, known, random.Random(seed)) for seed in range(20)]
    assert any(changed and changed != words for changed in made)


def test_a_query_fits_the_articles_that_hold_all_its_words():
    known = Vocabulary([item(1, "افتتاح الجسر"), item(2, "الجسر", "أُغلق")])
    assert known.fits(["الجسر"]) == {0, 1}
    assert known.fits(["الجسر", "اغلق"]) == {1}
