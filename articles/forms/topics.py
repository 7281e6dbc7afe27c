"""The form of the articles of a topic file, in their order."""

from django import forms

from articles.forms.ordering import OrderedForm, OrderedFormSet
from articles.topics import MOST


class TopicEntryForm(OrderedForm):
    @property
    def entry(self) -> int | None:
        return self.given.get("article")


class BaseTopicFormSet(OrderedFormSet):
    @property
    def keys(self) -> list[int]:
        return [form.entry for form in self.ordered_forms if form.entry]


TopicFormSet = forms.formset_factory(
    TopicEntryForm, formset=BaseTopicFormSet, extra=1, can_order=True, can_delete=True, max_num=MOST + 1,
    validate_max=True, absolute_max=2 * MOST,
)  # fmt: skip
