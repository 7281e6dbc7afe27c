import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.bulk import Act
from articles.forms.article import keyword_words, section_choices
from articles.forms.fields import DirectionMixin
from articles.records import split_keywords
from newsroom.arabic import fold
from newsroom.naming import NAME_LENGTH


class GivenForm(DirectionMixin, forms.Form):
    """What a change of many asks for before it looks at the articles."""

    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    keywords = forms.CharField(
        label=gettext_lazy("Keywords"), max_length=2000, help_text=gettext_lazy("Separate them with «،»."),
        widget=forms.TextInput(attrs={"data-chips": reverse_lazy("admin:complete_keyword")}),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("The reason that readers see"), max_length=2000,
        initial=gettext_lazy("This article was withdrawn for review."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    to_readers = forms.BooleanField(
        label=gettext_lazy("Give it to readers at once"), required=False,
        help_text=gettext_lazy(
            "Published articles get a new version in any case. With this mark readers have it too, unless "
            "other changes wait there."
        ),
    )  # fmt: skip

    def __init__(self, data: Any, *, act: Act, user: Any):
        super().__init__(data)
        wanted = [
            name for name in act.asks if name != "to_readers" or user.has_perm("articles.publish_article")
        ]
        self.fields = {name: self.fields[name] for name in wanted}
        if "section" in self.fields:
            self.fields["section"].choices = section_choices(None, user=user)
        if "keywords" in self.fields:
            self.fields["keywords"].widget.attrs["data-words"] = json.dumps(keyword_words())

    def clean_keywords(self) -> list[str]:
        names = split_keywords(self.cleaned_data["keywords"])
        if wrong := [name for name in names if not fold(name) or len(name) > NAME_LENGTH]:
            raise ValidationError(_("This is no keyword: %(name)s") % {"name": wrong[0][:60]})
        if not names:
            raise ValidationError(_("Name a keyword at least."))
        return names


class ConfirmForm(forms.Form):
    """The last word before a change of many begins."""

    takes_warnings = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, warned: int, password: forms.Field | None = None):
        super().__init__(data)
        if not warned:
            del self.fields["takes_warnings"]
        if password is not None:
            self.fields["password"] = password
