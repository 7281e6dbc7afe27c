"""Run the checks one after the other; none may hang, crash the doctor or show a secret."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from queue import Empty, SimpleQueue
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import ProgrammingError, connections
from django.utils import translation
from django.utils.translation import gettext as _

from newsroom import checks
from newsroom.doctor import (
    backups,
    buckets,
    cache,
    database,
    files,
    machine,
    mail,
    replicas,
    security,
    site,
    workers,
)  # fmt: skip
from newsroom.doctor.findings import Check, Finding, Level, error, warning

SECONDS = 12.0  # a check has; what it asks for has less
CONNECT_SECONDS = 5
# Of what is found wrong with the database, what leaves nothing to ask it: no answer, or not in time.
SILENCE = ("newsroom.E004", "")
FAMILIES = (
    database, replicas, machine, security, site, files, workers, cache, mail, backups, buckets,
)  # fmt: skip
CHECKS: tuple[Check, ...] = tuple(check for family in FAMILIES for check in family.CHECKS)


def examine(wanted: tuple[Check, ...] = CHECKS) -> Iterator[tuple[Check, list[Finding]]]:
    """Run each check and yield it with what it found; the first one tells whether the database answers."""
    is_silent = False
    for check in wanted:
        if check.needs_database and is_silent:
            yield check, [warning(_("Not looked at: the database does not answer."), "")]
            continue
        findings = [_without_secrets(finding) for finding in run(check)]
        if check.name == "database":
            is_silent = any(finding.level is Level.ERROR and finding.id in SILENCE for finding in findings)
        yield check, findings


def run(check: Check) -> list[Finding]:
    """Run a check in a thread of its own and wait so long: what blocks there blocks nothing here."""
    found: SimpleQueue[list[Finding]] = SimpleQueue()
    language = translation.get_language() or settings.LANGUAGE_CODE
    threading.Thread(target=_work, args=(check, language, found), daemon=True).start()
    try:
        return found.get(timeout=SECONDS)
    except Empty:
        return [
            error(
                _("No answer within %(seconds)s seconds.") % {"seconds": int(SECONDS)},
                _("What is asked hangs: a network that swallows packets, or a disk that does not answer."),
            )
        ]


def _work(check: Check, language: str, found: "SimpleQueue[list[Finding]]") -> None:
    with translation.override(language):
        try:
            found.put(list(check.find()))
        except Exception as failure:  # noqa: BLE001 — a check that fails is something found
            found.put([_crashed(failure)])
        finally:
            connections.close_all()


def _crashed(failure: Exception) -> Finding:
    if isinstance(failure, ProgrammingError):  # a table or column that a migration brings
        return warning(_("Not looked at: tables are missing in the database."), str(checks.MIGRATE))
    return error(
        _("This could not be looked at: %(kind)s: %(error)s")
        % {"kind": type(failure).__name__, "error": "".join(str(failure).strip().splitlines()[:1])},
        _("Mend what stands above first; if it stays, it is a fault of the doctor: please report it."),
    )


def bound_connecting() -> None:
    """Let no connection to a database be waited for longer than a check."""
    for one in connections.settings.values():
        one.setdefault("OPTIONS", {}).setdefault("connect_timeout", CONNECT_SECONDS)


def _without_secrets(finding: Finding) -> Finding:
    """Take out of an error of a library what it may have quoted."""
    message, hint = finding.message, finding.hint
    for secret in secrets_known():
        message, hint = message.replace(secret, "***"), hint.replace(secret, "***")
    return replace(finding, message=message, hint=hint)


def secrets_known() -> set[str]:
    addresses = (settings.CACHE_URL, settings.CDN_PURGE_URL, settings.WEBSUB_HUB_URL)
    quoted = [urlsplit(address).password or "" for address in addresses]
    given = [one.get("PASSWORD") or "" for one in connections.settings.values()]
    all_ = [
        settings.SECRET_KEY,
        *settings.SECRET_KEY_FALLBACKS,
        settings.EMAIL_HOST_PASSWORD,
        settings.METRICS_TOKEN,
        *(place.bucket.secret for place in (settings.MEDIA, settings.BACKUP) if place.bucket),
        *quoted,
        *given,
    ]
    return {secret for one in all_ for secret in (one, unquote(one)) if len(secret) > 3}
