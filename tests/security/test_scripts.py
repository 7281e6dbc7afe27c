"""Our scripts make no code of text, and machines' addresses hand no file over under a name of others."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.factories import make_article

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted([*(ROOT / "static").rglob("*.js"), ROOT / "templates" / "worker.js"])
# What runs a text, and what writes past the tree of the page.
RUNNING = re.compile(
    r"\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|document\.write|insertAdjacentHTML|createContextualFragment"
    r"|srcdoc|javascript:(?!/)|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]|import\s*\(\s*[^\"'\s]"
)


def test_the_scripts_are_found():
    assert len(SCRIPTS) > 30


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_code_of_text(path):
    assert RUNNING.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ["eval (x)", "new Function('a')", "setTimeout('x', 1)", "document.write(x)"])
def test_what_makes_code_would_be_found(text):
    assert RUNNING.search(text)


@pytest.mark.django_db
def test_no_answer_for_machines_becomes_a_file_by_its_address():
    """A link to «…json;x.bat» must not be saved as a program that holds what somebody searched for."""
    article = make_article()
    for address in (f"/articles/{article.pk}.json", "/search.json", "/feeds/latest.json"):
        for end in (";x.bat", "/x.cmd", ";/x.bat", "%3Bx.bat", ".bat"):
            assert Client().get(address + end).status_code in (301, 404)
    answer = Client().get("/search.json", {"q": '"||calc||', "callback": "calc"})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"{")
