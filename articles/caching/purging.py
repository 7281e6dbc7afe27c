"""Tell the shared cache in front of the site what changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import urllib3
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

KEYS_AT_ONCE = 250
_SECONDS = 10
# By then every process has read the new versions.
_AGAIN = timedelta(seconds=1)


class PurgeFailed(Exception):
    """The shared cache did not take a purge."""


def enqueue_purge(keys: Sequence[str], withdrawals: Mapping[str, list[int]] = MappingProxyType({})) -> None:
    """Let jobs purge keys, in the transaction that counted their changes; nothing where none is in front.

    At once, and again: between the two the shared cache may ask a process that still has the page of before.
    So the second has the `withdrawals` of each key that were counted: they are told then.
    """
    if settings.CDN_PURGE_URL:
        name = "articles.tasks.purge_pages"
        for some in _cut(keys):
            app.configure_task(name).defer(keys=some)
            again = app.configure_task(name, schedule_at=timezone.now() + _AGAIN)
            told = [number for key in some for number in withdrawals.get(key, ())]
            again.defer(keys=some, **({"withdrawals": told} if told else {}))


def _cut(keys: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield list(keys[start : start + KEYS_AT_ONCE])


def purge(keys: Sequence[str]) -> None:
    """Post keys to CDN_PURGE_URL, in a header and as JSON; a name and secret in it sign in. PurgeFailed."""
    parts = urlsplit(settings.CDN_PURGE_URL)
    headers = {"Surrogate-Key": " ".join(keys)}
    if parts.username:
        account = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers |= urllib3.make_headers(basic_auth=account)
    address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    try:
        response = urllib3.request(
            "POST", address, headers=headers, json={"surrogate_keys": list(keys)}, timeout=_SECONDS,
            retries=False,
        )  # fmt: skip
    except urllib3.exceptions.HTTPError as error:
        raise PurgeFailed(str(error)) from error
    if response.status >= 300:
        raise PurgeFailed(response.status)
