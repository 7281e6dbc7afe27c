"""Files of every format that is imported, with attacks in whatever they carry."""

import csv
import io
import json
import re
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

DATE = "2024-12-31T10:30:00+03:00"
LONG = (
    "افتتحت بلدية مرسى النخيل صباح الثلاثاء سوقا جديدة للسمك قرب المرفأ القديم بعد أعمال دامت عامين، وحضر "
    "الافتتاح عدد كبير من الصيادين والتجار وسكان الأحياء القريبة الذين انتظروا هذا اليوم طويلا."
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
G2 = "http://iptc.org/std/nar/2006-10-01/"


def _x(attack: str) -> str:
    return escape(_NOT_XML.sub("", attack))


def _cdata(attack: str) -> str:
    return "<![CDATA[" + _NOT_XML.sub("", attack).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def jsonl(attacks: list[str]) -> bytes:
    lines = [
        {"id": str(n), "namespace": "j", "headline": one, "summary": one, "body": f"<p>{one}</p>", "byline": one,
         "date": DATE, "tags": [one[:100]], "category": one[:100], "source": one[:100], one[:40]: one,
         "images": [{"url": f"https://x.example/{n}.jpg", "caption": one, "credit": one}],
         "similar": [{"headline": one}]}
        for n, one in enumerate(attacks)
    ]  # fmt: skip
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


def table(attacks: list[str]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["id", "headline", "summary", "body", "byline", "source", "section", "keywords", "date"])
    for n, attack in enumerate(attacks):
        one = attack.replace("\x00", "")
        row = [str(n), one, one, f"<p>{one}</p>", one, one[:100], one[:100], one[:100], DATE]
        writer.writerow(row)
    return file.getvalue().encode()


def rss(attacks: list[str]) -> bytes:
    items = "".join(
        f"<item><title>{_x(one)}</title><link>https://x.example/{n}</link><guid>r{n}</guid>"
        f"<description>{_cdata(one)}</description><content:encoded>{_cdata(f'<p>{LONG}</p>{one}')}</content:encoded>"
        f"<dc:creator>{_x(one)}</dc:creator><category>{_x(one[:100])}</category>"
        f"<media:content url={quoteattr(_x(one))} medium='image'><media:title>{_x(one)}</media:title></media:content>"
        "<pubDate>Tue, 31 Dec 2024 10:30:00 +0300</pubDate></item>"
        for n, one in enumerate(attacks)
    )
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><title>{_x(attacks[0])}</title><link>https://x.example/</link>{items}</channel></rss>"
    ).encode()


def atom(attacks: list[str]) -> bytes:
    entries = "".join(
        f'<entry><id>tag:x.example,2024:{n}</id><title type="html">{_x(one)}</title><updated>{DATE}</updated>'
        f'<link href="https://x.example/a{n}"/><author><name>{_x(one)}</name></author>'
        f'<summary type="html">{_x(one)}</summary><content type="html">{_x(f"<p>{LONG}</p>{one}")}</content></entry>'
        for n, one in enumerate(attacks)
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{_x(attacks[0])}</title><id>tag:x.example,2024:0</id>'
        f"<updated>{DATE}</updated>{entries}</feed>"
    ).encode()


def wxr(attacks: list[str]) -> bytes:
    items = "".join(
        f"<item><title>{_x(one)}</title><link>https://x.example/w{n}</link><guid>w{n}</guid>"
        f"<dc:creator>{_cdata(one)}</dc:creator><content:encoded>{_cdata(f'{LONG}{one}[caption]{one}[/caption]')}"
        f"</content:encoded><excerpt:encoded>{_cdata(one)}</excerpt:encoded><wp:post_id>{n}</wp:post_id>"
        "<wp:post_date>2024-12-31 10:30:00</wp:post_date><wp:post_type>post</wp:post_type>"
        f'<wp:status>publish</wp:status><category domain="post_tag" nicename="x">{_cdata(one[:100])}</category></item>'
        for n, one in enumerate(attacks)
    )
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
        f"<link>https://x.example</link>{items}</channel></rss>"
    ).encode()


def ninjs(attacks: list[str]) -> bytes:
    items = [
        {"uri": f"tag:x.example,2024:{n}", "type": "text", "versioncreated": DATE, "headline": one, "byline": one,
         "description_text": one, "body_html": f"<p>{LONG}</p>{one}", "slugline": one, "located": one,
         "subject": [{"name": one[:100]}], "infosource": [{"name": one[:100]}]}
        for n, one in enumerate(attacks)
    ]  # fmt: skip
    return json.dumps(items, ensure_ascii=False).encode()


def newsml(attacks: list[str]) -> bytes:
    items = "".join(
        f'<newsItem xmlns="{G2}" guid="tag:x.example,2024:n{n}" version="1" xml:lang="ar"><itemMeta>'
        f"<versionCreated>{DATE}</versionCreated></itemMeta><contentMeta><headline>{_x(one)}</headline>"
        f"<by>{_x(one)}</by><creditline>{_x(one)}</creditline><description>{_x(one)}</description></contentMeta>"
        f'<contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.content><p>{_x(one)}</p>'
        f"<p onclick='trip()'>{LONG}<a href='javascript:trip()'>x</a><script>trip()</script></p>"
        "</body.content></body></nitf></inlineXML></contentSet></newsItem>"
        for n, one in enumerate(attacks)
    )
    return f'<newsMessage xmlns="{G2}"><itemSet>{items}</itemSet></newsMessage>'.encode()


def webpage(attack: str) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='ar'><head><title>{escape(attack)}</title>"
        f"<meta property='og:title' content={quoteattr(attack)}><meta name='author' content={quoteattr(attack)}>"
        f"<meta property='og:description' content={quoteattr(attack)}></head><body><article>"
        f"<h1>{escape(attack)}</h1><p>{LONG}</p><p>{escape(attack)}</p>{attack}<p>{LONG} {LONG}</p></article></body></html>"
    ).encode("utf-8", "replace")


def pasted(attack: str) -> bytes:
    line = " ".join(attack.split())
    return f"{line}\n\nالمصدر: {line}\n\n{LONG}\n\n{line}\n\n{LONG}\n\nالكلمات الدلالية: {line}\n".encode()


# Formats that hold many articles, and those that hold one.
MANY: dict[str, Callable[[list[str]], bytes]] = {
    "jsonl": jsonl, "csv": table, "rss": rss, "rss ": atom, "wxr": wxr, "ninjs": ninjs, "newsml": newsml,
}  # fmt: skip
ONE: dict[str, Callable[[str], bytes]] = {"html": webpage, "page": pasted}
