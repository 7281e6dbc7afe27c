"""The sections that people work in: who has some is kept to them, and who has none is not.

They come with the person where the person signs in (`newsroom.backends`), so a page asks for nothing more.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from articles.models import Article, Section


def sections_of(user: Any) -> frozenset[int]:
    """Name a person's sections and the parts of these; none where the person works in all of them."""
    if user.is_superuser or user.pk is None:
        return frozenset()
    known = getattr(user, "section_ids", None)
    if known is None:
        known = user.section_ids = list(assigned_to(user.pk).values_list("pk", flat=True))
    return frozenset(known)


def assigned_to(person: Any) -> QuerySet[Section]:
    """List the sections given to a person, and the children of these."""
    return Section.objects.filter(Q(people=person) | Q(parent__people=person)).order_by().distinct()


def with_sections(people: QuerySet) -> QuerySet:
    """Let people bring their sections along, in the query that finds them."""
    return people.annotate(section_ids=ArraySubquery(assigned_to(OuterRef("pk")).values("pk")))


def is_within(user: Any, article: Article) -> bool:
    """Say whether an article lies in the sections that a person was given."""
    return article.section_id in sections_of(user)


def is_in_reach(user: Any, article: Article) -> bool:
    """Say whether an editor answers for an article: what has no section yet is for every editor."""
    given = sections_of(user)
    return not given or article.section_id is None or article.section_id in given


def within(user: Any, *, with_unplaced: bool) -> Q:
    """Say the same of the rows of a query, as one condition."""
    given = sections_of(user)
    if not given:
        return Q(pk__in=())
    return Q(section__in=sorted(given)) | (Q(section=None) if with_unplaced else Q(pk__in=()))
