"""Read the environment; every complaint names the variable, the bad value and what is allowed.

The messages are in Arabic and English at once, for they are needed before gettext is.
"""

import contextlib
import os
import secrets
import sys
import zoneinfo
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# The variables that `supply_local_defaults` filled in, for who asks whether a person had set them.
supplied: set[str] = set()
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


def address(name: str, default: str = "", *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """Return an address of one of these schemes, without its last slash."""
    value = text(name, default)
    scheme, separator, rest = value.partition("://")
    if value and not (separator and rest and scheme in schemes):
        starts = [f"{allowed}://" for allowed in schemes]
        raise InvalidValue(
            name, value, f"عنوان يبدأ بـ {'، '.join(starts)}", f"an address with {', '.join(starts)}"
        )
    return value.rstrip("/")


def origin(name: str, default: str = "") -> str:
    """Return an address of a whole site: nothing of ours is served under a path."""
    value = address(name, default)
    if set(value.partition("://")[2]) & set("/?# "):
        example = "https://news.example.com"
        raise InvalidValue(
            name, value, f"عنوان موقع بلا مسار، مثل {example}", f"a site without a path, such as {example}"
        )
    return value


def email(name: str) -> dict[str, Any]:
    """Return how mail goes out, {} where it does not: "smtp+tls://user:secret@mail.example.com:587"."""
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    value = address(name, schemes=tuple(ports))
    if not value:
        return {}
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port or ports[parts.scheme]
    except ValueError:
        host, port = None, 0
    if not host:
        example = "smtp+tls://user:secret@mail.example.com:587"
        raise InvalidValue(name, value, f"عنوان مثل {example}", f"an address such as {example}")
    return {
        "host": host, "port": port, "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp+tls", "ssl": parts.scheme == "smtps",
    }  # fmt: skip


def networks(name: str) -> list[str]:
    """Return the addresses and networks of a comma-separated list: "127.0.0.1, 10.0.0.0/8"."""
    values = csv(name)
    for value in values:
        try:
            ip_network(value, strict=False)
        except ValueError:
            allowed = "127.0.0.1, 10.0.0.0/8"
            raise InvalidValue(
                name, value, f"عناوين أو شبكات، مثل {allowed}", f"addresses or networks, such as {allowed}"
            ) from None
    return values


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    if value not in zoneinfo.available_timezones():
        raise InvalidValue(name, value, "اسم منطقة مثل Asia/Riyadh", "the name of a zone such as Asia/Riyadh")
    return value


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


def log_lines() -> str:
    """Name how lines of the log are written: words for a person, JSON for machines."""
    return "ReadableLines" if boolean("DEBUG") or sys.stderr.isatty() else "JSONLines"


def var_folder() -> Path:
    """Return $NEWSROOM_VAR, or var/ beside manage.py, as an absolute path."""
    root = Path(__file__).resolve().parent.parent
    return (root / Path(text("NEWSROOM_VAR", "var")).expanduser()).resolve()


def supply_local_defaults() -> None:
    """Fill in what `make run` promises: DEBUG off, a key made once, this machine's own hosts."""
    os.environ["DEBUG"] = "0"
    if not text("SECRET_KEY"):
        _supply("SECRET_KEY", _kept_secret_key(var_folder() / "secret_key"))
    if not text("ALLOWED_HOSTS"):
        _supply("ALLOWED_HOSTS", "127.0.0.1,localhost")
    if not text("SITE_URL"):
        _supply("SITE_URL", f"http://127.0.0.1:{port()}")


def _supply(name: str, value: str) -> None:
    os.environ[name] = value
    supplied.add(name)


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
