"""The table of SECURITY.md names tests that there are, and what it says of itself holds."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| (?:\d|—)", line)
]
TESTS = sorted({name for row in ROWS for name in re.findall(r"`(tests/[^`]+::[^`]+)`", row[3])})


@cache
def functions_of(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", TESTS)
def test_a_test_of_the_table_is_there(name):
    path, _colons, function = name.partition("::")
    assert function in functions_of(path)


# What a row without a test says of itself.
SAID = ("**open**: ", "**does not apply**: ", "**to read**: ")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_proved_or_says_plainly_why_not(row):
    assert len(row) == 4
    assert all(row)
    assert "::" in row[3] or any(word in row[2] + row[3] for word in SAID)


@pytest.mark.parametrize("row", [row for row in ROWS if SAID[2] in row[2]], ids=lambda row: row[0])
def test_what_is_to_be_read_is_named(row):
    assert re.search(r"`[^`]+`|README", row[2])


def expand(told):
    """Name each requirement of a row: «2.1.2–2.1.4, 2.1.6» → 2.1.2, 2.1.3, 2.1.4, 2.1.6."""
    for part in told.split(", "):
        first, _dash, last = part.partition("–")
        chapter, number = first.rsplit(".", 1)
        for each in range(int(number), int((last or first).rsplit(".", 1)[1]) + 1):
            yield f"{chapter}.{each}"


# Levels 1 and 2 of 4.0.3, without the numbers that it leaves empty.
WANTED = """
1.1.1–1.1.7, 1.2.1–1.2.4, 1.4.1, 1.4.4–1.4.5, 1.5.1–1.5.4, 1.6.1–1.6.4, 1.7.1–1.7.2, 1.8.1–1.8.2, 1.9.1–1.9.2, 1.10.1,
1.11.1–1.11.2, 1.12.2, 1.14.1–1.14.6, 2.1.1–2.1.12, 2.2.1–2.2.3, 2.3.1–2.3.3, 2.4.1–2.4.5, 2.5.1–2.5.7, 2.6.1–2.6.3,
2.7.1–2.7.6, 2.8.1–2.8.7, 2.9.1–2.9.3, 2.10.1–2.10.4, 3.1.1, 3.2.1–3.2.4, 3.3.1–3.3.4, 3.4.1–3.4.5, 3.5.1–3.5.3, 3.7.1,
4.1.1–4.1.3, 4.1.5, 4.2.1–4.2.2, 4.3.1–4.3.3, 5.1.1–5.1.5, 5.2.1–5.2.8, 5.3.1–5.3.10, 5.4.1–5.4.3, 5.5.1–5.5.4, 6.1.1–6.1.3,
6.2.1–6.2.6, 6.3.1–6.3.2, 6.4.1–6.4.2, 7.1.1–7.1.4, 7.2.1–7.2.2, 7.3.1, 7.3.3–7.3.4, 7.4.1–7.4.3, 8.1.1–8.1.4, 8.2.1–8.2.3,
8.3.1–8.3.8, 9.1.1–9.1.3, 9.2.1–9.2.4, 10.2.1–10.2.2, 10.3.1–10.3.3, 11.1.1–11.1.8, 12.1.1–12.1.3, 12.2.1, 12.3.1–12.3.6,
12.4.1–12.4.2, 12.5.1–12.5.2, 12.6.1, 13.1.1, 13.1.3–13.1.5, 13.2.1–13.2.3, 13.2.5–13.2.6, 13.3.1–13.3.2, 13.4.1–13.4.2,
14.1.1–14.1.4, 14.2.1–14.2.6, 14.3.2–14.3.3, 14.4.1–14.4.7, 14.5.1–14.5.4
"""


def test_each_requirement_stands_in_one_row():
    wanted = list(expand(WANTED.strip().replace(",\n", ", ")))
    found = [one for row in ROWS if row[0] != "—" for one in expand(row[0])]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_files_that_a_row_names_are_there(row):
    for path in re.findall(r"`((?:newsroom|articles|tests)/[^`:]+)`", row[2]):
        assert (ROOT / path).exists(), path


def test_a_password_of_eleven_characters_is_refused():
    with pytest.raises(ValidationError, match="12"):
        validate_password("قمح-ونخل-٧س")
    validate_password("قمح-ونخل-٧سم")


def test_every_part_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-audit.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert (
                not line or line.startswith(("#", "-r ")) or re.match(r"[\w.\[\]-]+==[\w.]+(?:;.*)?$", line)
            ), line
