"""Gather the words of many articles: each lexeme of an article once, with all its places."""

from dataclasses import dataclass

import numpy as np

from articles.search.words import Ints, Texts


@dataclass(slots=True)
class Groups:
    """One lexeme of one article each, in the order of articles.

    `order` (words,) sorts the words into groups; `starts` and `sizes` (groups,) say where each is in it;
    `ids` (groups,) are the lexemes; `bounds` the first group of each article and the end of its last.
    """

    order: Ints
    starts: Ints
    sizes: Ints
    ids: Ints
    bounds: list[tuple[int, int]]


def gather(texts: Texts) -> Groups:
    keys = texts.articles << 32 | texts.ids
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sizes = np.diff(starts, append=keys.size)
    return Groups(order, starts, sizes, texts.ids[order[starts]], texts.bounds(starts))
