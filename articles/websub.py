"""Tell the hub which feeds changed, so that who follows them hears at once (WebSub).

The versions of pages already count each change, by whatever door it came, in the transaction of its
writer: so nothing is told at a publication, and nothing can hold it up. A job compares them with what the
hub knows; many changes are one telling, and what the hub did not take stays to be told.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from articles.caching.keys import HOME
from articles.caching.versions import fold
from articles.feeds import FORMS, address_name
from articles.fetching import FetchError, Limits, post
from articles.models import (
    Article,
    ArticleAuthor,
    ArticleKeyword,
    Author,
    HubProgress,
    PageVersion,
    Section,
    Source,
    Topic,
)
from articles.querysets import public_now
from newsroom.addresses import absolute
from tags.models import Keyword

logger = logging.getLogger(__name__)

_ONLY = 1
LIMITS = Limits(seconds=15, max_bytes=64 * 1024)
AT_ONCE = 50
# Of an import of an archive not each keyword is news.
MOST_FEEDS = 600
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
# In this order, where not all can be told.
_MODELS = {"section": Section, "source": Source, "topic": Topic, "author": Author, "keyword": Keyword}
_KEY = re.compile(rf"({'|'.join(_MODELS)})-(\d+)")
# What an article gives a feed of its own: (rows of the use, its field, that of the article).
_USES = {"author": (ArticleAuthor, "author", "article"), "keyword": (ArticleKeyword, "tag", "content_object")}

Kinds = dict[str, set[int]]


class HubRefused(Exception):
    """The hub did not take what it was told."""


def tell_hub() -> int:
    """Tell the hub what changed since it was last told; returns how many feeds. One job does so at a time."""
    if not settings.WEBSUB_HUB_URL:
        return 0
    now = timezone.now()
    progress = _progress(now)
    if progress.try_at and progress.try_at > now:
        return 0
    fold()
    epoch, addresses = _changed(progress, now)
    try:
        _post(addresses)
    except (FetchError, HubRefused) as error:
        _note_failure(progress, error, now)
        return 0
    _note(epoch=epoch, until=now, failures=0, try_at=None, error="")
    return len(addresses)


def _progress(now: datetime) -> HubProgress:
    """Return what the hub knows; one that is named for the first time is told of what comes from now on."""
    if found := HubProgress.objects.filter(pk=_ONLY).first():
        return found
    fold()
    return HubProgress.objects.create(pk=_ONLY, epoch=_last_epoch(), until=now)


def _note(**changes: Any) -> None:
    HubProgress.objects.filter(pk=_ONLY).update(**changes)


def _last_epoch() -> int:
    return PageVersion.objects.aggregate(last=Max("epoch"))["last"] or 0


def _changed(progress: HubProgress, now: datetime) -> tuple[int, list[str]]:
    """Return the last fold, and the feeds that writers or the clock changed since the one that was told."""
    epoch = _last_epoch()
    rows = PageVersion.objects.filter(epoch__gt=progress.epoch, epoch__lte=epoch)
    keys = set(rows.exclude(key__startswith="article-").values_list("key", flat=True))
    kinds = _kinds_of(keys)
    came = _came_out(progress.until, now)
    for article in came:
        _add_places(kinds, article)
    if HOME not in keys and not came:
        return epoch, []
    return epoch, list(_addresses(kinds))[:MOST_FEEDS]


def _kinds_of(keys: Iterable[str]) -> Kinds:
    kinds: Kinds = {kind: set() for kind in _MODELS}
    for key in keys:
        if found := _KEY.fullmatch(key):
            kinds[found[1]].add(int(found[2]))
    return kinds


def _came_out(since: datetime, now: datetime) -> list[Article]:
    """Find what the clock brought before readers: scheduled, or an embargo that ended."""
    came = Q(published_at__gt=since, published_at__lte=now) | Q(
        embargo_until__gt=since, embargo_until__lte=now
    )
    rows = Article.objects.filter(public_now(now), came).prefetch_related(
        "article_keywords", "articleauthor_set"
    )
    return list(rows.only("section_id", "source_id", "published_at").newest_first()[:AT_ONCE])


def _add_places(kinds: Kinds, article: Article) -> None:
    kinds["section"] |= {article.section_id} - {None}
    kinds["source"] |= {article.source_id} - {None}
    kinds["keyword"] |= {use.tag_id for use in article.article_keywords.all()}
    kinds["author"] |= {use.author_id for use in article.articleauthor_set.all()}


def _addresses(kinds: Kinds) -> Iterator[str]:
    """List the feeds of the site, then those of what changed, in each form."""
    for form in FORMS:
        yield absolute(reverse(f"feed-latest-{form}"))
    parents = Section.objects.filter(pk__in=kinds["section"], parent__isnull=False)
    kinds["section"] |= set(parents.values_list("parent", flat=True))
    for kind, model in _MODELS.items():
        rows = model.objects.published() if kind == "topic" else model.objects.filter(_came_before(kind))
        slugs = rows.filter(pk__in=kinds[kind]).order_by("pk").values_list("slug", flat=True)[:MOST_FEEDS]
        for slug in slugs:
            for form in FORMS:
                yield absolute(reverse(address_name(kind, form), args=[slug]))


def _came_before(kind: str) -> Q:
    """Keep a keyword or an author that only news to come has from a hub, which everybody hears."""
    if kind not in _USES:
        return Q()
    uses, mine, article = _USES[kind]
    now = timezone.now()
    out = Q(**{f"{article}__first_published_at__lte": now})
    free = Q(**{f"{article}__embargo_until": None}) | Q(**{f"{article}__embargo_until__lte": now})
    return Q(Exists(uses.objects.filter(out, free, **{mine: OuterRef("pk")})))


def _post(addresses: list[str]) -> None:
    """Tell the hub, some feeds at a time. Raises FetchError or HubRefused."""
    for start in range(0, len(addresses), AT_ONCE):
        told = [("hub.mode", "publish")]
        told += [("hub.url", address) for address in addresses[start : start + AT_ONCE]]
        answer = post(
            settings.WEBSUB_HUB_URL, urlencode(told).encode(), limits=LIMITS,
            content_type="application/x-www-form-urlencoded",
        )  # fmt: skip
        if not 200 <= answer.status < 300:
            raise HubRefused(f"HTTP {answer.status}")


def _note_failure(progress: HubProgress, error: Exception, now: datetime) -> None:
    """Wait twice as long after each failure; what is to be told grows meanwhile, and is told once."""
    wait = min(SHORTEST_WAIT * 2 ** min(progress.failures, 10), LONGEST_WAIT)
    logger.warning("The hub was not told of what changed: %s", error)
    _note(failures=progress.failures + 1, try_at=now + wait, error=str(error)[:300])
