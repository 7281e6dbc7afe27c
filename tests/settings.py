"""The project's settings for the suite: an embedded server of its own, cheap hashing, no manifest."""

import os
from pathlib import Path

from newsroom import environment

DEFAULTS = {
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "NEWSROOM_VAR": "var/test",
    "SECRET_KEY": "a-key-for-tests-only-" * 3,
    "SITE_URL": "http://testserver",
}
for name in (
    "DEBUG",
    "DATABASE_REPLICA_URL",
    "CACHE_URL",
    "CDN_PURGE_URL",
    "BACKUP_URL",
    "MEDIA_STORAGE_URL",
    "SITE_NAME",
    "TIME_ZONE",
    "FEEDS_FULL_TEXT",
    "WEBSUB_HUB_URL",
    "METRICS_TOKEN",
    "ERROR_HANDLER",
    "SLOW_QUERY_MS",
):
    os.environ.pop(name, None)
for name, value in DEFAULTS.items():
    os.environ.setdefault(name, value)
# Tests start some hundred processes; each would compile the whole newsroom where nothing compiled is kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def hurry(var: Path) -> None:
    """Let the test server skip the disk: its data are worth nothing after the run."""
    var.mkdir(parents=True, exist_ok=True)
    (var / "postgres.conf").write_text("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")


# Each process of the suite counts for itself.
WHO = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(environment.var_folder() / "metrics" / WHO)

if environment.var_folder().name == "test":
    hurry(environment.var_folder())

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# Words of the analyser are followed where a test says so, or the queries of a page would depend on the clock.
WORDS_SECONDS = float("inf")

# What was read is written down where a test says so, or a timer would write beside it.
READS_SECONDS = None

# Pages are kept where a test says so, or each would have to wait until a change is seen.
PAGE_CACHE = False

# The calendar of the house is followed where a test says so, for the same reason.
FOLLOW_CALENDAR = False

# The search is bounded where a test says so, or tests would share one address's count.
SEARCHES_PER_MINUTE = SUGGESTIONS_PER_MINUTE = 0

# Static files come straight from their folders; nobody has collected any.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# A server whose own locale is C needs a template that knows Arabic letters.
DATABASES["default"]["TEST"] = {"TEMPLATE": environment.text("TEST_DATABASE_TEMPLATE", "template1")}
