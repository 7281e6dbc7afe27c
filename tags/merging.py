"""Make several keywords one, as sets: what each article had is kept, so that `tags.unmerging` gives it back.

A chunk of articles is one transaction. Its articles are locked first, as every writer of keywords does, so
that a merge never deadlocks with a save; a killed one goes on where it stopped. The names go last, and with
them the pages: until then both keywords stand.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _

from articles.models import Article
from tags.errors import MayNotMerge, NotMergeable
from tags.models import ACTIVE, Keyword, KeywordAlias, KeywordMerge, KeywordPair, MergedKeyword, MergeState

CHUNK = 5000
# How long to wait for saves that are under way, and how often to look again, in seconds.
PATIENCE, PAUSE = 10.0, 0.1
# A merge of fewer articles is done while one waits; a larger one is a job.
AT_ONCE = 2000

_COUNT = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM articles_articlekeyword k WHERE k.content_object_id = moved.id AND k.tag_id = %(keeper)s))
FROM (
    SELECT DISTINCT content_object_id AS id FROM articles_articlekeyword WHERE tag_id = ANY(%(losers)s)
) moved
"""
_SOME = "SELECT content_object_id FROM articles_articlekeyword WHERE tag_id = ANY(%(losers)s) LIMIT %(most)s"
_NOTE = """
INSERT INTO tags_keywordmove (merge_id, article, keyword, "row", position, revision)
SELECT %(merge)s, k.content_object_id, k.tag_id, k.id, k.position, a.latest_revision_id
FROM articles_articlekeyword k JOIN articles_article a ON a.id = k.content_object_id
WHERE k.content_object_id = ANY(%(articles)s) AND k.tag_id = ANY(%(all)s)
"""
# One row of each article stays, at the first place that any of them had.
_MOVE = """
WITH mine AS (
    SELECT id, min(position) OVER (PARTITION BY content_object_id) AS place,
        row_number() OVER (
            PARTITION BY content_object_id ORDER BY tag_id = %(keeper)s DESC, position, id
        ) AS rank
    FROM articles_articlekeyword WHERE content_object_id = ANY(%(articles)s) AND tag_id = ANY(%(all)s)
), gone AS (
    DELETE FROM articles_articlekeyword k USING mine WHERE k.id = mine.id AND mine.rank > 1
)
UPDATE articles_articlekeyword k SET tag_id = %(keeper)s, position = mine.place
FROM mine WHERE k.id = mine.id AND mine.rank = 1
"""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do: articles that change, those of them that have the keeper already, and names."""

    keeper: Keyword
    losers: list[Keyword]
    moved: int
    shared: int
    aliases: list[str]
    addresses: list[str]


def plan_merge(keeper: Keyword, losers: Sequence[Keyword]) -> MergePlan:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keeper": keeper.pk, "losers": [loser.pk for loser in losers]})
        moved, shared = cursor.fetchone()
    theirs = list(KeywordAlias.objects.filter(target__in=losers).values_list("name", "slug"))
    slugs = dict.fromkeys([*(loser.slug for loser in losers), *(slug for _name, slug in theirs if slug)])
    return MergePlan(
        keeper, list(losers), moved, shared,
        aliases=[*(loser.name for loser in losers), *(name for name, _slug in theirs)],
        addresses=[uri_to_iri(reverse("keyword", args=[slug])) for slug in slugs],
    )  # fmt: skip


@transaction.atomic
def begin_merge(keeper: Keyword, losers: Sequence[Keyword], *, by: Any) -> KeywordMerge:
    """Mark keywords for their merge; raises MayNotMerge, NotMergeable. `run_merge` does it."""
    if not by.has_perm("tags.merge_keyword"):
        raise MayNotMerge(_("You may not merge keywords."))
    wanted = {keeper.pk, *(loser.pk for loser in losers)}
    rows = {row.pk: row for row in Keyword.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    if len(wanted) < 2 or len(rows) < len(wanted):
        raise NotMergeable(_("Choose two keywords or more that still exist."))
    _refuse_while_active(wanted)
    keeper = rows.pop(keeper.pk)
    plan = plan_merge(keeper, list(rows.values()))
    counts = {"moved": 0, "shared": plan.shared, "total": plan.moved}
    merge = KeywordMerge.objects.create(
        keeper=keeper.pk, keeper_name=keeper.name, by=by, counts=counts, heartbeat_at=timezone.now()
    )
    MergedKeyword.objects.bulk_create(
        MergedKeyword(
            merge=merge, keyword=row.pk, name=row.name, key=row.key, slug=row.slug,
            description=row.description,
        )
        for row in rows.values()
    )  # fmt: skip
    return merge


def _refuse_while_active(keywords: set[int]) -> None:
    if busy := is_busy(keywords):
        raise NotMergeable(
            _("One of them takes part in another merge, into %(name)s; wait for its end.")
            % {"name": busy.keeper_name}
        )


def is_busy(keywords: set[int]) -> KeywordMerge | None:
    """Return a merge under way that some of the keywords take part in."""
    taking_part = Q(keeper__in=keywords) | Q(merged__keyword__in=keywords)
    return KeywordMerge.objects.filter(taking_part, state__in=ACTIVE).first()


def run_merge(merge: KeywordMerge) -> None:
    """Do what is left of a merge that was begun; nothing where it is done, or another worker is at it.

    Where saves hold the keywords for too long it is left to the job that resumes merges.
    """
    give_up = time.monotonic() + PATIENCE
    while (step := _advance(merge.pk)) is not Step.DONE:
        if step is Step.HELD:
            if time.monotonic() > give_up:
                return
            time.sleep(PAUSE)  # no lock is held meanwhile


class Step(Enum):
    """How a chunk of a merge ended: there is more to do, others hold the keywords, or all is done."""

    MORE, HELD, DONE = range(3)


@transaction.atomic
def _advance(number: int) -> Step:
    """Move the keywords of the next articles, or take away the names."""
    merge = locked_merge(number, MergeState.MERGING)
    if merge is None:
        return Step.DONE
    losers = list(merge.merged.values_list("keyword", flat=True))
    if articles := _articles_with(losers, CHUNK):
        merge.counts["moved"] += _move(merge, losers, articles)
        merge.save(update_fields=["counts", "heartbeat_at"])
        return Step.MORE
    if not _hold_alone(losers):
        return Step.HELD
    if _articles_with(losers, 1):
        return Step.MORE
    _take_away(merge, losers)
    merge.state = MergeState.MERGED
    merge.save(update_fields=["state", "heartbeat_at"])
    return Step.DONE


def _hold_alone(losers: list[int]) -> bool:
    """Lock keywords that nobody is just giving to an article; whoever would, waits and finds them gone.

    It never waits itself, while it has others wait: that is how deadlocks come about.
    """
    rows = Keyword.objects.filter(pk__in=losers)
    return len(rows.select_for_update(skip_locked=True).values_list("pk")) == rows.count()


def locked_merge(number: int, state: str) -> KeywordMerge | None:
    """Lock a merge for one chunk; None where it is in another state, or in other hands."""
    waiting = KeywordMerge.objects.select_for_update(skip_locked=True)
    merge = waiting.filter(pk=number, state=state).first()
    if merge:
        merge.heartbeat_at = timezone.now()
    return merge


def lock_articles(articles: Sequence[int]) -> None:
    """Lock articles in the order in which every writer does."""
    list(Article.objects.select_for_update().filter(pk__in=articles).order_by("pk").values_list("pk"))


def _articles_with(losers: list[int], most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_SOME, {"losers": losers, "most": most})
        return list({article for (article,) in cursor.fetchall()})


def _move(merge: KeywordMerge, losers: list[int], articles: list[int]) -> int:
    lock_articles(articles)
    given = {
        "merge": merge.pk, "keeper": merge.keeper, "all": [merge.keeper, *losers], "articles": articles,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, given)
        cursor.execute(_MOVE, given)
        return int(cursor.rowcount)


def _take_away(merge: KeywordMerge, losers: list[int]) -> None:
    """Remove the keywords; their names, aliases and addresses lead to the one that stays."""
    merged = list(merge.merged.all())
    aliases = KeywordAlias.objects.filter(target__in=losers)
    told = aliases.order_by("pk").values("target", "id", "name", "key", "slug")
    for row in merged:
        row.aliases = [
            {name: alias[name] for name in ("id", "name", "key", "slug")}
            for alias in told
            if alias["target"] == row.keyword
        ]
    MergedKeyword.objects.bulk_update(merged, ["aliases"])
    aliases.update(target=merge.keeper)
    KeywordPair.objects.filter(Q(one__in=losers) | Q(other__in=losers), is_distinct=False).delete()
    Keyword.objects.filter(pk__in=losers).delete()
    made = [KeywordAlias(target_id=merge.keeper, name=row.name, key=row.key, slug=row.slug) for row in merged]
    for alias in made:
        alias.take_stems()
    KeywordAlias.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["key"], update_fields=["target", "name", "slug"]
    )
