from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import badge, print_moment, print_short, title_of
from articles.admin.fates import told_lines
from articles.admin.paging import CappedPaginator
from articles.models import ImportBatch, ImportItem, Status
from articles.permissions import may_view

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
    "links_created": gettext_lazy("links made"),
    "links_resolved": gettext_lazy("links resolved"),
    "keywords_created": gettext_lazy("keywords made"),
    "seconds": gettext_lazy("seconds"),
    "articles_per_second": gettext_lazy("articles a second"),
}
OPTIONS = {
    "format": gettext_lazy("format"), "encoding": gettext_lazy("encoding"),
    "namespace": gettext_lazy("namespace"), "source": gettext_lazy("source"),
    "section": gettext_lazy("section"), "date": gettext_lazy("date"), "status": gettext_lazy("status"),
    "by": gettext_lazy("by"), "map": gettext_lazy("columns"), "dry_run": gettext_lazy("trial run"),
    "report": gettext_lazy("report file"), "rejects": gettext_lazy("rejects file"),
    "batch_size": gettext_lazy("records at a time"), "no_progress": gettext_lazy("without a progress bar"),
    "paths": gettext_lazy("files"), "unknown_fields": gettext_lazy("fields that we do not know"),
}  # fmt: skip


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    list_display = ("number", "started", "state", "by", "file_names", "read", "created", "rejected")
    list_filter = ("state",)
    list_select_related = ("by",)
    fields = (
        "number",
        "state",
        "by",
        "started",
        "finished",
        "files",
        "shown_counts",
        "shown_options",
        "items",
    )
    readonly_fields = fields

    @admin.display(description=gettext_lazy("batch"), ordering="pk")
    def number(self, batch):
        return _("Batch %(id)d") % {"id": batch.pk}

    @admin.display(description=gettext_lazy("started"), ordering="pk")
    def started(self, batch):
        return print_short(batch.started_at)

    @admin.display(description=gettext_lazy("finished"))
    def finished(self, batch):
        return print_moment(batch.finished_at) or "—"

    @admin.display(description=gettext_lazy("files"))
    def files(self, batch):
        return format_html_join(", ", "<bdi>{}</bdi>", ((path,) for path in batch.paths)) or "—"

    @admin.display(description=gettext_lazy("files"))
    def file_names(self, batch):
        """Name the first files; the page of the batch lists their whole paths."""
        names = [path.rsplit("/", 1)[-1] for path in batch.paths[:NAMES_SHOWN]]
        rest = ["…"] if len(batch.paths) > NAMES_SHOWN else []
        return format_html_join("، ", "<bdi>{}</bdi>", ((name,) for name in names + rest)) or "—"

    @admin.display(description=gettext_lazy("read"))
    def read(self, batch):
        return batch.counts.get("read", "—")

    @admin.display(description=gettext_lazy("created"))
    def created(self, batch):
        return batch.counts.get("created", "—")

    @admin.display(description=gettext_lazy("rejected"))
    def rejected(self, batch):
        return batch.counts.get("rejected", "—")

    @admin.display(description=gettext_lazy("counts"))
    def shown_counts(self, batch):
        known = [(label, batch.counts[name]) for name, label in COUNTS.items() if name in batch.counts]
        return _table(known)

    @admin.display(description=gettext_lazy("options"))
    def shown_options(self, batch):
        given = [(OPTIONS.get(name, name), _option(name, value)) for name, value in batch.options.items()]
        return _table([(label, value) for label, value in given if value])

    @admin.display(description=gettext_lazy("records"))
    def items(self, batch):
        """Lead to the records of the batch, those of one outcome at a time."""
        address = f"{reverse('admin:articles_importitem_changelist')}?batch__id__exact={batch.pk}"
        outcomes = ImportItem._meta.get_field("outcome").choices
        links = [(address, "", _("all of them"))]
        links += [(address, f"&outcome__exact={value}", label) for value, label in outcomes]
        return format_html_join(" · ", '<a href="{}{}">{}</a>', links)


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


def _table(rows):
    lines = format_html_join("", '<tr><th scope="row">{}</th><td><bdi>{}</bdi></td></tr>', rows)
    return format_html('<table class="facts">{}</table>', lines) if rows else "—"


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
class ImportItemAdmin(ReadOnlyAdmin):
    """One record of an import: what came, and what became of it."""

    paginator = CappedPaginator
    ordering = ("-pk",)
    change_form_template = "admin/articles/import_item.html"
    list_display = ("place", "shown_outcome", "article_link", "reason", "batch_number")
    list_filter = ("outcome", ("batch", BatchFilter))
    list_select_related = ("article", "batch")

    @admin.display(description=gettext_lazy("record"))
    def place(self, item):
        return format_html('<bdi dir="ltr">{}</bdi> #{}', item.file.rsplit("/", 1)[-1], item.position)

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def shown_outcome(self, item):
        return badge(item.outcome, item.get_outcome_display())

    @admin.display(description=gettext_lazy("article"))
    def article_link(self, item):
        return title_of(item.article) if item.article else "—"

    @admin.display(description=gettext_lazy("batch"))
    def batch_number(self, item):
        return item.batch_id

    def get_object(self, request, object_id, from_field=None):
        item = super().get_object(request, object_id, from_field)
        if item is not None:
            item.is_seen = item.article is not None and may_view(request.user, item.article)
        return item

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["lines"] = told_lines(obj.page, request.user) if obj and obj.page else []
        return super().render_change_form(request, context, add, change, form_url, obj)
