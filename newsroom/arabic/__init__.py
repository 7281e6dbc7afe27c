"""Analyse, write and check Arabic text.

Import rule: plain Python; nothing here imports Django or any other package of this project.
"""

from newsroom.arabic.analysis import (
    ANALYSER_VERSION,
    Analyser,
    Token,
    analyse,
    analyser,
    analyser_version,
    install,
    iter_analyses,
    lexemes,
    older_lexemes,
    query_lexemes,
    version_of,
)
from newsroom.arabic.characters import direction, is_arabic
from newsroom.arabic.counts import counted, since
from newsroom.arabic.dates import parse_date
from newsroom.arabic.formats import (
    format_date,
    format_datetime,
    format_hijri_months,
    format_month,
    format_time,
    with_digits,
)
from newsroom.arabic.hints import DateHint, weekday_hints
from newsroom.arabic.linting import Problem, fix, lint
from newsroom.arabic.mojibake import Restored, restore
from newsroom.arabic.normalize import fold, strip_marks
from newsroom.arabic.slugs import slugify
from newsroom.arabic.tables import Entry
from newsroom.arabic.tokens import reading_minutes, words
from newsroom.arabic.typography import repair

__all__ = [
    "ANALYSER_VERSION",
    "Analyser",
    "DateHint",
    "Entry",
    "Problem",
    "Restored",
    "Token",
    "analyse",
    "analyser",
    "analyser_version",
    "counted",
    "direction",
    "fix",
    "fold",
    "format_date",
    "format_datetime",
    "format_hijri_months",
    "format_month",
    "format_time",
    "install",
    "is_arabic",
    "iter_analyses",
    "lexemes",
    "lint",
    "older_lexemes",
    "parse_date",
    "query_lexemes",
    "reading_minutes",
    "repair",
    "restore",
    "since",
    "slugify",
    "strip_marks",
    "version_of",
    "weekday_hints",
    "with_digits",
    "words",
]
