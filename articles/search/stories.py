"""Of near-copies among the hits of a search keep one, as lists do."""

from collections import defaultdict
from collections.abc import Sequence

from articles.search.hits import Hit

# What scores less than this share of the best of its story does not stand for it.
AS_GOOD = 0.95
# Of so many of them the texts are read for the words as typed.
MOST_READ = 4


def stories_of(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Put near-copies together: of those that fit a query as well as any the oldest first, at its place.

    Who asks with the words of one copy finds that one; hits by time have no score, so the oldest stands.
    """
    members: defaultdict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.story is not None:
            members[hit.story].append(hit)
    standing = {story[0].pk: story for story in map(_as_good, members.values())}
    return [standing.get(hit.pk, [hit]) for hit in hits if hit.story is None or hit.pk in standing]


def _as_good(story: Sequence[Hit]) -> list[Hit]:
    best = max(hit.score for hit in story)
    return sorted((hit for hit in story if hit.score >= AS_GOOD * best), key=_place)[:MOST_READ]


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
