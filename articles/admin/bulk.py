from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import bulk
from articles.admin import bulk_pages
from articles.admin.base import ReadOnlyAdmin
from articles.admin.bulk_told import counted, label_of, run_badge
from articles.admin.display import NOTHING, print_short
from articles.admin.paging import CappedPaginator
from articles.models import BulkRun


def actions_for(request) -> dict:
    """List what may be done to many, as Django's list of articles offers it."""
    if IS_POPUP_VAR in request.GET:
        return {}
    return {act.name: (_starter(act), act.name, act.label) for act in bulk.acts_for(request.user)}


def _starter(act: bulk.Act):
    def begin(model_admin, request, articles):
        return bulk_pages.start(request, act, articles)

    return begin


@admin.register(BulkRun)
class BulkRunAdmin(ReadOnlyAdmin):
    """The changes of many: who asked for what, what came of it, and the way back."""

    paginator = CappedPaginator
    list_display = ("number", "shown_state", "shown_counts", "by_name", "time")
    list_filter = ("state",)
    sortable_by = ()

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_article")

    has_module_permission = has_view_permission

    def get_queryset(self, request):
        return bulk_pages.runs_of(request.user, super().get_queryset(request))

    @admin.display(description=gettext_lazy("change"))
    def number(self, run):
        return format_html(
            '{} <span class="quiet">{}</span>', label_of(run), _("no. %(id)d") % {"id": run.pk}
        )

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, run):
        return run_badge(run)

    @admin.display(description=gettext_lazy("articles"))
    def shown_counts(self, run):
        told = [(row["label"], row["count"]) for row in counted(run)]
        return format_html_join(" · ", '<span class="nowrap">{}: {}</span>', told) or NOTHING

    @admin.display(description=gettext_lazy("time"))
    def time(self, run):
        return print_short(run.at)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return bulk_pages.show_run(request, bulk_pages.get_run_or_404(request, object_id))

    def get_urls(self):
        wrap = self.admin_site.admin_view
        pages = [
            ("tell", bulk_pages.tell), ("confirm", bulk_pages.confirm), ("again", bulk_pages.take_up),
            ("undo", bulk_pages.undo), ("progress", bulk_pages.show_progress),
            ("items", bulk_pages.show_items),
        ]  # fmt: skip
        own = [
            path(f"<int:object_id>/{name}/", wrap(view), name=f"articles_bulkrun_{name}")
            for name, view in pages
        ]
        return own + super().get_urls()
