"""The form of the articles of a topic file, in their order."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.fields import DirectionMixin
from articles.topics import MOST

LARGEST_ID = 2**63 - 1


class TopicEntryForm(DirectionMixin, forms.Form):
    article = forms.IntegerField(
        label=gettext_lazy("number of the article"), min_value=1, max_value=LARGEST_ID
    )

    @property
    def entry(self) -> int | None:
        """Return the article, as far as it can be read."""
        given = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return given.get("article")


class BaseTopicFormSet(forms.BaseFormSet):
    @property
    def keys(self) -> list[int]:
        return [form.entry for form in self.ordered_forms if form.entry]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("take away")
        form.fields["ORDER"].label = _("place")


TopicFormSet = forms.formset_factory(
    TopicEntryForm, formset=BaseTopicFormSet, extra=1, can_order=True, can_delete=True, max_num=MOST + 1,
    validate_max=True, absolute_max=2 * MOST,
)  # fmt: skip
