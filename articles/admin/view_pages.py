"""The pages where views of lists are named, shared, chosen and put away."""

from urllib.parse import parse_qsl

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin.base import DeskAdmin
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.forms.fields import DirectionMixin
from articles.models import SavedView
from articles.models.saved_views import QUERY_LENGTH
from articles.saved_views import choose_default, may_change_view, views_for


class SavedViewForm(DirectionMixin, forms.ModelForm):
    """A name for what a list shows; a new one may take the place of an old one."""

    replaces = forms.ModelChoiceField(
        SavedView.objects.none(), label=gettext_lazy("in place of"), required=False,
        empty_label=gettext_lazy("— a new view —"),
    )  # fmt: skip
    is_default = forms.BooleanField(
        label=gettext_lazy("open the list with it"), required=False,
        help_text=gettext_lazy("For you alone; «All» over the list still shows every row."),
    )  # fmt: skip

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "is_default" in self.fields:
            self.fields["is_default"].initial = self.opens
        if "replaces" in self.fields:
            self.fields["replaces"].queryset = views_for(self.person, self.page).filter(by=self.person)

    def clean(self):
        data = super().clean()
        if old := data.get("replaces"):
            self.instance = old
        others = SavedView.objects.filter(page=self.page, is_shared=True, name=data.get("name"))
        if data.get("is_shared") and others.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("The newsroom has a view of this name already."))
        return data


@admin.register(SavedView)
class SavedViewAdmin(DeskAdmin):
    form = SavedViewForm
    paginator = CappedPaginator
    readonly_fields = ("holds",)
    list_display = ("name", "of_list", "shared", "by", "opens")
    list_select_related = ("by",)
    list_filter = ("is_shared",)
    sortable_by = ()

    def get_queryset(self, request):
        return views_for(request.user)

    def has_module_permission(self, request):
        return request.user.has_perm("articles.view_article")

    def has_add_permission(self, request):
        """A view is kept from the list that shows it, which hands over what it holds."""
        return self.has_module_permission(request) and _model_of(request.GET.get("page", "")) is not None

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.has_module_permission(request) and (obj is None or may_change_view(request.user, obj))

    has_delete_permission = has_change_permission

    @admin.display(description=gettext_lazy("list"))
    def of_list(self, view):
        model = _model_of(view.page)
        if model is None:
            return None
        return format_html('<a href="{}">{}</a>', _list_of(model), model._meta.verbose_name_plural)

    @admin.display(description=gettext_lazy("shared with the newsroom"))
    def shared(self, view):
        return _("yes") if view.is_shared else _("no")

    @admin.display(description=gettext_lazy("opens the list"))
    def opens(self, view):
        """The button sends the form that Django puts around the list."""
        label = _("No longer open the list with it") if view.is_default else _("Open the list with it")
        address = reverse("admin:articles_savedview_default", args=[view.pk])
        return format_html(
            '<button type="submit" formaction="{}" class="row-act" aria-label="{}: {}">{}</button>',
            address, label, view.name, label,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("what it holds"))
    def holds(self, view):
        """Filters and words as the address has them: what they mean, their list shows."""
        pairs = [f"{name} = {value}" for name, value in parse_qsl(view.query)]
        lines = [*pairs, *filter(None, [view.order])]
        return format_html('<bdi dir="ltr">{}</bdi>', " · ".join(lines)) if lines else _("all rows")

    def get_fields(self, request, obj=None):
        return ("name", "is_shared", "is_default", "holds") if obj else (
            "name", "replaces", "is_shared", "is_default",
        )  # fmt: skip

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.page = obj.page if obj else request.GET.get("page", "")
        form.person, form.opens = request.user, bool(obj and obj.is_default)
        return form

    def render_change_form(self, request, context, **kwargs):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.page, obj.by = request.GET.get("page", ""), request.user
            obj.query = request.GET.get("query", "")[:QUERY_LENGTH]
            obj.order = request.GET.get("order", "")[:200]
        super().save_model(request, obj, form, change)
        choose_default(obj, by=request.user, is_default=form.cleaned_data["is_default"])

    def response_add(self, request, obj, post_url_continue=None):
        """Lead back to the list, as the view shows it."""
        messages.success(request, _("The view is kept: %(name)s") % {"name": obj.name})
        model = _model_of(obj.page)
        shown = admin.site._registry[model].address_of(request, obj)
        return HttpResponseRedirect(f"{_list_of(model)}{shown}")

    def get_urls(self):
        default = self.admin_site.admin_view(require_POST(self.set_default))
        own = [path("<int:object_id>/default/", default, name="articles_savedview_default")]
        return own + super().get_urls()

    def set_default(self, request, object_id: int):
        """Open the list with a view from now on, or no longer: a shared one too."""
        view = get_object_or_404(self.get_queryset(request), pk=object_id)
        choose_default(view, by=request.user, is_default=not view.is_default)
        return HttpResponseRedirect(reverse("admin:articles_savedview_changelist"))


def _list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _model_of(page: str):
    """Return the model of a list of the desk that has views, or None."""
    try:
        model = apps.get_model(page)
    except (LookupError, ValueError):
        return None
    return model if isinstance(admin.site._registry.get(model), SavedViewsMixin) else None
