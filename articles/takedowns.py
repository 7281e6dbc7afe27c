"""What is withdrawn in one act: the copies of a story that go together, and the word of a shared cache."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.checking import check
from articles.models import Article, AuditEntry, CopyMember, Status
from articles.permissions import viewable
from articles.querysets import ArticleQuerySet, rights_allow
from articles.refusals import PublishingError, StoryChanged
from articles.revising import locked
from articles.turns import take_turn_in_story
from articles.workflow import Transition

PURGED = "purge"


def copies_with_readers(article: Article) -> ArticleQuerySet:
    """List the other copies of a story that the public may read, or will when their time comes."""
    allowed = Q(rights_allow(timezone.localdate()), status=Status.PUBLISHED)
    return Article.objects.in_story_of(article.pk).filter(allowed).order_by("published_at", "pk")


def tell_copies(count: int) -> str:
    """Say how many other copies of a story readers have: «عند القراء نسختان أخريان من هذا الخبر»."""
    if not count:
        return _("Readers have no other copy of this story.")
    text = ngettext(
        "Readers have %(n)d other copy of this story", "Readers have %(n)d other copies of this story", count
    )
    return text % {"n": count}


def copies_withdrawn(article: Article) -> ArticleQuerySet:
    """List the other copies of a story that were taken from readers, the last first."""
    gone = Article.objects.in_story_of(article.pk).filter(status=Status.WITHDRAWN)
    return gone.order_by("-moved_at", "-pk")


def locked_story(article: Article, members: Mapping[int, int], *, by: Any) -> list[Article]:
    """Lock an article and the `members` of its story that were chosen, by the revision seen of each.

    The article comes first. The whole story is locked, in the order of keys, since whoever stands for it is
    chosen again; nothing else is, whatever was chosen. What `by` may not see is as good as gone. Raises
    StoryChanged.
    """
    take_turn_in_story(article.pk)
    chosen = sorted(set(members) - {article.pk})
    if not chosen:
        return [locked(article)]
    held = _story_of(article) | {article.pk}
    list(Article.objects.filter(pk__in=held).order_by("pk").select_for_update().values_list("pk"))
    # What was read before the lock was had may be otherwise by now.
    found, story = viewable(by, Article.objects.all()).in_bulk(chosen), _story_of(article) & held
    for key in chosen:
        _check_unchanged(key, found.get(key), members[key], is_copy=key in story)
    return [locked(article), *(found[key] for key in chosen)]


def locked_in_story(article: Article) -> Article:
    """Lock the row of an article in the turn of its story, and read what it now says."""
    take_turn_in_story(article.pk)
    return locked(article)


def _story_of(article: Article) -> set[int]:
    rows = CopyMember.objects.filter(group__members__article=article.pk)
    return set(rows.values_list("article", flat=True))


def _check_unchanged(key: int, member: Article | None, seen: int, *, is_copy: bool) -> None:
    if member is None:
        raise StoryChanged(_("Article no. %(number)d is gone. Nothing was withdrawn.") % {"number": key})
    told = {"title": member}
    if not is_copy:
        raise StoryChanged(_("«%(title)s» is no copy of this story any more. Nothing was withdrawn.") % told)
    if member.latest_revision_id != seen:
        raise StoryChanged(
            _("«%(title)s» was changed meanwhile; look at it once more. Nothing was withdrawn.") % told
        )


def check_member(member: Article, move: Transition, *, by: Any, note: str) -> None:
    """Raise what speaks against the move, with the name of the member."""
    try:
        check(member, move, by=by, note=note)
    except PublishingError as error:
        raise type(error)(f"«{member}»: {error}") from error


def tell_purged(withdrawals: Collection[int]) -> None:
    """Write beside these withdrawals, entries of the audit, that the shared cache dropped the page; once."""
    told = AuditEntry.objects.filter(
        action=PURGED, takedown=OuterRef("takedown"), article=OuterRef("article")
    )
    waiting = AuditEntry.objects.filter(~Exists(told), pk__in=withdrawals, article__isnull=False)
    AuditEntry.objects.bulk_create(map(_purged, waiting.order_by("pk")))


def _purged(entry: AuditEntry) -> AuditEntry:
    return AuditEntry(
        article_id=entry.article_id, article_label=entry.article_label, action=PURGED,
        from_status=entry.to_status, to_status=entry.to_status, takedown=entry.takedown,
    )  # fmt: skip
