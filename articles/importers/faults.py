"""Say in the reader's language why bytes cannot be read: the libraries speak English."""

import errno
import struct
import zipfile
import zlib
from gzip import BadGzipFile

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first that an error is tells; BadGzipFile is an OSError too.
KINDS: tuple[tuple[type[Exception], Promise], ...] = (
    (BadGzipFile, gettext_lazy("its packing is damaged")),
    (zipfile.BadZipFile, gettext_lazy("its packing is damaged")),
    (struct.error, gettext_lazy("its packing is damaged")),
    (zlib.error, gettext_lazy("its packing is damaged")),
    (EOFError, gettext_lazy("it ends too early")),
    # zipfile raises it for a compression or a version it has no code for; there is no type of its own.
    (NotImplementedError, gettext_lazy("it is packed in a way that we do not know")),
)
NUMBERS: dict[int, Promise] = {
    errno.ENOENT: gettext_lazy("there is no such path"),
    errno.ENOTDIR: gettext_lazy("there is no such path"),
    errno.EACCES: gettext_lazy("permission is missing"),
    errno.EPERM: gettext_lazy("permission is missing"),
    errno.ENOSPC: gettext_lazy("the disk is full"),
    errno.EROFS: gettext_lazy("the disk cannot be written to"),
    errno.ELOOP: gettext_lazy("the links lead in a circle"),
    errno.EISDIR: gettext_lazy("it is a folder"),
    errno.EIO: gettext_lazy("the disk reports a fault"),
    errno.ENAMETOOLONG: gettext_lazy("its name is too long"),
}


def reason_of(error: Exception) -> str:
    """Return why, in words for people: zlib's "invalid stored block lengths" → «ضغطه تالف»."""
    if isinstance(error, UnicodeDecodeError):
        values = {"value": error.object[error.start : error.start + 4].hex(" "), "encoding": error.encoding}
        return _("the bytes %(value)s are not of %(encoding)s") % values
    for kind, told in KINDS:
        if isinstance(error, kind):
            return str(told)
    number = getattr(error, "errno", None) or 0
    return str(NUMBERS.get(number) or getattr(error, "strerror", None) or error)
