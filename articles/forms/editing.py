import uuid
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.article import ArticleForm, initial_values
from articles.forms.rows import ImageFormSet, LinkFormSet, pictures_of
from articles.models import Article
from articles.records import UNFINISHED, Record, RecordError
from articles.uploading import refusal_of

LIST_LABELS = {
    "read_also": gettext_lazy("Read also"), "similar": gettext_lazy("Similar articles, as printed"),
    "images": gettext_lazy("Images"),
}  # fmt: skip
BOOKKEEPING = ("_FORMS", "-ORDER", "-DELETE", "-article", "-image", "base", "token", "pen", "takes")


def _new_marks(base: int | None) -> dict[str, Any]:
    """Name the form as opened now; one without a version names the article that it will make, too."""
    return {"pen": uuid.uuid4(), "token": None if base else uuid.uuid4()}


class EditedArticle:
    """A revision in the hands of a person: the form and its lists, from the record and back to one."""

    def __init__(
        self, record: Record, *, user: Any, article: Article | None = None, base: int | None = None,
        data=None, files=None,
    ) -> None:  # fmt: skip
        self.record = record
        self.data = data.copy() if data is not None else None
        self.form = ArticleForm(
            self.data, record=record, user=user,
            initial={**initial_values(record), "base": base, **_new_marks(base)},
        )  # fmt: skip
        if article:
            self.form.fields["keywords"].widget.attrs["data-article"] = article.pk
        self.read_also = LinkFormSet(self.data, prefix="read_also", entries=record.read_also, user=user)
        self.similar = LinkFormSet(self.data, prefix="similar", entries=record.similar, user=user)
        self.images = ImageFormSet(
            self.data, files, prefix="images", entries=record.images, user=user, pictures=pictures_of(article)
        )

    @property
    def formsets(self) -> tuple:
        return self.read_also, self.similar, self.images

    def is_valid(self) -> bool:
        """Check everything, and put good uploads in the library whatever else is wrong."""
        images_are_good = self.images.is_valid() and self._store_uploads()
        parts = [part.is_valid() for part in (self.form, self.read_also, self.similar)]
        return images_are_good and all(parts) and self._has_a_record()

    def _store_uploads(self) -> bool:
        """A browser does not send a file twice, so the form that comes back must know its picture."""
        are_kept = True
        for form in self.images.forms:
            try:
                image = form.store()
            except OSError as error:
                form.add_error("file", refusal_of(error))
                are_kept = False
                continue
            if image:
                self.data[form.add_prefix("image")] = str(image.pk)
                form.cleaned_data["image"], form.cleaned_data["file"] = image.pk, None
                form.changed_data.append("image")
        return are_kept

    def _has_a_record(self) -> bool:
        try:
            self.result = self._make_record()
        except RecordError as error:
            self.form.add_error(None, str(error))
            return False
        return True

    def _make_record(self) -> Record:
        values = self.form.values()
        lists = {name: getattr(self, name).result() for name in ("read_also", "similar", "images")}
        record = Record.from_mapping({**self.record.to_json(), **values, **lists})
        record.hints, record.page = self.record.hints, self.record.page
        return record

    def as_typed(self) -> Record:
        """Return what was typed, finished or not; what no field can take stands in `extra`, by its label."""
        if self.is_valid():
            return self.result
        wrong = {field.label: self._typed(field.html_name) for field in self.form if field.errors}
        lists = {}
        for formset in self.formsets:
            if formset.is_valid():
                lists[formset.prefix] = formset.result()
            else:
                wrong[LIST_LABELS[formset.prefix]] = self._typed(f"{formset.prefix}-")
        given = {**self.record.to_json(), **self.form.values(), **lists}
        if wrong:
            given[UNFINISHED] = {str(label): text for label, text in wrong.items()}
        return self._cleaned(given)

    def _cleaned(self, given: dict[str, Any]) -> Record:
        try:
            record = Record.from_mapping(given, may_be_blank=True)
        except RecordError as error:
            everything = {str(error): self._typed("")}
            record = replace(self.record, extra={**self.record.extra, UNFINISHED: everything})
        record.hints, record.page = self.record.hints, self.record.page
        return record

    def _typed(self, start: str) -> str:
        """Join what was typed into the fields whose names begin so, the hidden ones of lists left out."""
        names = [name for name in self.data if name.startswith(start) and not name.endswith(BOOKKEEPING)]
        return "\n".join(text for name in names for text in self.data.getlist(name) if text)

    @property
    def has_changed(self) -> bool:
        return not is_same(self.result, self.record)

    @property
    def errors(self) -> list[str]:
        """List all that is wrong, for the top of the page."""
        found = [str(error) for error in self.form.non_field_errors()]
        count = len(self.form.errors) + sum(
            len(form.errors) for formset in self.formsets for form in formset.forms
        )
        return found or ([_("Mend what is marked below; nothing is saved yet.")] if count else [])


def is_same(one: Record, other: Record) -> bool:
    """Compare what two records say; an empty text and none are one."""
    return _bare(one.to_json()) == _bare(other.to_json())


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if key != "needs" and item not in ("", None)}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return value
