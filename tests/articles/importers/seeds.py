"""Sound files of every format, in our own words, and bytes that trouble readers."""

import json

HEADLINE = "افتتاح سوق السمك في مرسى النخيل"
BODY = "افتتحت البلدية سوق السمك الجديدة صباح اليوم بحضور الصيادين."
LINE = {
    "id": "س-1", "namespace": "t", "headline": HEADLINE, "body": f"<p>{BODY}</p>", "keywords": ["أسواق", "بحر"],
    "published_at": "17 مايو/أيار 2025", "url": "https://marsa.example/1", "images": [{"caption": "السوق"}],
    "read_also": [{"headline": "قطار الجبل يعود"}], "status": "published", "x": {"y": [1, None, 2.5]},
}  # fmt: skip
NINJS = {
    "uri": "https://marsa.example/n/1", "type": "text", "version": "1", "language": "ar", "urgency": 3,
    "versioncreated": "2025-05-17T10:00:00+03:00", "headline": HEADLINE, "body_text": BODY,
    "body_xhtml": f"<p>{BODY}</p>", "headlines": [{"role": "main", "value": HEADLINE}],
    "bodies": [{"contenttype": "text/html", "value": f"<p>{BODY}</p>"}], "subject": [{"name": "أسواق"}],
    "associations": {"main": {"type": "picture", "renditions": {"a": {"href": "https://marsa.example/1.jpg"}}}},
}  # fmt: skip
PAGE = f"""{HEADLINE}

17/5/2025

الرئيس (يمين) يفتتح السوق (وكالات) مجالات العمل

{BODY}

إعلان

المصدر: الواحة + وكالات

كلمات دلالية: أسواق، بحر

إقرأ أيضاً:

قطار الجبل يعود إلى السفح

-اليوم الجمعة- {BODY}

مقالات مشابهة

  • الميناء يوسع رصيفه
  • الميناء يوسع رصيفه
"""
CSV = f'المعرف,العنوان,النص,التاريخ,الوسوم\n1,"{HEADLINE}","{BODY}\n\nفقرة ثانية",17/5/2025,"أسواق، بحر"\n2,ب,"ج ""د""",,\n'
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>الواحة</title>
<link>https://marsa.example/</link><item><title>{HEADLINE}</title><link>https://marsa.example/1</link><guid>1</guid>
<pubDate>Sat, 17 May 2025 10:00:00 +0300</pubDate><category>أسواق</category><dc:creator>سعاد</dc:creator>
<description>&lt;p&gt;{BODY}&lt;/p&gt;</description><content:encoded><![CDATA[<p>{BODY}</p>]]></content:encoded>
<media:content url="https://marsa.example/1.jpg"/></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>الواحة</title><id>tag:marsa.example</id>
<entry><id>tag:1</id><title type="html">{HEADLINE}</title><link href="https://marsa.example/1"/>
<updated>2025-05-17T10:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{BODY}</p>
</div></content></entry></feed>"""
WXR = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://marsa.example</wp:base_site_url><wp:author><wp:author_login>s</wp:author_login>
<wp:author_display_name>سعاد</wp:author_display_name></wp:author><item><title>{HEADLINE}</title><dc:creator>s</dc:creator>
<content:encoded><![CDATA[{BODY} [caption id="a"]<img src="https://marsa.example/1.jpg"> السوق[/caption] [gallery ids="2,3"]]]>
</content:encoded><wp:post_id>1</wp:post_id><wp:post_date>2025-05-17 10:00:00</wp:post_date><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="post_tag" nicename="a">أسواق</category></item><item><title>صورة</title>
<wp:post_id>2</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>https://marsa.example/2.jpg</wp:attachment_url></item></channel></rss>"""
NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:marsa:1"
 version="1" standard="NewsML-G2" standardversion="2.9" xml:lang="ar"><itemMeta><itemClass qcode="ninat:text"/>
<versionCreated>2025-05-17T10:00:00+03:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta>
<headline>{HEADLINE}</headline><by>سعاد</by><keyword>أسواق</keyword></contentMeta><contentSet>
<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{BODY}</p></body></html>
</inlineXML></contentSet></newsItem>"""
NITF = f"""<?xml version="1.0"?><nitf><head><title>{HEADLINE}</title><docdata><doc-id id-string="1"/><date.issue norm="20250517"/>
<key-list><keyword key="أسواق"/></key-list></docdata></head><body><body.head><hedline><hl1>{HEADLINE}</hl1></hedline>
</body.head><body.content><block><p>{BODY}</p></block></body.content></body></nitf>"""
LD = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2025-05-17"})
HTML = f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{HEADLINE}</title>
<meta property="og:title" content="{HEADLINE}"><link rel="canonical" href="https://marsa.example/1">
<script type="application/ld+json">{LD}</script></head><body><article><h1>{HEADLINE}</h1><p>{BODY}</p><p>{BODY} ثم عاد.</p>
<figure><img src="/1.jpg" alt="السوق"><figcaption>السوق (وكالات)</figcaption></figure></article></body></html>"""

SEEDS = {
    "page": [PAGE],
    "jsonl": ["\n".join([json.dumps(LINE, ensure_ascii=False)] * 2), json.dumps([LINE, LINE])],
    "csv": [CSV, CSV.replace(",", ";"), CSV.replace(",", "\t")],
    "rss": [RSS, ATOM],
    "wxr": [WXR],
    "ninjs": [json.dumps(NINJS, ensure_ascii=False), json.dumps([NINJS, NINJS])],
    "newsml": [NEWSML, NITF],
    "html": [HTML],
}
ALL_SEEDS = [seed for seeds in SEEDS.values() for seed in seeds]
TRICKS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\\ud800", b"\xed\xa0\x80", b"\\u0000", b"[" * 3000, b"{\"a\":" * 900,
    b"1e999", b"NaN", b"-Infinity", b"9" * 5000, b"null", b"true", b"[]", b"{}", b"\"", b"'", b"<", b">", b"</", b"<p>" * 900, b"]]>",
    b"<![CDATA[", b"<!--", b"&#0;", b"&#xD800;", b"&bad;", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;&b;'>]>&d;", b"<?xml version='1.0' encoding='utf-7'?>", b"xmlns:a=''",
    b"9999-12-31T23:59:59-12:00", b"0000-00-00", b"31/12/9999", b"http://[", b"javascript:", b"\xe2\x80\xae", b"\xd9\x80" * 400,
    "المصدر:".encode(), "إقرأ أيضاً:".encode(), "(وكالات)".encode(), "ﷺﷲ".encode() * 50, "ط§ظ„ط¬".encode(), "ÇáÌÒíÑÉ".encode(),
]  # fmt: skip
