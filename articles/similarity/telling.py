"""Say which stems tell most about each of many articles, so that what is alike is found by them."""

import numpy as np

from articles.search.groups import Groups
from articles.search.words import Texts
from articles.similarity.numbers import HEADLINE_WEIGHT, quarters

MOST_TERMS = 8
# «قال» and what is as usual weigh less than these quarters.
_TELLING = 13
_COUNTED = np.array([HEADLINE_WEIGHT, 0, 1])


def main_terms(texts: Texts, groups: Groups) -> list[list[int]]:
    """Return the numbers of the stems that weigh most, by how rare they are and how often they come.

    Usual words are told only of an article that has too few others.
    """
    if not groups.ids.size:
        return [[] for _article in texts.counts]
    numbers = texts.words.numbers[groups.ids]
    rare = quarters(numbers).astype(np.int64)
    counts = np.add.reduceat(_COUNTED[texts.parts][groups.order], groups.starts)
    articles = texts.articles[groups.order[groups.starts]]
    counts[rare == 0] = 0
    is_telling = (rare >= _TELLING) & (counts > 0)
    has_enough = np.bincount(articles[is_telling], minlength=len(texts.counts)) >= MOST_TERMS
    chosen = np.flatnonzero(np.where(has_enough[articles], is_telling, counts > 0))
    weights = rare[chosen] * (1 + np.log(counts[chosen]))
    # Which of two that weigh the same is told must not hang on what was read before.
    ranked = chosen[np.lexsort((numbers[chosen], -weights, articles[chosen]))]
    ends = np.cumsum(np.bincount(articles[chosen], minlength=len(texts.counts))).tolist()
    told = numbers[ranked].tolist()
    return [told[first:end][:MOST_TERMS] for first, end in zip([0, *ends[:-1]], ends, strict=True)]
