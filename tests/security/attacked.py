"""A newsroom into every field of which attacks were written."""

from datetime import datetime, timedelta
from itertools import cycle

from django.utils import timezone

from articles import publishing
from articles.flatpages import keep_page
from articles.forms.flatpages import FlatPageForm
from articles.models import Article, FlatPage, Image, Section
from tests.factories import make_record, write_articles

PART = 300


def fields_of(attack: str, more: list[str], number: int) -> dict:
    """Put one attack into every field that holds one text, and it and others into those that hold many."""
    address = f"https://x.example/{number}"
    return {
        "headline": attack, "summary": attack, "byline": attack,
        "source": attack[:120], "section": attack[:120],
        "body": f"<p>{attack}</p>\n" + "\n".join(f"<p>{one}</p>" for one in more),
        "keywords": [attack[:120].replace("،", " "), "جسور"],
        "images": [{"url": f"{address}.jpg", "caption": attack, "credit": attack[:280], "alt": attack}],
        "read_also": [{"headline": attack, "url": f"{address}?a"}, {"headline": more[0]}],
        "similar": [{"headline": attack}, {"headline": more[1], "url": f"{address}?b"}],
    }  # fmt: skip


def records_of(attacks: list[str], *, by_text: bool = False):
    """Make one record of each attack; `by_text` gives bodies as plain text, too."""
    ring, start = cycle(attacks), timezone.now() - timedelta(hours=1)
    for number, attack in enumerate(attacks):
        fields = fields_of(attack, [next(ring), next(ring), next(ring)], number)
        if by_text and number % 2:
            fields["body"] = f"{attack}\n\nفقرة ثانية"
        yield make_record(published_at=_moment(start, number), **fields)


def _moment(start: datetime, number: int) -> str:
    return (start - timedelta(minutes=number)).isoformat()


def write_attacked(attacks: list[str]) -> list[Article]:
    """Write them all as public articles."""
    records = list(records_of(attacks, by_text=True))
    written = []
    for start in range(0, len(records), PART):
        written += write_articles(*records[start : start + PART])[0]
    assert [one.reason for one in written if one.article is None] == []
    keys = [one.article.pk for one in written]
    return [Article.objects.in_bulk(keys)[key] for key in keys]


def attack_the_rest(attacks: list[str], articles: list[Article], by) -> list[FlatPage]:
    """Write attacks into corrections, sections of the menu, pages of the house and the library.

    The forms before these refuse NUL.
    """
    attacks = [attack.replace("\x00", "") for attack in attacks]
    for article, attack in zip(articles[:12], attacks[:12], strict=True):
        publishing.correct(article, by=by, note=attack)
    for position, section in enumerate(Section.objects.order_by("pk")[:8]):
        Section.objects.filter(pk=section.pk).update(in_menu=True, position=position)
    Image.objects.bulk_create(Image(caption=one, credit=one[:280], alt=one) for one in attacks[:20])
    pages = []
    for attack in attacks[:8]:
        slug = f"صفحة-{FlatPage.objects.count()}"
        words = {
            "name": attack[:100],
            "body": f"<p>{attack}</p>",
            "position": 0,
            "is_published": True,
            "slug": slug,
        }
        form = FlatPageForm(words)
        assert form.is_valid(), form.errors
        keep_page(form.instance, by=by)
        pages.append(form.instance)
    return pages
