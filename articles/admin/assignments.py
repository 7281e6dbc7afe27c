"""The lists of a person's assignments and mentions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import assigning, talking
from articles.admin.base import DeskAdmin, ReadOnlyAdmin
from articles.admin.display import badge, print_short, title_of
from articles.admin.paging import CappedPaginator
from articles.forms.talk import AssignmentForm
from articles.models import Article, Assignment, Mention
from articles.permissions import viewable


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("state"), "open"

    def lookups(self, request, model_admin):
        return [("yes", _("open")), ("late", _("late")), ("no", _("done"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.open()
            case "late":
                return queryset.open().filter(due_at__lt=timezone.now())
            case "no":
                return queryset.exclude(done_at=None)
        return queryset


class ToFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("assigned to"), "to"

    def lookups(self, request, model_admin):
        return [("me", _("me"))]

    def queryset(self, request, queryset):
        return queryset.filter(to=request.user) if self.value() == "me" else queryset


@admin.register(Assignment)
class AssignmentAdmin(DeskAdmin):
    form = AssignmentForm
    paginator = CappedPaginator
    list_display = ("title", "to", "due", "state", "on_article", "acts")
    list_filter = (OpenFilter, ToFilter)
    ordering = ("done_at", "due_at", "pk")
    sortable_by = ()

    def get_queryset(self, request):
        """Show who gives work all of it, but for what is on articles that they do not see."""
        user = request.user
        seen = Exists(viewable(user, Article.objects.filter(pk=OuterRef("article"))))
        rows = super().get_queryset(request).for_desk().annotate(is_article_seen=seen)
        if not user.has_perm("articles.assign_work"):
            return rows.filter(to=user)
        return rows.filter(Q(to=user) | Q(article=None) | Q(is_article_seen=True))

    def has_delete_permission(self, request, obj=None):
        """What was asked stays in the story; it ends by being done."""
        return False

    @admin.display(description=gettext_lazy("due"))
    def due(self, assignment):
        return print_short(assignment.due_at)

    @admin.display(description=gettext_lazy("state"))
    def state(self, assignment):
        if assignment.done_at:
            return badge("published", _("done"))
        return badge("conflict", _("late")) if assignment.is_late else badge("in_review", _("open"))

    @admin.display(description=gettext_lazy("article"))
    def on_article(self, assignment):
        if not assignment.is_article_seen:
            return None
        address = reverse("admin:articles_article_change", args=[assignment.article_id])
        return format_html('<a href="{}">{}</a>', address, title_of(assignment.article))

    @admin.display(description=gettext_lazy("Actions"))
    def acts(self, assignment):
        """The button sends the form that Django puts around the list."""
        address = reverse("admin:articles_assignment_done", args=[assignment.pk])
        label = _("Open again") if assignment.done_at else _("Done")
        return format_html(
            '<button type="submit" formaction="{}" class="row-act" aria-label="{}: {}">{}</button>',
            address, label, assignment.title, label,
        )  # fmt: skip

    def save_model(self, request, obj, form, change):
        if change:
            assigning.change(obj, by=request.user, **form.cleaned_data)
        else:
            made = assigning.assign(by=request.user, **form.cleaned_data)
            obj.pk = made.pk

    def get_urls(self):
        done = self.admin_site.admin_view(require_POST(self.done))
        return [path("<int:pk>/done/", done, name="articles_assignment_done"), *super().get_urls()]

    def done(self, request, pk: int):
        """Turn an assignment done, or open again."""
        assignment = self.get_queryset(request).filter(pk=pk).first()
        if assignment is None:
            raise Http404
        if not assigning.may_finish(request.user, assignment):
            raise PermissionDenied
        act = assigning.reopen if assignment.done_at else assigning.finish
        act(assignment, by=request.user)
        messages.success(request, _("Changed: %(title)s") % {"title": assignment.title})
        return redirect(_back(request))


def _back(request) -> str:
    """Return where the button was: the page of the article, or the list."""
    article = request.POST.get("article", "")
    if article.isdecimal() and len(article) < 19:
        return reverse("admin:articles_article_talk", args=[int(article)])
    return f"{reverse('admin:articles_assignment_changelist')}?open=yes&to=me"


class SeenFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("seen"), "seen"

    def lookups(self, request, model_admin):
        return [("no", _("not seen yet")), ("yes", _("seen"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(seen_at__isnull=self.value() == "no")
        return queryset


@admin.register(Mention)
class MentionAdmin(ReadOnlyAdmin):
    """What calls this person, and nobody else."""

    paginator = CappedPaginator
    list_display = ("text", "on_article", "writer", "written", "seen")
    list_display_links = None
    list_filter = (SeenFilter,)
    list_select_related = ("note__article",)
    ordering = ("-pk",)
    sortable_by = ()

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_article")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        texts = [f"note__article__{name}" for name in ("body", "extra", "hints")]
        return talking.mentions_of(request.user).order_by(*self.ordering).defer(*texts)

    @admin.display(description=gettext_lazy("note"))
    def text(self, mention):
        address = reverse("admin:articles_article_talk", args=[mention.note.article_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, mention.note.text[:200])

    @admin.display(description=gettext_lazy("article"))
    def on_article(self, mention):
        return title_of(mention.note.article)

    @admin.display(description=gettext_lazy("by"))
    def writer(self, mention):
        return mention.note.by_name

    @admin.display(description=gettext_lazy("time"))
    def written(self, mention):
        return print_short(mention.note.at)

    @admin.display(description=gettext_lazy("seen"))
    def seen(self, mention):
        return badge("unchanged", _("seen")) if mention.seen_at else badge("needs", _("not seen yet"))
