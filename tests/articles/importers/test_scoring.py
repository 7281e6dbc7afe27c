"""The page parser is scored field by field on pages in the layouts of real sites (our own prose)."""

from pathlib import Path

import pytest

from tests.articles.importers.scoring import FIELDS, describe, score

PAGES = Path(__file__).parents[2] / "data" / "pages"
# Pages written without sight of the parser: by another hand, and in the layouts of outlets. Each pair is
# the least precision and recall of a field there.
# When the outlets were first read, precision and recall were: articles .98 1.0, headline .91 .83,
# published_at .97 .92, updated_at .80 .67, source 1.0 .74, byline .72 .52, keywords .88 .67,
# read_also .59 .87, similar .79 .88, caption 1.0 .52, credit .87 .68, body .58 .96, dropped 1.0 .78.
LEAST = {
    "heldout": {
        "articles": (0.97, 0.94), "headline": (0.91, 0.86), "published_at": (0.97, 0.87),
        "updated_at": (0.9, 0.9), "source": (0.96, 0.91), "byline": (0.87, 0.7), "keywords": (0.91, 0.85),
        "read_also": (0.85, 0.9), "similar": (0.74, 0.82), "caption": (0.81, 0.59), "credit": (0.84, 0.74),
        "body": (0.71, 0.92), "dropped": (0.99, 0.87),
    },
    "outlets": {
        "articles": (0.97, 0.99), "headline": (0.9, 0.82), "published_at": (0.97, 0.92),
        "updated_at": (0.8, 0.66), "source": (0.99, 0.73), "byline": (0.72, 0.52), "keywords": (0.88, 0.66),
        "read_also": (0.59, 0.86), "similar": (0.78, 0.88), "caption": (0.99, 0.52), "credit": (0.86, 0.68),
        "body": (0.58, 0.96), "dropped": (0.99, 0.78),
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def table():
    return score(PAGES)


def test_there_are_enough_pages():
    assert len(list(PAGES.glob("*.txt"))) >= 40


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_read_rightly_on_nearly_every_page(table, name):
    floor = 0.98
    assert min(table[name].precision, table[name].recall) >= floor, "\n".join(
        [describe(table), *table[name].errors]
    )


@pytest.fixture(scope="module", params=LEAST)
def unseen(request):
    return request.param, score(PAGES.parent / request.param)


@pytest.mark.parametrize("name", FIELDS)
def test_pages_not_seen_before_are_read_no_worse_than_they_were(unseen, name):
    folder, found = unseen
    reached = found[name].precision, found[name].recall
    assert all(one >= least for one, least in zip(reached, LEAST[folder][name], strict=True)), describe(found)


def test_a_wrong_record_lowers_the_score(tmp_path):
    text = (PAGES / "aggregator_full.txt").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.json").write_text(
        '{"articles": [{"headline": "عنوان آخر", "body": ["نص آخر"]}], "dropped": [5]}', encoding="utf-8"
    )
    table = score(tmp_path)
    assert table["headline"].precision == 0
    assert table["articles"].precision == 0.5
    assert table["body"].recall == 0
    assert table["dropped"].recall == 0
