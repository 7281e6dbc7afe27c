"""GET a web address, or POST to it: pinned, bounded, redirects checked one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection

from articles.fetching.addresses import BadAddress, Target, check_url
from articles.fetching.answers import Answer, NotWanted, read_body
from articles.fetching.connecting import BROKEN, Unreachable, connected, in_short
from articles.fetching.errors import Deadline, FetchError

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
MAX_REDIRECTS = 5
HEADER_BYTES = 64 * 1024
OWN_HEADERS = {
    "User-Agent": "Newsroom/1.0 (feeds)", "Accept-Encoding": "gzip, deflate", "Connection": "close",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take; `kinds` are beginnings of content types, all if empty."""

    seconds: float = 30
    max_bytes: int = 10 * 1024 * 1024
    kinds: tuple[str, ...] = ()


def fetch(url: str, *, limits: Limits, headers: Mapping[str, str] | None = None) -> Answer:
    """GET `url` and follow its redirects; raises FetchError. An error status is an answer, without body."""
    deadline = Deadline(limits.seconds)
    hops: list[str] = []
    permanent = True
    target = check_url(url)
    while True:
        answer = _send(target, limits, headers or {}, deadline)
        if answer.status not in REDIRECTS:
            answer.hops = hops
            answer.permanent = target.url if hops and permanent else ""
            return answer
        permanent = permanent and answer.status in PERMANENT
        hops.append(target.url)
        if len(hops) > MAX_REDIRECTS:
            raise BadAddress(
                _("More than %(most)d redirects from %(url)s") % {"most": MAX_REDIRECTS, "url": url}
            )
        target = _next(target, answer)


def post(url: str, body: bytes, *, limits: Limits, content_type: str) -> Answer:
    """POST a body and return what is answered, a redirect too; raises FetchError."""
    return _send(check_url(url), limits, {"Content-Type": content_type}, Deadline(limits.seconds), body)


def _next(target: Target, answer: Answer) -> Target:
    location = answer.headers.get("Location", "")
    if not location:
        raise BadAddress(_("The redirect of %(url)s leads nowhere.") % {"url": target.url})
    following = check_url(urljoin(target.url, location.strip().replace(" ", "%20")).split("#", 1)[0])
    if target.scheme == "https" and following.scheme == "http":
        raise BadAddress(
            _("The redirect leads from https to http, where anybody may change the text: %(url)s")
            % {"url": following.url}
        )
    return following


def _send(
    target: Target, limits: Limits, headers: Mapping[str, str], deadline: Deadline, body: bytes | None = None
) -> Answer:
    try:
        with connected(target, deadline) as connection:
            _ask(connection, target, headers, deadline, body)
            return _read(connection, target, limits, deadline)
    except BROKEN as error:
        if not deadline.left:
            raise deadline.error() from error
        raise Unreachable(
            _("%(host)s broke off: %(error)s") % {"host": target.host, "error": in_short(error)}
        ) from error


def _ask(
    connection: HTTPConnection, target: Target, headers: Mapping[str, str], deadline: Deadline,
    body: bytes | None,
) -> None:  # fmt: skip
    """Send the request: a POST where it has a body."""
    sent = {**OWN_HEADERS, **headers, "Host": target.host_header}
    method = "GET" if body is None else "POST"
    connection.timeout = deadline.left
    connection.request(
        method, target.path, body=body, headers=sent, preload_content=False, decode_content=False
    )


def _read(connection: HTTPConnection, target: Target, limits: Limits, deadline: Deadline) -> Answer:
    response = connection.getresponse()
    deadline.check()
    if sum(len(name) + len(value) for name, value in response.headers.items()) > HEADER_BYTES:
        raise FetchError(
            _("The head of the answer is longer than %(most)d kB.") % {"most": HEADER_BYTES // 1024}
        )
    answer = Answer(target.url, response.status, response.headers)
    if response.status == 200:
        _check_kind(answer, limits)
        answer.body = read_body(response, max_bytes=limits.max_bytes, deadline=deadline)
    return answer


def _check_kind(answer: Answer, limits: Limits) -> None:
    # Without a type the bytes speak for themselves; whoever reads them checks.
    if limits.kinds and answer.content_type and not answer.content_type.startswith(limits.kinds):
        raise NotWanted(
            _("The answer is of the kind %(kind)s; wanted: %(kinds)s")
            % {"kind": answer.content_type[:80] or "—", "kinds": ", ".join(limits.kinds)}
        )
