"""Read a saved page: the main text by trafilatura, its facts as `webpage_facts` finds them."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree, html

from articles.importers.markup import Element
from articles.importers.reading import How, Parsed, reject_text
from articles.importers.webpage_facts import Facts
from articles.importers.webpage_lists import prune_lists
from articles.importers.webpage_order import in_order
from articles.importers.webpage_text import Sorted, figures, main_blocks, printed_headline
from articles.importers.wire import byline_of, make_parsed, name_of, names_of, pictures_of
from articles.importers.xml import decode
from articles.records import split_keywords
from articles.sanitizing import plain_text
from newsroom.arabic import fold, parse_date

HEAD = 4096
# A page of news has a few thousand elements; more are a dump or a trap, and cost time by their square.
MOST_MARKS = 60_000
MOST_ELEMENTS = 20_000
_CHARSET = re.compile(rb"""<meta[^>]+?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SIZE = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|scaled|large|medium|small|thumb(?:nail)?)(?=\.\w+$)", re.IGNORECASE
)


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield the article of the page, or why there is none."""
    most = settings.IMPORT_PAGE_MAX_BYTES
    data = stream.read(most + 1)
    text = decode(data[:most], how.encoding, declared_in(data)).replace("\x00", "")
    if len(data) > most:
        yield reject_text(1, _("The file is larger than %(most)d bytes.") % {"most": most}, text)
        return
    try:
        yield _page(text) if text.count("<") <= MOST_MARKS else _too_many(text)
    except (etree.LxmlError, ValueError):
        yield reject_text(1, _("The file holds no HTML that can be read."), text)
    except RecursionError:
        yield reject_text(1, _("The record is nested too deep."), text)


def declared_in(data: bytes) -> str:
    """Return the charset that a page declares in its head."""
    found = _CHARSET.search(data[:HEAD])
    return found[1].decode("ascii", "ignore") if found else ""


def _page(text: str) -> Parsed:
    root = html.document_fromstring(
        text.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True)
    )
    if sum(1 for _element in root.iter()) > MOST_ELEMENTS:
        return _too_many(text)
    facts = Facts(root)
    fields = _fields(facts)
    return make_parsed(1, _with_text(fields, root, facts), "")


def _too_many(text: str) -> Parsed:
    reason = _("The page has more than %(most)d elements; it is no article.") % {"most": MOST_ELEMENTS}
    return reject_text(1, reason, text)


def _fields(facts: Facts) -> dict[str, Any]:
    moments = {"published_at": facts.published(), "updated_at": facts.updated()}
    return {
        "url": facts.address,
        "headline": facts.headline(),
        "summary": facts.summary(),
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
        "source": facts.source,
        "section": facts.section(),
        "byline": byline_of(facts.byline()),
        "keywords": facts.keywords(),
        "language": facts.language(),
    }


def _with_text(fields: dict[str, Any], root: Element, facts: Facts) -> dict[str, Any]:
    """Add body, pictures and links; labelled lines of the text give what the page does not tell."""
    lists = prune_lists(root, facts.base)
    blocks = in_order(root, main_blocks(root, facts.base), fields["headline"])
    pictures = _merged(facts.pictures(), list(figures(root, blocks, facts.base)))
    captions = {fold(one["caption"] or "") for one in pictures}
    captions |= {fold(f"{one['caption']} {one['credit']}") for one in pictures}
    fields["headline"] = printed_headline(fields["headline"], blocks)
    parts = Sorted(blocks, headline=fields["headline"], captions=captions)
    told = parts.found
    body = _best_body(parts.body, facts.data.text("articleBody"))
    return {
        **fields,
        "body": body,
        "images": pictures_of(pictures),
        "read_also": _unique(told["read_also"] + lists["read_also"]),
        "similar": _unique(told["similar"] + lists["similar"]),
        "keywords": fields["keywords"] or names_of(split_keywords(told["keywords"] or "")),
        "source": fields["source"] or name_of(told.get("source")),
        "byline": fields["byline"] or told.get("author"),
        "published_at": fields.get("published_at") or _date(told.get("published")),
        "updated_at": fields.get("updated_at") or _date(told.get("updated")),
    }


def _best_body(blocks: list[str], told: str) -> str:
    """Return what the page prints; where that is nothing, or one block, what it tells machines."""
    printed = "\n".join(blocks)
    return told if not printed or (len(blocks) == 1 and fold(plain_text(printed)) == fold(told)) else printed


def _date(text: str | None) -> str | None:
    return text if text and parse_date(text) else None


def _unique(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({fold(link["headline"] or ""): link for link in reversed(links)}.values())[::-1]


def _merged(lead: list[dict[str, Any]], printed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the shared picture with the printed one of the same file, whatever the size."""
    stems = {_stem(one["url"]) for one in lead}
    same = [one for one in printed if _stem(one["url"]) in stems]
    first = [
        {**one, **{k: v for k, v in other.items() if v and k != "url"}} for one in lead for other in same[:1]
    ]
    return [*(first or lead), *(one for one in printed if one not in same)]


def _stem(address: str | None) -> str:
    """«…/market-1024x576.jpg?w=9» → «market.jpg»."""
    name = (address or "").partition("?")[0].rpartition("/")[2]
    return _SIZE.sub("", name).lower()
