"""Read the environment; every complaint names the variable, the bad value and what is allowed.

The messages are in Arabic and English at once, for they are needed before gettext is.
"""

import contextlib
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

TRUE_WORDS = ("1", "true", "yes", "on")
FALSE_WORDS = ("0", "false", "no", "off")


class ConfigurationError(Exception):
    """The site cannot start as it is configured."""

    def __init__(self, arabic: str, english: str) -> None:
        super().__init__(f"{arabic}\n{english}")


class InvalidValue(ConfigurationError):
    """A variable holds a value that is not allowed."""

    def __init__(self, name: str, value: str, allowed_ar: str, allowed_en: str) -> None:
        super().__init__(
            f"قيمة المتغير {name} غير صالحة: «{value}». المسموح: {allowed_ar}.",
            f"{name} has a bad value: {value!r}. Allowed: {allowed_en}.",
        )


class MissingValue(ConfigurationError):
    """A variable that production needs is not set."""

    def __init__(self, name: str, example: str) -> None:
        super().__init__(
            f"المتغير {name} غير مضبوط. اضبطه، مثلا: {name}={example}، أو اضبط DEBUG=1 للتطوير فقط.",
            f"{name} is not set. Set it, for example {name}={example}, or set DEBUG=1 for development only.",
        )


def text(name: str, default: str = "") -> str:
    """Return the value without surrounding spaces; an empty value counts as not set."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    if value:
        allowed = " ".join(TRUE_WORDS + FALSE_WORDS)
        raise InvalidValue(name, value, allowed, allowed)
    return default


def integer(name: str, default: int, *, minimum: int | None = None, maximum: int | None = None) -> int:
    value = text(name)
    if not value:
        return default
    number = int(value) if value.removeprefix("-").isdecimal() else None
    if number is None or not _is_within(number, minimum, maximum):
        raise InvalidValue(name, value, *_describe_range(minimum, maximum))
    return number


def _is_within(number: int, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or number >= minimum) and (maximum is None or number <= maximum)


def _describe_range(minimum: int | None, maximum: int | None) -> tuple[str, str]:
    arabic, english = "عدد صحيح", "a whole number"
    if minimum is not None:
        arabic, english = f"{arabic} لا يقل عن {minimum}", f"{english}, at least {minimum}"
    if maximum is not None:
        arabic, english = f"{arabic} لا يزيد على {maximum}", f"{english}, at most {maximum}"
    return arabic, english


def csv(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return the comma-separated values, without blanks: "a, b," → ["a", "b"]."""
    values = [part.strip() for part in text(name).split(",")]
    return [value for value in values if value] or list(default)


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in allowed:
        raise InvalidValue(name, value, "، ".join(allowed), ", ".join(allowed))
    return value


def port(name: str = "PORT", default: int = 8000) -> int:
    return integer(name, default, minimum=1, maximum=65535)


def address(name: str, default: str = "") -> str:
    """Return an http(s) address without its last slash."""
    value = text(name, default)
    if value and not value.startswith(("http://", "https://")):
        raise InvalidValue(
            name, value, "عنوان يبدأ بـ http:// أو https://", "an address with http:// or https://"
        )
    return value.rstrip("/")


def secret_key(*, debug: bool) -> str:
    value = text("SECRET_KEY")
    if value:
        return value
    if debug:
        return "a-development-key-that-signs-nothing-of-worth-" * 2
    raise MissingValue("SECRET_KEY", secrets.token_urlsafe(50))


def allowed_hosts(*, debug: bool) -> list[str]:
    values = csv("ALLOWED_HOSTS")
    if not values and not debug:
        raise MissingValue("ALLOWED_HOSTS", "news.example.com,www.example.com")
    return values


def var_dir() -> Path:
    """Return $NEWSROOM_VAR, or var/ beside manage.py, as an absolute path."""
    root = Path(__file__).resolve().parent.parent
    return (root / Path(text("NEWSROOM_VAR", "var")).expanduser()).resolve()


def site_url() -> str:
    """Return where readers find the site; needed only where it differs from this machine's port."""
    return address("SITE_URL", f"http://127.0.0.1:{port()}")


def log_level() -> str:
    return choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO")


def static_storage(*, debug: bool) -> str:
    """Name the storage of static files: hashed and compressed, unless a developer edits them."""
    if debug:
        return "django.contrib.staticfiles.storage.StaticFilesStorage"
    return "whitenoise.storage.CompressedManifestStaticFilesStorage"


def cache() -> dict[str, str]:
    """Return CACHES["default"]: Redis where CACHE_URL names one, else this process's memory."""
    value = text("CACHE_URL")
    if not value:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "newsroom"}
    if not value.startswith(("redis://", "rediss://", "unix://")):
        shape = "redis://host:6379/0"
        raise InvalidValue("CACHE_URL", value, f"عنوان من الشكل {shape}", f"an address like {shape}")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def supply_local_defaults() -> None:
    """Fill in what `make run` promises: DEBUG off, a key made once, this machine's own hosts."""
    os.environ["DEBUG"] = "0"
    if not text("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _kept_secret_key(var_dir() / "secret_key")
    if not text("ALLOWED_HOSTS"):
        os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost"
    if not text("SITE_URL"):
        os.environ["SITE_URL"] = f"http://127.0.0.1:{port()}"


def _kept_secret_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        # O_EXCL: of two first runs at once, one makes the key and both read it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


@contextlib.contextmanager
def clear_errors(*, exit_status: int = 2) -> Iterator[None]:
    """Print a configuration error as a message without a traceback, and exit."""
    try:
        yield
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(exit_status) from None
