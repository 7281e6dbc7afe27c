"""The export of a WordPress site: posts as records; pages, menus and the like are left out and counted.

`publish` and `future` are published (a future date is a schedule), `pending` is in review; `draft`,
`private`, posts under a password and states of plugins are drafts: none of them was public. What is in the
trash is left out. The first category is the section, the others join the tags as keywords, since a record
has one section and a post may have any number. The address in `guid` is the id, which the site's own feed
gives too, so that a post comes once by either way.

An attachment may stand after the post that shows it, and the input may be a pipe: posts wait in a file on
disk and attachments in an index on disk until the end is read.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importers.feeditems import NO_SECTION, read_moment
from articles.importers.fragments import host_of, line_of, web_address, with_addresses
from articles.importers.reading import How, Parsed, break_off, parse_object, reject_text
from articles.importers.shortcodes import post_body
from articles.importers.wxr_site import ALT, GALLERY_LIMIT, Site
from articles.importers.xmlstream import (
    Children,
    Element,
    is_damaged,
    is_mended,
    name_of,
    source_of,
    text_of,
)
from articles.importers.xmltext import XmlError
from newsroom.arabic import fold, parse_date

ARTICLE_TYPES = {"post", "news", "article", "articles", "story"}
STATUSES = {"publish": "published", "future": "published", "pending": "in_review"}
LEFT_OUT = {"trash", "auto-draft", "inherit"}
# Only these were given a date to come out at; the others hold when they were begun.
DATED = {"publish", "future", "private"}
THUMBNAIL = "_thumbnail_id"
# WordPress lists categories by their letters; these plugins know which one comes first.
PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
USED_TERMS = {"category", "post_tag", "tag", "post_format", "author"}
_PHP = re.compile(r"[aOs]:\d+:[{\"]")
META_LIMIT, META_LENGTH = 100, 10_000


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield a Parsed for each item of the export; positions count items."""
    with Site() as site, tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        position, fault = 0, None
        children = Children(stream, how.encoding)
        try:
            for element in children:
                if name_of(element) == "item":
                    position += 1
                    yield from _keep(position, element, site, waiting)
                else:
                    site.learn(element)
        except XmlError as error:
            fault = error
        waiting.seek(0)
        for line in waiting:
            yield _post(json.loads(line), site)
        if fault:
            yield break_off(position + 1, str(fault), fault.text)


def _keep(position: int, element: Element, site: Site, waiting: IO[str]) -> Iterator[Parsed]:
    """Let a post wait and take an attachment in; yield at once what is neither."""
    was_mended, item = is_mended(element), Item(element)
    if is_damaged(element):
        reason = _("The item holds bytes that are not in the encoding of the file.")
        yield reject_text(position, reason, source_of(element))
        return
    if item.kind == "attachment":
        site.keep_attachment(item)
    if item.kind not in ARTICLE_TYPES:
        yield Parsed(position, skipped=_("WordPress: %(kind)s") % {"kind": item.kind[:100]})
    elif item.state in LEFT_OUT:
        yield Parsed(position, skipped=_("WordPress: in the trash"))
    else:
        post = {
            "position": position,
            "number": item.number,
            "thumbnail": item.metas.get(THUMBNAIL),
            "was_mended": was_mended,
        }
        waiting.write(json.dumps({**post, "fields": item.fields(site)}) + "\n")


def _post(kept: dict[str, Any], site: Site) -> Parsed:
    """Make the record of a post now that all attachments are known."""
    fields = kept["fields"]

    missing: list[str] = []

    def gallery(numbers: Sequence[str]) -> list[dict[str, str]]:
        missing.extend(number for number in numbers if not site.attachments([number]))
        return site.attachments(numbers) if numbers else site.attachments_of(kept["number"])

    base = fields["url"] or (f"https://{site.host}/" if site.host else "")
    fields["body"] = with_addresses(post_body(fields["body"], gallery), base)
    fields["images"] = site.attachments([kept["thumbnail"]]) if kept["thumbnail"] else []
    if kept["thumbnail"] and not fields["images"]:
        missing.append(kept["thumbnail"])
    if missing:
        fields["wp:missing_attachments"] = missing[:GALLERY_LIMIT]
    data = {name: value for name, value in fields.items() if value}
    parsed = parse_object(kept["position"], data, was_mended=kept["was_mended"])
    parsed.host = site.host or host_of(fields.get("url") or "")
    return parsed


