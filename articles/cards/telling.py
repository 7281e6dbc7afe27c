"""What a card says of an article."""

import hashlib
from dataclasses import astuple, dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from articles.caching.calendar import calendar
from articles.models import Article
from articles.readable import RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a card; `is_rtl` says from which side it is read."""

    headline: str
    section: str
    source: str
    date: str
    site: str
    is_rtl: bool


def card_of(article: Article) -> Card:
    """Gather the words; an article of our own names no source but the site."""
    is_rtl = article.language.lower().split("-")[0] in RIGHT_TO_LEFT
    return Card(
        headline=article.headline,
        section=article.section.name if article.section else "",
        source=article.source.name if article.source else "",
        date=_day(article, is_rtl=is_rtl),
        site=settings.SITE_NAME,
        is_rtl=is_rtl,
    )


def _day(article: Article, *, is_rtl: bool) -> str:
    if article.published_at is None:
        return ""
    day = timezone.localtime(article.published_at)
    if is_rtl:
        return calendar().date(day)
    with translation.override("en"):
        return date_format(day, "j F Y")


def card_address(article: Article) -> str:
    """Name what the card says, too: other sites keep a picture as long as its address stays."""
    version = hashlib.sha256(repr(astuple(card_of(article))).encode()).hexdigest()[:8]
    return f"{reverse('article-card', args=[article.pk])}?v={version}"
