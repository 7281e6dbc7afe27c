"""Which field of the record a column of a table is, and what the cells in it say."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from articles.cells import FIELDS, read_json, unescaped
from articles.cleaning import OTHER_NAMES
from newsroom.arabic import fold

# What newsrooms write above their columns; names are compared folded: «الملخّص» is «الملخص».
LABELS = {
    "id": "المعرف، معرف، الرقم، رقم، رقم الخبر، رقم المقال، guid، article id، post id، external id",
    "namespace": "نطاق المعرف",
    "url": "الرابط، رابط، رابط الخبر، رابط المقال، العنوان الإلكتروني، link، permalink، article url",
    "headline": "العنوان، عنوان، عنوان الخبر، عنوان المقال، title، post title، article title",
    "summary": "الملخص، ملخص، المقدمة، مقدمة، المقتطف، مقتطف، الموجز، نبذة، excerpt، description، abstract، "
    "lead، teaser، post excerpt",
    "body": "النص، نص، المتن، متن، المحتوى، محتوى، نص الخبر، نص المقال، متن الخبر، التفاصيل، article، "
    "full text، post content، article text، body html، html",
    "published_at": "التاريخ، تاريخ، تاريخ النشر، نشر في، وقت النشر، تاريخ الخبر، تاريخ الإضافة، "
    "published، pub date، publication date، publish date، pubdate، "
    "date published، published date، post date، datetime",
    "updated_at": "تاريخ التحديث، آخر تحديث، تاريخ التعديل، updated، modified، last modified، "
    "date modified، modified at، update date",
    "source": "المصدر، مصدر، مصدر الخبر، الجهة، publisher، agency، source name، outlet، site",
    "section": "القسم، قسم، التصنيف، تصنيف، الباب، categories، topic، desk",
    "byline": "الكاتب، كاتب، الكاتبة، المحرر، محرر، المؤلف، اسم الكاتب، الصحفي، المراسل، بقلم، author، "
    "authors، writer، editor، reporter، creator",
    "keywords": "الكلمات الدلالية، كلمات دلالية، الكلمات المفتاحية، كلمات مفتاحية، الوسوم، وسوم، الوسم، "
    "tag، keyword",
    "images": "الصورة، صورة، الصور، صور، رابط الصورة، image، picture، photo، image url، thumbnail، "
    "featured image",
    "read_also": "اقرأ أيضا، إقرأ أيضا",
    "similar": "مقالات مشابهة، مواضيع مشابهة، أخبار مشابهة",
    "status": "الحالة، حالة، حالة النشر، state، post status",
    "language": "اللغة، لغة، lang",
    "needs": "",
    "extra": "",
}
STATES = {
    "published": "منشور، منشورة، نشر، تم النشر، publish، live",
    "draft": "مسودة، غير منشور",
    "in_review": "قيد المراجعة، بانتظار المراجعة، للمراجعة، pending، in review",
    "approved": "معتمد، معتمدة",
    "withdrawn": "مسحوب، محذوف",
}
LIST_FIELDS = ("images", "read_also", "similar")

STATE_OF = {fold(label): state for state, labels in STATES.items() for label in labels.split("،")}
KNOWN = {
    fold(label): name
    for name, labels in LABELS.items()
    for label in (name, *(other for other, field in OTHER_NAMES.items() if field == name), *labels.split("،"))
    if label.strip()
}


# What a column's name says of the whole table, and of no column: «عنوان المادة», «اسم القسم», "news title".
OF_ALL = set(
    fold(
        "الخبر المقال المقالة المادة الموضوع التقرير المنشور خبر مقال مقالة مادة موضوع اسم الرئيسي الرئيسية "
        "news article post story item main"
    ).split()
)


def _bare(key: str) -> str:
    """«عنوان الماده» → «عنوان»"""
    return " ".join(word.removeprefix("ال") for word in key.split() if word not in OF_ALL)


BARE = {_bare(key): name for key, name in reversed(KNOWN.items())}
BARE.pop("", None)


def field_of(label: str) -> str | None:
    """Return the field that a column's name means: «تاريخ النّشر» → published_at, "Title" → headline."""
    key = fold(label)
    return KNOWN.get(key) or BARE.get(_bare(key))


class ColumnsError(Exception):
    """The columns of a table are not those that it is read by."""


class Columns:
    """The columns of a table: which field each is, by its name or by --map; the others keep their names."""

    def __init__(self, header: Sequence[str], wanted: Mapping[str, str]) -> None:
        self.first_row = list(header)
        self.labels = [" ".join(label.split()) for label in header]
        self.has_header = self._is_header(wanted)
        taken = {self._index_of(column): field for field, column in wanted.items()}
        self.names: list[str] = []
        for index, label in enumerate(self.labels):
            field = field_of(label) if self.has_header else None
            name = taken.get(index) or (field if field and field not in taken.values() else None)
            self.names.append(name if name and name not in self.names else self._own_name(index))
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
        extra = data.pop("extra", None)
        if not isinstance(extra, Mapping):
            return {**data, "extra (cell)": extra} if extra else data
        return {**{key: value for key, value in extra.items() if key not in FIELDS}, **data}


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