def _is_said(key: str, value: str) -> bool:
    """Tell an editor's own field from what plugins keep: hidden names, counts, packed PHP."""
    return not key.startswith("_") and any(map(str.isalpha, value)) and not _PHP.match(value)


class Item:
    """One item of the export: a post, or what else WordPress keeps as one."""

    def __init__(self, element: Element) -> None:
        self.texts: dict[str, str] = {}
        self.terms: list[tuple[str, str]] = []
        self.metas: dict[str, str] = {}
        self.custom: dict[str, str] = {}
        for child in element:
            name = name_of(child)
            if name == "category":
                self.terms.append((child.get("domain") or "category", line_of(text_of(child))))
            elif name == "wp:postmeta":
                self._keep_meta(child)
            else:
                self.texts.setdefault(name, text_of(child))

    def _keep_meta(self, element: Element) -> None:
        texts = {name_of(child): text_of(child) for child in element}
        key = texts.get("wp:meta_key", "").strip()
        value = texts.get("wp:meta_value", "").strip()
        if key in (THUMBNAIL, ALT, *PRIMARY):
            self.metas[key] = value
        elif key and _is_said(key, value) and len(self.custom) < META_LIMIT:
            self.custom[key[:200]] = value[:META_LENGTH]

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    @property
    def kind(self) -> str:
        return self.text("wp:post_type") or "post"

    @property
    def state(self) -> str:
        return self.text("wp:status") or "publish"

    @property
    def number(self) -> str:
        return self.text("wp:post_id")

    def fields(self, site: Site) -> dict[str, Any]:
        """Return the record's fields, the body as WordPress keeps it and without the pictures."""
        sections = [name for domain, name in self.terms if domain == "category" and name]
        primary = {site.categories.get(self.metas.get(key, "")) for key in PRIMARY}
        sections = [name for name in dict.fromkeys(sections) if fold(name) not in NO_SECTION]
        sections.sort(key=lambda name: name not in primary)
        tags = [name for domain, name in self.terms if domain in ("post_tag", "tag") and name]
        return {
            "id": self.text("guid") or self.number,
            "url": web_address("", self.text("link")),
            "headline": line_of(self.text("title")),
            "summary": line_of(self.text("excerpt:encoded") or self.text("description")),
            "body": self.texts.get("content:encoded", ""),
            "published_at": self._published_at(),
            "updated_at": self._updated_at(),
            "byline": self._byline(site),
            "section": sections[0] if sections else None,
            "keywords": list(dict.fromkeys([*tags, *sections[1:]])),
            "status": self._status(),
            "language": site.language,
            **self._others(),
        }

    def _byline(self, site: Site) -> str:
        """Return the authors that Co-Authors Plus lists as terms, else the one who is signed in as such."""
        names = [site.author(name) for domain, name in self.terms if domain == "author" and name]
        return "، ".join(dict.fromkeys(names)) or site.author(self.text("dc:creator"))

    def _status(self) -> str:
        return "draft" if self.text("wp:post_password") else STATUSES.get(self.state, "draft")

    def _others(self) -> dict[str, Any]:
        """Keep what no field of ours says: states of WordPress, terms of other kinds, fields of editors."""
        found: dict[str, Any] = {"wp:fields": self.custom} if self.custom else {}
        if self.state not in STATUSES and self.state != "draft":
            found["wp:status"] = self.state
        if self.text("wp:post_password"):
            found["wp:status"] = "password"
        for domain, name in self.terms:
            if domain not in USED_TERMS and name:
                found.setdefault(f"wp:{domain}", []).append(name)
        return found

    def _published_at(self) -> str | None:
        found = _moment(self.text("wp:post_date_gmt"), is_utc=True)
        if found or self.state not in DATED:
            return found
        return _moment(self.text("wp:post_date"), is_utc=False) or _in_utc(read_moment(self.text("pubdate")))

    def _updated_at(self) -> str | None:
        """Return when a public post was changed after it came out."""
        found = _moment(self.text("wp:post_modified_gmt"), is_utc=True)
        return found if self.state == "publish" and found and found > (self._published_at() or "") else None


def _moment(text: str, *, is_utc: bool) -> str | None:
    """Return a time in ISO and UTC; «0000-00-00 00:00:00» is none."""
    if not text or text.startswith("0000"):
        return None
    found = parse_date(text, tz=UTC if is_utc else timezone.get_default_timezone())
    return found.astimezone(UTC).isoformat() if isinstance(found, datetime) else None


def _in_utc(moment: str | None) -> str | None:
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat() if moment else None
