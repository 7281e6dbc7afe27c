"""Write rows as the text that PostgreSQL's COPY reads (its manual, "COPY: Text Format")."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

NULL = "\\N"


def copy_lines(cursor: Any, table: str, columns: str, lines: Iterable[str | bytes]) -> None:
    """Send lines of `line` to a table; `columns` are parted by spaces. Raises Django's database errors."""
    data = b"\n".join([text.encode() if isinstance(text, str) else text for text in lines])
    if not data:
        return
    names = ", ".join(columns.split())
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        copy.write(data + b"\n")


def line(*values: Any) -> str:
    """Return one row: ("أ\\nب", None, 3, True) → «أ\\\\nب\\t\\\\N\\t3\\tt»."""
    return "\t".join([_field(value) for value in values])


def _field(value: Any) -> str:
    if isinstance(value, str):
        return text_field(value)
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def text_field(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\t" in text:
        text = text.replace("\t", "\\t")
    return text.replace("\r", "\\r") if "\r" in text else text
