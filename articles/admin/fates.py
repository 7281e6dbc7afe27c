"""Tell what became of each line of an imported page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models import Article, ImportedPage
from articles.permissions import viewable

# Role given by the page parser → what a person reads beside the line, and its colour group.
ROLES = {
    "headline": (_("Headline"), "text"),
    "sub_heading": (_("Sub-heading"), "text"),
    "subheading": (_("Sub-heading"), "text"),
    "summary": (_("Summary"), "text"),
    "body": (_("Body"), "text"),
    "paragraph": (_("Body"), "text"),
    "quote": (_("Quotation"), "text"),
    "list_item": (_("Body"), "text"),
    "date": (_("Date"), "fact"),
    "dateline": (_("Dateline"), "fact"),
    "published_at": (_("Date"), "fact"),
    "updated": (_("Date of update"), "fact"),
    "source": (_("Source"), "fact"),
    "byline": (_("Byline"), "fact"),
    "section": (_("Section"), "fact"),
    "url": (_("Address"), "fact"),
    "keyword": (_("Keyword"), "fact"),
    "keywords": (_("Keywords"), "fact"),
    "caption": (_("Caption"), "picture"),
    "credit": (_("Credit"), "picture"),
    "image": (_("Image"), "picture"),
    "read_also": (_("Read also"), "link"),
    "similar": (_("Similar, as printed"), "link"),
    "link": (_("Link"), "link"),
    "label": (_("Label"), "left"),
    "advert": (_("Advertisement, left out"), "left"),
    "ad": (_("Advertisement, left out"), "left"),
    "tools": (_("Left out"), "left"),
    "noise": (_("Left out"), "left"),
    "skipped": (_("Left out"), "left"),
    "blank": (_("Empty"), "left"),
    "separator": (_("Separator"), "left"),
    "duplicate": (_("Printed twice"), "left"),
    "unknown": (_("Not understood"), "unknown"),
}


def told_lines(page: ImportedPage, user: Any) -> list[dict[str, Any]]:
    """Pair every line of the page with what it was taken for, and with its article."""
    fates = {fate["line"]: fate for fate in page.fates if isinstance(fate, dict) and "line" in fate}
    wanted = {fate.get("article") for fate in fates.values()} - {None}
    seen = viewable(user, Article.objects.filter(pk__in=wanted))
    articles = {article.pk: article for article in seen.only("pk", "headline", "working_title")}
    return [
        _told(number, line, fates.get(number), articles)
        for number, line in enumerate(page.text.splitlines(), start=1)
    ]


def _told(
    number: int, line: str, fate: dict[str, Any] | None, articles: dict[int, Article]
) -> dict[str, Any]:
    role = fate.get("role", "unknown") if fate else "unknown" if line.strip() else "blank"
    label, group = ROLES.get(role, (role, "unknown"))
    article = articles.get(fate.get("article")) if fate else None
    return {"number": number, "text": line, "label": label, "group": group, "article": article}
