"""The parameters of the search, as in the contract; what cannot be read is left out and named."""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section, Source
from articles.search.parsing import clean, parse
from articles.search.querying import MAX_PAGE, NEWEST, RELEVANCE
from tags.models import Keyword

EARLIEST, LATEST = 1800, 2200
SHOWN_LENGTH = 60


class QueryField(forms.CharField):
    """Any text; read as a query, so that nothing in it can be wrong."""

    def to_python(self, value):
        return parse(super().to_python(value))

    def run_validators(self, value):
        """Leave out those of CharField: the parser has dropped what they refuse."""


class SlugField(forms.CharField):
    """A slug as in addresses, old ones and those of aliases too; gives the row."""

    def __init__(self, *, queryset, **kwargs):
        self.queryset = queryset
        super().__init__(**kwargs)

    def clean(self, value):
        slug = super().clean(value)
        if not slug:
            return None
        row, _is_old = self.queryset.all().by_slug(slug)
        if row is None:
            raise ValidationError(_("not known"), code="unknown")
        return row


class DayField(forms.DateField):
    """An ISO date within the years that a newspaper can mean."""

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise ValidationError(_("not a date"), code="invalid")
        return day


class QueryFilter(django_filters.Filter):
    field_class = QueryField


class SlugFilter(django_filters.Filter):
    field_class = SlugField


class DayFilter(django_filters.Filter):
    field_class = DayField

    def filter(self, articles, day):
        """Compare with midnight in TIME_ZONE, which the index can answer; «to» holds its whole day."""
        if day is None:
            return articles
        start = day + timedelta(days=1) if self.lookup_expr == "lt" else day
        moment = timezone.make_aware(datetime.combine(start, time()))
        return articles.filter(**{f"published_at__{self.lookup_expr}": moment})


class ChoiceFilter(django_filters.Filter):
    field_class = forms.ChoiceField


class PageFilter(django_filters.Filter):
    field_class = forms.IntegerField


class SearchFilter(django_filters.FilterSet):
    """Narrow articles by the facets; `query`, `sort` and `page` are for the search itself."""

    q = QueryFilter(label=_("Search words"), method="keep")
    section = SlugFilter(label=_("section"), queryset=Section.objects, method="in_section")
    source = SlugFilter(label=_("source"), queryset=Source.objects, method="from_source")
    keyword = SlugFilter(label=_("keyword"), queryset=Keyword.objects, method="with_keyword")
    sort = ChoiceFilter(
        label=_("order"),
        choices=[(RELEVANCE, _("Most relevant")), (NEWEST, _("Newest first"))],
        method="keep",
    )
    page = PageFilter(label=_("page"), min_value=1, max_value=MAX_PAGE, method="keep")

    class Meta:
        model = Article
        fields: list[str] = []

    def keep(self, articles, _name, _value):
        return articles

    def in_section(self, articles, _name, section):
        """Take the sections under it too."""
        return articles.filter(Q(section=section) | Q(section__parent=section))

    def from_source(self, articles, _name, source):
        return articles.filter(source=source)

    def with_keyword(self, articles, _name, keyword):
        return articles.filter(article_keywords__tag=keyword)

    @cached_property
    def values(self):
        """The values that could be read, by parameter."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def query(self):
        return self.values.get("q") or parse("")

    @property
    def sort_by(self) -> str:
        return self.values.get("sort") or RELEVANCE

    @property
    def page_number(self) -> int:
        return self.values.get("page") or 1

    @property
    def notices(self) -> list[str]:
        """Say which values were left out: «قيمة غير صالحة لـ«القسم»: …»."""
        return [
            _("The value “%(value)s” of “%(label)s” cannot be used and was left out.")
            % {"value": clean(self.data.get(name, ""))[0][:SHOWN_LENGTH], "label": self.filters[name].label}
            for name in self.form.errors
            if name in self.filters
        ] + self._cut_notice()

    def _cut_notice(self) -> list[str]:
        if not self.query.is_cut:
            return []
        return [_("The search words are too many; only the first were used.")]

    def address(self, path: str, **changes) -> str:
        """Return the address of this search with some parameters changed; None takes one away."""
        values = {**self._kept, "page": None, **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path

    @cached_property
    def _kept(self) -> dict[str, str]:
        return {name: self.text_of(name) for name in self.filters}

    def text_of(self, name: str) -> str:
        """Return a parameter as an address prints it; "" where it is absent or was left out."""
        value = self.values.get(name)
        match name:
            case "q":
                return self.query.text
            case "section" | "source" | "keyword":
                return value.slug if value else ""
        return str(value or "")


# «from» is a word of Python and cannot be the name of an attribute.
SearchFilter.base_filters["from"] = DayFilter(
    field_name="published_at", lookup_expr="gte", label=_("From day")
)
SearchFilter.base_filters["to"] = DayFilter(field_name="published_at", lookup_expr="lt", label=_("To day"))
