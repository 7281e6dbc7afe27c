"""Collect the texts of the interface from the source into the catalogue, with Python alone.

Only developers run it: it needs polib, and no system package where Django's own commands need gettext.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("newsroom", "articles", "tags")
TEMPLATES = (".html", ".txt", ".xml")
# Where each function keeps the context, the singular and the plural among its arguments.
FUNCTIONS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


class Message(NamedTuple):
    context: str | None
    text: str
    plural: str | None

    @property
    def key(self) -> tuple[str, str]:
        return self.text, self.context or ""


def catalogue_path(language: str) -> Path:
    return ROOT / "newsroom" / "locale" / language / "LC_MESSAGES" / "django.po"


def is_translated(entry: polib.POEntry) -> bool:
    """Tell whether the entry is in use and every form of it has a text."""
    return not entry.obsolete and entry.translated()


def collect(root: Path = ROOT) -> dict[Message, list[str]]:
    """Return every message of the project with the files that hold it."""
    found: dict[Message, list[str]] = {}
    for path in iter_sources(root):
        read = read_python if path.suffix == ".py" else read_template
        name = path.relative_to(root).as_posix()
        for message in read(path.read_text(encoding="utf-8")):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def iter_sources(root: Path) -> Iterator[Path]:
    for app in APPS:
        yield from sorted(path for path in (root / app).rglob("*.py") if "migrations" not in path.parts)
    for folder in ("templates", *(f"{app}/templates" for app in APPS)):
        yield from sorted(path for path in (root / folder).rglob("*") if path.suffix in TEMPLATES)


def read_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            values = [
                argument.value if isinstance(argument, ast.Constant) else None for argument in node.args
            ]
            yield from _message(name, values)


def read_template(source: str) -> Iterator[Message]:
    for call in TEMPLATE_CALL.finditer(templatize(source)):
        yield from _message(call[1], ast.literal_eval(f"[{call[2]}]"))


def _message(name: str, values: Sequence[object]) -> Iterator[Message]:
    places = FUNCTIONS.get("gettext" if name == "_" else re.sub("_(lazy|noop)$", "", name))
    if places:
        parts = [None if place is None else _string_at(values, place) for place in places]
        if parts[1]:
            yield Message(parts[0], parts[1], parts[2])


def _string_at(values: Sequence[object], place: int) -> str | None:
    value = values[place] if place < len(values) else None
    return value if isinstance(value, str) else None


def merge(catalogue: polib.POFile, found: dict[Message, list[str]]) -> None:
    """Add what is new, retire what is gone, keep every translation."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    wanted = {(message.context, message.text): (message, files) for message, files in found.items()}
    for key, (message, files) in wanted.items():
        entry = known.get(key) or _new_entry(catalogue, message)
        entry.obsolete = False
        entry.msgid_plural = message.plural or ""
        entry.occurrences = [(name, "") for name in files]
        if "%(" in message.text and "python-format" not in entry.flags:
            entry.flags.append("python-format")
    for key in known.keys() - wanted.keys():
        known[key].obsolete = True


def _new_entry(catalogue: polib.POFile, message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context)
    if message.plural:
        entry.msgstr_plural = dict.fromkeys(range(6), "")  # Arabic has six forms.
    catalogue.append(entry)
    return entry


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalogue if not entry.obsolete and not is_translated(entry)]
