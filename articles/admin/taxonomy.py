from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import DeskAdmin, DeskMixin, yes_or_no
from articles.admin.feeds import FeedInline, forget_answers
from articles.admin.fronts import address_of
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.fronts import may_arrange
from articles.models import Author, AuthorAlias, Feed, Section, SectionAlias, Source, SourceAlias
from articles.tasks import enqueue_settling
from newsroom.arabic import fold, slugify
from newsroom.naming import unique_slug


class NamedForm(forms.ModelForm):
    """Say in words what the unique key would refuse: «حرّيات» beside «حريات»."""

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        key = fold(name)
        if not key:
            raise ValidationError(_("The name has no letter or digit: %(name)s") % {"name": name})
        model = self._meta.model
        if other := model.objects.filter(key=key).exclude(pk=self.instance.pk).first():
            raise ValidationError(_("This name exists already: %(name)s") % {"name": other.name})
        aliases = model.aliases.rel.related_model.objects.filter(key=key).exclude(target=self.instance.pk)
        if alias := aliases.select_related("target").first():
            raise ValidationError(_("This is another name of: %(name)s") % {"name": alias.target})
        return name

    def clean_slug(self):
        """Make a slug of the name where none is given: the check of the database comes before `save`."""
        slug, name = slugify(self.cleaned_data.get("slug") or ""), self.cleaned_data.get("name")
        if name and not slug:
            return unique_slug(self._meta.model, name, exclude=self.instance.pk)
        if slug and self._meta.model.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This slug is in use: %(slug)s") % {"slug": slug})
        return slug


class AliasForm(forms.ModelForm):
    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        key, model = fold(name), self._meta.model
        if not key:
            raise ValidationError(_("The name has no letter or digit: %(name)s") % {"name": name})
        if (
            alias := model.objects.filter(key=key)
            .exclude(pk=self.instance.pk)
            .select_related("target")
            .first()
        ):
            raise ValidationError(_("This is another name of: %(name)s") % {"name": alias.target})
        owner = model._meta.get_field("target").related_model
        if other := owner.objects.filter(key=key).first():
            raise ValidationError(_("This name exists already: %(name)s") % {"name": other.name})
        return name


class AliasInline(DeskMixin, admin.StackedInline):
    form = AliasForm
    fields = ("name",)
    extra = 1
    # Django writes «أضف … آخر» with it.
    verbose_name = gettext_lazy("another name")
    verbose_name_plural = gettext_lazy("Other names")


class NamedAdmin(DeskAdmin):
    """Rows found by name and old names; a rename keeps the old address working."""

    form = NamedForm
    paginator = CappedPaginator
    search_fields = ("key",)
    search_help_text = gettext_lazy("A part of the name; marks and forms of letters do not matter.")

    def get_search_results(self, request, queryset, search_term):
        for word in fold(search_term).split():
            queryset = queryset.filter(key__contains=word)
        return queryset, False

    def save_model(self, request, obj, form, change):
        old = type(obj).objects.filter(pk=obj.pk).first() if change else None
        if old and "name" in form.changed_data and "slug" not in form.changed_data:
            obj.slug = ""
        super().save_model(request, obj, form, change)
        if old:
            keep_old_name(old, obj)

    @admin.display(description=gettext_lazy("name"))
    def shown_name(self, obj):
        return format_html("<bdi>{}</bdi>", obj.name)


def keep_old_name(old, new) -> None:
    """Make what a row was called, and its old address, lead to it: one alias for both if one will do."""
    aliases = type(new).aliases.rel.related_model.objects
    aliases.filter(target=new, key=new.key).exclude(slug=old.slug).delete()
    if old.key != new.key and not aliases.filter(key=old.key).exists():
        aliases.create(target=new, name=old.name, slug=old.slug)
    if old.slug != new.slug and not aliases.filter(target=new, slug=old.slug).exists():
        name = _free_name(old.slug, type(new), aliases)
        aliases.create(target=new, name=name, slug=old.slug)


def _free_name(slug: str, model, aliases) -> str:
    """A key must be free: the slug itself, else the slug with a number."""
    number, name = 1, slug
    while aliases.filter(key=fold(name)).exists() or model.objects.filter(key=fold(name)).exists():
        number += 1
        name = f"{slug} {number}"
    return name


class SectionAliasInline(AliasInline):
    model = SectionAlias


class SourceAliasInline(AliasInline):
    model = SourceAlias


class AuthorAliasInline(AliasInline):
    model = AuthorAlias


class SectionForm(NamedForm):
    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and (parent.pk == self.instance.pk or parent.parent_id):
            raise ValidationError(
                _("A section stands under a top section at most: %(name)s") % {"name": parent}
            )
        if parent and self.instance.pk and self.instance.children.exists():
            raise ValidationError(_("This section has sections under it, so it stays at the top."))
        return parent


class SectionRowForm(forms.ModelForm):
    """A row of the list, edited in place: no label is printed there, so each field says whose it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    form = SectionForm
    list_display = ("name", "parent", "position", "in_menu")
    list_editable = ("position", "in_menu")
    list_filter = ("in_menu",)
    list_select_related = ("parent",)
    fields = ("name", "parent", "position", "in_menu", "description", "slug")
    inlines = [SectionAliasInline]

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": SectionRowForm, **kwargs})

    def get_list_display(self, request):
        """Lead to the front pages that this person may lay out."""

        @admin.display(description=_("front page"))
        def front(section):
            if not may_arrange(request.user, section):
                return None
            label = _("Lay out")
            return format_html(
                '<a href="{}" aria-label="{}: {}">{}</a>', address_of(section), label, section, label
            )

        return (
            (*self.list_display, front)
            if request.user.has_perm("articles.publish_article")
            else self.list_display
        )


@admin.register(Source)
class SourceAdmin(SavedViewsMixin, NamedAdmin):
    list_display = ("name", "kind", "rights", "rights_end", "canonical", "listed")
    listed = yes_or_no("in_menu", gettext_lazy("listed on the site"))
    list_filter = ("kind", "rights", "in_menu")
    fields = (
        "name", "kind", "homepage", "description", "rights", "rights_end", "canonical", "in_menu", "slug",
    )  # fmt: skip
    inlines = [SourceAliasInline, FeedInline]

    def save_model(self, request, obj, form, change):
        """Other rights let other articles stand for their stories."""
        super().save_model(request, obj, form, change)
        if {"rights", "rights_end"} & set(form.changed_data):
            enqueue_settling(obj.pk)

    def save_formset(self, request, form, formset, change):
        """A feed that a person changed is read anew."""
        super().save_formset(request, form, formset, change)
        if formset.model is Feed:
            for feed, _names in formset.changed_objects:
                forget_answers(feed)


@admin.register(Author)
class AuthorAdmin(NamedAdmin):
    list_display = ("name", "user")
    list_select_related = ("user",)
    fields = ("name", "user", "biography", "slug")
    inlines = [AuthorAliasInline]
