from django.contrib import admin
from django.db.models.functions import Coalesce
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin import (
    audit,
    autosaves,
    bulk,
    day,
    editing,
    history,
    language,
    merging,
    paste,
    presence,
    preview,
    suggesting,
    talk,
    transitions,
)
from articles.admin.base import DeskAdmin
from articles.admin.display import badges_of, print_short, state_badge, title_of, urgent_links
from articles.admin.filters import (
    ConflictFilter,
    DateFilter,
    NeedsFilter,
    OriginFilter,
    OwnerFilter,
    StateFilter,
)
from articles.admin.pages import get_article_or_404
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.models import Article, Status
from articles.permissions import may_change, may_delete, may_write, urgent_moves, viewable
from articles.search.parsing import MAX_WORDS, parse
from articles.search.querying import find_keys
from newsroom.arabic import fold
from newsroom.confirm_pages import ConfirmedDeletion

MOST_FOUND = 1000


def headline_keys(text, articles):
    """List the newest articles whose headline at the desk has parts of words like these."""
    for word in fold(text).split()[:MAX_WORDS]:
        articles = articles.filter(desk_key__contains=word)
    return articles.values_list("pk", flat=True)[: MOST_FOUND + 1]


@admin.register(Article)
class ArticleAdmin(ConfirmedDeletion, SavedViewsMixin, DeskAdmin):
    """The list is Django's; the pages of one article are ours, since the form edits a revision."""

    list_display = ("title", "state", "section", "source", "publication", "created_by", "last_change")
    list_display_links = ("title",)
    list_filter = (
        StateFilter, NeedsFilter, OwnerFilter, DateFilter, OriginFilter, ConflictFilter, "section", "source",
    )  # fmt: skip
    ordering = ("-modified_at", "-pk")
    search_fields = ("desk_key",)
    search_help_text = _(
        "Words as in the public search, parts of the headline, or the number or identity of an article."
    )
    paginator = CappedPaginator
    sortable_by = ("publication", "last_change")

    def get_queryset(self, request):
        return viewable(request.user, Article.objects.for_desk()).order_by(*self.get_ordering(request))

    def get_ordering(self, request):
        """What waits for review is listed as it came: the oldest first."""
        if request.GET.get(StateFilter.parameter_name) == Status.IN_REVIEW:
            return (Coalesce("moved_at", "created_at"), "pk")
        return self.ordering

    def get_search_results(self, request, queryset, search_term):
        """Find as readers do, drafts too, and by parts of the newest headline; or by identity."""
        term = search_term.strip()
        if not term:
            return queryset, False
        keys = {*find_keys(parse(term), queryset), *headline_keys(term, queryset)}
        queryset = queryset.filter(pk__in=keys)
        by_identity = Article.objects.filter(external_id=term)
        if term.isascii() and term.isdigit() and len(term) < 19:
            by_identity = by_identity | Article.objects.filter(pk=int(term))
        if found := list(by_identity.values_list("pk", flat=True)):
            return self.get_queryset(request).filter(pk__in=found), False
        return queryset, False

    def get_list_display(self, request):
        """Who answers for the site can publish and withdraw from any list."""
        if not request.user.has_perm("articles.withdraw_article"):
            return self.list_display

        @admin.display(description=_("at once"))
        def acts(article):
            return urgent_links(article, urgent_moves(request.user, article))

        return (*self.list_display[:2], acts, *self.list_display[2:])

    def get_actions(self, request):
        return bulk.actions_for(request)

    def has_add_permission(self, request):
        return may_write(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request) and (obj is None or may_change(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request) and (obj is None or may_delete(request.user, obj))

    @admin.display(description=_("headline"))
    def title(self, article):
        return format_html("{} {}", title_of(article), badges_of(article))

    @admin.display(description=_("status"))
    def state(self, article):
        return state_badge(article)

    @admin.display(description=_("publication date"), ordering="published_at")
    def publication(self, article):
        return article.published_at and print_short(article.published_at)

    @admin.display(description=_("last change"), ordering="modified_at")
    def last_change(self, article):
        return print_short(article.modified_at)

    def add_view(self, request, form_url="", extra_context=None):
        return editing.add(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return editing.change(request, get_article_or_404(request, object_id))

    def history_view(self, request, object_id, extra_context=None):
        return history.show_history(request, object_id)

    def get_deleted_objects(self, objs, request):
        """The door decides who may delete; what hangs on an article goes with it."""
        return [str(article) for article in objs], {}, set(), []

    def delete_model(self, request, obj):
        publishing.delete(obj, by=request.user)

    def log_deletions(self, request, queryset):
        """The audit has it."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        pages = [
            ("preview", "preview", preview.show_preview),
            ("revisions/<int:number>", "revision", history.show_revision),
            ("revisions/<int:number>/preview", "revision_preview", preview.show_preview),
            ("revisions/<int:number>/merge", "merge", merging.merge),
            ("revisions/<int:number>/restore", "restore", history.restore_revision),
            ("move/<slug:name>", "move", transitions.move),
            ("day", "day", day.show_day),
            ("talk", "talk", talk.show_talk),
            ("similar", "similar", suggesting.choose),
            ("presence", "presence", presence.meet),
        ]
        own = [
            path(f"<int:article_id>/{route}/", wrap(view), name=f"articles_article_{name}")
            for route, name, view in pages
        ]
        own += [
            path("audit/", wrap(audit.export_audit), name="articles_article_audit"),
            path("check/", wrap(language.check_texts), name="articles_article_check"),
            path("ignore/", wrap(language.ignore_problem), name="articles_article_ignore"),
            path("autosave/", wrap(autosaves.store), name="articles_article_autosave"),
            path("unsaved/", wrap(autosaves.show_offers), name="articles_article_unsaved"),
            path("unsaved/<int:pk>/", wrap(autosaves.show), name="articles_article_unsaved_text"),
            path("unsaved/<int:pk>/aside/", wrap(autosaves.put_aside), name="articles_article_put_aside"),
            path("paste/", wrap(paste.paste), name="articles_article_paste"),
            path("paste/parse/", wrap(paste.parse), name="articles_article_paste_parse"),
            path("paste/<int:batch_id>/", wrap(paste.show_pasted), name="articles_article_pasted"),
        ]
        return own + super().get_urls()
