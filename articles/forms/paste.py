from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.article import section_choices
from articles.forms.fields import DirectionMixin, MomentField
from articles.importers.encodings import EncodingError, detect_encoding
from articles.importers.kinds import kind_of
from articles.importers.opening import HEAD_BYTES
from articles.importers.pasting import (
    START,
    Correction,
    CorrectionError,
    Pasted,
    clean_text,
    known_corrections,
    known_page,
    line_key,
    read_corrections,
    read_paste,
    write_corrections,
)
from articles.importers.reports import Options
from articles.importers.sources import is_source, text_of_source
from articles.models import Source

NAME_LENGTH = 200
ENCODINGS = (
    ("auto", gettext_lazy("Found from the file")),
    ("utf-8", "UTF-8"),
    ("cp1256", "Windows-1256"),
    ("iso8859-6", "ISO-8859-6"),
    ("cp720", "DOS 720"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
)


class TextField(forms.CharField):
    """A page as it was pasted: its spaces, line ends and odd characters are the parser's to judge."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return clean_text(super().to_python(value))


class PasteForm(DirectionMixin, forms.Form):
    """A page, by paste or by file, what is said of its lines, and what its articles lack."""

    text = TextField(
        label=gettext_lazy("Text of the page"), required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Choose a text file"), required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of the file"), required=False, choices=ENCODINGS
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"data-complete": reverse_lazy("admin:complete_source")}),
    )  # fmt: skip
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    published_at = MomentField(label=gettext_lazy("Publication date"), required=False)
    roles = forms.CharField(required=False, strip=True, widget=forms.HiddenInput)
    name = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, user):
        super().__init__(data.copy() if data is not None else None, files, initial={"token": uuid4()})
        self.user = user
        self.is_from_source = False
        self.fields["section"].choices = section_choices(None, user=user)

    def clean_source(self) -> str:
        name = self.cleaned_data["source"].strip()
        may_name = self.user.has_perm("articles.add_source") or self.user.has_perm("articles.run_import")
        if name and not may_name and name not in Source.objects.by_names([name]):
            raise ValidationError(_("There is no source with this name: %(name)s") % {"name": name})
        return name

    def clean_name(self) -> str:
        """Keep the name of a file without the folders that some browsers send with it."""
        return self.cleaned_data["name"].replace("\\", "/").rsplit("/", 1)[-1][:NAME_LENGTH]

    def clean_roles(self) -> list[Correction]:
        try:
            return read_corrections(self.cleaned_data["roles"])
        except CorrectionError as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        if self.cleaned_data.get("file"):
            self._take_file()
        if is_source(self.cleaned_data.get("text", "")):
            self._take_source()
        text = self.cleaned_data.get("text", "")
        if "file" not in self.errors and "encoding" not in self.errors:
            self._check_text(text)

    def _take_file(self) -> None:
        """Put the text of a file in the place of what was pasted."""
        upload = self.cleaned_data["file"]
        if self._is_too_long(upload.size, "file"):
            return
        data = upload.read()
        if kind := kind_of(data[:HEAD_BYTES]):
            self.add_error("file", _("This is no text but %(kind)s.") % {"kind": kind})
            return
        encoding = self.cleaned_data.get("encoding") or "auto"
        try:
            text = data.decode(detect_encoding(data[:HEAD_BYTES]) if encoding == "auto" else encoding)
        except EncodingError:
            message = _("It is not clear how this file is encoded. Say it here, then choose the file again.")
            self.add_error("encoding", ValidationError(message, code="unclear"))
        except UnicodeError:
            message = _("The file is not encoded as %(name)s. Choose another encoding.")
            self.add_error(
                "encoding",
                ValidationError(message % {"name": dict(ENCODINGS).get(encoding, encoding)}, code="unclear"),
            )
        else:
            self.data["text"] = self.cleaned_data["text"] = clean_text(text)
            self.data["name"] = self.cleaned_data["name"] = upload.name[:NAME_LENGTH]
            self.data["roles"], self.cleaned_data["roles"] = "", []

    def _take_source(self) -> None:
        """Put the words of a page in the place of its HTML source."""
        if not self._is_too_long(len(self.cleaned_data["text"].encode("utf-8", "replace")), "text"):
            self.data["text"] = self.cleaned_data["text"] = clean_text(
                text_of_source(self.cleaned_data["text"])
            )
            self.is_from_source = True

    def _check_text(self, text: str) -> None:
        if not text.strip():
            self.add_error("text", _("Paste the text of a page, or choose a file."))
        else:
            self._is_too_long(len(text.encode("utf-8", "replace")), "text")

    def _is_too_long(self, size: int, name: str) -> bool:
        most = settings.IMPORT_PAGE_MAX_BYTES
        if size <= most:
            return False
        message = _(
            "The page is too long: %(size)s, and at most %(most)s are read at once. Paste a part of it."
        )
        self.add_error(name, message % {"size": filesizeformat(size), "most": filesizeformat(most)})
        return True

    def read(self) -> Pasted:
        """Parse what was given; a page that is known comes with what was said of its lines before."""
        text = self.cleaned_data["text"]
        pasted = read_paste(text, self.cleaned_data["roles"])
        # "[]" is of a person who took every correction back.
        if not self.data.get("roles") and (known := known_corrections(known_page(pasted.text))):
            pasted = read_paste(text, known)
            self.data["roles"] = write_corrections(known)
        elif self.data.get("roles"):
            self.data["roles"] = write_corrections(pasted.corrections)
        return pasted

    def options(self) -> Options:
        """What the records lack; pasting makes drafts and nothing else."""
        given = self.cleaned_data
        return Options(
            by=self.user, format="page", encoding="utf-8", source=given["source"] or None,
            section=given["section"] or None, published_at=given["published_at"],
        )  # fmt: skip

    @property
    def given_token(self) -> UUID:
        return self.cleaned_data["token"] or uuid4()


class CorrectionForm(DirectionMixin, forms.Form):
    """Say what lines are, without scripts: from one number to another."""

    first = forms.IntegerField(label=gettext_lazy("From line"), min_value=1, required=False)
    last = forms.IntegerField(label=gettext_lazy("To line"), min_value=1, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Kind of line"), required=False)

    def __init__(self, data=None, *, roles, lines=0):
        super().__init__(data)
        self.fields["role"].choices = [("", gettext_lazy("As the machine took it")), *roles]
        self.lines = lines

    def clean(self):
        first = self.cleaned_data.get("first")
        last = self.cleaned_data.get("last") or first
        if first is None or last is None:
            self.add_error("first", _("Give the number of a line."))
        elif not first <= last <= self.lines:
            self.add_error(
                "first", _("There are no lines %(first)d to %(last)d.") % {"first": first, "last": last}
            )
        else:
            self.cleaned_data["last"] = last

    def apply(self, pasted: Pasted) -> Pasted:
        """Parse the page anew with the correction made."""
        lines = pasted.text.splitlines()
        first, last, role = (self.cleaned_data[name] for name in ("first", "last", "role"))
        made = [Correction(number, role, line_key(lines[number - 1])) for number in range(first, last + 1)]
        rest = [one for one in pasted.corrections if not first <= one.line <= last or _stays(one, role)]
        return read_paste(pasted.raw, [*rest, *(made if role else ())])


def _stays(old: Correction, role: str) -> bool:
    """What a line is and that an article begins with it are said apart, and taken back together."""
    return bool(role) and old.is_start != (role == START)
