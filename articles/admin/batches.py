from django.contrib import admin
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import batch_pages
from articles.admin.accounts import batch_badge, progress_of, speed_of, undo_of
from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import NOTHING, badge, print_short, title_of
from articles.admin.fates import told_lines
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.models import ImportBatch, ImportItem, Status, Undone
from articles.permissions import may_view
from articles.reach import sections_of

NAMES_SHOWN = 3
# What the report counts, in its order.
COUNTS = {
    "read": gettext_lazy("read"),
    "created": gettext_lazy("created"),
    "updated": gettext_lazy("updated"),
    "unchanged": gettext_lazy("unchanged"),
    "conflicts": gettext_lazy("conflicts"),
    "rejected": gettext_lazy("rejected"),
    "skipped": gettext_lazy("skipped"),
    "near_duplicates": gettext_lazy("near-copies"),
    "withdrawn_copies": gettext_lazy("copies of withdrawn articles"),
    "links_created": gettext_lazy("links made"),
    "links_resolved": gettext_lazy("links resolved"),
    "keywords_created": gettext_lazy("keywords made"),
    "seconds": gettext_lazy("seconds"),
}
LISTED = ("read", "created", "updated", "conflicts", "rejected", "near_duplicates", "withdrawn_copies")
OPTIONS = {
    "format": gettext_lazy("format"), "encoding": gettext_lazy("encoding"),
    "namespace": gettext_lazy("namespace"), "source": gettext_lazy("source"),
    "section": gettext_lazy("section"), "date": gettext_lazy("date"), "status": gettext_lazy("status"),
    "by": gettext_lazy("by"), "map": gettext_lazy("columns"), "dry_run": gettext_lazy("trial run"),
    "report": gettext_lazy("report file"), "rejects": gettext_lazy("rejects file"),
    "batch_size": gettext_lazy("records at a time"), "no_progress": gettext_lazy("without a progress bar"),
    "paths": gettext_lazy("files"), "unknown_fields": gettext_lazy("fields that we do not know"),
}  # fmt: skip


class AllSectionsMixin:
    """What imports brought is of all sections: who is kept to some does not see it."""

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and not sections_of(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)


