"""Keep near-copies in groups, one a story."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from uuid import UUID

from django.db import connection

from articles.models import CopyGroup, CopyKind, CopyMember, CopyVerdict, ImportBatch
from articles.similarity.copies import Found, Match, Text, find_copies, texts_of
from articles.similarity.heads import choose_heads

_JOIN = """
UPDATE articles_copymember m SET group_id = joined.kept
FROM unnest(%s::bigint[], %s::bigint[]) AS joined(old, kept) WHERE m.group_id = joined.old
"""
_ALONE = """
WITH alone AS (
    SELECT g.id FROM articles_copygroup g WHERE g.id = ANY(%s) AND g.decided_at IS NULL
      AND (SELECT count(*) FROM articles_copymember m WHERE m.group_id = g.id) < 2
), gone AS (
    DELETE FROM articles_copymember m USING alone WHERE m.group_id = alone.id
)
DELETE FROM articles_copygroup g USING alone WHERE g.id = alone.id
"""
_FREED = """
UPDATE articles_article a SET is_behind = false
WHERE a.id = ANY(%s) AND a.is_behind AND NOT EXISTS (
    SELECT FROM articles_copymember m WHERE m.article_id = a.id)
"""
_KEEP_PAIRS = """
INSERT INTO articles_nearcopy (batch_id, article_id, other_id, score, kind)
SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::float[], %s::text[])
ON CONFLICT (article_id, other_id) DO UPDATE SET score = excluded.score, kind = excluded.kind
"""
_FORGET_PAIRS = """
DELETE FROM articles_nearcopy WHERE article_id = ANY(%s) AND looked_at IS NULL
"""


@dataclass(slots=True, eq=False)
class Story:
    """Articles and groups that belong together."""

    articles: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    is_decided: bool = False


@dataclass(slots=True)
class Stories:
    """Each article and each group in one story."""

    by_article: dict[int, Story] = field(default_factory=dict)
    by_group: dict[int, Story] = field(default_factory=dict)

    def of(self, text: Text) -> Story:
        story = self.by_article.get(text.article) or (self.by_group.get(text.group) if text.group else None)
        if story is None:
            story = Story(groups={text.group} if text.group else set())
        self._put(story, {text.article}, story.groups)
        story.is_decided |= text.is_decided
        return story

    def unite(self, one: Story, other: Story) -> None:
        self._put(one, other.articles, other.groups)
        one.is_decided |= other.is_decided

    def _put(self, story: Story, articles: set[int], groups: set[int]) -> None:
        story.articles |= articles
        story.groups |= groups
        self.by_article |= dict.fromkeys(articles, story)
        self.by_group |= dict.fromkeys(groups, story)

    def united(self) -> list[Story]:
        return [story for story in dict.fromkeys(self.by_article.values()) if len(story.articles) > 1]


@dataclass(slots=True)
class Plan:
    """What is to be written: stories of two or more, the pairs, and who is behind another.

    `withdrawn` are those that were looked at and that readers no longer have.
    """

    stories: list[Story]
    matches: list[Match]
    behind: set[int]
    withdrawn: set[int]

    def copied(self, articles: Collection[int]) -> int:
        """Count the articles that are near-copies of earlier ones."""
        return len({match.article for match in self.matches}.intersection(articles))


@dataclass(slots=True)
class Verdicts:
    """What editors said of these articles and others: kept together, and kept apart."""

    together: list[Match] = field(default_factory=list)
    apart: dict[int, set[tuple[str, int]]] = field(default_factory=dict)


def plan_copies(arrivals: Sequence[Text], *, are_new: bool) -> Plan:
    """Find the copies of articles and the groups that they belong to; nothing is written."""
    found = find_copies(arrivals, are_new=are_new)
    verdicts = _verdicts(arrivals, found)
    matches = _best_first([*found.matches, *verdicts.together])
    stories = _gather(matches, found.texts, verdicts)
    withdrawn = {key for key, text in found.texts.items() if text.is_withdrawn}
    return Plan(stories, _agreed(matches, stories), _behind(arrivals, stories, found.texts), withdrawn)


def write_copies(plan: Plan, *, batch: ImportBatch | None = None) -> None:
    """Write the groups and pairs of a plan, and choose who stands for each group."""
    if not plan.stories:
        return
    made = CopyGroup.objects.bulk_create(CopyGroup() for story in plan.stories if not story.groups)
    new = iter(made)
    groups = [min(story.groups) if story.groups else next(new).pk for story in plan.stories]
    told = list(zip(plan.stories, groups, strict=True))
    CopyMember.objects.bulk_create(
        [CopyMember(article_id=key, group_id=group) for story, group in told for key in story.articles],
        update_conflicts=True, unique_fields=["article"], update_fields=["group"],
    )  # fmt: skip
    joined = {old: group for story, group in told for old in story.groups if old != group}
    columns = [[getattr(m, name) for m in plan.matches] for name in ("article", "other", "score", "kind")]
    with connection.cursor() as cursor:
        if joined:
            cursor.execute(_JOIN, [list(joined), list(joined.values())])
            CopyGroup.objects.filter(pk__in=joined).delete()
        cursor.execute(_KEEP_PAIRS, [batch and batch.pk, *columns])
    choose_heads(groups)


def regroup(arrivals: Sequence[Text]) -> None:
    """Look anew for the copies of articles that are there, and leave groups that they fit no more.

    An article of a group that an editor decided on stays in it.
    """
    there = texts_of([text.article for text in arrivals])
    for text in arrivals:
        known = there[text.article]
        text.group, text.is_decided = known.group, known.is_decided
    plan = plan_copies(arrivals, are_new=False)
    kept = {article: story for story in plan.stories for article in story.articles}
    left = [
        text for text in arrivals
        if text.group and not text.is_decided
        and (text.article not in kept or text.group not in kept[text.article].groups)
    ]  # fmt: skip
    CopyMember.objects.filter(article__in=[text.article for text in left]).delete()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_PAIRS, [[text.article for text in arrivals]])
    write_copies(plan)
    dissolve({text.group for text in arrivals if text.group})
    if left:
        with connection.cursor() as cursor:
            cursor.execute(_FREED, [[text.article for text in left]])


def dissolve(groups: Collection[int]) -> None:
    """Choose anew in groups that lost a member; one that is left alone is no group."""
    if not groups:
        return
    choose_heads(groups)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [list(groups)])


def digest(external_id: str) -> UUID:
    return UUID(bytes=md5(external_id.encode(), usedforsecurity=False).digest())


def _best_first(matches: Iterable[Match]) -> list[Match]:
    """Keep one match of each pair, the last given, and put the best first."""
    pairs = {(match.article, match.other): match for match in matches}
    return sorted(pairs.values(), key=lambda match: (-match.score, match.article, match.other))


def _agreed(matches: list[Match], stories: list[Story]) -> list[Match]:
    """Keep the pairs whose two sides came into one story."""
    told = {article: story for story in stories for article in story.articles}
    return [m for m in matches if m.article in told and told[m.article] is told.get(m.other)]


def _gather(matches: list[Match], texts: dict[int, Text], verdicts: Verdicts) -> list[Story]:
    """Unite what matches, the best first, unless an editor said that it is apart."""
    stories = Stories()
    for match in matches:
        one, other = (stories.of(texts[key]) for key in (match.article, match.other))
        if one is not other and _may_unite(one, other, verdicts):
            stories.unite(one, other)
    return stories.united()


def _may_unite(one: Story, other: Story, verdicts: Verdicts) -> bool:
    if one.groups and other.groups and (one.is_decided or other.is_decided):
        return False
    return not (_is_apart(one, other, verdicts) or _is_apart(other, one, verdicts))


def _is_apart(one: Story, other: Story, verdicts: Verdicts) -> bool:
    its = {("article", key) for key in other.articles} | {("group", key) for key in other.groups}
    return any(verdicts.apart.get(key, set()) & its for key in one.articles)


def _behind(arrivals: Sequence[Text], stories: list[Story], texts: dict[int, Text]) -> set[int]:
    """Name the public arrivals that have an older public one in their story."""
    mine = {text.article for text in arrivals}
    behind: set[int] = set()
    for story in stories:
        public = sorted((texts[key] for key in story.articles if texts[key].is_public), key=lambda t: t.place)
        behind |= {text.article for text in public[1:]} & mine
    return behind


_VERDICTS = """
WITH asked AS (SELECT * FROM unnest(%s::uuid[], %s::bigint[]) AS a(digest, article)),
said AS (
    SELECT asked.article, v.other AS partner, v.is_copy
    FROM articles_copyverdict v JOIN asked ON asked.digest = v.one_digest
    UNION ALL
    SELECT asked.article, v.one, v.is_copy
    FROM articles_copyverdict v JOIN asked ON asked.digest = v.other_digest
)
SELECT said.article, a.id, m.group_id, said.is_copy
FROM said JOIN articles_article a ON a.external_id = said.partner
LEFT JOIN articles_copymember m ON m.article_id = a.id
"""


def _verdicts(arrivals: Sequence[Text], found: Found) -> Verdicts:
    """Read what editors said of the arrivals and of what is like them; of most nobody ever spoke."""
    verdicts = Verdicts()
    if not CopyVerdict.objects.exists():
        return verdicts
    mine, texts = {text.article for text in arrivals}, list(found.texts.values())
    given: list[Any] = [[digest(text.external_id) for text in texts], [text.article for text in texts]]
    with connection.cursor() as cursor:
        cursor.execute(_VERDICTS, given)
        rows = cursor.fetchall()
    found.texts |= texts_of({row[1] for row in rows if row[3]} - set(found.texts))
    for article, other, group, is_copy in rows:
        if is_copy and article in mine:
            verdicts.together.append(Match(max(article, other), min(article, other), 1.0, CopyKind.CONFIRMED))
        elif not is_copy:
            apart = verdicts.apart.setdefault(article, set())
            apart |= {("article", other)} | ({("group", group)} if group else set())
    return verdicts
