"""The report of probable duplicates: pairs with their counts, to merge or to tell apart."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin.accounts import count_articles
from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import print_moment
from articles.admin.paging import CappedPaginator
from tags.duplicates import tell_apart
from tags.models import Keyword, KeywordPair
from tags.tasks import ask_for_duplicates


class DecidedFilter(admin.SimpleListFilter):
    """What waits is shown unless the others are asked for."""

    title, parameter_name = gettext_lazy("decision"), "distinct"

    def lookups(self, request, model_admin):
        return [("yes", _("Told apart"))]

    def choices(self, changelist):
        first, *rest = super().choices(changelist)
        yield {**first, "display": _("To decide")}
        yield from rest

    def queryset(self, request, queryset):
        return queryset.filter(is_distinct=self.value() == "yes")


@admin.register(KeywordPair)
class KeywordPairAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    list_per_page = 25
    change_list_template = "admin/tags/keyword_pairs.html"
    list_display = ("names", "shown_kind", "shown_together", "acts")
    list_display_links = None
    list_filter = (DecidedFilter, "kind")
    sortable_by = ()

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("tags.merge_keyword")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = with_keywords(changelist.result_list)
        return changelist

    def changelist_view(self, request, extra_context=None):
        newest = KeywordPair.objects.order_by("-run").values_list("run", flat=True).first()
        return super().changelist_view(request, {"last_run": print_moment(newest), **(extra_context or {})})

    @admin.display(description=gettext_lazy("keywords"))
    def names(self, pair):
        return format_html("{}<br>{}", _print_keyword(pair.keeper), _print_keyword(pair.loser))

    @admin.display(description=gettext_lazy("why"))
    def shown_kind(self, pair):
        return pair.get_kind_display()

    @admin.display(description=gettext_lazy("articles with both"))
    def shown_together(self, pair):
        return _("Both: %(count)s") % {"count": count_articles(pair.together)} if pair.together else "—"

    @admin.display(description=gettext_lazy("what to do"))
    def acts(self, pair):
        """The list stands in a form already, whose token the buttons send."""
        merge = [("keyword", pair.keeper.pk), ("keyword", pair.loser.pk)]
        label = _("They may be one") if pair.is_distinct else _("Not one")
        return format_html(
            '<span class="pair-acts"><a href="{}">{}</a> <a href="{}">{}</a> '
            '<button type="submit" formmethod="post" formaction="{}" name="{}" value="1">{}</button></span>',
            _plan_address(merge), _("Merge…"),
            _plan_address([*merge, ("keeper", pair.keeper.pk)]),
            _("Make “%(name)s” another name…") % {"name": pair.loser.name},
            reverse("admin:tags_keywordpair_decide", args=[pair.pk]),
            "again" if pair.is_distinct else "distinct", label,
        )  # fmt: skip

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:object_id>/decide/", wrap(decide), name="tags_keywordpair_decide"),
            path("search/", wrap(search_again), name="tags_keywordpair_search"),
        ]
        return own + super().get_urls()


def with_keywords(pairs: Iterable[KeywordPair]) -> list[KeywordPair]:
    """Give each pair its keywords with their counts, the one of more articles first; drop what is gone."""
    found = list(pairs)
    numbers = {number for pair in found for number in (pair.one, pair.other)}
    known = Keyword.objects.with_uses().in_bulk(numbers)
    kept = [pair for pair in found if pair.one in known and pair.other in known]
    for pair in kept:
        both = known[pair.one], known[pair.other]
        pair.loser, pair.keeper = sorted(both, key=lambda keyword: (keyword.uses, -keyword.pk))
    return kept


def _print_keyword(keyword: Keyword):
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a> <span class="quiet">{}</span>',
        reverse("admin:tags_keyword_change", args=[keyword.pk]), keyword.name, count_articles(keyword.uses),
    )  # fmt: skip


def _plan_address(query: list[tuple[str, Any]]) -> str:
    return f"{reverse('admin:tags_keyword_merge')}?{urlencode(query)}"


@require_POST
def decide(request, object_id: int) -> HttpResponse:
    """Remember that two keywords are not one, or take it back."""
    if not request.user.has_perm("tags.merge_keyword"):
        raise PermissionDenied
    try:
        pair = KeywordPair.objects.get(pk=object_id)
    except (KeywordPair.DoesNotExist, OverflowError) as error:
        raise Http404 from error
    is_distinct = "again" not in request.POST
    tell_apart(pair, by=request.user, is_distinct=is_distinct)
    said = _("Remembered: they are not one.") if is_distinct else _("They are offered again.")
    messages.success(request, said)
    return _back(request)


@require_POST
def search_again(request) -> HttpResponse:
    if not request.user.has_perm("tags.merge_keyword"):
        raise PermissionDenied
    ask_for_duplicates()
    messages.success(request, _("The search has begun; the report is new in a moment."))
    return _back(request)


def _back(request) -> HttpResponse:
    """Return to the page of the list that one came from."""
    origin = request.headers.get("Referer", "")
    address = reverse("admin:tags_keywordpair_changelist")
    if url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure()):
        return redirect(origin)
    return redirect(address)