@admin.register(ImportBatch)
class ImportBatchAdmin(AllSectionsMixin, SavedViewsMixin, ReadOnlyAdmin):
    paginator = CappedPaginator
    change_form_template = "admin/articles/import_batch.html"
    list_display = ("number", "started", "shown_state", "by", "file_names", "shown_counts", "speed")
    list_filter = ("state",)
    list_select_related = ("by",)

    @admin.display(description=gettext_lazy("batch"), ordering="pk")
    def number(self, batch):
        return _("Batch %(id)d") % {"id": batch.pk}

    @admin.display(description=gettext_lazy("started"), ordering="pk")
    def started(self, batch):
        return print_short(batch.started_at)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, batch):
        return batch_badge(batch)

    @admin.display(description=gettext_lazy("files"))
    def file_names(self, batch):
        """Name the first files; the page of the batch lists their whole paths."""
        names = [name.rsplit("/", 1)[-1] for name in batch.paths[:NAMES_SHOWN]]
        rest = ["…"] if len(batch.paths) > NAMES_SHOWN else []
        return format_html_join("، ", "<bdi>{}</bdi>", ((name,) for name in names + rest)) or NOTHING

    @admin.display(description=gettext_lazy("counts"))
    def shown_counts(self, batch):
        """«قُرئ 15 · أُنشئ 12 · مرفوض 3»: in words, so that a phone needs no head of a table."""
        told = [(COUNTS[name], batch.counts[name]) for name in LISTED if batch.counts.get(name)]
        return format_html_join(" · ", '<span class="nowrap">{} {}</span>', told) or NOTHING

    @admin.display(description=gettext_lazy("speed"))
    def speed(self, batch):
        return speed_of(batch) or NOTHING

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= _told(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        pages = [
            ("undo/", "undo", batch_pages.undo),
            ("progress/", "progress", batch_pages.show_progress),
            ("rejects.jsonl", "rejects", batch_pages.download_rejects),
            ("waiting-links/", "waiting_links", batch_pages.show_waiting_links),
        ]
        own = [
            path(f"<int:object_id>/{route}", wrap(view), name=f"articles_importbatch_{name}")
            for route, name, view in pages
        ]
        return own + super().get_urls()


def _told(batch: ImportBatch, user) -> dict:
    """Gather what the page of a batch tells; its counts were taken when it ran."""
    return {
        "batch": batch,
        "badge": batch_badge(batch),
        "progress": progress_of(batch),
        "speed": speed_of(batch),
        "counts": [(label, batch.counts[name]) for name, label in COUNTS.items() if name in batch.counts],
        "options": [
            (OPTIONS.get(name, name), text)
            for name, value in batch.options.items()
            if (text := _option(name, value))
        ],
        "ways": batch_pages.ways_to_look(batch) if batch_pages.may_see_batches(user) else [],
        "undo": undo_of(batch, user),
    }


def _option(name: str, value) -> str:
    if name == "status":
        return str(dict(Status.choices).get(value, value or ""))
    return _("automatic") if value == "auto" else _plain(value)


def _plain(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, list | tuple):
        return "، ".join(map(_plain, value))
    if isinstance(value, dict):
        return "، ".join(f"{key}={_plain(inner)}" for key, inner in value.items())
    return "" if value is None else str(value)


class BatchFilter(admin.FieldListFilter):
    """Take the batch from the address: a list of all batches would help nobody."""

    def __init__(self, field, request, params, model, model_admin, field_path):
        super().__init__(field, request, params, model, model_admin, field_path)
        self.batch = self.used_parameters.get("batch__id__exact")
        self.title = _("batch")

    def expected_parameters(self):
        return ["batch__id__exact"]

    def has_output(self):
        return bool(self.batch)

    def choices(self, changelist):
        yield {
            "selected": False,
            "query_string": changelist.get_query_string(remove=self.expected_parameters()),
            "display": _("All batches"),
        }
        number = self.batch[-1] if isinstance(self.batch, list) else self.batch
        yield {"selected": True, "query_string": "?", "display": _("Batch %(id)s") % {"id": number}}


@admin.register(ImportItem)
class ImportItemAdmin(AllSectionsMixin, ReadOnlyAdmin):
    """One record of an import: what came, and what became of it."""

    paginator = CappedPaginator
    ordering = ("-pk",)
    change_form_template = "admin/articles/import_item.html"
    list_display = ("place", "shown_outcome", "article_link", "reason", "shown_undo", "batch_number")
    list_filter = ("outcome", "undone", ("batch", BatchFilter))
    list_select_related = ("article", "batch")

    @admin.display(description=gettext_lazy("record"))
    def place(self, item):
        return format_html('<bdi dir="ltr">{}</bdi> #{}', item.file.rsplit("/", 1)[-1], item.position)

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def shown_outcome(self, item):
        return badge(item.outcome, item.get_outcome_display())

    @admin.display(description=gettext_lazy("article"))
    def article_link(self, item):
        return title_of(item.article) if item.article else NOTHING

    @admin.display(description=gettext_lazy("undo"))
    def shown_undo(self, item):
        return Undone(item.undone).label if item.undone else NOTHING

    @admin.display(description=gettext_lazy("batch"))
    def batch_number(self, item):
        return _("Batch %(id)d") % {"id": item.batch_id}

    def get_object(self, request, object_id, from_field=None):
        item = super().get_object(request, object_id, from_field)
        if item is not None:
            item.is_seen = item.article is not None and may_view(request.user, item.article)
        return item

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["lines"] = told_lines(obj.page, request.user) if obj and obj.page else []
        return super().render_change_form(request, context, add, change, form_url, obj)
