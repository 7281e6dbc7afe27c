"""JSON Feed as a file: its own names of fields, where a list of records would have lost them."""

import io
import json

from articles.importers.reading import How
from articles.importers.registry import reader_for

ITEM = {
    "id": "7", "url": "https://wahat.example/7", "title": "سوق جديدة", "summary": "سوق للسمك",
    "content_html": "<div>افتتحت <a href='/map'>السوق</a>.</div><div>وفيها أربعون محلا.</div>",
    "date_published": "2024-12-31T10:30:00+03:00", "authors": [{"name": "سلمى الحادي"}], "tags": ["أسماك"],
    "image": "https://wahat.example/7.jpg",
    "attachments": [{"url": "https://wahat.example/8.jpg", "mime_type": "image/jpeg"}],
}  # fmt: skip
FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "الواحة", "language": "ar",
    "home_page_url": "https://wahat.example/", "items": [ITEM],
}  # fmt: skip


def read(data):
    text = json.dumps(data, ensure_ascii=False).encode()
    return [one.finish() for one in reader_for("auto", text, "utf-8")(io.BytesIO(text), How())]


def test_an_item_is_read_field_by_field():
    (parsed,) = read(FEED)
    record = parsed.record
    assert (record.id, record.url, parsed.host) == ("7", "https://wahat.example/7", "wahat.example")
    assert (record.headline, record.summary, record.byline) == ("سوق جديدة", "سوق للسمك", "سلمى الحادي")
    link = '<a href="https://wahat.example/map">السوق</a>'
    assert record.body == f"<p>افتتحت {link}.</p>\n<p>وفيها أربعون محلا.</p>"
    assert record.published_at.isoformat() == "2024-12-31T10:30:00+03:00"
    assert (record.keywords, record.language, record.extra) == (["أسماك"], "ar", {})
    assert [image["url"] for image in record.images] == [ITEM["image"], "https://wahat.example/8.jpg"]


def test_a_list_that_is_no_feed_stays_a_list_of_records():
    (parsed,) = read({"items": [{"headline": "سوق", "body": "نص", "content_html": "<p>آخر</p>"}]})
    assert parsed.record.extra == {"content_html": "<p>آخر</p>"}
