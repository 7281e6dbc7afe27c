"""Name what makes pages out of rows: code, templates, texts, settings. Another of them makes other pages."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

import django
from django.conf import settings

_SOURCES = ("articles/**/*.py", "newsroom/**/*.py", "tags/**/*.py", "templates/**/*", "newsroom/**/*.mo")
_SETTINGS = (
    "SITE_NAME", "SITE_URL", "TIME_ZONE", "LANGUAGE_CODE", "STATIC_URL", "MEDIA_URL", "IS_HTTPS", "HAS_MAIL",
    "FEEDS_FULL_TEXT", "WEBSUB_HUB_URL",
)  # fmt: skip


@cache
def build() -> str:
    """Return a digest that is the same in all processes and machines of one release."""
    digest = blake2b(django.__version__.encode(), digest_size=12)
    digest.update(repr([getattr(settings, name) for name in _SETTINGS]).encode())
    root = Path(settings.BASE_DIR)
    for path in sorted({path for pattern in _SOURCES for path in root.glob(pattern) if path.is_file()}):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    # The names of the static files, which pages print, hold their digests.
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    digest.update(manifest.read_bytes() if manifest.exists() else b"")
    return digest.hexdigest()
