import logging

import pytest

from tests.newsroom.seeing.lines import Lines


@pytest.fixture
def lines(monkeypatch):
    """Collect what is logged from the lowest level on, as production writes it."""
    found, root = Lines(), logging.getLogger()
    root.addHandler(found.handler)
    monkeypatch.setattr(root, "level", logging.DEBUG)
    logging.getLogger("newsroom.requests").manager._clear_cache()
    yield found
    root.removeHandler(found.handler)
    logging.getLogger("newsroom.requests").manager._clear_cache()
