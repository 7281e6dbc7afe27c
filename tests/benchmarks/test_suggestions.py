"""Score the suggestions of keywords on real articles that have some, each left out as it is asked for.

A keyword counts as known where another article has it. BENCH_KEYWORDS says how many the archive shall have.
"""

import os
import random
import statistics
import time

import pytest

from articles.models import Article, ArticleKeyword
from articles.sanitizing import plain_text
from newsroom.arabic.lexicon import frequencies
from tags.learning import learn_choices
from tags.models import Keyword
from tags.phrases import read_text
from tags.suggestions import Why, suggest, suggest_known
from tests.benchmarks.archive import fill, iter_records, report

pytestmark = [
    pytest.mark.bench,
    pytest.mark.django_db,
    pytest.mark.skipif(not os.environ.get("NEWSROOM_CORPUS"), reason="needs NEWSROOM_CORPUS"),
]

TAGGED = 1886
KEYWORDS = int(os.environ.get("BENCH_KEYWORDS", "5000"))
SAMPLE = int(os.environ.get("BENCH_SAMPLE", "600"))
CUTS = (5, 10)


def make_archive():
    """Import the articles that have keywords, and make keywords of two words until there are enough."""
    fill((record for record in iter_records() if record.keywords), TAGGED)
    words = [word for word in frequencies() if len(word) > 3]
    chance = random.Random(7)
    missing = KEYWORDS - Keyword.objects.count()
    for start in range(0, missing, 5000):
        Keyword.objects.ensure(
            [f"{chance.choice(words)} {chance.choice(words)}" for _ in range(min(5000, missing - start))]
        )


def others_have():
    """List the keywords that two articles have, which is to be known without any one of them."""
    uses = ArticleKeyword.objects.values_list("tag", flat=True)
    counted = {}
    for tag in uses:
        counted[tag] = counted.get(tag, 0) + 1
    return {tag for tag, count in counted.items() if count > 1}


def rate(ranked_of, wanted):
    """Return precision and recall at each cut, the mean over the articles."""
    figures = {}
    for cut in CUTS:
        hits = {pk: len(wanted[pk] & set(ranked[:cut])) for pk, ranked in ranked_of.items()}
        figures[f"precision at {cut}"] = round(statistics.mean(n / cut for n in hits.values()), 3)
        figures[f"recall at {cut}"] = round(statistics.mean(n / len(wanted[pk]) for pk, n in hits.items()), 3)
    return figures


def test_suggestions_against_the_keywords_that_people_gave(capsys):
    make_archive()
    start = time.perf_counter()
    learn_choices()
    figures = {
        "keywords": Keyword.objects.count(),
        "learning, seconds": round(time.perf_counter() - start, 1),
    }
    known = others_have()
    wanted = {}
    for article, tag in ArticleKeyword.objects.values_list("content_object", "tag"):
        if tag in known:
            wanted.setdefault(article, set()).add(tag)
    articles = Article.objects.in_bulk(random.Random(7).sample(sorted(wanted), min(SAMPLE, len(wanted))))
    ranked, named, seconds, own = {}, {}, [], []
    for pk, article in articles.items():
        text = plain_text(article.body)
        found = suggest_known(read_text(article.headline, text), leave_out=pk)
        ranked[pk] = [each.pk for each in found]
        named[pk] = [each.pk for each in found if each.why == Why.NAMED]
        start, begun = time.perf_counter(), time.process_time()
        suggest(article.headline, text, leave_out=pk)
        seconds.append(time.perf_counter() - start)
        own.append(time.process_time() - begun)
    figures |= {"articles": len(ranked)} | rate(ranked, wanted)
    figures |= {f"named only, {name}": figure for name, figure in rate(named, wanted).items()}
    figures["named in the text at all"] = round(
        statistics.mean(len(set(named[pk]) & wanted[pk]) / len(wanted[pk]) for pk in ranked), 3
    )
    figures["ms, median"] = round(1000 * statistics.median(seconds), 1)
    figures["ms of this process, median"] = round(1000 * statistics.median(own), 1)
    figures["ms, p95"] = round(1000 * statistics.quantiles(seconds, n=20)[-1], 1)
    report(capsys, figures)
