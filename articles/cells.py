"""The cells of a CSV that we write, and how to read them back: loss-free, and never a formula."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from articles.cleaning import RecordError, split_keywords

# A cell that begins so would be run as a formula by a spreadsheet, by its wide form and after spaces in some
# (OWASP, CSV injection). Quotes in front of such a sign get one more, so that taking one off gives back what
# was there.
_STARTS = r"(?:[\t\r\n]|\s*[=+\-@＝＋－＠])"
_RUNS = re.compile(rf"'*{_STARTS}")
_ESCAPED = re.compile(rf"'+{_STARTS}")
FIELDS = (
    "id", "namespace", "url", "headline", "summary", "body", "published_at", "updated_at", "source",
    "section", "byline", "keywords", "images", "read_also", "similar", "status", "language", "needs",
    "extra",
)  # fmt: skip


def escaped(text: str) -> str:
    """«=1+1» → «'=1+1»"""
    return f"'{text}" if _RUNS.match(text) else text


def unescaped(text: str) -> str:
    """«'=1+1» → «=1+1»"""
    return text[1:] if _ESCAPED.match(text) else text


def row_of(record: Mapping[str, Any]) -> list[str]:
    """Return a record's cells in the order of FIELDS; what we do not know is JSON in the last."""
    extra = {name: value for name, value in record.items() if name not in FIELDS}
    return [escaped(_cell(name, extra if name == "extra" else record.get(name))) for name in FIELDS]


def _cell(name: str, value: Any) -> str:
    if not value:
        return ""
    if name in ("keywords", "needs") and _can_be_joined(value):
        return "، ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _can_be_joined(names: Sequence[str]) -> bool:
    joined = "، ".join(names)
    return "|" not in joined and not joined.startswith("[") and split_keywords(joined) == list(names)


def read_json(name: str, text: str) -> Any:
    """Read a cell that holds JSON; raises RecordError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(
            _("Cell %(field)s is not JSON: %(value)s") % {"field": name, "value": text[:120]}
        ) from error
