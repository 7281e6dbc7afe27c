"""The typefaces of the public pages: cut from a package to the letters of the news, as collectstatic asks.

Noto Naskh Arabic sets texts and Noto Sans Arabic headlines, each with all its weights in one file. Both come
under the SIL Open Font License 1.1, which is served beside them.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import distribution, version
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PACKAGE = "pylopdf-fonts-ar"
LICENSE = "LICENSE.txt"


class Face(NamedTuple):
    """A file of the package, and the part of each of its axes that is kept."""

    source: str
    axes: dict[str, Any]


FACES = {
    "text.woff2": Face("NotoNaskhArabic-Variable.ttf", {"wght": (400, 700)}),
    "headline.woff2": Face("NotoSansArabic-Variable.ttf", {"wght": (400, 800), "wdth": 100}),
}
# Arabic with its marks, digits and signs; then the letters that Persian, Kurdish and Urdu names bring.
_RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x60C, 0x60C), (0x61B, 0x61F), (0x621, 0x63A), (0x640, 0x655),
    (0x660, 0x66D), (0x670, 0x671), (0x6F0, 0x6F9), (0x2009, 0x2009), (0x200C, 0x200F), (0x2013, 0x2014),
    (0x2018, 0x2019), (0x201C, 0x201D), (0x2022, 0x2022), (0x2026, 0x2026), (0x20AC, 0x20AC),
    (0x2212, 0x2212), (0xFDF2, 0xFDF2), (0xFDFA, 0xFDFA),
)  # fmt: skip
_NAMES = "ٹپچڈڑڕژڤکگڵںھہۆیێےە" + "ŒœŠšıŻż"
CODES = sorted({code for first, last in _RANGES for code in range(first, last + 1)} | {*map(ord, _NAMES)})


def font_folder() -> Path:
    """Return where the cut typefaces of this release lie; they are made anew for another."""
    told = f"{version(PACKAGE)} {FACES} {CODES}"
    return Path(settings.VAR_DIR) / "fonts" / hashlib.sha256(told.encode()).hexdigest()[:12]


def full_path(face: Face) -> Path:
    """Return the file of the package, with all its letters and weights, for who draws on this machine."""
    return Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE.replace('-', '_')}/{face.source}")))


def cut(face: Face) -> bytes:
    """Return a WOFF2 file of a face: the letters of the news, what joins them, the weights of pages."""
    # Only whoever builds the static files needs the library of fonts.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(str(full_path(face)))
    cutter = Subsetter(Options(layout_features=["*"], name_IDs=["*"], hinting=False))
    cutter.populate(unicodes=CODES)
    cutter.subset(font)
    font = instantiateVariableFont(font, face.axes)
    font.flavor = "woff2"
    output = BytesIO()
    font.save(output)
    return output.getvalue()


def license_text() -> bytes:
    found = distribution(PACKAGE)
    path = next(path for path in found.files or () if path.name == "LICENSE")
    return Path(str(found.locate_file(path))).read_bytes()


def build() -> Path:
    """Make the typefaces unless they are there; returns their folder. Two that build at once do no harm."""
    folder = font_folder()
    folder.mkdir(parents=True, exist_ok=True)
    makers = {name: lambda face=face: cut(face) for name, face in FACES.items()} | {LICENSE: license_text}
    for name, make in makers.items():
        if not (folder / name).exists():
            _write(folder / name, make())
    return folder


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


class FontFinder(BaseFinder):
    """Give collectstatic, and a server that collects nothing, the typefaces under `fonts/`."""

    prefix = "fonts"

    def find(self, path: str, find_all: bool = False, **options: Any) -> str | list[str]:
        folder, _slash, name = path.replace("\\", "/").rpartition("/")
        if folder != self.prefix or name not in (*FACES, LICENSE):
            return []
        found = str(build() / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=str(build()))
        storage.prefix = self.prefix  # type: ignore[attr-defined]  # — as Django's own finders do
        for name in (*FACES, LICENSE):
            yield name, storage
