"""Undo a merge: names and addresses first, then what each article had, in chunks like the merge itself.

An article that nobody rewrote gets its rows back as they were, numbers and places too. One that was saved
or imported again since follows the words of its record: they mostly still tell the merged keyword. Where a
person since listed the keyword that stayed in its place, the merged ones take their places in that list,
as a new version of the article; where a person took it off, it stays off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, ArticleKeyword, AuditEntry, Revision
from newsroom.naming import unique_slug
from tags.errors import MayNotMerge, NotUndoable
from tags.merging import CHUNK, lock_articles, locked_merge
from tags.models import Keyword, KeywordAlias, KeywordMerge, MergedKeyword, MergeState

_SAME = """
SELECT DISTINCT m.article FROM tags_keywordmove m JOIN articles_articlekeyword k
ON k.id = m."row" AND k.content_object_id = m.article AND k.tag_id = %(keeper)s
WHERE m.merge_id = %(merge)s AND m.article = ANY(%(articles)s)
"""
_FORGET = (
    "DELETE FROM articles_articlekeyword WHERE content_object_id = ANY(%(same)s) AND tag_id = %(keeper)s"
)
_PUT_BACK = """
INSERT INTO articles_articlekeyword (id, content_object_id, tag_id, position)
SELECT m."row", m.article, m.keyword, m.position FROM tags_keywordmove m
WHERE m.merge_id = %(merge)s AND m.article = ANY(%(same)s) ON CONFLICT DO NOTHING
"""


@dataclass(slots=True)
class _Edited:
    """An article that was rewritten since: what it had, and the keywords of its versions by name."""

    article: Article
    had: list[int]
    live: list[str]
    newest: list[str]
    is_rewritten: bool


def later_merge(merge: KeywordMerge) -> KeywordMerge | None:
    """Find a merge that must be undone first, since it went on from what this one left."""
    later = KeywordMerge.objects.filter(pk__gt=merge.pk).exclude(state=MergeState.UNDONE)
    return later.filter(Q(keeper=merge.keeper) | Q(merged__keyword=merge.keeper)).order_by("-pk").first()


@transaction.atomic
def begin_unmerge(merge: KeywordMerge, *, by: Any) -> KeywordMerge:
    """Bring back names, aliases and addresses; `run_unmerge` does the rest. MayNotMerge, NotUndoable."""
    if not by.has_perm("tags.merge_keyword"):
        raise MayNotMerge(_("You may not merge keywords."))
    merge = KeywordMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.state != MergeState.MERGED:
        raise NotUndoable(
            _("This merge cannot be undone: it is %(state)s.") % {"state": merge.get_state_display()}
        )
    if later := later_merge(merge):
        raise NotUndoable(_("Undo the later merge first: %(merge)s") % {"merge": later})
    _bring_back(merge, list(merge.merged.all()))
    merge.state, merge.undone_by, merge.heartbeat_at = MergeState.UNDOING, by, timezone.now()
    merge.counts |= {"restored": 0, "left": 0, "revised": 0}
    merge.save(update_fields=["state", "undone_by", "heartbeat_at", "counts"])
    return merge


def _bring_back(merge: KeywordMerge, merged: Sequence[MergedKeyword]) -> None:
    """Make the keywords anew under their numbers; whoever took a name since has what was its own."""
    KeywordAlias.objects.filter(key__in=[row.key for row in merged], target=merge.keeper).delete()
    taken = dict(Keyword.objects.filter(key__in=[row.key for row in merged]).values_list("key", "pk"))
    for row in merged:
        if row.key in taken:
            merge.moves.filter(keyword=row.keyword).update(keyword=taken[row.key])
            row.keyword = taken[row.key]
    MergedKeyword.objects.bulk_update(merged, ["keyword"])
    Keyword.objects.bulk_create(_make_anew([row for row in merged if row.key not in taken]))
    _bring_back_aliases(merge, merged)


def _make_anew(merged: Sequence[MergedKeyword]) -> list[Keyword]:
    slugs = [row.slug for row in merged]
    in_use = set(Keyword.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    made: list[Keyword] = []
    for row in merged:
        slug = unique_slug(Keyword, row.name, taken=in_use) if row.slug in in_use else row.slug
        in_use.add(slug)
        made.append(
            Keyword.objects.make(
                pk=row.keyword, name=row.name, key=row.key, description=row.description, slug=slug
            )
        )
    return made


def _bring_back_aliases(merge: KeywordMerge, merged: Sequence[MergedKeyword]) -> None:
    """An alias that a person deleted since stays so; those of a keeper that is gone went with it."""
    owners = {alias["id"]: row.keyword for row in merged for alias in row.aliases}
    if Keyword.objects.filter(pk=merge.keeper).exists():
        aliases = list(KeywordAlias.objects.filter(pk__in=owners, target=merge.keeper))
        for alias in aliases:
            alias.target_id = owners[alias.pk]
        KeywordAlias.objects.bulk_update(aliases, ["target"])
        return
    made = [KeywordAlias(target_id=row.keyword, **alias) for row in merged for alias in row.aliases]
    for alias in made:
        alias.take_stems()
    KeywordAlias.objects.bulk_create(made, ignore_conflicts=True)


def run_unmerge(merge: KeywordMerge) -> None:
    """Do what is left of an undo that was begun."""
    while _advance(merge.pk):
        pass


@transaction.atomic
def _advance(number: int) -> bool:
    merge = locked_merge(number, MergeState.UNDOING)
    if merge is None:
        return False
    rows = merge.moves.order_by("article").values_list("article", flat=True)
    articles = list(rows.distinct()[:CHUNK])
    if articles:
        lock_articles(articles)
        _restore(merge, articles)
        merge.moves.filter(article__in=articles).delete()
    else:
        merge.state, merge.undone_at = MergeState.UNDONE, timezone.now()
    merge.save(update_fields=["state", "undone_at", "counts", "heartbeat_at"])
    return bool(articles)


def _restore(merge: KeywordMerge, articles: list[int]) -> None:
    given = {"merge": merge.pk, "keeper": merge.keeper, "articles": articles}
    with connection.cursor() as cursor:
        cursor.execute(_SAME, given)
        given["same"] = same = [article for (article,) in cursor.fetchall()]
        cursor.execute(_FORGET, given)
        cursor.execute(_PUT_BACK, given)
    edited = _read_edited(merge, articles, set(same))
    rewritten = _restore_edited(merge, edited)
    merge.counts["restored"] += len(same) + rewritten
    merge.counts["left"] += len(articles) - len(same) - rewritten


def _read_edited(merge: KeywordMerge, articles: list[int], same: set[int]) -> list[_Edited]:
    """Read what was rewritten since the merge: rows, or a version that readers do not have yet."""
    noted = merge.moves.filter(article=OuterRef("pk")).values("revision")[:1]
    names = ("pk", "first_published_at", "latest_revision", "live_revision", "status")
    rows = Article.objects.filter(pk__in=articles).only(*names, "headline", "working_title", "external_id")
    rows = rows.annotate(noted=Subquery(noted)).order_by("pk")
    changed = list(rows.filter(~Q(pk__in=same) | ~Q(latest_revision=F("noted"))))
    had: dict[int, list[int]] = {}
    moves = merge.moves.filter(article__in=[a.pk for a in changed]).order_by("article", "position", "row")
    for article, keyword in moves.values_list("article", "keyword"):
        had.setdefault(article, []).append(keyword)
    told = _told_keywords(changed)
    return [
        _Edited(
            article=article,
            had=had[article.pk],
            live=told.get(_ruling(article), []),
            newest=told.get(article.latest_revision_id, []),
            is_rewritten=article.pk not in same,
        )
        for article in changed
    ]


def _ruling(article: Article) -> int | None:
    """Name the version that the row follows: the newest until readers had one."""
    is_out = article.first_published_at is not None and article.live_revision_id
    return article.live_revision_id if is_out else article.latest_revision_id


def _told_keywords(articles: Iterable[Article]) -> dict[int, list[str]]:
    wanted = {number for a in articles for number in (a.latest_revision_id, a.live_revision_id) if number}
    told = Revision.objects.filter(pk__in=wanted).values_list("pk", "snapshot__keywords")
    return {number: keywords or [] for number, keywords in told}


def _restore_edited(merge: KeywordMerge, edited: Sequence[_Edited]) -> int:
    """Return how many of the rewritten articles have a merged keyword again."""
    found = Keyword.objects.by_names({name for each in edited for name in (*each.live, *each.newest)})
    known = Keyword.objects.in_bulk({number for each in edited for number in each.had})
    rows: list[ArticleKeyword] = []
    owners: list[int] = []
    revised: list[tuple[_Edited, list[str]]] = []
    for each in edited:
        had = [known[number] for number in each.had if number in known]
        live = _put_back(each.live, had, found, merge.keeper)
        if each.is_rewritten and live is not None:
            owners.append(each.article.pk)
            rows += _rows(each.article, live, found | {keyword.name: keyword for keyword in had})
        newest = _put_back(each.newest, had, found, merge.keeper)
        if newest is not None and newest != each.newest:
            revised.append((each, newest))
    ArticleKeyword.objects.filter(content_object__in=owners).delete()
    ArticleKeyword.objects.bulk_create(rows, batch_size=5000)
    _revise(merge, revised)
    return len(owners)


def _put_back(names: list[str], had: list[Keyword], found: dict[str, Any], keeper: int) -> list[str] | None:
    """Return a list of names with the merged ones in it, or None where it has neither them nor the keeper."""
    merged = {keyword.pk for keyword in had} - {keeper}
    told = [found[name].pk if name in found else None for name in names]
    if merged & set(told):
        return names
    if keeper not in told:
        return None
    place = told.index(keeper)
    return [*names[:place], *(keyword.name for keyword in had), *names[place + 1 :]]


def _rows(article: Article, names: list[str], found: dict[str, Any]) -> list[ArticleKeyword]:
    keywords = dict.fromkeys(found[name] for name in names if name in found)
    return [
        ArticleKeyword(content_object=article, tag=keyword, position=position)
        for position, keyword in enumerate(keywords)
    ]


def _revise(merge: KeywordMerge, revised: Sequence[tuple[_Edited, list[str]]]) -> None:
    """Write the lists that changed as new versions, so that the next save does not lose them."""
    if not revised:
        return
    articles = {each.article.pk: each.article for each, _names in revised}
    last = Revision.objects.filter(article__in=articles).order_by().values_list("article")
    numbers = dict(last.annotate(last=Max("number")))
    snapshots = Revision.objects.in_bulk([article.latest_revision_id for article in articles.values()])
    note = _("Merge of keywords undone: %(merge)s") % {"merge": merge}
    made = Revision.objects.bulk_create(
        Revision(
            article=each.article, number=numbers[each.article.pk] + 1, by=merge.undone_by, note=note,
            snapshot={**snapshots[each.article.latest_revision_id].snapshot, "keywords": names},
        )
        for each, names in revised
    )  # fmt: skip
    for revision in made:
        article = articles[revision.article_id]
        if article.live_revision_id == article.latest_revision_id:
            article.live_revision = revision
        article.latest_revision = revision
    Article.objects.bulk_update(articles.values(), ["latest_revision", "live_revision"], batch_size=500)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            article=revision.article, article_label=str(revision.article)[:300], action="save", note=note,
            from_status=revision.article.status, to_status=revision.article.status, revision=revision,
            by=merge.undone_by, by_name=str(merge.undone_by)[:200],
        )
        for revision in made
    )  # fmt: skip
    merge.counts["revised"] += len(made)
