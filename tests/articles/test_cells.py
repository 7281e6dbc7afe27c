"""No cell of a table runs, in any spreadsheet, and each comes back as it was."""

import pytest

from articles.cells import escaped, unescaped

RUNS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000@x",
    "＝1+1", "＋1", "－1", "＠x", "'=1", "''=1", "'\t",
]  # fmt: skip
TEXTS = ["نص", "'نص", "''", "1-1", "", " نص", "أ=ب", "\u202e=1", "— شرطة"]


@pytest.mark.parametrize("text", RUNS)
def test_what_would_run_is_held_by_a_quote(text):
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", RUNS + TEXTS)
def test_a_cell_comes_back_as_it_was(text):
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_other_words_stay_as_they_are(text):
    assert escaped(text) == text
