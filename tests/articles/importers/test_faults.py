import errno
import gzip
import io
import re
import zipfile
import zlib

import pytest
from django.utils import translation

from articles.importers.faults import reason_of


def caught(function):
    with pytest.raises((OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile)) as raised:
        function()
    return raised.value


@pytest.mark.parametrize(
    "error",
    [
        caught(lambda: zlib.decompress(b"x" * 20)),
        caught(lambda: gzip.decompress(b"no gzip")),
        caught(lambda: gzip.decompress(gzip.compress(b"a" * 100)[:-9])),
        caught(lambda: zipfile.ZipFile(io.BytesIO(b"no zip"))),
        OSError(errno.ENOENT, "No such file or directory"),
        OSError(errno.EACCES, "Permission denied"),
        OSError(errno.EIO, "Input/output error"),
    ],
)
def test_what_the_libraries_say_in_english_is_said_in_arabic(error):
    with translation.override("ar"):
        assert re.fullmatch(r"[^a-zA-Z]+", reason_of(error))


def test_an_error_of_an_unknown_kind_keeps_its_own_words():
    assert reason_of(OSError(9999, "odd")) == "odd"
    assert reason_of(ValueError("odd")) == "odd"


def test_bytes_outside_an_encoding_are_named():
    error = caught(lambda: b"\xff\xfe".decode("utf-8"))
    with translation.override("ar"):
        assert "ff fe" in reason_of(error)
