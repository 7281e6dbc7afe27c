"""Set the clock of a process wrong by $CHAOS_CLOCK seconds, before anything asks it."""

import os
import time
from datetime import timedelta

from django.utils import timezone


def set_wrong(seconds):
    right_time, right_now, offset = time.time, timezone.now, timedelta(seconds=seconds)
    time.time = lambda: right_time() + seconds
    timezone.now = lambda: right_now() + offset


if seconds := float(os.environ.get("CHAOS_CLOCK", "0")):
    set_wrong(seconds)
