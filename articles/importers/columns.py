"""Which field of the record a column of a table is, and what the cells in it say."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from articles.cells import FIELDS, read_json, unescaped
from articles.cleaning import OTHER_NAMES
from articles.importers.fragments import body_of, looks_like_html, once_escaped
from articles.importers.headings import STATE_OF, field_of, likely_field_of
from articles.sanitizing import is_html
from newsroom.arabic import fold

LIST_FIELDS = ("images", "read_also", "similar")
IN_HTML = {"headline", "summary", "body", "source", "section", "byline", "keywords", "image caption"}
_FOREIGN_HTML = re.compile(r"</(?:div|section|article|span|font|center|h[156])\s*>", re.IGNORECASE)
# Columns of the picture beside them, and what they are in it.
OF_IMAGE = {"image caption": "caption", "image credit": "credit"}


class ColumnsError(Exception):
    """The columns of a table are not those that it is read by."""


class Columns:
    """The columns of a table: which field each is, by its name or by --map; the others keep their names."""

    def __init__(self, header: Sequence[str], wanted: Mapping[str, str]) -> None:
        self.first_row = list(header)
        self.labels = [" ".join(label.split()) for label in header]
        self.has_header = self._is_header(wanted)
        self.is_ours = set(FIELDS) <= set(self.labels)
        taken = {self._index_of(column): field for field, column in wanted.items()}
        self.names: list[str] = []
        for index, label in enumerate(self.labels):
            field = field_of(label) if self.has_header else None
            name = taken.get(index) or (field if field and field not in taken.values() else None)
            self.names.append(name if name and name not in self.names else self._own_name(index))
        for index, label in enumerate(self.labels if self.has_header else ()):
            likely = likely_field_of(label)
            if likely and likely not in self.names and index not in taken and field_of(label) is None:
                self.names[index] = likely
        if not {"headline", "body"} & set(self.names):
            raise ColumnsError(
                _("The table has no column for headline or body; give --map. Its columns: %(columns)s")
                % {"columns": self._listed()}
            )

    def _is_header(self, wanted: Mapping[str, str]) -> bool:
        """Without a name that we know, a table whose columns are all told by number has no header."""
        by_number = bool(wanted) and all(column.strip().isdecimal() for column in wanted.values())
        return not by_number or sum(field_of(label) is not None for label in self.labels) > 1

    def _index_of(self, column: str) -> int:
        keys = [fold(label) or label for label in self.labels]
        key = fold(column) or column
        if self.has_header and key in keys:
            return keys.index(key)
        if column.strip().isdecimal() and 0 < int(column.strip()[:9]) <= len(keys):
            return int(column.strip()) - 1
        raise ColumnsError(
            _("The column %(column)s is not in the file; its columns: %(columns)s")
            % {"column": column, "columns": self._listed()}
        )

    def _listed(self) -> str:
        return "، ".join(label[:60] for label in self.labels[:50]) or "-"

    def _own_name(self, index: int) -> str:
        """Return a name for an unknown column that no field and no other column has."""
        label = self.labels[index][:200] if self.has_header else ""
        name = label or f"column {index + 1}"
        is_taken = name in FIELDS or name in OTHER_NAMES or name in self.names
        return f"{name} ({index + 1})" if is_taken else name

    def record_of(self, row: Sequence[str]) -> dict[str, Any]:
        """Return the fields that the cells of a row give; raises RecordError."""
        data: dict[str, Any] = {}
        for name, cell in zip(self.names, row, strict=False):
            if text := unescaped(cell) if cell.strip() else "":
                data[name] = _value(name, text)
        if not self.is_ours:
            data = {name: _unescaped(name, value) for name, value in data.items()}
        _tell_image(data)
        extra = data.pop("extra", None)
        if not isinstance(extra, Mapping):
            return {**data, "extra (cell)": extra} if extra else data
        return {**{key: value for key, value in extra.items() if key not in FIELDS}, **data}


def _tell_image(data: dict[str, Any]) -> None:
    """Put caption and credit into the first picture of the row; without a picture they stay as they are."""
    images = data.get("images")
    told = {part: data[name] for name, part in OF_IMAGE.items() if name in data}
    if told and isinstance(images, list) and images and isinstance(images[0], str):
        data["images"] = [{"url": images[0], **told}, *images[1:]]
        for name in OF_IMAGE:
            data.pop(name, None)


def _unescaped(name: str, value: Any) -> Any:
    """Read what a table of another system keeps as HTML: «&quot;نعم&quot;» → «"نعم"», texts of `div` too."""
    if not isinstance(value, str) or name not in IN_HTML:
        return value
    if name == "body" and (is_html(value) or _FOREIGN_HTML.search(value)):
        return body_of(value)
    return unescape(once_escaped(value)) if looks_like_html(value) else value


def _value(name: str, text: str) -> Any:
    if name == "extra" or (name in (*LIST_FIELDS, "keywords") and text.lstrip().startswith(("[", "{"))):
        return read_json(name, text)
    if name == "images":
        return [part for part in re.split(r"[\s|؛،]+|[;,](?=\s*https?:|\s*$)", text) if part]
    if name in LIST_FIELDS:
        return [part.strip() for part in re.split(r"[\n|]", text) if part.strip()]
    if name == "keywords":
        return text.replace("|", "،")
    return STATE_OF.get(fold(text), text) if name == "status" else text
