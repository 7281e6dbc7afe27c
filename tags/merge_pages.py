"""The pages on which keywords are merged, and a merge is undone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles.admin.accounts import count_articles
from tags.errors import KeywordError
from tags.merging import plan_merge
from tags.models import Keyword, KeywordMerge, MergeState
from tags.tasks import start_merge, start_unmerge
from tags.unmerging import later_merge

MOST = 30
NAMES_SHOWN = 50
COUNTED = ("moved", "shared", "restored", "revised", "left")


def merge(request) -> HttpResponse:
    """Choose which of some keywords stays, see what that would do, and confirm it."""
    if not request.user.has_perm("tags.merge_keyword"):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(request, data)
    keeper = _keeper(chosen, data.get("keeper", ""))
    losers = [keyword for keyword in chosen if keyword != keeper]
    if request.method == "POST" and losers:
        return _begin(request, keeper, losers)
    plan = plan_merge(keeper, losers) if losers else None
    return _page(
        request, "keyword_merge_plan.html", opts=Keyword._meta, title=_("Merge keywords"), chosen=chosen,
        keeper=keeper, losers=losers, plan=plan, **_cut(plan),
    )  # fmt: skip


def _chosen(request, data) -> list[Keyword]:
    """Read the numbers, and a name that is added to them, which may be an alias or spelt otherwise."""
    numbers = [int(text) for text in data.getlist("keyword") if text.isdecimal() and len(text) < 19]
    if name := data.get("add", "").strip()[:200]:
        if found := Keyword.objects.by_names([name]).get(name):
            numbers.append(found.pk)
        else:
            messages.error(request, _("There is no keyword with this name: %(name)s") % {"name": name})
    rows = Keyword.objects.with_uses().in_bulk(numbers[:MOST])
    for row in rows.values():
        row.shown_uses = count_articles(row.uses)
    return [rows[number] for number in dict.fromkeys(numbers) if number in rows]


def _keeper(chosen: list[Keyword], number: str) -> Keyword | None:
    """Propose the one that most articles have."""
    named = [keyword for keyword in chosen if str(keyword.pk) == number]
    return next(iter(named), None) or max(chosen, key=lambda keyword: keyword.uses, default=None)


def _cut(plan) -> dict[str, Any]:
    if plan is None:
        return {}
    names, addresses = plan.aliases, plan.addresses
    return {
        "names": names[:NAMES_SHOWN],
        "addresses": addresses[:NAMES_SHOWN],
        "moved": count_articles(plan.moved),
        "shared": count_articles(plan.shared),
        "is_cut": max(len(names), len(addresses)) > NAMES_SHOWN,
    }


def _begin(request, keeper: Keyword, losers: list[Keyword]) -> HttpResponse:
    try:
        made = start_merge(keeper, losers, by=request.user)
    except KeywordError as error:
        messages.error(request, str(error))
        return redirect("admin:tags_keyword_changelist")
    names = "، ".join(loser.name for loser in losers)
    _note_in_log(request, keeper, _("Merged into it: %(names)s") % {"names": names})
    _tell(request, made)
    return redirect("admin:tags_keywordmerge_change", made.pk)


def _note_in_log(request, keyword: Keyword, text: str) -> None:
    admin.site.get_model_admin(Keyword).log_change(request, keyword, text)


def _tell(request, made: KeywordMerge) -> None:
    said = {
        MergeState.MERGED: _("The keywords are merged; old names and addresses lead to the one that stays."),
        MergeState.UNDONE: _("The merge is undone."),
    }
    messages.success(request, said.get(made.state, _("It has begun; this page shows how far it is.")))


def get_merge_or_404(request, object_id: int) -> KeywordMerge:
    if not request.user.has_perm("tags.view_keywordmerge"):
        raise PermissionDenied
    try:
        return KeywordMerge.objects.select_related("by", "undone_by").get(pk=object_id)
    except (KeywordMerge.DoesNotExist, OverflowError) as error:
        raise Http404 from error


def undo(request, object_id: int) -> HttpResponse:
    """Say what an undo does, and do it when it is confirmed."""
    made = get_merge_or_404(request, object_id)
    if not request.user.has_perm("tags.merge_keyword"):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, "keyword_unmerge.html", title=_("Undo the merge"), **told(made, request.user))
    try:
        made = start_unmerge(made, by=request.user)
    except KeywordError as error:
        messages.error(request, str(error))
    else:
        if keeper := Keyword.objects.filter(pk=made.keeper).first():
            _note_in_log(request, keeper, _("Merge undone: %(merge)s") % {"merge": made})
        _tell(request, made)
    return redirect("admin:tags_keywordmerge_change", made.pk)


def show_progress(request, object_id: int) -> HttpResponse:
    """Give the part of the page that changes; the script on it asks every few seconds."""
    made = get_merge_or_404(request, object_id)
    return _page(request, "_merge_progress.html", **told(made, request.user))


def told(made: KeywordMerge, user) -> dict[str, Any]:
    """Gather what the page of a merge tells."""
    later = later_merge(made) if made.state == MergeState.MERGED else None
    may = user.has_perm("tags.merge_keyword") and made.state == MergeState.MERGED
    return {
        "merge": made, "merged": list(made.merged.all()), "later": later, "may_undo": may and not later,
        "keeper": Keyword.objects.filter(pk=made.keeper).first(), "done": _done(made),
        **{name: count_articles(made.counts.get(name, 0)) for name in COUNTED},
    }  # fmt: skip


def _done(made: KeywordMerge) -> int:
    names = ("moved",) if made.state == MergeState.MERGING else ("restored", "left")
    return sum(made.counts.get(name, 0) for name in names)


def _page(request, template: str, **context) -> TemplateResponse:
    frame = {**admin.site.each_context(request), "opts": KeywordMerge._meta, **context}
    return TemplateResponse(request, f"admin/tags/{template}", frame)
