from contextlib import AbstractContextManager

from articles.turns import alone

# The first key of our advisory locks on feeds; the second is the feed's own.
FEED_LOCK = 0x66656564


def feed_lock(feed_id: int) -> AbstractContextManager[bool]:
    """Say whether nobody else reads the feed now, and keep others from it meanwhile."""
    return alone(FEED_LOCK, feed_id)
