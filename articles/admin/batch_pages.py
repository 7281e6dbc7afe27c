"""The pages of one batch that are ours: progress, undo, rejects to mend, links that wait."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import tasks
from articles.admin.accounts import account_rows, batch_badge, count_articles, progress_of
from articles.importers.fating import MOST_LOOKED_AT, plan_undo
from articles.importers.undoing import can_be_undone, may_undo
from articles.models import Article, ArticleLink, BatchState, ImportBatch, ImportItem, Outcome
from articles.permissions import may_view_all
from articles.refusals import PublishingError
from newsroom.confirm_pages import ask_first

WAITING_A_PAGE = 25
LINKS_SHOWN = 50
# Among so many records a page looks for those with links that wait.
ITEMS_A_LOOK = 20_000
BATCHES_NAMED = 5
# From so many on, or where readers lose something, the number of the batch is typed.
MANY = 1000


def may_see_batches(user: Any) -> bool:
    """What came with a batch tells of every article in it, drafts of others among them."""
    return user.has_perm("articles.view_importbatch") and may_view_all(user)


def get_batch_or_404(request, object_id: Any) -> ImportBatch:
    if not may_see_batches(request.user):
        raise PermissionDenied
    try:
        return ImportBatch.objects.select_related("by", "undone_by").get(pk=object_id)
    except (ImportBatch.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error


def _page(request, batch: ImportBatch, template: str, *, status: int = 200, **context) -> TemplateResponse:
    frame = {
        **admin.site.each_context(request),
        "opts": ImportBatch._meta,
        "batch": batch,
        "badge": batch_badge(batch),
        **context,
    }
    return TemplateResponse(request, f"admin/articles/{template}", frame, status=status)


def show_progress(request, object_id: int) -> TemplateResponse:
    """Give the part of the page that changes; the script on it asks every few seconds."""
    batch = get_batch_or_404(request, object_id)
    return _page(request, batch, "_batch_progress.html", progress=progress_of(batch))


def undo(request, object_id: int) -> HttpResponse:
    """Show what an undo would do, and begin it when it is confirmed."""
    batch = get_batch_or_404(request, object_id)
    if not may_undo(request.user, batch):
        raise PermissionDenied
    if not can_be_undone(batch):
        messages.error(request, _("This batch cannot be undone now."))
        return _to_batch(batch)
    plan = plan_undo(batch, by=request.user)
    if plan["public"] and (asked := ask_first(request)):
        return asked
    is_typed = plan["public"] > 0 or sum(plan.values()) >= MANY
    is_wrong = request.method == "POST" and is_typed and _typed_number(request) != batch.pk
    if request.method == "POST" and not is_wrong:
        return _begin(request, batch)
    total = sum(number for name, number in plan.items() if name != "public")
    return _page(
        request, batch, "import_undo.html", status=422 if is_wrong else 200,
        title=_("Undo batch %(id)d") % {"id": batch.pk}, rows=account_rows(batch, plan), is_typed=is_typed,
        is_wrong=is_wrong, has_more=total >= MOST_LOOKED_AT, looked_at=count_articles(MOST_LOOKED_AT),
        removes=plan["removed"], acts=any(plan[name] for name in ("removed", "restored", "dropped")),
        later=_later_batches(batch) if plan["later"] else [], frees=_frees(batch),
    )  # fmt: skip


def _later_batches(batch: ImportBatch) -> list[int]:
    """Name the last batches that brought articles of this one too, as its last records tell."""
    last = batch.items.exclude(article=None).order_by("-pk").values_list("article", flat=True)
    later = ImportItem.objects.filter(batch__gt=batch, article__in=list(last[:MANY]))
    standing = later.exclude(batch__state__in=(BatchState.UNDOING, BatchState.UNDONE))
    return list(standing.values_list("batch", flat=True).distinct().order_by("-batch")[:BATCHES_NAMED])


def _frees(batch: ImportBatch) -> bool:
    """Say whether an undo of this batch, even where it takes nothing back, lets an earlier one be undone."""
    return batch.state != BatchState.UNDONE and bool(batch.counts.get("unchanged"))


def _typed_number(request) -> int | None:
    """Read the typed number, in Arabic digits or others."""
    text = request.POST.get("number", "").strip()
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _begin(request, batch: ImportBatch) -> HttpResponse:
    try:
        with transaction.atomic():
            tasks.start_undo(batch, by=request.user)
            _note_in_log(request, batch)
    except PublishingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The undo is asked for; this page shows how far it is."))
    return _to_batch(batch)


def _note_in_log(request, batch: ImportBatch) -> None:
    admin.site.get_model_admin(ImportBatch).log_change(request, batch, _("Undo asked for"))


def _to_batch(batch: ImportBatch) -> HttpResponse:
    return redirect("admin:articles_importbatch_change", batch.pk)


def download_rejects(request, object_id: int) -> StreamingHttpResponse:
    """Stream all rejects as the file that `--rejects` writes: mended, it imports."""
    batch = get_batch_or_404(request, object_id)
    response = StreamingHttpResponse(_reject_lines(batch), content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{batch.pk}.jsonl"'
    return response


REJECTS_READ = 200


def _reject_lines(batch: ImportBatch) -> Iterator[str]:
    """Read on from the last reject: a pooler that shares connections keeps no cursor open."""
    names = ("pk", "file", "position", "reason", "record")
    rejects = batch.items.filter(outcome=Outcome.REJECTED).order_by("pk").values(*names)
    page = list(rejects[:REJECTS_READ])
    while page:
        last = page[-1]["pk"]
        for reject in page:
            del reject["pk"]
            yield json.dumps(reject, ensure_ascii=False) + "\n"
        page = list(rejects.filter(pk__gt=last)[:REJECTS_READ]) if len(page) == REJECTS_READ else []


def show_waiting_links(request, object_id: int) -> TemplateResponse:
    """List the batch's articles, last first, whose printed links still wait, with those links."""
    batch = get_batch_or_404(request, object_id)
    after = request.GET.get("after", "")
    items = batch.items.filter(outcome__in=(Outcome.CREATED, Outcome.UPDATED)).order_by("-pk")
    if after.isdecimal() and len(after) < 19:
        items = items.filter(pk__lt=int(after))
    found, following = _waiting_page(items)
    return _page(
        request, batch, "waiting_links.html", title=_("Links still waiting"), next=following,
        articles=_with_links(found), is_first=not after,
    )  # fmt: skip


