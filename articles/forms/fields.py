import json
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_prose_editor.config import expand_extensions

from articles.clipboard import clean_body
from articles.embedding import SERVICES
from articles.figures import MARK
from articles.forms.guides import count_words
from articles.picturing import for_desk
from articles.readable import RIGHT_TO_LEFT
from articles.sanitizing import EDITOR_EXTENSIONS, body_html

# Every word that the body editor shows; its own dialogs ask for the English ones by name.
EDITOR_WORDS = {
    "Bold": gettext_lazy("Bold"),
    "Italic": gettext_lazy("Italic"),
    "Underline": gettext_lazy("Underline"),
    "Sub-heading": gettext_lazy("Sub-heading"),
    "Smaller sub-heading": gettext_lazy("Smaller sub-heading"),
    "Paragraph": gettext_lazy("Paragraph"),
    "Bulleted list": gettext_lazy("Bulleted list"),
    "Numbered list": gettext_lazy("Numbered list"),
    "Quotation": gettext_lazy("Quotation"),
    "Pull quote": gettext_lazy("Pull quote"),
    "Read also": pgettext_lazy("page", "Read also"),
    "Embed": gettext_lazy("Embed a post or a video"),
    "Services that may be embedded": gettext_lazy("Readers see a card with a link. Services:"),
    "Address of the post": gettext_lazy("Address of the post or video"),
    "Service not listed": gettext_lazy(
        "This address is of none of the services listed; write it as a link instead."
    ),
    "Caption": gettext_lazy("Caption"),
    "Picture": gettext_lazy("Picture"),
    "Search pictures": gettext_lazy("Search the library by caption, credit or alternative text"),
    "Newest pictures": gettext_lazy("The down arrow shows the newest pictures."),
    "No picture found": gettext_lazy("The library has no picture with these words."),
    "New picture": gettext_lazy("Or a new picture, chosen or dropped here"),
    "Sending": gettext_lazy("Sending…"),
    "Not sent": gettext_lazy("The picture could not be sent; try again in a moment."),
    "Upload pictures": gettext_lazy("Upload pictures to the library (in a new tab)"),
    "Choose a picture": gettext_lazy("Choose a picture from the library first."),
    "Credit": gettext_lazy("Credit"),
    "Alternative text": gettext_lazy("Alternative text"),
    "Place": pgettext_lazy("of a picture", "Place"),
    "Full width": gettext_lazy("Full width"),
    "At the start": gettext_lazy("At the start of the lines"),
    "At the end": gettext_lazy("At the end of the lines"),
    "Separator": gettext_lazy("Separator"),
    "Link": gettext_lazy("Link"),
    "Remove the link": gettext_lazy("Remove the link"),
    "Table": gettext_lazy("Table"),
    "Delete the table": gettext_lazy("Delete the table"),
    "Add a row": gettext_lazy("Add a row"),
    "Add a column": gettext_lazy("Add a column"),
    "Delete the row": gettext_lazy("Delete the row"),
    "Delete the column": gettext_lazy("Delete the column"),
    "Undo": gettext_lazy("Undo"),
    "Redo": gettext_lazy("Redo"),
    "Direction of the paragraph": gettext_lazy("Direction of the paragraph"),
    "Formatting": gettext_lazy("Formatting"),
    "Pictures left out": gettext_lazy("Pictures that were not pasted, add them from the library:"),
    "URL": gettext_lazy("Address"),
    "Search our articles": gettext_lazy("Search our articles by words of the headline"),
    "Link to an article of ours": gettext_lazy(
        "A link to an article of ours that follows its headline; until it is public, readers see words only."
    ),
    "No such address": gettext_lazy(
        "Choose an article, or write an address that begins with https://, mailto: or tel:"
    ),
    "Update": gettext_lazy("Apply"),
    "Cancel": gettext_lazy("Cancel"),
}


class DirectionMixin:
    """Let every field of a form take its direction from its content."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            set_direction(field.widget)


def set_direction(widget: forms.Widget) -> None:
    widget.attrs.setdefault("dir", "auto")
    for part in getattr(widget, "widgets", ()):
        part.attrs.setdefault("dir", "auto")


class BodyWidget(forms.Textarea):
    """A textarea that desk/editor.js turns into the editor; without scripts it stays one, of HTML."""

    def format_value(self, value):
        return super().format_value(for_desk(value) if value else value)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-editor"] = json.dumps(self.config(), ensure_ascii=False)
        return context

    def config(self):
        return {
            "extensions": expand_extensions(EDITOR_EXTENSIONS),
            "words": {key: str(word) for key, word in EDITOR_WORDS.items()},
            "counts": count_words(),
            "services": SERVICES,
            "articles": reverse("admin:complete_article"),
            "pictures": reverse("admin:complete_image"),
            "upload": reverse("admin:articles_image_upload"),
            "describes": reverse("admin:articles_image_describe"),
            "rightToLeft": sorted(RIGHT_TO_LEFT),
        }


class BodyField(forms.CharField):
    widget = BodyWidget

    def to_python(self, value):
        body = clean_body(super().to_python(value).replace("\r\n", "\n"))
        return body_html(body) if MARK in body else body


class MomentWidget(forms.SplitDateTimeWidget):
    def __init__(self):
        super().__init__(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": gettext_lazy("Date")},
            time_attrs={"type": "time", "aria-label": gettext_lazy("Time")},
        )
        for part, kind in zip(self.widgets, ("date", "time"), strict=True):
            part.input_type = kind
            part.attrs.pop("type", None)


class MomentField(forms.SplitDateTimeField):
    """A date and a time; a date alone is 00:00 in TIME_ZONE."""

    widget = MomentWidget

    def __init__(self, **kwargs):
        super().__init__(require_all_fields=False, **kwargs)
        for part in self.fields:
            part.required = False

    def compress(self, data_list):
        if not data_list or not any(data_list):
            return None
        day, clock = data_list
        if not day:
            raise ValidationError(_("Give the date as well as the time."), code="no_date")
        return from_current_timezone(datetime.combine(day, clock or time()))
