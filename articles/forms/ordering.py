"""Lists of articles that one puts in order: what the forms of front pages and topic files have in common."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.cleaning import LARGEST_KEY
from articles.forms.fields import DirectionMixin


class OrderedForm(DirectionMixin, forms.Form):
    article = forms.IntegerField(
        label=gettext_lazy("number of the article"), min_value=1, max_value=LARGEST_KEY
    )

    @property
    def given(self) -> dict[str, Any]:
        """Return what the form says, as far as it can be read."""
        return getattr(self, "cleaned_data", {}) if self.is_bound else self.initial


class OrderedFormSet(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("take away")
        form.fields["ORDER"].label = _("place")


def seen_in(request: HttpRequest) -> int:
    """Return the version that a form was made from; one that cannot be read is none that ever was."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
