"""The site's own settings, each page made anew."""

from newsroom.settings import *  # noqa: F403

PAGE_CACHE = False
