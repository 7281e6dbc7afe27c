"""Remove the names and pictures that a batch made and that nothing uses once it is undone."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from articles.models import (
    Article,
    ArticleAuthor,
    ArticleImage,
    ArticleKeyword,
    Author,
    Image,
    Section,
    Source,
)
from tags.models import Keyword

# Name in the marks of a batch → its model, and where articles name it.
USES: dict[str, tuple[Any, Any, str, str]] = {
    "keyword": (Keyword, ArticleKeyword, "content_object", "tag"),
    "author": (Author, ArticleAuthor, "article", "author"),
    "image": (Image, ArticleImage, "article", "image"),
    "source": (Source, Article, "pk", "source"),
    "section": (Section, Article, "pk", "section"),
}
# What a person gave a thing is lost with it: such a one stays.
GIVEN: dict[str, dict[str, Any]] = {
    "keyword": {"description": ""},
    "author": {"user": None, "biography": ""},
    "image": {"file": ""},
    "source": {"in_menu": False, "description": ""},
    "section": {"in_menu": False, "description": ""},
}


def names_used_by(articles: Sequence[int], marks: dict[str, int]) -> dict[str, set[int]]:
    """List what these articles use that is newer than the beginning of the batch."""
    return {
        name: set(
            use._default_manager.filter(**{f"{owner}__in": articles, f"{target}__gt": marks[name]})
            .order_by()
            .values_list(target, flat=True)
        )
        for name, (_model, use, owner, target) in USES.items()
        if name in marks
    }


def drop_unused(candidates: dict[str, set[int]]) -> None:
    """Delete those that nothing points at and that no person worked on."""
    for name, numbers in candidates.items():
        if numbers:
            _drop(USES[name][0], numbers, GIVEN[name])


def _drop(model: Any, numbers: set[int], given: dict[str, Any]) -> None:
    unused = model._default_manager.filter(pk__in=numbers - _worked_on(model, numbers), **given)
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            uses = relation.related_model._default_manager
            unused = unused.filter(~Exists(uses.filter(**{relation.field.name: OuterRef("pk")})))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            unused.delete()
            # A person may just be using one: told now, it stays; told at the end, the chunk would fail.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        pass


def _worked_on(model: Any, numbers: set[int]) -> set[int]:
    """The admin keeps a line of whatever a person made or changed in it."""
    kind = ContentType.objects.get_for_model(model)
    lines = LogEntry.objects.filter(content_type=kind, object_id__in=[str(number) for number in numbers])
    return {int(number) for number in lines.values_list("object_id", flat=True)}
