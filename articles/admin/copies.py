"""Pairs of near-copies that imports found: both texts side by side, and a word that somebody looked."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import ReadOnlyAdmin
from articles.admin.batch_pages import may_see_batches
from articles.admin.batches import BatchFilter
from articles.admin.diffing import word_diff
from articles.admin.display import badge, print_moment, title_of, withdrawn_badge
from articles.admin.paging import CappedPaginator
from articles.models import Article, CopyMember, NearCopy
from articles.sanitizing import plain_text
from articles.similarity.deciding import bring_together, may_decide, set_apart


class LookedFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("looked at"), "looked"

    def lookups(self, request, model_admin):
        return [("no", _("not yet")), ("yes", _("looked at"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(looked_at__isnull=self.value() == "no")
        return queryset


class WithdrawnFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("withdrawal"), "withdrawn"

    def lookups(self, request, model_admin):
        return [("yes", _("copies of withdrawn articles"))]

    def queryset(self, request, queryset):
        return queryset.of_withdrawn() if self.value() == "yes" else queryset


@admin.register(NearCopy)
class NearCopyAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    ordering = ("-pk",)
    change_form_template = "admin/articles/near_copy.html"
    list_display = ("pair", "shown_score", "shown_kind", "looked")
    list_filter = (LookedFilter, WithdrawnFilter, "kind", ("batch", BatchFilter))
    list_select_related = ("article__source", "other__source")
    sortable_by = ()

    def has_view_permission(self, request, obj=None):
        return may_see_batches(request.user)

    def has_module_permission(self, request):
        return may_see_batches(request.user)

    def get_queryset(self, request):
        texts = [f"{side}__{name}" for side in ("article", "other") for name in ("body", "extra", "hints")]
        return super().get_queryset(request).with_withdrawn().defer(*texts)

    @admin.display(description=gettext_lazy("articles"))
    def pair(self, copy):
        return format_html(
            "{} <span class='quiet'>{}</span><br>{} <span class='quiet'>{}</span>{}",
            title_of(copy.article), copy.article.source or "", title_of(copy.other), copy.other.source or "",
            format_html("<br>{}", withdrawn_badge()) if copy.is_of_withdrawn else "",
        )  # fmt: skip

    @admin.display(description=gettext_lazy("likeness"))
    def shown_score(self, copy):
        return percent(copy.score)

    @admin.display(description=gettext_lazy("kind"))
    def shown_kind(self, copy):
        return copy.get_kind_display()

    @admin.display(description=gettext_lazy("looked at"))
    def looked(self, copy):
        return badge("unchanged", _("looked at")) if copy.looked_at else badge("draft", _("not yet"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        copy = self.get_object(request, object_id)
        if request.method == "POST" and copy is not None and self.has_view_permission(request, copy):
            return _mark(request, copy)
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["percent"] = percent(obj.score)
            context["sides"] = [(obj.article, _("Came with the batch")), (obj.other, _("Was there before"))]
            context["differences"] = differences(obj.other, obj.article)
            context["looked_at"] = print_moment(obj.looked_at)
            context["group_id"] = group_of_both(obj)
            context["may_decide"] = may_decide(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def percent(score: float) -> str:
    return f"{score:.0%}"


def differences(before: Article, after: Article):
    """Mark what differs between two articles, word by word."""
    texts = [
        (_("Headline"), before.headline, after.headline),
        (_("Body"), plain_text(before.body), plain_text(after.body)),
    ]
    return [{"label": label, "diff": word_diff(old, new)} for label, old, new in texts if old != new]


def group_of_both(copy: NearCopy) -> int | None:
    """Return the group that both articles of a pair stand in."""
    rows = CopyMember.objects.filter(article__in=[copy.article_id, copy.other_id])
    groups = list(rows.values_list("group", flat=True))
    return groups[0] if len(groups) == 2 and groups[0] == groups[1] else None


def _mark(request, copy: NearCopy):
    """Keep what was decided, or who looked first, and go on to the next pair of the batch."""
    if decided := request.POST.get("decide"):
        _decide(request, copy, decided)
    NearCopy.objects.filter(pk=copy.pk, looked_at=None).update(
        looked_at=timezone.now(), looked_by=request.user
    )
    rest = NearCopy.objects.filter(batch=copy.batch_id, looked_at=None)
    following = rest.filter(pk__lt=copy.pk).order_by("-pk").first() or rest.order_by("-pk").first()
    if following:
        return redirect("admin:articles_nearcopy_change", following.pk)
    messages.success(request, _("All near-copies of this batch have been looked at."))
    batch = f"?batch__id__exact={copy.batch_id}" if copy.batch_id else ""
    return redirect(f"{reverse('admin:articles_nearcopy_changelist')}{batch}")


def _decide(request, copy: NearCopy, decided: str) -> None:
    if not may_decide(request.user):
        raise PermissionDenied
    if decided == "together":
        bring_together(copy.article, copy.other, by=request.user)
        messages.success(request, _("They are kept as copies of one story."))
    elif decided == "apart":
        set_apart(copy.article, from_articles=[copy.other_id], by=request.user)
        messages.success(request, _("They are kept apart, whatever comes."))
