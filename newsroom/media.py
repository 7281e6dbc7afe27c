"""Pictures of uploads, where no web server and no public address of a bucket takes them over."""

import threading
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.static import serve

YEAR = 365 * 24 * 3600
# So many of a process's threads may wait for a bucket at once; the others are for pages.
_MOST_READERS = 2
_WAIT = 1.0
_readers = threading.BoundedSemaphore(_MOST_READERS)


def media(request, path: str):
    """Serve a file; its name, once given, never stands for anything else."""
    if settings.MEDIA.public:
        return HttpResponseRedirect(default_storage.url(path))
    response = _from_bucket(path) if settings.MEDIA.bucket else serve(request, path, settings.MEDIA_ROOT)
    if response.status_code in (200, 304):
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


def _from_bucket(name: str) -> HttpResponse:
    if not _readers.acquire(timeout=_WAIT):
        return _later()
    try:
        body, told = default_storage.for_reader(name)
    except FileNotFoundError as error:
        _readers.release()
        raise Http404 from error
    except OSError:
        _readers.release()
        return _later()
    except BaseException:
        _readers.release()
        raise
    response = FileResponse(Lent(body), content_type=told.get("ContentType"))
    response.headers["Content-Length"] = told["ContentLength"]
    return response


class Lent:
    """What is left to read of a file; whoever closes it gives the turn back."""

    def __init__(self, body: IO[bytes]) -> None:
        self.body, self.is_open = body, True

    def read(self, size: int = -1) -> bytes:
        return self.body.read(size)

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.body.close()
            _readers.release()


def _later() -> HttpResponse:
    text = _("The pictures do not answer now; please try again in a moment.")
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"], response.headers["Cache-Control"] = "5", "no-store"
    return response
