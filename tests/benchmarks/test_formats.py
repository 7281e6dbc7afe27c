"""Import one archive in each of its formats, beside a plain COPY of the same rows, in one run.

NEWSROOM_BENCH_ROWS says how many articles (4,000). Told of each format: files, articles, rejects, articles a
second, their ratio to COPY, and the most memory of all processes.
"""

import csv
import json
import os
import zipfile
from datetime import UTC
from itertools import islice
from xml.sax.saxutils import escape

import pytest

from tests.benchmarks.archive import iter_records, report
from tests.benchmarks.test_import import bare_copy, row_of, sites, watched

__all__ = ["sites"]
pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

ROWS = int(os.environ.get("NEWSROOM_BENCH_ROWS", "4000"))
OLD = "2020-01-01T09:00:00"
NEWSML = "http://iptc.org/std/nar/2006-10-01/"


def paragraphs(record):
    return "".join(f"<p>{escape(part)}</p>" for part in record.body.split("\n") if part.strip())


def day(record):
    """«2020-01-01T09:00:00», in UTC."""
    return record.published_at.astimezone(UTC).isoformat()[:19] if record.published_at else OLD


def as_array(records):
    yield "archive.json", json.dumps([record.to_json() for record in records], ensure_ascii=False)


def as_lines(records):
    lines = (json.dumps(record.to_json(), ensure_ascii=False) for record in records)
    yield "archive.jsonl", "\n".join(lines)


def as_rss(records):
    items = "".join(
        f"<item><guid>{escape(record.id)}</guid><title>{escape(record.headline)}</title>"
        f"<dc:date>{day(record)}Z</dc:date>"
        f"<content:encoded><![CDATA[{paragraphs(record)}]]></content:encoded></item>"
        for record in records
    )
    yield (
        "feed.xml",
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>أرشيف</title>{items}</channel></rss>",
    )


def as_atom(records):
    entries = "".join(
        f"<entry><id>{escape(record.id)}</id><title>{escape(record.headline)}</title>"
        f"<published>{day(record)}Z</published><updated>{day(record)}Z</updated>"
        f'<content type="html">{escape(paragraphs(record))}</content></entry>'
        for record in records
    )
    yield "feed.atom", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>أرشيف</title>{entries}</feed>'


def as_wxr(records):
    items = "".join(
        f"<item><title>{escape(record.headline)}</title><guid>{escape(record.id)}</guid>"
        f"<content:encoded><![CDATA[{paragraphs(record)}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>{day(record).replace('T', ' ')}</wp:post_date>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
        for number, record in enumerate(records, 1)
    )
    yield (
        "export.xml",
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>أرشيف</title>'
        f"<wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>",
    )


def as_ninjs(records):
    for number, record in enumerate(records):
        item = {
            "uri": record.id, "type": "text", "language": "ar", "headline": record.headline,
            "versioncreated": f"{day(record)}Z", "body_html": paragraphs(record), "pubstatus": "usable",
        }  # fmt: skip
        yield f"{number}.json", json.dumps(item, ensure_ascii=False)


def as_newsml(records):
    for number, record in enumerate(records):
        yield (
            f"{number}.xml",
            f'<newsItem xmlns="{NEWSML}" guid="{escape(record.id)}" version="1" standard="NewsML-G2"'
            ' standardversion="2.29" conformance="power"><itemMeta><itemClass qcode="ninat:text"/>'
            f'<provider literal="ع"/><versionCreated>{day(record)}Z</versionCreated>'
            '<pubStatus qcode="stat:usable"/></itemMeta>'
            f"<contentMeta><headline>{escape(record.headline)}</headline></contentMeta>"
            '<contentSet><inlineXML contenttype="application/xhtml+xml">'
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{paragraphs(record)}</body></html>'
            "</inlineXML></contentSet></newsItem>",
        )


def as_nitf(records):
    for number, record in enumerate(records):
        yield (
            f"{number}.xml",
            f'<nitf><head><docdata><doc-id id-string="{escape(record.id)}"/>'
            f'<date.issue norm="{day(record).replace("-", "").replace(":", "")}Z"/></docdata></head>'
            f"<body><body.head><hedline><hl1>{escape(record.headline)}</hl1></hedline></body.head>"
            f"<body.content>{paragraphs(record)}</body.content></body></nitf>",
        )


def as_html(records):
    for number, record in enumerate(records):
        yield (
            f"{number}.html",
            f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
            f"<title>{escape(record.headline)}</title>"
            '<meta property="og:type" content="article">'
            f'<meta property="og:url" content="https://a.example/{number}">'
            f'<meta property="article:published_time" content="{day(record)}Z"></head><body>'
            f'<nav><a href="/">الرئيسة</a></nav><article><h1>{escape(record.headline)}</h1>'
            f"{paragraphs(record)}</article></body></html>",
        )


def as_pages(records):
    for number, record in enumerate(records):
        year, month, date = day(record)[:10].split("-")
        yield (
            f"{number}.txt",
            f"{record.headline}\n{date}/{month}/{year}\n{record.body}\n"
            "المصدر: الجزيرة\nكلمات دلالية: أرشيف\n",
        )


def as_csv(path, records):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "headline", "body", "date"])
        table.writerows((r.id, r.headline, r.body, f"{day(r)}Z") for r in records)


WRITERS = {
    "jsonl": as_lines, "json": as_array, "rss": as_rss, "atom": as_atom, "wxr": as_wxr, "ninjs": as_ninjs,
    "newsml": as_newsml, "nitf": as_nitf, "html": as_html, "page": as_pages,
}  # fmt: skip


def write(folder, name, records):
    """Write an archive in a format: one file, or a zip of many. Return it and how many files it holds."""
    if name == "csv":
        as_csv(folder / "archive.csv", records)
        return folder / "archive.csv", 1
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for inner, text in WRITERS[name](records):
            packed.writestr(inner, text)
        return path, len(packed.namelist())


@pytest.mark.parametrize("name", [*WRITERS, "csv"])
def test_each_format_beside_a_plain_copy(name, sites, tmp_path, capsys):
    records = list(islice(iter_records(), ROWS))
    path, files = write(tmp_path, name, records)
    copied = bare_copy(sites, [row_of(number, record) for number, record in enumerate(records, 1)])
    told = tmp_path / "report.json"
    process = sites.start(
        sites.fresh("bench_format"), "import_articles", path, "--status", "published", "--report", told,
        "--no-progress",
    )  # fmt: skip
    memory = watched(process)
    process.stderr.close()
    counts = json.loads(told.read_text(encoding="utf-8"))
    figures = {
        "format": name, "files": files, "read": counts["read"], "created": counts["created"],
        "rejected": counts["rejected"], "articles a second": round(counts["articles_per_second"]),
        "ratio to COPY": round(counts["articles_per_second"] / copied, 2), "peak memory MB": memory,
    }  # fmt: skip
    report(capsys, figures)
    assert counts["created"] > 0.95 * ROWS
