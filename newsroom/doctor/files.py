"""Files: media can be kept and read, static files are collected, and both reach readers."""

import filecmp
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import urllib3
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importers.faults import reason_of
from newsroom.addresses import absolute
from newsroom.doctor.findings import Check, Finding, error, ok, warning
from newsroom.doctor.site import HEALTH, fetch

SHOWN = 3
COLLECT = gettext_lazy("Run: python manage.py collectstatic --noinput, and restart the web server.")


def find_media() -> Iterator[Finding]:
    """Write a file through the storage, read it, ask for it as a reader would, and delete it."""
    text = secrets.token_hex(16)
    try:
        name = default_storage.save(f"doctor-{text}.txt", ContentFile(text.encode()))
        try:
            with default_storage.open(name) as file:
                is_same = file.read().decode() == text
            reaches = _reaches(default_storage.url(name), text.encode())
        finally:
            default_storage.delete(name)
    except OSError as failure:
        yield error(
            _("The media storage refuses (%(place)s): %(error)s")
            % {"place": _place(), "error": reason_of(failure)},
            _("Let the key of MEDIA_STORAGE_URL list, read, write and delete there.")
            if settings.MEDIA.bucket
            else _(
                "Give the folder to the user of the web server and worker, and see that its disk is not full."
            ),
        )
        return
    yield from _told_of(is_same=is_same, reaches=reaches)


def _told_of(*, is_same: bool, reaches: bool | None) -> Iterator[Finding]:
    if not is_same:
        yield error(
            _("What is written to the media storage is read back as something else."), _("Check its disk.")
        )
    elif reaches is False:
        yield error(
            _("A file in the media storage does not reach readers at %(url)s.")
            % {"url": absolute(settings.MEDIA_URL)},
            _(
                "Let the proxy read the folder %(place)s, or pass /media/ on to the newsroom; where a public "
                "address is named, let everybody read single files there."
            )
            % {"place": _place()},
        )
    else:
        yield ok(_("Media can be written, read and deleted in %(place)s.") % {"place": _place()})


def _place() -> str:
    return str(settings.MEDIA.bucket or settings.MEDIA_ROOT)


def _reaches(path: str, content: bytes) -> bool | None:
    """Say whether readers get the file, None where the site does not answer at all."""
    try:
        if path.startswith("/") and fetch(HEALTH).status != 200:
            return None
        response = fetch(path)
    except urllib3.exceptions.HTTPError:
        return None
    return response.status == 200 and response.data == content


def find_static() -> Iterator[Finding]:
    root = Path(settings.STATIC_ROOT)
    names, hint = _manifest(root), str(COLLECT)
    if not issubclass(import_string(settings.STORAGES["staticfiles"]["BACKEND"]), ManifestFilesMixin):
        yield warning(
            _("Static files are served without digests in their names: DEBUG is on."), _("Take DEBUG out.")
        )
        return
    if not names:
        yield error(_("Static files are not collected in %(root)s.") % {"root": root}, hint)
        return
    stale = sorted(name for name, path in _sources() if name not in names or _differs(root / name, path))
    if stale:
        shown = ", ".join(stale[:SHOWN]) + (" …" if len(stale) > SHOWN else "")
        yield error(
            _("Static files are not those that were collected (%(count)s): %(names)s")
            % {"count": len(stale), "names": shown},
            hint,
        )
        return
    yield from _served(names, root)


def _manifest(root: Path) -> dict[str, str]:
    """Return the names of the collected files with their digests, {} where there are none."""
    try:
        names: dict[str, str] = json.loads((root / "staticfiles.json").read_text())["paths"]
    except (OSError, ValueError, KeyError):
        return {}
    return names


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            prefix = getattr(storage, "prefix", "")
            yield (f"{prefix}/{name}" if prefix else name), Path(storage.path(name))


def _differs(collected: Path, source: Path) -> bool:
    """Compare by content: after a roll-back the newer file is the wrong one."""
    return not collected.exists() or not filecmp.cmp(collected, source, shallow=False)


def _served(names: dict[str, str], root: Path) -> Iterator[Finding]:
    name = min(names.values(), key=lambda name: (root / name).stat().st_size)
    if _reaches(f"/{settings.STATIC_URL.strip('/')}/{name}", (root / name).read_bytes()) is False:
        yield error(
            _("Static files do not reach readers: %(url)s/static/%(name)s")
            % {"url": settings.SITE_URL, "name": name},
            _("Let the proxy read the folder %(root)s, or pass /static/ on to the newsroom.")
            % {"root": root},
        )
    else:
        yield ok(
            _("Static files: %(count)s, collected, with digests in their names.") % {"count": len(names)}
        )


CHECKS = (
    Check("media", gettext_lazy("Media"), find_media),
    Check("static", gettext_lazy("Static files"), find_static),
)
