"""The settings of the suite for web servers that keep pages as they do in production."""

import os

from tests.settings import *  # noqa: F403

PAGE_CACHE = FOLLOW_CALENDAR = True
CACHE_URL = os.environ.get("TEST_CACHE_URL", "")
