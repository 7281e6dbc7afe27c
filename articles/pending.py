"""Pictures that only a text names which is no row yet: a version that waits, or an unsaved text.

The rows of an article say what readers have; these keep the library from losing the rest.
"""

import re
from typing import Any

from articles.figures import MARK
from articles.holding import held
from articles.models import Article, Autosave, Image, PendingImage, PlannedUpdate, Revision
from articles.permissions import viewable_images

_IN_TEXT = re.compile(MARK + r'="([1-9][0-9]{0,17})"')
_ROW = re.compile(r"images-[0-9]+-image")


def remember_waiting(article: Article) -> None:
    """Keep the pictures of the newest and the planned version of a locked article until they are rows."""
    PendingImage.objects.filter(article=article).delete()
    if article.first_published_at is None:
        return  # the row follows the newest version
    planned = PlannedUpdate.objects.filter(article=article).values_list("revision", flat=True)
    waiting = {article.latest_revision_id, *planned} - {article.live_revision_id}
    snapshots = Revision.objects.filter(pk__in=waiting).values_list("snapshot", flat=True) if waiting else ()
    _keep({number for one in snapshots for number in _in_snapshot(one)}, article=article)


def remember_typed(row: Autosave, before: list[list[str]]) -> None:
    """Keep the pictures of an unsaved text instead of those that it had.

    A text names numbers as its writer likes: what they may not see is none of its pictures.
    """
    numbers = _in_fields(row.fields)
    if numbers == _in_fields(before):
        return
    rows = PendingImage.objects.filter(autosave=row)
    had = numbers & set(rows.values_list("image", flat=True))
    rows.delete()
    seen = viewable_images(row.by, Image.objects.filter(pk__in=numbers - had))
    _keep(had.union(seen.values_list("pk", flat=True)), autosave=row)


def forget_typed(rows: Any) -> None:
    PendingImage.objects.filter(autosave__in=rows).delete()


def _keep(numbers: set[int], **text: Any) -> None:
    there = sorted(held(Image, numbers))
    PendingImage.objects.bulk_create(PendingImage(image_id=number, **text) for number in there)


def _in_snapshot(snapshot: dict[str, Any]) -> set[int]:
    listed = {entry["id"] for entry in snapshot.get("images") or () if entry.get("id")}
    return listed | _in_text(snapshot.get("body") or "")


def _in_fields(fields: list[list[str]]) -> set[int]:
    listed = {int(value) for name, value in fields if _ROW.fullmatch(name) and _is_number(value)}
    return listed.union(*(_in_text(value) for name, value in fields if name == "body"))


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19


def _in_text(html: str) -> set[int]:
    return {int(number) for number in _IN_TEXT.findall(html)}
