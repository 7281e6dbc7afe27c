"""Write down what was found, for people and for machines."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.doctor.findings import Check, Finding, Level

Found = tuple[Check, list[Finding]]
SIGNS = {Level.OK: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


def lines_of(check: Check, findings: list[Finding]) -> list[str]:
    """Return a line for each finding and, below it, how to mend it."""
    lines = []
    for finding in findings:
        mark = f" ({finding.id})" if finding.id else ""
        message = " ".join(finding.message.split())  # libraries tell of errors in several lines
        lines.append(f"{SIGNS[finding.level]} {check.label}: {message}{mark}")
        lines.extend(f"    {line}" for line in finding.hint.splitlines())
    return lines


def count(found: Iterable[Found], level: Level) -> int:
    return sum(finding.level is level for _check, findings in found for finding in findings)


def summary(found: list[Found]) -> str:
    errors, warnings = count(found, Level.ERROR), count(found, Level.WARNING)
    if not errors and not warnings:
        return _("All is well.")
    told = [
        ngettext("%(count)d error", "%(count)d errors", errors) % {"count": errors},
        ngettext("%(count)d warning", "%(count)d warnings", warnings) % {"count": warnings},
    ]
    return _("Found: %(errors)s, %(warnings)s.") % {"errors": told[0], "warnings": told[1]}


def as_json(found: list[Found]) -> dict[str, Any]:
    """Return what monitoring reads: {"ok", "at", "errors", "warnings", "findings": [rows as below]}."""
    errors = count(found, Level.ERROR)
    return {
        "ok": not errors,
        "at": timezone.now().isoformat(timespec="seconds"),
        "errors": errors,
        "warnings": count(found, Level.WARNING),
        "findings": [_as_row(check, finding) for check, findings in found for finding in findings],
    }


def _as_row(check: Check, finding: Finding) -> dict[str, str]:
    return {
        "check": check.name, "label": str(check.label), "level": finding.level.value,
        "message": finding.message, "hint": finding.hint, "id": finding.id,
    }  # fmt: skip
