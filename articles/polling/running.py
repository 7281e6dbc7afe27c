"""Poll one feed: ask, read, sift, write through the door, record."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.fetching import Answer, FetchError
from articles.importers.chunks import write_chunk
from articles.importers.preparing import Placed
from articles.importers.reading import Parsed
from articles.importers.reports import Options, Report
from articles.models import BatchState, Feed, ImportBatch
from articles.permissions import IMPORT_USERNAME
from articles.polling.locking import feed_lock
from articles.polling.pictures import queue_pictures
from articles.polling.recording import new_gap, record_failure, record_success
from articles.polling.requesting import NotAFeed, read_answer, request_feed
from articles.polling.shaping import shape
from articles.polling.sifting import Sifted, sift
from newsroom.models import User

CHUNK = 500


def poll_feed(feed_id: int, *, by: Any = None) -> ImportBatch | None:
    """Read a feed now, unless another worker does; return the batch of what it brought, if it did.

    Whatever goes wrong is written to the feed and makes it wait longer; a fault of ours is raised too.
    """
    with feed_lock(feed_id) as is_ours:
        feed = Feed.objects.for_desk().active().filter(pk=feed_id).first() if is_ours else None
        if feed is None:
            return None
        try:
            return _take(feed, request_feed(feed), by or importer())
        except FetchError as error:
            record_failure(feed, error)
            return None
        except Exception as error:
            record_failure(feed, error)
            raise


def importer() -> User:
    """The built-in user of imports, who may publish."""
    return User.objects.get(username=IMPORT_USERNAME)


def _take(feed: Feed, answer: Answer, by: Any) -> ImportBatch | None:
    digest = hashlib.sha256(answer.body).hexdigest()
    if answer.status == 304 or digest == feed.digest:
        record_success(feed, answer)
        return None
    parsed = read_whole(answer)
    rules = list(feed.rules.all())
    sifted = sift((shape(one, feed, rules) for one in parsed), feed)
    marks = {} if any(map(is_break, parsed)) else marks_of(answer, digest)
    # The answer counts as read only together with what came of it.
    with transaction.atomic():
        if not Feed.objects.select_for_update().filter(pk=feed.pk).exists():
            return None
        batch = _write(feed, sifted, by) if sifted.fresh else None
        _record(feed, answer, marks, sifted, batch)
    return batch


def read_whole(answer: Answer) -> list[Parsed]:
    """Read all records; an answer of which nothing at all can be read is no feed. Raises FetchError."""
    parsed = list(read_answer(answer))
    breaks = [one for one in parsed if is_break(one)]
    if breaks and all(one.record is None for one in parsed):
        raise NotAFeed(breaks[0].reason)
    return parsed


def is_break(parsed: Parsed) -> bool:
    """A bad item is kept with its reject; what keeps nothing is a fault of the whole answer."""
    return parsed.is_break or (parsed.record is None and parsed.raw is None and not parsed.skipped)


def _write(feed: Feed, sifted: Sifted, by: Any) -> ImportBatch:
    section = feed.section.name if feed.section else None
    options = Options(by=by, source=feed.source.name, section=section, status=feed.status)
    report = Report()
    batch = ImportBatch.objects.create(
        by=by, paths=[feed.url], options={**options.as_json(), "feed": feed.pk}
    )
    report.batch = batch.pk
    for start in range(0, len(sifted.fresh), CHUNK):
        part: list[Placed] = sifted.fresh[start : start + CHUNK]
        counts, _rejects = write_chunk(part, batch, options)
        report.add(counts, (item.prepared.unknown for item in part if item.prepared))
    report.counts.update(read=sifted.unchanged, unchanged=sifted.unchanged, skipped=sifted.skipped)
    _finish(batch, report)
    if feed.fetch_images:
        queue_pictures(batch)
    return batch


def _finish(batch: ImportBatch, report: Report) -> None:
    batch.state, batch.finished_at, batch.counts = BatchState.FINISHED, timezone.now(), report.as_json()
    batch.options["unknown_fields"] = batch.counts.pop("unknown_fields")
    batch.save(update_fields=["state", "finished_at", "counts", "options"])


def marks_of(answer: Answer, digest: str) -> dict[str, str]:
    """Keep what lets the next request ask for news only; an answer that broke off is asked for again."""
    return {
        "etag": _header(answer, "ETag", 500),
        "last_modified": _header(answer, "Last-Modified", 200),
        "digest": digest,
    }


def _record(
    feed: Feed, answer: Answer, marks: dict[str, str], sifted: Sifted, batch: ImportBatch | None
) -> None:
    counts = batch.counts if batch else {}
    now = timezone.now()
    changes: dict[str, Any] = {
        name: getattr(feed, name) + counts.get(name, 0) for name in ("created", "updated", "rejected")
    }
    if batch:
        changes["last_batch"] = batch
    record_success(
        feed,
        answer,
        **marks,
        known_rejects=sifted.reject_digests[:1000],
        **changes,
        **new_gap(feed, counts.get("created", 0), now),
    )


def _header(answer: Answer, name: str, most: int) -> str:
    """A value that is too long to keep, or would break the next request, makes it unconditional."""
    value = answer.headers.get(name, "").strip()
    return value if len(value) <= most and value.isascii() and value.isprintable() else ""
