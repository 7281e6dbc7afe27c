"""The settings of a site under trial: production's, with static files as they lie; work may be killed."""

import tests.chaos.wrong_clock  # noqa: F401
from newsroom.settings import *  # noqa: F403
from newsroom.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
PROCRASTINATE_ON_APP_READY = "tests.chaos.killing.look_on_jobs"
MIDDLEWARE = ["tests.chaos.killing.maybe_kill_request", *MIDDLEWARE]  # noqa: F405
