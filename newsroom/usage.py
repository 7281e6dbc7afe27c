"""Commands whose mistakes of usage are told in the language of the newsroom."""

import re
import sys
from typing import NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

USAGE = 2
# What a shell gives for a command that Ctrl-C ended.
INTERRUPTED = 130
# What argparse says, by the beginning or the whole of it: it keeps its texts to itself.
MISTAKES = (
    (r"the following arguments are required: (?P<name>.+)", gettext_lazy("Something is missing: %(name)s")),
    (r"unrecognized arguments: (?P<name>.+)", gettext_lazy("These are not known: %(name)s")),
    (r"argument (?P<name>\S+): expected .*", gettext_lazy("%(name)s must be followed by a value")),
    (
        r"argument (?P<name>\S+): invalid choice: '?(?P<value>.*?)'? \(choose from (?P<allowed>.+)\)",
        gettext_lazy("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
    ),
    (
        r"argument (?P<name>\S+): invalid int value: '(?P<value>.*)'",
        gettext_lazy("%(name)s must be a whole number, not %(value)s"),
    ),
    (
        r"ambiguous option: (?P<name>\S+) could match (?P<allowed>.+)",
        gettext_lazy("%(name)s may be one of several: %(allowed)s"),
    ),
)


def explain(message: str) -> str:
    """Return a complaint of argparse in the language of the newsroom."""
    for pattern, told in MISTAKES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return str(told) % {**found.groupdict(), **_listed(found.groupdict().get("allowed"))}
    return message


def _listed(allowed: str | None) -> dict[str, str]:
    return {"allowed": allowed.replace("'", "")} if allowed else {}


class DeskCommand(BaseCommand):
    """A command for people who need not know English."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.description = str(self.help)
        if parser.called_from_command_line:
            parser.error = lambda message: self._refuse_usage(explain(message), subcommand)
        return parser

    def _refuse_usage(self, message: str, subcommand: str) -> NoReturn:
        hint = _("All options: manage.py %(command)s --help") % {"command": subcommand}
        self.stderr.write(f"{message}\n{hint}")
        sys.exit(USAGE)
