"""The replicas: does each answer, follow the primary of this newsroom, and keep up with it."""

from collections.abc import Iterator

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.doctor.findings import Check, Finding, error, ok, warning
from newsroom.lags import Lag, State, lags


def find_replicas() -> Iterator[Finding]:
    for lag in lags():
        yield _finding(lag, {"name": lag.alias})


def _finding(lag: Lag, named: dict[str, str]) -> Finding:
    if lag.state == State.SILENT:
        return error(
            _("The replica %(name)s does not answer: its share is read elsewhere.") % named,
            _("Start it, or take it out of DATABASE_REPLICA_URL (replica1 is the first)."),
        )
    if lag.state == State.WRITABLE:
        return error(
            _("The server %(name)s follows no primary: it is not read.") % named,
            _("If it was promoted, let DATABASE_URL name it, and make a replica of the old primary."),
        )
    if lag.state == State.STRANGE:
        return error(
            _("The replica %(name)s is of another database than DATABASE_URL: it is not read.") % named,
            _("Make it anew with pg_basebackup; right after another was promoted, wait for a checkpoint."),
        )
    told = named | {"size": filesizeformat(lag.size), "seconds": f"{lag.seconds:.0f}"}
    if lag.state == State.LATE:
        return warning(
            _("The replica %(name)s is behind by %(size)s, and %(seconds)s seconds.") % told,
            _("See pg_stat_replication at the primary, and whether replay was paused or waits for a query."),
        )
    return ok(_("The replica %(name)s follows; it lacks %(size)s.") % told)


CHECKS = (Check("replicas", gettext_lazy("Replicas"), find_replicas, needs_database=True),)
