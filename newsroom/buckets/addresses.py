"""Addresses of storage: s3://KEY:SECRET@host:port/bucket/prefix?region=…&tls=0&style=virtual&public=https://…"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from newsroom import environment as env
from newsroom.environment import ConfigurationError, InvalidValue

EXAMPLE = "s3://KEY:SECRET@host/bucket/prefix?region=eu-central-1"
STYLES = ("path", "virtual")
# What each may say behind the question mark.
_OPTIONS = {"region", "tls", "style", "public"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of a server that speaks S3; without a key boto3 looks for one, as of a machine's role."""

    endpoint: str
    name: str
    prefix: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)
    region: str = "us-east-1"
    style: str = "path"

    def __str__(self) -> str:
        """Name the place to people, without key and secret."""
        return "/".join(filter(None, (self.endpoint, self.name, self.prefix)))

    def at(self, name: str) -> str:
        """Return the key of an object: its name below our prefix."""
        return f"{self.prefix}/{name}" if self.prefix else name


@dataclass(frozen=True, slots=True)
class Place:
    """Where files lie, in a folder or a bucket, and the address under which the public finds them."""

    folder: Path | None = None
    bucket: Bucket | None = None
    public: str = ""


def place(name: str) -> Place:
    """Return the place that a variable names; neither folder nor bucket where it is not set."""
    value = env.text(name)
    if not value:
        return Place()
    address, _mark, query = value.partition("?")
    options = _options(name, value, query)
    public = options.get("public", "")
    if public and not public.startswith(("https://", "http://")):
        raise _bad(name, value)
    if address.startswith("s3://"):
        return Place(bucket=_bucket(name, value, options), public=public.rstrip("/"))
    if options.keys() - {"public"} or not (path := unquote(address.removeprefix("file://"))).startswith("/"):
        raise _bad(name, value)
    return Place(folder=Path(path), public=public.rstrip("/"))


def keep_apart(media: Place, backup: Place) -> None:
    """Refuse backups below the media, or the reverse: who may read pictures would read the database."""
    one, other = _root_of(media), _root_of(backup)
    if one and other and (one.startswith(other) or other.startswith(one)):
        raise ConfigurationError(
            f"يجب ألا تقع BACKUP_URL وMEDIA_STORAGE_URL إحداهما داخل الأخرى: {other} و{one}.",
            f"BACKUP_URL and MEDIA_STORAGE_URL must not lie one within the other: {other} and {one}.",
        )


def _root_of(place: Place) -> str:
    if place.bucket:
        return "/".join(filter(None, (place.bucket.endpoint, place.bucket.name, place.bucket.prefix))) + "/"
    return f"{place.folder.resolve()}/" if place.folder else ""


def _options(name: str, value: str, query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if options.keys() - _OPTIONS:
        raise _bad(name, value)
    return options


def _bucket(name: str, value: str, options: dict[str, str]) -> Bucket:
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _bad(name, value) from None
    bucket, _slash, prefix = unquote(parts.path).strip("/").partition("/")
    style, has_tls = options.get("style", STYLES[0]), options.get("tls", "1").lower()
    if not host or not bucket or style not in STYLES or has_tls not in env.TRUE_WORDS + env.FALSE_WORDS:
        raise _bad(name, value)
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if has_tls in env.TRUE_WORDS else "http"
    return Bucket(
        endpoint=f"{scheme}://{shown}{f':{port}' if port else ''}", name=bucket, prefix=prefix.strip("/"),
        key=unquote(parts.username or ""), secret=unquote(parts.password or ""),
        region=options.get("region") or "us-east-1", style=style,
    )  # fmt: skip


def _bad(name: str, value: str) -> InvalidValue:
    example = f"file:///srv/newsroom, {EXAMPLE}"
    return InvalidValue(name, _without_secret(value), f"عنوان مثل {example}", f"an address such as {example}")


def _without_secret(value: str) -> str:
    """Whatever stands before the last @ of an address may be a secret, however it is written."""
    scheme, slashes, rest = value.partition("://")
    account, at, place = rest.rpartition("@")
    return f"{scheme}{slashes}{account.partition(':')[0]}:***{at}{place}" if at else value
