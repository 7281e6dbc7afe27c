"""How the house writes: its choices, its names, and the slips that it lets stand."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import DeskAdmin, ReadOnlyAdmin
from articles.models import Article, HouseName, HouseStyle, IgnoredProblem
from articles.permissions import may_view_all, viewable
from newsroom.arabic.linting import RULES

SHORTEST_NAME = 2


def rule_label(rule: str) -> str:
    """Tell of a rule as an editor knows it; one that is gone by its name."""
    return RULES[rule].message if rule in RULES else rule


class HouseStyleForm(forms.ModelForm):
    off = forms.MultipleChoiceField(
        label=gettext_lazy("rules that the house does without"), required=False,
        choices=sorted(((rule.id, rule.message) for rule in RULES.values()), key=lambda choice: choice[1]),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


@admin.register(HouseStyle)
class HouseStyleAdmin(DeskAdmin):
    """The house has one style: its list is its page."""

    form = HouseStyleForm
    fieldsets = (
        (gettext_lazy("On the pages of readers"), {"fields": ("page_digits", "page_months", "page_hijri")}),
        (
            gettext_lazy("In texts"),
            {"fields": ("digits", "quotes", "stop", "tanween", "seat", "abd", "dots", "off")},
        ),
    )

    def changelist_view(self, request, extra_context=None):
        return self.changeform_view(request, str(HouseStyle.objects.get().pk), extra_context=extra_context)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class HouseNameForm(forms.ModelForm):
    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_others(self):
        parts = self.cleaned_data["others"].replace(",", "،").split("،")
        spellings = list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
        for spelling in spellings:
            if len(spelling) < SHORTEST_NAME:
                raise ValidationError(_("This spelling is too short: %(word)s") % {"word": spelling})
        return "، ".join(spellings)

    def clean(self):
        data = super().clean()
        spellings = {part.strip() for part in data.get("others", "").split("،")}
        name = data.get("name", "")
        if name in spellings:
            self.add_error("others", _("A spelling is the name itself."))
        for other in HouseName.objects.exclude(pk=self.instance.pk):
            if shared := {*spellings, name} & {other.name, *other.spellings}:
                self.add_error(
                    "others",
                    _("“%(word)s” stands in another entry: %(entry)s")
                    % {"word": sorted(shared)[0], "entry": other},
                )
        return data


@admin.register(HouseName)
class HouseNameAdmin(DeskAdmin):
    form = HouseNameForm
    list_display = ("name", "others", "note")
    search_fields = ("name", "others")


class ScopeFilter(admin.SimpleListFilter):
    title = gettext_lazy("where")
    parameter_name = "scope"

    def lookups(self, request, model_admin):
        return [("house", _("In the whole house")), ("article", _("In one article"))]

    def queryset(self, request, queryset):
        match self.value():
            case "house":
                return queryset.filter(article="")
            case "article":
                return queryset.exclude(article="")
        return queryset


@admin.register(IgnoredProblem)
class IgnoredProblemAdmin(ReadOnlyAdmin):
    """Who let which slip stand; a row that is deleted is told of again."""

    list_display = ("shown_words", "shown_rule", "where", "by_name", "at")
    list_filter = (ScopeFilter,)
    search_fields = ("words",)
    fields = ("shown_words", "shown_rule", "where", "by_name", "at")
    readonly_fields = fields

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("articles.delete_ignoredproblem")

    @admin.display(description=gettext_lazy("words"), ordering="words")
    def shown_words(self, obj):
        return format_html("<bdi>{}</bdi>", obj.words)

    @admin.display(description=gettext_lazy("rule"), ordering="rule")
    def shown_rule(self, obj):
        return rule_label(obj.rule)

    def get_queryset(self, request):
        rows = Article.objects.filter(external_id=OuterRef("article"))
        found = super().get_queryset(request)
        if not may_view_all(request.user):
            found = found.filter(Q(article="") | Exists(viewable(request.user, rows)))
        return found.annotate(
            number=Subquery(rows.values("pk")[:1]), title=Subquery(rows.values("headline")[:1])
        )

    @admin.display(description=gettext_lazy("where"))
    def where(self, obj):
        if not obj.article:
            return _("In the whole house")
        if obj.number is None:
            return _("In an article that is not saved")
        address = reverse("admin:articles_article_change", args=[obj.number])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, obj.title or obj.number)
