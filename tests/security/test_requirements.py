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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_proved_or_plainly_open(row):
    assert len(row) == 4
    assert "::" in row[3] or "**open**" in row[2] + row[3]


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
