#!/usr/bin/env python
"""Run a command of the newsroom."""

import os
import sys

from newsroom import environment

# Commands that sign nothing and answer no request: they run as they stand in the contract.
KEYLESS = (
    "import_articles",
    "export_articles",
    "reindex_articles",
    "load_sample",
    "migrate",
    "createsuperuser",
    "backup",
    "restore",
    "test_backup",
    "doctor",
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    with environment.clear_errors():
        command = "".join(sys.argv[1:2])
        if command == "run_newsroom" or (command in KEYLESS and not environment.boolean("DEBUG")):
            environment.supply_local_defaults()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
