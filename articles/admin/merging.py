"""Two texts of one article side by side, word by word; a choice for each paragraph makes the next version."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import autosaving, publishing
from articles.admin.diffing import FIELD_LABELS, print_field, word_sides
from articles.admin.pages import article_page, get_article_or_404, get_revision_or_404
from articles.merging import Part, Pick, Row, merged, plan
from articles.models import Article, Revision
from articles.permissions import may_change
from articles.records import Record, dump
from articles.revising import record_of


def merge(request, article_id: int, number: int):
    """Show a version that stands aside beside the newest, and save what the person makes of both."""
    article = get_article_or_404(request, article_id)
    if not may_change(request.user, article):
        raise PermissionDenied
    mine = get_revision_or_404(article, number)
    if mine.pk == article.latest_revision_id:
        return redirect("admin:articles_article_change", article.pk)
    if request.method == "POST":
        if request.POST.get("seen") == _digest(article.latest_revision, mine):
            return _save(request, article, mine)
        messages.warning(request, _("One of the texts has changed since; choose again, please."))
    context = merge_context(article, article.latest_revision, mine)
    return article_page(request, article, "merge.html", title=_("Two texts side by side"), **context)


def merge_context(article: Article, theirs: Revision, mine: Revision) -> dict[str, Any]:
    parts = plan(record_of(theirs), record_of(mine), _base_of(article, mine))
    return {
        "theirs": theirs, "mine": mine, "parts": [_told(part) for part in parts],
        "seen": _digest(theirs, mine),
    }  # fmt: skip


def _base_of(article: Article, mine: Revision) -> Record | None:
    found = article.revisions.filter(number=mine.base).first() if mine.base else None
    return found and record_of(found)


def _digest(theirs: Revision, mine: Revision) -> str:
    """Name the two texts: one that was never saved may be written on meanwhile."""
    return f"{theirs.pk}-{hashlib.sha256(dump(mine.snapshot)).hexdigest()[:32]}"


def _save(request, article: Article, mine: Revision):
    theirs = article.latest_revision
    record = merged(record_of(theirs), record_of(mine), _base_of(article, mine), request.POST.dict())
    note = _("Merged from versions %(theirs)d and %(mine)d") % {"theirs": theirs.number, "mine": mine.number}
    try:
        made = publishing.save(article, record, by=request.user, base=theirs.pk, note=note)
    except publishing.EditConflict as conflict:
        conflict.mine.base = theirs.number
        conflict.mine.save(update_fields=["base"])
        messages.warning(
            request, _("Somebody saved once more meanwhile; your merge is kept, and here are both.")
        )
        return redirect("admin:articles_article_merge", article.pk, conflict.mine.number)
    autosaving.close_if_same(request.POST.get("pen", ""), record_of(mine), by=request.user)
    messages.success(request, _("Both texts are merged as version %(number)d.") % {"number": made.number})
    return redirect("admin:articles_article_change", article.pk)


def _told(part: Part) -> dict[str, Any]:
    return {
        "name": part.name, "label": FIELD_LABELS[part.name],
        "rows": [_told_row(part, number, row) for number, row in enumerate(part.rows)],
    }  # fmt: skip


def _told_row(part: Part, number: int, row: Row) -> dict[str, Any]:
    one, other = (print_field(part.name, value) if value else "" for value in (row.theirs, row.mine))
    if not row.picks:
        return {"agreed": one}
    sides = word_sides(one, other)
    return {
        "name": f"{part.name}-{number}", "theirs": sides[0], "mine": sides[1], "pick": row.pick,
        "picks": [(pick.value, pick_label(pick, row)) for pick in row.picks],
        "has_theirs": bool(one), "has_mine": bool(other), "is_format": one == other,
    }  # fmt: skip


def pick_label(pick: Pick, row: Row) -> str:
    if pick is Pick.NONE:
        return _("Leave it out")
    if len(row.picks) == 2 and Pick.NONE in row.picks:
        return _("Keep it")
    return {Pick.THEIRS: _("Theirs"), Pick.MINE: _("Mine"), Pick.BOTH: _("Both")}[pick]
