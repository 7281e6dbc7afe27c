from django import forms
from django.utils.translation import gettext_lazy

from articles.figures import as_words, figures_in
from articles.forms.fields import BodyField, BodyWidget
from articles.models import FlatPage
from articles.sanitizing import body_html


class WordsWidget(BodyWidget):
    """The editor without the picture library, which keeps account of articles only."""

    def config(self):
        return {**super().config(), "pictures": ""}


class FlatPageForm(forms.ModelForm):
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    body = BodyField(label=gettext_lazy("Body"), required=False, max_length=500_000, widget=WordsWidget)

    class Meta:
        model = FlatPage
        fields = ("name", "body", "position", "is_published", "slug")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version

    def clean_body(self) -> str:
        body = body_html(self.cleaned_data["body"])
        return as_words(body, {figure.number for figure in figures_in(body)})
