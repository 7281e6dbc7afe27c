"""Tell what became of each line of an imported page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.importers.roles import LineRole
from articles.models import Article, ImportedPage
from articles.permissions import viewable

# What a line was taken for → what a person reads beside it, and its colour group.
ROLES = {
    LineRole.HEADLINE: (_("Headline"), "text"),
    LineRole.KICKER: (_("Kicker"), "text"),
    LineRole.DATELINE: (_("Dateline"), "fact"),
    LineRole.PARAGRAPH: (_("Body"), "text"),
    LineRole.SUBHEADING: (_("Sub-heading"), "text"),
    LineRole.LIST_ITEM: (_("Item of a list"), "text"),
    LineRole.CAPTION: (_("Caption"), "picture"),
    LineRole.CREDIT: (_("Credit"), "picture"),
    LineRole.DATE: (_("Date"), "fact"),
    LineRole.UPDATED: (_("Date of update"), "fact"),
    LineRole.SOURCE: (_("Source"), "fact"),
    LineRole.SECTION: (_("Section"), "fact"),
    LineRole.KEYWORDS: (_("Keywords"), "fact"),
    LineRole.BYLINE: (_("Byline"), "fact"),
    LineRole.LABEL: (_("Label of the page"), "furniture"),
    LineRole.READ_ALSO: (_("Read also"), "link"),
    LineRole.SIMILAR: (_("Similar, as printed"), "link"),
    LineRole.ADVERTISEMENT: (_("Advertisement, left out"), "left"),
    LineRole.TOOLS: (_("Tools of the page, left out"), "left"),
    LineRole.COMMENTS: (_("Comments, left out"), "left"),
    LineRole.CHROME: (_("Frame of the site, left out"), "left"),
    LineRole.DUPLICATE: (_("Printed twice"), "left"),
    LineRole.BLANK: (_("Empty"), "left"),
    LineRole.UNKNOWN: (_("Not understood"), "unknown"),
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
    role = fate["role"] if fate else LineRole.UNKNOWN if line.strip() else LineRole.BLANK
    label, group = ROLES.get(role, ROLES[LineRole.UNKNOWN])
    article = articles.get(fate.get("article")) if fate else None
    return {
        "number": number, "text": line, "label": label, "group": group, "article": article,
        "has_letters": has_letters(line),
    }  # fmt: skip


def has_letters(line: str) -> bool:
    """Say whether a line has a direction of its own: «31/12/2024» has none, and keeps that of the page."""
    return any(char.isalpha() for char in line)
