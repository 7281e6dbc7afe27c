"""What editors decide about near-copies: a group confirmed, an article set apart, two brought together.

Each decision is kept by the identities of the articles, so that it outlives indexing and import anew.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, CopyGroup, CopyMember, CopyVerdict, NearCopy
from articles.permissions import may_view_all
from articles.refusals import NotAllowed
from articles.similarity.groups import digest
from articles.similarity.heads import choose_heads, groups_of
from articles.turns import take_turn

MOST_APART = 50


def may_decide(user: Any) -> bool:
    """Near-copies stand across sections, so who is kept to some does not decide on them."""
    return user.has_perm("articles.change_any_article") and may_view_all(user)


@transaction.atomic
def confirm(group: CopyGroup, *, by: Any) -> None:
    """Keep a group as it is: its members stay in it whatever their texts become. Raises NotAllowed."""
    _check(by)
    take_turn()
    first, *others = _identities(_members(group.pk))
    _say(((first, other) for other in others), is_copy=True, by=by)
    _decide([group.pk], by=by)


@transaction.atomic
def set_apart(article: Article, *, by: Any, from_articles: Collection[int] = ()) -> None:
    """Take an article out of its group for good, and away from `from_articles`. Raises NotAllowed.

    Where these stand elsewhere already, it stays with the others of its own group.
    """
    _check(by)
    take_turn()
    groups = groups_of([article.pk])
    if from_articles:
        groups &= groups_of(from_articles)
    others = {key for group in groups for key in _members(group)} | set(from_articles)
    others.discard(article.pk)
    own, *identities = _identities([article.pk, *sorted(others)])
    _say(((own, other) for other in identities), is_copy=False, by=by)
    if groups:
        alone = CopyGroup.objects.create()
        CopyMember.objects.filter(article=article).update(group=alone)
        _decide([alone.pk, *groups], by=by)
        choose_heads([alone.pk, *groups])
    _look_at(article.pk, others, by=by)


@transaction.atomic
def bring_together(article: Article, other: Article, *, by: Any) -> int:
    """Make one group of two articles and of what stands with them, and return it.

    What was said against it is forgotten. Raises NotAllowed.
    """
    _check(by)
    take_turn()
    groups = groups_of([article.pk, other.pk])
    group = min(groups) if groups else CopyGroup.objects.create().pk
    CopyMember.objects.filter(group__in=groups).update(group=group)
    CopyMember.objects.bulk_create(
        [CopyMember(article_id=key, group_id=group) for key in (article.pk, other.pk)], ignore_conflicts=True
    )
    CopyGroup.objects.filter(pk__in=groups - {group}).delete()
    _forget_apart(_members(group))
    _say([(article.external_id, other.external_id)], is_copy=True, by=by)
    _decide([group], by=by)
    choose_heads([group])
    _look_at(article.pk, {other.pk}, by=by)
    return group


def apart_from(members: Collection[Article]) -> list[Article]:
    """Return the articles that editors set apart from some of these, the oldest first."""
    mine = {digest(member.external_id): member.external_id for member in members}
    told = CopyVerdict.objects.filter(Q(one_digest__in=mine) | Q(other_digest__in=mine), is_copy=False)
    partners = {side for pair in told.values_list("one", "other")[:MOST_APART] for side in pair}
    rows = Article.objects.filter(external_id__in=partners - set(mine.values()))
    return list(rows.for_desk().order_by("published_at", "pk"))


def _check(by: Any) -> None:
    if not may_decide(by):
        raise NotAllowed(_("You may not decide on near-copies."))


def _members(group: int) -> list[int]:
    rows = CopyMember.objects.filter(group=group).order_by("article__published_at", "article")
    return list(rows.values_list("article", flat=True))


def _identities(articles: Iterable[int]) -> list[str]:
    keys = list(articles)
    found = dict(Article.objects.filter(pk__in=keys).values_list("pk", "external_id"))
    return [found[key] for key in keys if key in found]


def _say(pairs: Iterable[tuple[str, str]], *, is_copy: bool, by: Any) -> None:
    ordered = [sorted(pair, key=digest) for pair in pairs]
    CopyVerdict.objects.bulk_create(
        [
            CopyVerdict(
                one=one, other=other, one_digest=digest(one), other_digest=digest(other), is_copy=is_copy,
                by=by, at=timezone.now(),
            )
            for one, other in ordered
        ],
        update_conflicts=True, unique_fields=["one_digest", "other_digest"],
        update_fields=["is_copy", "by", "at"],
    )  # fmt: skip


def _forget_apart(members: Collection[int]) -> None:
    """Drop what kept the members of a group apart, or it would part them when one is imported anew."""
    digests = [digest(identity) for identity in _identities(members)]
    CopyVerdict.objects.filter(is_copy=False, one_digest__in=digests, other_digest__in=digests).delete()


def _decide(groups: Collection[int], *, by: Any) -> None:
    CopyGroup.objects.filter(pk__in=groups).update(decided_at=timezone.now(), decided_by=by)


def _look_at(article: int, others: Collection[int], *, by: Any) -> None:
    """The pairs that a decision is about need nobody's look any more."""
    unseen = NearCopy.objects.filter(looked_at=None)
    now = {"looked_at": timezone.now(), "looked_by": by}
    unseen.filter(article=article, other__in=others).update(**now)
    unseen.filter(article__in=others, other=article).update(**now)
