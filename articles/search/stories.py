"""Of near-copies among the hits of a search keep one, as lists do."""

from collections import defaultdict
from collections.abc import Sequence

from articles.search.hits import Hit

# What scores less than this share of the best of its story does not stand for it.
AS_GOOD = 0.95


def one_a_story(hits: Sequence[Hit]) -> list[Hit]:
    """Keep of each group of near-copies the oldest that fits the query as well as any.

    Who asks with the words of one copy finds that one; hits by time have no score, so the oldest stands.
    """
    stories: defaultdict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.story is not None:
            stories[hit.story].append(hit)
    standing = {_standing(story).pk for story in stories.values()}
    return [hit for hit in hits if hit.story is None or hit.pk in standing]


def _standing(story: Sequence[Hit]) -> Hit:
    best = max(hit.score for hit in story)
    return min((hit for hit in story if hit.score >= AS_GOOD * best), key=_place)


def _place(hit: Hit) -> tuple[float, int]:
    return hit.published or 0.0, hit.pk


def besides(near: Sequence[Hit], shown: Sequence[Hit]) -> list[Hit]:
    """Keep of further hits those of other stories than what is shown, one of each."""
    told = {hit.story for hit in shown}
    kept = []
    for hit in near:
        if hit.story is None or hit.story not in told:
            kept.append(hit)
            told.add(hit.story)
    return kept
