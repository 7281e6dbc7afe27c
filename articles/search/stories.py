"""Of near-copies among the hits of a search keep one, as lists do."""

from collections.abc import Sequence

from articles.models import CopyMember
from articles.search.hits import Hit


def one_a_story(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the oldest hit of each group of near-copies, in one query; the order stays."""
    rows = CopyMember.objects.filter(article__in=[hit.pk for hit in hits])
    groups = dict(rows.values_list("article", "group"))
    oldest: dict[int, Hit] = {}
    for hit in hits:
        group = groups.get(hit.pk)
        if group is not None and (group not in oldest or _place(hit) < _place(oldest[group])):
            oldest[group] = hit
    return [hit for hit in hits if hit.pk not in groups or oldest[groups[hit.pk]] is hit]


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
