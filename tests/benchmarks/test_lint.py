"""Count what the rules of the language desk find in the archive, rule by rule, and time them."""

import time
from collections import Counter
from itertools import islice

import pytest

from articles.sanitizing import body_and_text
from newsroom.arabic.linting import RULES, lint
from newsroom.arabic.tokens import find_words
from tests.benchmarks.archive import iter_records, report

pytestmark = pytest.mark.bench

ARTICLES, TIMED = 4000, 100
SHORTEST, LONGEST = 550, 660
MOST_MILLISECONDS = 25


def problems_of(record):
    day = record.published_at and record.published_at.date()
    return lint(f"{record.headline}\n{record.body}", published=day)


def test_hits_by_rule_and_articles_with_them(capsys):
    hits, articles = Counter(), Counter()
    for record in islice(iter_records(), ARTICLES):
        found = [problem.rule for problem in problems_of(record)]
        hits.update(found)
        articles.update(set(found))
    figures = {"articles": {"read": ARTICLES}}
    for name, rule in RULES.items():
        kind = f"{rule.severity}, {'safe' if rule.is_safe else 'asked'}"
        figures[f"{name} ({kind})"] = {"hits": hits[name], "articles": articles[name]}
    report(capsys, figures)


def test_an_article_of_600_words_takes_a_few_milliseconds(capsys):
    texts = [body_and_text(record.body)[1] for record in islice(iter_records(), ARTICLES)]
    texts = [text for text in texts if SHORTEST <= len(find_words(text)) <= LONGEST][:TIMED] or texts[:TIMED]
    lint(texts[0])
    start = time.process_time()
    for text in texts:
        lint(text)
    spent = 1000 * (time.process_time() - start) / len(texts)
    report(capsys, {"600 words": {"texts": len(texts), "milliseconds": round(spent, 2)}})
    assert spent < MOST_MILLISECONDS
