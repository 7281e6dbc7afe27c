from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from taggit.admin import Tag

from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import badge, print_short
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.admin.taxonomy import AliasInline, NamedAdmin
from tags import merge_pages, pair_pages  # noqa: F401 — registers its model
from tags.merging import is_busy
from tags.models import Keyword, KeywordAlias, KeywordMerge, MergeState

# taggit's own model holds nothing here: keywords are ours.
admin.site.unregister(Tag)

BADGES = {MergeState.MERGED: "published", MergeState.UNDONE: "unchanged"}


class KeywordAliasInline(AliasInline):
    model = KeywordAlias


@admin.register(Keyword)
class KeywordAdmin(SavedViewsMixin, NamedAdmin):
    change_form_template = "admin/tags/keyword_form.html"
    list_display = ("name", "shown_uses", "slug")
    fields = ("name", "description", "slug")
    inlines = [KeywordAliasInline]
    actions = ["merge_chosen"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_uses()

    def get_actions(self, request):
        """Deleting many at once is nobody's daily work."""
        return {name: act for name, act in super().get_actions(request).items() if name == "merge_chosen"}

    def has_merge_permission(self, request):
        return request.user.has_perm("tags.merge_keyword")

    def has_delete_permission(self, request, obj=None):
        """A keyword that is just being merged stays."""
        return super().has_delete_permission(request, obj) and not (obj and is_busy({obj.pk}))

    @admin.action(description=_("Merge the chosen keywords…"), permissions=["merge"])
    def merge_chosen(self, request, queryset):
        chosen = [("keyword", number) for number in queryset.values_list("pk", flat=True)[: merge_pages.MOST]]
        return HttpResponseRedirect(f"{reverse('admin:tags_keyword_merge')}?{urlencode(chosen)}")

    @admin.display(description=_("articles"))
    def shown_uses(self, keyword):
        return keyword.uses

    def get_urls(self):
        merge = self.admin_site.admin_view(merge_pages.merge)
        return [path("merge/", merge, name="tags_keyword_merge"), *super().get_urls()]


@admin.register(KeywordMerge)
class KeywordMergeAdmin(ReadOnlyAdmin):
    """Who merged what into what, and the way back."""

    paginator = CappedPaginator
    change_form_template = "admin/tags/keyword_merge.html"
    list_display = ("names", "shown_state", "articles", "by", "time")
    list_filter = ("state",)
    list_select_related = ("by",)
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("merged")

    @admin.display(description=_("keywords"))
    def names(self, merge):
        return format_html("{} ← <bdi>{}</bdi>", print_merged(merge), merge.keeper_name)

    @admin.display(description=_("state"))
    def shown_state(self, merge):
        return state_of_merge(merge)

    @admin.display(description=_("articles"))
    def articles(self, merge):
        return merge.counts.get("total", 0)

    @admin.display(description=_("time"))
    def time(self, merge):
        return print_short(merge.at)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= merge_pages.told(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:object_id>/{name}/", wrap(view), name=f"tags_keywordmerge_{name}")
            for name, view in (("undo", merge_pages.undo), ("progress", merge_pages.show_progress))
        ]
        return own + super().get_urls()


def print_merged(merge: KeywordMerge):
    return format_html_join("، ", "<bdi>{}</bdi>", ((row.name,) for row in merge.merged.all()))


def state_of_merge(merge: KeywordMerge):
    return badge(BADGES.get(merge.state, "scheduled"), merge.get_state_display())