def _waiting_page(items) -> tuple[list[ImportItem], int | None]:
    """Find the next articles that wait among so many items, and where to go on: a page has its time."""
    waiting = ArticleLink.objects.filter(article=OuterRef("article"), target=None, is_picked=False)
    looked_at = items.values("pk")[:ITEMS_A_LOOK]
    those = ImportItem.objects.filter(Exists(waiting), pk__in=looked_at).order_by("-pk")
    found = list(those.only("article")[: WAITING_A_PAGE + 1])
    if len(found) > WAITING_A_PAGE:
        return found[:WAITING_A_PAGE], found[WAITING_A_PAGE - 1].pk
    return found, items.values_list("pk", flat=True)[ITEMS_A_LOOK - 1 : ITEMS_A_LOOK].first()


def _with_links(found: list[ImportItem]) -> list[tuple[Article, list[ArticleLink]]]:
    """Pair each article, once, with its waiting links in the order of the page."""
    waiting = ArticleLink.objects.filter(target=None, is_picked=False)
    articles = Article.objects.only("headline", "working_title").prefetch_related(
        Prefetch("links", waiting.order_by("kind", "position"), to_attr="waiting")
    )
    known = articles.in_bulk([item.article_id for item in found])
    wanted = dict.fromkeys(item.article_id for item in found)
    return [(known[number], known[number].waiting[:LINKS_SHOWN]) for number in wanted if number in known]


def ways_to_look(batch: ImportBatch) -> list[dict[str, Any]]:
    """List what a person may want to look through, with the counts of the run."""
    items = f"{reverse('admin:articles_importitem_changelist')}?batch__id__exact={batch.pk}"
    copies = f"{reverse('admin:articles_nearcopy_changelist')}?batch__id__exact={batch.pk}"
    links = reverse("admin:articles_importbatch_waiting_links", args=[batch.pk])
    mend = (reverse("admin:articles_importbatch_rejects", args=[batch.pk]), _("download to mend"))
    ways = (
        (_("Rejects"), f"{items}&outcome__exact=rejected", "rejected"),
        (_("Conflicts with edits"), f"{items}&outcome__exact=conflict", "conflicts"),
        (_("Near-copies"), copies, "near_duplicates"),
        (_("Links still waiting"), links, ""),
        (_("All records"), items, "read"),
    )
    found = [
        {"label": label, "address": address, "count": batch.counts.get(name)} for label, address, name in ways
    ]
    if count := batch.counts.get("withdrawn_copies"):
        label = _("Copies of withdrawn articles")
        found.insert(3, {"label": label, "address": f"{copies}&withdrawn=yes", "count": count})
    if batch.counts.get("rejected"):
        found[0]["more"] = mend
    return found
