"""Groups of near-copies: who stands for the story, what differs, and an editor's word on it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.accounts import count_articles
from articles.admin.base import ReadOnlyAdmin
from articles.admin.batch_pages import may_see_batches
from articles.admin.copies import differences
from articles.admin.display import badge, print_moment
from articles.admin.paging import CappedPaginator
from articles.models import Article, CopyGroup, CopyMember
from articles.querysets import public_now
from articles.similarity.deciding import apart_from, bring_together, confirm, may_decide, set_apart

MOST_MEMBERS = 50


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
        """Count by a subquery, which runs for the rows shown and not for the whole table."""
        members = by_standing(Article.objects.filter(copy_member__group=OuterRef("pk")))
        counted = CopyMember.objects.filter(group=OuterRef("pk")).values("group").annotate(n=Count("pk"))
        rows = super().get_queryset(request).select_related("decided_by")
        return rows.annotate(
            size=Subquery(counted.values("n"), output_field=IntegerField()),
            headline=Subquery(members.values("headline")[:1]),
            working_title=Subquery(members.values("working_title")[:1]),
        )

    @admin.display(description=gettext_lazy("story"))
    def story(self, group):
        return format_html("<bdi>{}</bdi>", group.headline or group.working_title or group.pk)

    @admin.display(description=gettext_lazy("articles"))
    def size(self, group):
        return count_articles(group.size or 0)

    @admin.display(description=gettext_lazy("decision"))
    def decision(self, group):
        return badge("unchanged", _("decided")) if group.decided_at else badge("draft", _("undecided"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        group = self.get_object(request, object_id)
        if request.method == "POST" and group is not None and self.has_view_permission(request, group):
            return _decide(request, group)
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            members = members_of(obj)
            context["members"] = members
            context["apart"] = apart_from(members)
            context["may_decide"] = may_decide(request.user)
            context["decided_at"] = print_moment(obj.decided_at)
            context |= _compared(members, request.GET.get("with", ""), request.GET.get("against", ""))
        return super().render_change_form(request, context, add, change, form_url, obj)


def by_standing(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Put who stands for the story first, then the other public ones by age, then what nobody may read.

    An older draft is behind nobody, and still stands for nothing.
    """
    standing = Case(When(public_now(), then=F("is_behind")), output_field=BooleanField())
    return articles.annotate(is_second=standing).order_by("is_second", "published_at", "pk")


def members_of(group: CopyGroup) -> list[Article]:
    """List the members without their texts, who stands for the story first."""
    return list(by_standing(Article.objects.for_desk().filter(copy_member__group=group))[:MOST_MEMBERS])


def _compared(members: list[Article], asked: str, against: str) -> dict:
    """Compare the asked member, else the second, with another, else the one that stands for the story."""
    if len(members) < 2:
        return {}
    head = next((one for one in members if str(one.pk) == against), members[0])
    others = [one for one in members if one is not head]
    chosen = next((other for other in others if str(other.pk) == asked), others[0])
    return {"compared": chosen, "differences": differences(head, chosen)}


def _decide(request, group: CopyGroup):
    if not may_decide(request.user):
        raise PermissionDenied
    members, kept = members_of(group), group.pk
    if key := request.POST.get("apart", ""):
        set_apart(_named(key, members), by=request.user)
        messages.success(
            request, _("The article is kept apart from this story. You can bring it back below.")
        )
    elif key := request.POST.get("back", ""):
        kept = bring_together(_named(key, apart_from(members)), members[0], by=request.user)
        messages.success(request, _("The article is one of this story again."))
    else:
        confirm(group, by=request.user)
        messages.success(request, _("The group is kept as it is, whatever comes."))
    return redirect("admin:articles_copygroup_change", kept)


def _named(key: str, articles: list[Article]) -> Article:
    """Return the article that a button names, of those that the page shows."""
    article = next((one for one in articles if str(one.pk) == key), None)
    if article is None:
        raise Http404
    return article
