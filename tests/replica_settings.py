"""The settings of the suite for web servers that keep pages and read from replicas, as in production."""

import os

from tests.settings import *  # noqa: F403

os.environ["DATABASE_REPLICA_URL"] = os.environ.get("TEST_REPLICA_URL", "")

from newsroom import database

DATABASES = database.all_settings()
DATABASE_ROUTERS = ["newsroom.reading.ReplicaRouter"] if len(DATABASES) > 1 else []
CACHE_URL = os.environ.get("TEST_CACHE_URL", "")
PAGE_CACHE = FOLLOW_CALENDAR = True
WORDS_SECONDS = 1
