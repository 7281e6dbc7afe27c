"""Groups of near-copies: who stands for the story, what differs, and an editor's word on it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import ReadOnlyAdmin
from articles.admin.batch_pages import may_see_batches
from articles.admin.copies import differences
from articles.admin.display import badge, print_moment
from articles.admin.paging import CappedPaginator
from articles.models import Article, CopyGroup
from articles.similarity.deciding import confirm, may_decide, set_apart

MOST_MEMBERS = 50
# Who stands for the story first, then the others by age.
_ORDER = ("is_behind", "published_at", "pk")


class DecidedFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("decision"), "decided"

    def lookups(self, request, model_admin):
        return [("no", _("undecided")), ("yes", _("decided"))]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(decided_at__isnull=value == "no") if value in ("no", "yes") else queryset


@admin.register(CopyGroup)
class CopyGroupAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    ordering = ("-pk",)
    change_form_template = "admin/articles/copy_group.html"
    list_display = ("story", "size", "decision")
    list_filter = (DecidedFilter,)
    sortable_by = ()

    def has_view_permission(self, request, obj=None):
        return may_see_batches(request.user)

    def has_module_permission(self, request):
        return may_see_batches(request.user)

    def get_queryset(self, request):
        members = Article.objects.filter(copy_member__group=OuterRef("pk")).order_by(*_ORDER)
        rows = super().get_queryset(request).select_related("decided_by")
        return rows.annotate(
            size=Count("members"), headline=Subquery(members.values("headline")[:1]),
            working_title=Subquery(members.values("working_title")[:1]),
        )  # fmt: skip

    @admin.display(description=gettext_lazy("story"))
    def story(self, group):
        return format_html("<bdi>{}</bdi>", group.headline or group.working_title or group.pk)

    @admin.display(description=gettext_lazy("articles"))
    def size(self, group):
        return group.size

    @admin.display(description=gettext_lazy("decision"))
    def decision(self, group):
        return badge("unchanged", _("decided")) if group.decided_at else badge("needs", _("undecided"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        group = self.get_object(request, object_id)
        if request.method == "POST" and group is not None and self.has_view_permission(request, group):
            return _decide(request, group)
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            members = members_of(obj)
            context["members"] = members
            context["may_decide"] = may_decide(request.user)
            context["decided_at"] = print_moment(obj.decided_at)
            context |= _compared(members, request.GET.get("with", ""))
        return super().render_change_form(request, context, add, change, form_url, obj)


def members_of(group: CopyGroup) -> list[Article]:
    """List the members without their texts, who stands for the story first."""
    rows = Article.objects.filter(copy_member__group=group).order_by(*_ORDER).select_related("source")
    return list(rows.defer("body", "extra", "hints")[:MOST_MEMBERS])


def _compared(members: list[Article], asked: str) -> dict:
    """Compare the asked member, else the second, with the one that stands for the story."""
    if len(members) < 2:
        return {}
    head, *others = members
    chosen = next((other for other in others if str(other.pk) == asked), others[0])
    return {"compared": chosen, "differences": differences(head, chosen)}


def _decide(request, group: CopyGroup):
    if not may_decide(request.user):
        raise PermissionDenied
    if key := request.POST.get("apart", ""):
        article = next((one for one in members_of(group) if str(one.pk) == key), None)
        if article is None:
            raise Http404
        set_apart(article, by=request.user)
        messages.success(request, _("The article is kept apart from this story."))
    else:
        confirm(group, by=request.user)
        messages.success(request, _("The group is kept as it is, whatever comes."))
    return redirect("admin:articles_copygroup_change", group.pk)
