import shutil

import pytest

from newsroom import environment
from tests.chaos import account
from tests.chaos.site import Site


@pytest.fixture(scope="session")
def site():
    """One newsroom for all faults: each finds it as the one before left it, as in life."""
    folder = environment.var_folder() / "chaos"
    shutil.rmtree(folder / "site", ignore_errors=True)
    site = Site(folder / "site", prepared=folder / "prepared")
    try:
        site.open()
        yield site
    finally:
        site.close()  # its logs stay


def pytest_terminal_summary(terminalreporter):
    if account.ROWS:
        terminalreporter.section("faults")
        for line in account.lines():
            terminalreporter.write_line(line)
