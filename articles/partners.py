"""What partners may have, and their keys."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from articles.models import Article, Partner, PartnerText, Section, SourceKind, Status
from articles.models.partners import digest_of
from articles.ninjs_items import item_of
from articles.public_records import public_records
from articles.querysets import ArticleQuerySet, public_now, rights_allow
from articles.readable import canonical_url, excerpt, shows_full_text

# What begins so is a key of ours: other tokens cost no query, and a key that leaks is found by it.
PREFIX = "nrp_"
_LONGEST = 200
_SCHEME = "bearer"


class PartnerRefused(Exception):
    """The request gets nothing; `code` says why to a machine, the message to a person."""

    status, code = 401, "invalid_key"


class NoKey(PartnerRefused):
    """Send the key of the partner in the header: Authorization: Bearer …"""

    code = "missing_key"

    def __init__(self) -> None:
        super().__init__(_("Send your key in the header “Authorization: Bearer …”, never in the address."))


class UnknownKey(PartnerRefused):
    """The key is none of an active partner."""

    def __init__(self) -> None:
        super().__init__(_("This key opens nothing: it was made anew, taken back, or never was one."))


class TooOften(PartnerRefused):
    """The partner asked more often in a minute than agreed."""

    status, code = 429, "too_many_requests"

    def __init__(self, seconds: int) -> None:
        super().__init__(_("You ask more often than agreed. Come back in a moment."))
        self.seconds = seconds


@transaction.atomic
def issue_key(partner: Partner, *, by: Any) -> str:
    """Make a key, which nobody can read again; the one of before opens nothing any more."""
    key = PREFIX + secrets.token_urlsafe(32)
    _set_key(partner, digest_of(key), key[-4:], timezone.now())
    record_trust("partner_key", about=partner, by=by, note=f"…{key[-4:]}")
    return key


@transaction.atomic
def revoke_key(partner: Partner, *, by: Any) -> None:
    ending = partner.key_ending
    _set_key(partner, None, "", None)
    record_trust("partner_key_revoke", about=partner, by=by, note=f"…{ending}")


def _set_key(partner: Partner, digest: str | None, ending: str, made_at: datetime | None) -> None:
    partner.key_digest, partner.key_ending, partner.key_made_at = digest, ending, made_at
    partner.save(update_fields=["key_digest", "key_ending", "key_made_at"])


def admit(request: HttpRequest) -> Partner:
    """Return the active partner whose key the request carries, and count it. Raises PartnerRefused."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != _SCHEME or not key:
        raise NoKey
    found = Partner.objects.with_key(key) if _may_be_key(key) else None
    if found is None:
        raise UnknownKey
    counted = Partner.objects.count_request(found.pk, timezone.now())
    if seconds := counted.seconds_to_wait:
        raise TooOften(seconds)
    return counted


def _may_be_key(key: str) -> bool:
    return key.startswith(PREFIX) and len(key) <= _LONGEST and key.isascii()


def articles_for(partner: Partner, since: datetime | None) -> ArticleQuerySet:
    """List what a partner may have, one a story; of a time on, with what was taken from readers since."""
    within = _reach(partner)
    wanted = public_now()
    if since:
        gone = _was_public() & ~Q(status=Status.PUBLISHED) & Q(modified_at__gte=since)
        came = Q(published_at__gte=since) | Q(modified_at__gte=since) | Q(embargo_until__gte=since)
        wanted = wanted & came | gone
    return Article.objects.filter(wanted, within).one_a_story(within).with_record().newest_first()


def _was_public() -> Q:
    """Say that readers had an article before its last move: no time or right forbade it."""
    free = Q(embargo_until=None) | Q(embargo_until__lte=F("moved_at"))
    out = Q(published_at__lte=F("moved_at"), first_published_at__lte=F("moved_at"))
    return out & free & rights_allow(timezone.localdate())


def _reach(partner: Partner) -> Q:
    sections = list(partner.sections.values_list("pk", flat=True))
    if not sections:
        return Q()
    inside = Section.objects.filter(Q(pk__in=sections) | Q(parent__in=sections))
    return Q(section__in=list(inside.values_list("pk", flat=True)))


def iter_items(articles: list[Article], partner: Partner) -> Iterator[dict[str, Any]]:
    """Write articles as items of ninjs 3.1, with our page as the address that they came from."""
    for article, record in zip(articles, public_records(articles), strict=True):
        record["url"] = canonical_url(article)
        record["source"] = record["source"] or settings.SITE_NAME
        yield item_of(record | _withheld(article, partner))


def _withheld(article: Article, partner: Partner) -> dict[str, Any]:
    """Return the fields that stand in for what a partner does not get."""
    if article.status != Status.PUBLISHED:
        empty = dict.fromkeys(("keywords", "images", "read_also", "similar"), [])
        # To a partner what was unpublished is as gone as what was withdrawn.
        return {**empty, "body": "", "summary": "", "byline": "", "status": Status.WITHDRAWN}
    if not _gets_full_text(article, partner):
        # The item says that its body is HTML.
        return {"body": f"<p>{escape(excerpt(article))}</p>", "images": []}
    return {}


def _gets_full_text(article: Article, partner: Partner) -> bool:
    if not shows_full_text(article) or partner.text == PartnerText.EXCERPT:
        return False
    is_own = article.source is None or article.source.kind == SourceKind.OWN
    return is_own or partner.text == PartnerText.ALL
