"""Sessions that know whose they are: a person sees on which devices they are signed in, and ends them.

A session is its row, so to delete the row is to sign out; nothing is asked of the database for it
that Django would not ask.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.middleware import STAFF_PREFIX, client_address

DEVICE, ADDRESS, STARTED = "device", "address", "started_at"
DEVICE_LENGTH = 300
# How old «last seen» may be before a request writes it anew.
SEEN_EVERY = timedelta(minutes=2)
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


class SessionStore(DatabaseStore):
    row = None

    @classmethod
    def get_model_class(cls):
        from newsroom.models import DeskSession

        return DeskSession

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        if row is not None and is_over(row):
            row.delete()
            row = None
        self.row = row
        return row

    def create_model_instance(self, data):
        row, now = super().create_model_instance(data), timezone.now()
        row.person_id = data.get(SESSION_KEY)
        row.device, row.address = data.get(DEVICE, ""), data.get(ADDRESS) or None
        started = data.get(STARTED)
        row.started_at, row.seen_at = (datetime.fromisoformat(started) if started else now), now
        return row


def is_over(row: Any) -> bool:
    """Say whether nobody was there for too long, or it began too long ago, whatever was done in it."""
    now = timezone.now()
    is_old = row.started_at < now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return is_old or row.seen_at < now - settings.SESSION_IDLE


def _alive() -> dict[str, datetime]:
    """Narrow rows to those that `is_over` would leave."""
    now = timezone.now()
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return {"expire_date__gt": now, "started_at__gte": now - age, "seen_at__gte": now - settings.SESSION_IDLE}


@receiver(user_logged_in)
def note_device(sender, request, **kwargs) -> None:
    if hasattr(request, "session"):
        request.session[DEVICE] = request.META.get("HTTP_USER_AGENT", "")[:DEVICE_LENGTH]
        request.session[ADDRESS] = _address_of(request)
        request.session[STARTED] = timezone.now().isoformat()


def seen_middleware(get_response):
    """Note now and then that a person is there, and from where."""

    def respond(request):
        response = get_response(request)
        if request.path.startswith(STAFF_PREFIX) and request.session.accessed:
            _note_seen(request, getattr(request.session, "row", None))
        return response

    return respond


def _note_seen(request, row) -> None:
    now = timezone.now()
    if row is not None and row.person_id and row.seen_at < now - SEEN_EVERY:
        found = type(row).objects.filter(pk=row.pk)
        found.update(seen_at=now, address=_address_of(request) or row.address)


def _address_of(request) -> str:
    try:
        return str(ip_address(client_address(request)))
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Device:
    """One place where a person is signed in, as they are told of it."""

    handle: str
    name: str
    address: str
    place: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def iter_devices(person: Any, *, this: str | None = None) -> Iterator[Device]:
    """List where a person is signed in, this session first and then the last seen."""
    rows = person.desk_sessions.filter(**_alive()).order_by("-seen_at")
    for row in sorted(rows, key=lambda row: row.session_key != this):
        yield Device(
            handle_of(row.session_key), name_of(row.device), row.address or "", _place_of(row.address),
            row.started_at, row.seen_at, row.session_key == this,
        )  # fmt: skip


def handle_of(key: str) -> str:
    """Name a session on a page without giving it away."""
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def end(person: Any, handle: str) -> bool:
    """Sign one device of a person out."""
    keys = person.desk_sessions.values_list("session_key", flat=True)
    ended = [key for key in keys if handle_of(key) == handle]
    return bool(person.desk_sessions.filter(session_key__in=ended).delete()[0])


def end_all(person: Any, *, but: str | None = None) -> int:
    return person.desk_sessions.exclude(session_key=but or "").delete()[0]


def name_of(agent: str) -> str:
    """«Mozilla/5.0 (Windows NT 10.0…) … Firefox/130.0» → «Firefox على Windows»"""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("an unknown device")


def _place_of(address: str | None) -> str:
    if address and (ip_address(address).is_loopback):
        return _("this machine")
    return _("the house's own network") if address and ip_address(address).is_private else ""
