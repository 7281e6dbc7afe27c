"""Fetch from the web: one client for feeds and pictures, which reaches public addresses only.

Import rule: knows `articles.models` for the list of networks that an administrator allowed, nothing else
of ours; whatever else fetches goes through `fetch`.
"""

from articles.fetching.addresses import AddressRefused, BadAddress, check_url
from articles.fetching.answers import Answer, NotWanted, TooLarge
from articles.fetching.client import Limits, fetch, post
from articles.fetching.connecting import Unreachable
from articles.fetching.errors import FetchError, TooSlow

__all__ = [
    "AddressRefused",
    "Answer",
    "BadAddress",
    "FetchError",
    "Limits",
    "NotWanted",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "check_url",
    "fetch",
    "post",
]
