from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext as _

from articles.admin.display import NOTHING
from articles.forms.fields import set_direction


def yes_or_no(name: str, description):
    """Show a flag in words: Django's picture of it has English for who cannot see it."""

    @admin.display(description=description, ordering=name)
    def show(_admin, obj):
        return _("yes") if getattr(obj, name) else _("no")

    return show


class DeskMixin:
    """What every page of the desk keeps: content gives the direction, titles are good Arabic."""

    actions = None
    empty_value_display = NOTHING
    # Facets count the whole table, once a filter.
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if type(db_field) is models.DateField:
            kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        if type(db_field) is models.TextField and "widget" not in kwargs:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            set_direction(field.widget)
        return field


class TitlesMixin:
    """Django joins a verb to the name of a model, which Arabic grammar cannot stand; we set it apart."""

    def changelist_view(self, request, extra_context=None):
        title = self.opts.verbose_name_plural
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            title = _("Add: %(model)s")
        elif self.has_change_permission(request, obj):
            title = _("Change: %(model)s")
        else:
            title = _("View: %(model)s")
        context["title"] = title % {"model": self.opts.verbose_name}
        return super().render_change_form(request, context, add, change, form_url, obj)


class DeskAdmin(TitlesMixin, DeskMixin, admin.ModelAdmin):
    """Keep lists quick at any size: no full count, no bulk delete."""

    list_per_page = 50


class ReadOnlyAdmin(DeskAdmin):
    """Show what the machine wrote."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
