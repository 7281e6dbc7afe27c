#!/usr/bin/env python
"""Run a command of the newsroom."""

import os
import sys

from newsroom import environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    with environment.clear_errors():
        if sys.argv[1:2] == ["run_newsroom"]:
            environment.supply_local_defaults()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
