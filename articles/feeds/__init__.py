"""Feeds in RSS 2.0, Atom and JSON Feed: the newest articles of the site, and of what has a page.

Import rule: `writing` knows the three forms, `media` what they tell of pictures, `listing` which articles
they hold; addresses lead to the views named here.
"""

from articles.feeds.listing import (
    FEED_SIZE,
    FORMS,
    address_name,
    author,
    keyword,
    latest,
    section,
    source,
    topic,
)

__all__ = ["FEED_SIZE", "FORMS", "address_name", "author", "keyword", "latest", "section", "source", "topic"]
