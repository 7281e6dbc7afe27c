import json
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.figures import as_words, figures_in
from articles.forms.fields import BodyField, DirectionMixin, MomentField
from articles.forms.guides import guide_lengths
from articles.models import Image, Section, Source
from articles.models.article import HEADLINE_LENGTH
from articles.permissions import viewable_images
from articles.reach import sections_of
from articles.records import Record
from articles.sanitizing import body_html
from newsroom.arabic import fold
from tags.models import Keyword
from tags.suggestions import Why

LANGUAGES = {
    "ar": "العربية",
    "en": "English",
    "fr": "Français",
    "ckb": "کوردی",
    "fa": "فارسی",
    "tr": "Türkçe",
}


class ArticleForm(DirectionMixin, forms.Form):
    """The plain fields of a revision; sections and sources are told by name, as in a record."""

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # The form as opened once, and the unsaved text that was put into it: «5:1732549» is its row and turn.
    pen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    takes = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    headline = forms.CharField(
        label=gettext_lazy("Headline"), required=False, max_length=HEADLINE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "class": "headline-field"}),
    )  # fmt: skip
    summary = forms.CharField(
        label=gettext_lazy("Summary"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    body = BodyField(label=gettext_lazy("Body"), required=False, max_length=2_000_000)
    published_at = MomentField(label=gettext_lazy("Publication date"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Source"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"data-complete": reverse_lazy("admin:complete_source")}),
    )  # fmt: skip
    source_url = forms.CharField(
        label=gettext_lazy("Address at the source"), required=False, max_length=1000,
        widget=forms.URLInput,
    )  # fmt: skip
    byline = forms.CharField(label=gettext_lazy("Byline"), required=False, max_length=500)
    keywords = forms.CharField(
        label=gettext_lazy("Keywords"), required=False, max_length=20_000,
        help_text=gettext_lazy("Separate them with «،»."),
        widget=forms.TextInput(
            attrs={
                "data-chips": reverse_lazy("admin:complete_keyword"),
                "data-suggest": reverse_lazy("admin:suggest_keywords"),
            }
        ),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note on this version"), required=False, max_length=500,
        help_text=gettext_lazy("For your colleagues, in the history."),
    )  # fmt: skip

    def __init__(self, *args, record: Record, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.user = record, user
        guide_lengths(self.fields)
        self.fields["section"].choices = section_choices(record.section, user=user)
        self.fields["language"].choices = language_choices(record.language)
        self.fields["keywords"].widget.attrs["data-words"] = json.dumps(keyword_words())
        self.fields["published_at"].help_text = _("Time zone: %(zone)s") % {"zone": zone_label()}

    def clean_body(self) -> str:
        """Leave words only of a picture that is gone, or that this person may not see and put there."""
        body = self.cleaned_data["body"]
        present = {figure.number for figure in figures_in(body_html(self.record.body))}
        added = {figure.number for figure in figures_in(body)} - present
        if not added:
            return body
        seen = viewable_images(self.user, Image.objects.filter(pk__in=added).exclude(file="", url=""))
        return as_words(body, added - set(seen.values_list("pk", flat=True)))

    def clean_source(self) -> str:
        name = self.cleaned_data["source"].strip()
        if not name or name == (self.record.source or "") or self.user.has_perm("articles.add_source"):
            return name
        if name not in Source.objects.by_names([name]):
            raise ValidationError(_("There is no source with this name: %(name)s") % {"name": name})
        return name

    def clean_source_url(self) -> str:
        address = self.cleaned_data["source_url"].strip()
        if address and not is_web_address(address):
            raise ValidationError(
                _("Write the whole address, from https:// on; this is not one: %(value)s")
                % {"value": address}
            )
        return address

    def values(self) -> dict:
        """Return the fields of the record that a person changed; the rest stays as it was recorded."""
        names = [name for name in self.changed_data if name in RECORD_NAMES and name in self.cleaned_data]
        changed = {name: self.cleaned_data[name] for name in names}
        if moment := changed.get("published_at"):
            changed["published_at"] = moment.isoformat()
        return {RECORD_NAMES[name]: value for name, value in changed.items()}


def keyword_words() -> dict[str, str]:
    """What the chips and the proposals of the field say."""
    return {
        "remove": _("Remove"), "add": _("Add:"), "suggested": _("Suggested from the text"),
        **{why.value: str(why.label) for why in Why},
    }  # fmt: skip


# Field of the form → field of the record.
RECORD_NAMES = {
    "headline": "headline", "summary": "summary", "body": "body", "published_at": "published_at",
    "section": "section", "source": "source", "source_url": "url", "byline": "byline",
    "keywords": "keywords", "language": "language",
}  # fmt: skip


def initial_values(record: Record) -> dict:
    sections = Section.objects.by_names([record.section] if record.section else [])
    return {
        "headline": record.headline, "summary": record.summary, "byline": record.byline,
        "body": body_html(record.body), "source": record.source or "", "source_url": record.url or "",
        "section": next((section.name for section in sections.values()), record.section or ""),
        "published_at": record.published_at and to_minute(record.published_at),
        "keywords": "، ".join(keyword_names(record.keywords)), "language": record.language,
    }  # fmt: skip


def keyword_names(typed: list[str]) -> list[str]:
    """Show each keyword by the name that readers see: «حُرّيّات» and an alias of حريات are حريات."""
    found = Keyword.objects.by_names(typed) if typed else {}
    return list(dict.fromkeys(found[name].name if name in found else name for name in typed))


def to_minute(moment):
    return moment.replace(second=0, microsecond=0)


def is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def section_choices(current: str | None, *, user) -> list[tuple[str, str]]:
    """List the sections as a tree, only their own to who is kept to some, and keep the name that is there."""
    rows = list(Section.objects.order_by("position", "pk"))
    children: dict = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    tree: list[tuple[Section, str]] = []
    for top in children.get(None, []):
        tree.append((top, top.name))
        tree += [(child, f"{top.name} ← {child.name}") for child in children.get(top.pk, [])]
    placed = {row.pk for row, _label in tree}
    tree += [(row, row.name) for row in rows if row.pk not in placed]
    present = [row for row in rows if current and row.key == fold(current)]
    if current and not present:
        present = list(Section.objects.by_names([current]).values())
    given = sections_of(user)
    offered = given and {*given, *(row.pk for row in present)}
    choices = [("", _("— none —"))]
    choices += [(row.name, label) for row, label in tree if not offered or row.pk in offered]
    if current and not present:
        choices.append((current, current))
    return choices


def language_choices(current: str) -> list[tuple[str, str]]:
    return list({**LANGUAGES, current: LANGUAGES.get(current, current)}.items())


def zone_label() -> str:
    """Name the zone of the newsroom with its offset: «Asia/Riyadh (UTC+03:00)»."""
    now = timezone.localtime()
    offset = now.strftime("%z")
    return f"{ZONES.get(settings.TIME_ZONE, settings.TIME_ZONE)} (UTC{offset[:3]}:{offset[3:]})"


ZONES = {
    "Asia/Riyadh": gettext_lazy("Riyadh"), "Asia/Dubai": gettext_lazy("Dubai"),
    "Africa/Cairo": gettext_lazy("Cairo"), "Asia/Amman": gettext_lazy("Amman"),
    "Asia/Beirut": gettext_lazy("Beirut"), "Asia/Baghdad": gettext_lazy("Baghdad"),
    "Asia/Damascus": gettext_lazy("Damascus"), "Asia/Qatar": gettext_lazy("Doha"),
    "Asia/Kuwait": gettext_lazy("Kuwait"), "Africa/Tunis": gettext_lazy("Tunis"),
    "Africa/Algiers": gettext_lazy("Algiers"), "Africa/Casablanca": gettext_lazy("Casablanca"),
    "UTC": gettext_lazy("Universal time"),
}  # fmt: skip
