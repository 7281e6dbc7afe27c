"""How tests ask a check: what it finds, in English, by level."""

from django.utils import translation

from newsroom.doctor.findings import Level


def found(find):
    """Return (level, message) of each finding of a check."""
    with translation.override("en"):
        return [(finding.level, finding.message) for finding in find()]


def errors(find):
    return [message for level, message in found(find) if level is Level.ERROR]


def warnings(find):
    return [message for level, message in found(find) if level is Level.WARNING]


def is_well(find):
    return all(level is Level.OK for level, _message in found(find))
