"""Read the feeds of sources on their schedule, and fetch the pictures that come with them.

Import rule: knows models, `fetching` and the importers; jobs and the desk call it, nothing else does.
"""

from articles.polling.asking import ask_due_feeds, ask_for_feed
from articles.polling.pictures import fetch_due_pictures, queue_pictures
from articles.polling.running import poll_feed
from articles.polling.trying import try_feed

__all__ = [
    "ask_due_feeds",
    "ask_for_feed",
    "fetch_due_pictures",
    "poll_feed",
    "queue_pictures",
    "try_feed",
]
