import ast
import sys
from collections import Counter, defaultdict
from importlib import resources
from pathlib import Path

import pytest

import newsroom.arabic
from newsroom.arabic import (
    analyse,
    direction,
    fix,
    fold,
    is_arabic,
    lexemes,
    lint,
    parse_date,
    repair,
    slugify,
    weekday_hints,
    words,
)
from newsroom.arabic.build_lexicon import pack
from newsroom.arabic.lexicon import frequencies, read_lines
from newsroom.arabic.normalize import fold_word
from newsroom.arabic.tables import base_tables, read_table, stem_head

PACKAGE = Path(newsroom.arabic.__file__).parent
LARGE = 200_000


def imported_modules():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield "." * node.level + (node.module or "")


def test_the_package_imports_the_standard_library_hijridate_and_itself_alone():
    foreign = {
        name
        for name in imported_modules()
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("newsroom.arabic")
    }
    assert foreign == {"hijridate"}


@pytest.mark.parametrize(
    "function",
    [
        analyse,
        direction,
        fix,
        fold,
        is_arabic,
        lexemes,
        lint,
        parse_date,
        repair,
        slugify,
        weekday_hints,
        words,
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\ud800\udfff",
        "\u0651",
        "ـ" * LARGE,
        "\u064b" * LARGE,
        "\u200d" * LARGE,
        "\u202e" * LARGE,
        " " * LARGE,
        "\u00a0 " * LARGE,
        "ا" * LARGE,
        "اً" * LARGE,
        "س\u064b\u0640" * LARGE,
        "a." * LARGE,
        "1/" * LARGE,
        "﴿" * LARGE,
        "(" * LARGE,
        "»" * LARGE,
        "و " * LARGE,
        "مايو/ " * (LARGE // 10),
        "17 مايو المقبل " * (LARGE // 50),
        "\n" * LARGE,
    ],
    ids=lambda text: ascii(text[:3]),
)
def test_hostile_text_is_answered(function, text):
    function(text)


def test_the_lexicon_is_small_and_says_that_the_vizier_is_one_word():
    assert len((resources.files("newsroom.arabic") / "data" / "lexicon.txt.gz").read_bytes()) < 600_000
    assert frequencies()["وزير"] > 100 * frequencies().get("زير", 1)


def test_equal_counts_pack_to_equal_bytes_and_rare_words_are_left_out():
    one = pack(Counter({"وزير": 9, "حكومه": 5, "نادر": 4, "bbc": 50}))
    other = pack(Counter({"bbc": 50, "نادر": 4, "حكومه": 5, "وزير": 9}))
    assert one == other
    assert one != pack(Counter({"وزير": 9}))


def test_no_form_stands_in_two_families():
    lemmas, synonyms = base_tables()
    heads = set(synonyms.values())
    assert not {variant for variant, head in synonyms.items() if variant in heads and variant != head}
    assert len(lemmas) > 5000
    stems = defaultdict(set)
    for name in ("lemmas.txt", "plurals.txt"):
        for head, forms in read_table(read_lines(name)):
            for form in (head.removeprefix("="), *forms):
                stems[fold_word(form.removeprefix("!"))].add(stem_head(fold_word(head)))
    assert not [(form, heads) for form, heads in stems.items() if len(heads) > 1]
