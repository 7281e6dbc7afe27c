"""Of near-copies among the hits of a search keep one, as lists do."""

from collections import defaultdict
from collections.abc import Sequence

from articles.models import CopyMember
from articles.search.hits import Hit

# What scores less than this share of the best of its story does not stand for it.
AS_GOOD = 0.95


def one_a_story(hits: Sequence[Hit]) -> list[Hit]:
    """Keep of each group of near-copies the oldest that fits the query as well as any, in one query.

    Who asks with the words of one copy finds that one; hits by time have no score, so the oldest stands.
    """
    rows = CopyMember.objects.filter(article__in=[hit.pk for hit in hits])
    groups = dict(rows.values_list("article", "group"))
    stories: defaultdict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.pk in groups:
            stories[groups[hit.pk]].append(hit)
    standing = {_standing(story).pk for story in stories.values()}
    return [hit for hit in hits if hit.pk not in groups or hit.pk in standing]


def _standing(story: Sequence[Hit]) -> Hit:
    best = max(hit.score for hit in story)
    return min((hit for hit in story if hit.score >= AS_GOOD * best), key=_place)


def _place(hit: Hit) -> tuple[float, int]:
    return hit.published or 0.0, hit.pk


def besides(near: Sequence[Hit], shown: Sequence[Hit]) -> list[Hit]:
    """Keep of further hits those of other stories than what is shown, one of each, in one query."""
    rows = CopyMember.objects.filter(article__in=[hit.pk for hit in (*near, *shown)])
    groups = dict(rows.values_list("article", "group"))
    told = {groups[hit.pk] for hit in shown if hit.pk in groups}
    kept = []
    for hit in near:
        group = groups.get(hit.pk)
        if group is None or group not in told:
            kept.append(hit)
        if group is not None:
            told.add(group)
    return kept
