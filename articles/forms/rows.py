"""The lists of a revision, links and images, as formsets; an untouched row stays as it was recorded."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.article import is_web_address
from articles.forms.fields import DirectionMixin, set_direction
from articles.models import Article, ArticleImage, Image
from articles.permissions import may_view, viewable_images
from articles.uploading import WORDS, keep_picture
from articles.verifying import verify_image

ROW_LIMIT = 200


class RowForm(DirectionMixin, forms.Form):
    """One entry of a list."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def is_blank(self) -> bool:
        return not self.initial and not set(self.changed_data) - {"ORDER", "DELETE"}


class LinkForm(RowForm):
    headline = forms.CharField(
        label=gettext_lazy("Headline as printed"), required=False, max_length=20_000,
        widget=forms.TextInput(
            attrs={"data-complete": reverse_lazy("admin:complete_article"), "data-into": "article"}
        ),
    )  # fmt: skip
    url = forms.CharField(
        label=gettext_lazy("Address"), required=False, max_length=1000, widget=forms.URLInput
    )
    article = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_url(self):
        address = self.cleaned_data["url"].strip()
        if address and not is_web_address(address):
            raise ValidationError(
                _("Write the whole address, from https:// on; this is not one: %(value)s")
                % {"value": address}
            )
        return address

    def clean(self):
        data = super().clean()
        if (pk := data.get("article")) and "article" in self.changed_data:
            article = Article.objects.filter(pk=pk).first()
            if article is None or not may_view(self.user, article):
                raise ValidationError(_("There is no article with the number %(id)d.") % {"id": pk})
            data["headline"] = data.get("headline") or article.headline
        return data

    def entry(self) -> dict[str, Any]:
        data = self.cleaned_data
        entry = {"headline": data["headline"] or None, "url": data["url"] or None}
        return {**entry, "article": data["article"]} if data.get("article") else entry


class ImageForm(RowForm):
    image = forms.IntegerField(
        label=gettext_lazy("From the library"), required=False,
        widget=forms.TextInput(
            attrs={"data-pick": reverse_lazy("admin:complete_image"), "inputmode": "numeric"}
        ),
        help_text=gettext_lazy("Search by caption or credit, or write the number of a picture."),
    )  # fmt: skip
    url = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("New picture"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"}),
    )  # fmt: skip
    caption = forms.CharField(
        label=gettext_lazy("Caption"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    credit = forms.CharField(label=gettext_lazy("Credit"), required=False, max_length=300)
    alt = forms.CharField(
        label=gettext_lazy("Alternative text"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What a reader who cannot see the picture should know of it."),
    )  # fmt: skip

    def clean_image(self):
        pk = self.cleaned_data["image"]
        if pk and not viewable_images(self.user, Image.objects.filter(pk=pk)).exists():
            raise ValidationError(_("There is no picture with the number %(id)d.") % {"id": pk})
        return pk

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        if not self.user.has_perm("articles.add_image"):
            raise ValidationError(_("You may not add pictures."))
        return verify_image(upload)

    def clean(self):
        """Let a new picture bring its words where a person gave none."""
        data = super().clean()
        if picture := data.get("file"):
            for name, words in picture.words.items():
                data[name] = data.get(name) or words
        return data

    def store(self) -> Image | None:
        """Add an uploaded picture to the library, or find it there."""
        picture = self.cleaned_data.get("file")
        if not picture:
            return None
        text = {name: self.cleaned_data.get(name) or "" for name in WORDS}
        return keep_picture(picture, by=self.user, **text)[0]

    def entry(self) -> dict[str, Any]:
        data = self.cleaned_data
        entry = {name: data[name] or None for name in ("caption", "credit", "alt")}
        if not data.get("image"):
            return {"url": data["url"] or None, **entry}
        is_new = data["image"] != self.initial.get("image")
        return {"id": data["image"], "url": None if is_new else data["url"] or None, **entry}


class RowFormSet(forms.BaseFormSet):
    """Forms stand in the order of the entries; ORDER says where a person put them."""

    def __init__(self, *args, entries: list[dict[str, Any]], user, **kwargs):
        self.entries = entries
        initial = [self.initial_of(entry) for entry in entries]
        super().__init__(*args, initial=initial, form_kwargs={"user": user}, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        set_direction(form.fields["ORDER"].widget)

    def initial_of(self, entry: dict[str, Any]) -> dict[str, Any]:
        return entry

    def result(self) -> list[dict[str, Any]]:
        """Return the entries in the order given, without those deleted or left empty."""
        kept = [self._entry(place, form) for place, form in self._in_order()]
        return [entry for entry in kept if any(entry.values())]

    def _in_order(self):
        kept = [(place, form) for place, form in enumerate(self.forms) if not self._should_delete_form(form)]
        return sorted(kept, key=lambda pair: pair[1].cleaned_data.get("ORDER") or 10 * ROW_LIMIT)

    def _entry(self, place: int, form: RowForm) -> dict[str, Any]:
        if set(form.changed_data) - {"ORDER", "DELETE"}:
            return form.entry()
        return self.entries[place] if place < len(self.entries) else {}


class ImageRows(RowFormSet):
    """A picture that the record tells only by its words keeps its row: `pictures` maps words to rows."""

    def __init__(self, *args, pictures: dict[tuple[str, str, str], int], **kwargs):
        self.pictures = pictures
        super().__init__(*args, **kwargs)

    def initial_of(self, entry):
        words = tuple(entry.get(name) or "" for name in ("url", "caption", "credit"))
        return {**entry, "image": entry.get("id") or self.pictures.get(words)}


def pictures_of(article: Article | None) -> dict[tuple[str, str, str], int]:
    """Map address, caption and credit, as an article uses them, to the rows of its pictures."""
    uses = ArticleImage.objects.filter(article=article).select_related("image") if article else []
    return {(use.image.url, use.caption, use.credit): use.image_id for use in uses}


def _formset(form, formset):
    return forms.formset_factory(
        form, formset=formset, extra=1, can_order=True, can_delete=True, max_num=ROW_LIMIT,
        absolute_max=ROW_LIMIT * 3,
    )  # fmt: skip


LinkFormSet = _formset(LinkForm, RowFormSet)
ImageFormSet = _formset(ImageForm, ImageRows)
