"""The form of a front page: an entry for each article, in the order of the page."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.fields import DirectionMixin, MomentField
from articles.forms.ordering import OrderedForm, OrderedFormSet
from articles.fronts import MOST, Entry
from articles.models import Slot


class EntryForm(OrderedForm):
    slot = forms.ChoiceField(label=gettext_lazy("slot"), choices=Slot)
    from_at = MomentField(label=gettext_lazy("from"), required=False)
    until_at = MomentField(label=gettext_lazy("until"), required=False)

    def clean(self):
        data = super().clean()
        start, end = data.get("from_at"), data.get("until_at")
        if start and end and end <= start:
            raise ValidationError(_("An article leaves the front page before it comes there."))
        return data

    def has_changed(self):
        """A row without an article is a blank one, whatever its slot says."""
        return super().has_changed() and bool(self["article"].value())

    @property
    def entry(self) -> Entry | None:
        given = self.given
        if not given.get("article") or not given.get("slot"):
            return None
        return Entry(given["slot"], given["article"], given.get("from_at"), given.get("until_at"))


class BaseEntryFormSet(OrderedFormSet):
    """The entries of a front page; those of a slot stand in their order, and the slots in theirs."""

    @property
    def entries(self) -> list[Entry]:
        places = list(Slot.values)
        found = [entry for form in self.ordered_forms if (entry := form.entry)]
        return sorted(found, key=lambda entry: places.index(entry.slot))


EntryFormSet = forms.formset_factory(
    EntryForm, formset=BaseEntryFormSet, extra=1, can_order=True, can_delete=True, max_num=MOST + 1,
    validate_max=True,
    absolute_max=5 * MOST,
)  # fmt: skip


class MomentForm(DirectionMixin, forms.Form):
    """The time that a preview shows."""

    at = MomentField(label=gettext_lazy("Preview at"), required=False)


def formset_of(entries: list[Entry]) -> BaseEntryFormSet:
    """Offer the entries of an arrangement for change."""
    return EntryFormSet(
        initial=[
            {name: getattr(entry, name) for name in ("slot", "article", "from_at", "until_at")}
            for entry in entries
        ]
    )
