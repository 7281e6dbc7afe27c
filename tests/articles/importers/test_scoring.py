"""The page parser is scored field by field on pages in the layouts of real sites (our own prose)."""

from pathlib import Path

import pytest

from tests.articles.importers.scoring import FIELDS, describe, score

PAGES = Path(__file__).parents[2] / "data" / "pages"


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
