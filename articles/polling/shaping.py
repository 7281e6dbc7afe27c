"""Apply the rules of a feed to a record before it goes through the door."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from articles.importers.reading import Parsed
from articles.models import Feed, FeedRule, FeedStatus, Rights, RuleField
from articles.records import Record, split_keywords
from articles.sanitizing import is_blank, is_html
from newsroom.arabic import fold

_TAG = re.compile(r"(<[^<>]*>)")
TEXTS = {
    RuleField.ALL: ("headline", "summary", "body"),
    RuleField.HEADLINE: ("headline",),
    RuleField.SUMMARY: ("summary",),
    RuleField.BODY: ("body",),
}


def shape(parsed: Parsed, feed: Feed, rules: Iterable[FeedRule]) -> Parsed:
    """Return what a feed's record becomes: its texts mended, its source the feed's, its state the rule's."""
    if parsed.record is None:
        return parsed
    record = replace(parsed.record, extra=dict(parsed.record.extra))
    for rule in rules:
        record = apply_rule(record, rule)
    record = _with_state(_with_source(_with_body(record, feed), feed), feed)
    record = record.with_defaults(section=feed.section.name if feed.section else None)
    record.keywords = _merged(record.keywords, feed.keywords)
    if record.id:
        record = record.with_defaults(namespace=parsed.host or urlsplit(feed.url).hostname)
    return replace(parsed, record=record)


def apply_rule(record: Record, rule: FeedRule) -> Record:
    """Replace words, not markup: «عاجل | فتح الجسر» without «عاجل | » → «فتح الجسر»."""
    changed = {}
    for name in TEXTS[RuleField(rule.field)]:
        text = getattr(record, name)
        swap = _in_html if name == "body" and is_html(text) else _in_text
        changed[name] = swap(text, rule.find, rule.replace)
    return replace(record, **changed)


def _in_text(text: str, find: str, new: str) -> str:
    mended = text.replace(find, new)
    return mended if mended == text else mended.strip()


def _in_html(html: str, find: str, new: str) -> str:
    """Leave tags and their attributes as they are."""
    parts = _TAG.split(html)
    old, put = escape(find, quote=False), escape(new, quote=False)
    return "".join(part if _TAG.fullmatch(part) else part.replace(old, put) for part in parts)


def _with_body(record: Record, feed: Feed) -> Record:
    """Where we may show an excerpt only, the summary is the text; elsewhere an editor supplies the body."""
    if feed.source.rights == Rights.EXCERPT and is_blank(record.body) and record.summary:
        return replace(record, body=record.summary)
    return record


def _with_source(record: Record, feed: Feed) -> Record:
    """The rights are those of the feed's source; what the sender calls itself is kept beside."""
    if record.source and fold(record.source) != fold(feed.source.name):
        record.extra.setdefault("feed_source", record.source)
    return replace(record, source=feed.source.name)


def _with_state(record: Record, feed: Feed) -> Record:
    """No sender publishes here by itself: under a rule of drafts its own state is a note."""
    if not record.status or feed.status == FeedStatus.PUBLISHED:
        return record
    record.extra.setdefault("feed_status", record.status)
    return replace(record, status=None)


def _merged(own: list[str], added: str) -> list[str]:
    known = {fold(name): name for name in reversed([*own, *split_keywords(added)])}
    return list(dict.fromkeys(known[fold(name)] for name in [*own, *split_keywords(added)]))
