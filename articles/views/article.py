"""The page of one article, and what it answers when there is none to read."""

from urllib.parse import quote, urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles.caching.keys import depend_on_names, depend_on_places, depend_on_rows
from articles.models import Article, AuditEntry, Status
from articles.parts import parts_of, read_page
from articles.pictures import figures_of
from articles.readable import excerpt, full_text, original_url, shows_full_text, web_address
from articles.similarity.duplicates import also_published_by, copies_among, head_of
from articles.similarity.related import cards_of, choose_earlier, choose_links, targets_of
from articles.similarity.similar import suggested
from articles.views.heads import article_head
from articles.views.responses import kept_page
from newsroom.addresses import absolute
from newsroom.arabic import counted, reading_minutes


@kept_page
def article(request, pk, slug):
    """Show what is public, redirect a wrong slug, and say why a withdrawn article is gone."""
    found = read_page(pk)
    if found is None:
        raise Http404
    if found.status == Status.WITHDRAWN:
        return render(request, "410.html", {"reason": found.withdrawal_note}, status=410)
    if slug != found.slug:
        return redirect(found, permanent=True)
    depend_on_article(found)
    return render(request, "articles/article_detail.html", article_context(found))


def depend_on_article(found: Article) -> None:
    depend_on_rows("article", [found.pk])
    depend_on_places([found])
    if found.section:
        depend_on_names("section", [found.section.parent_id])


def article_context(found: Article) -> dict:
    """Gather what the page prints; a preview of the desk may call it with an unsaved row."""
    parts = parts_of(found)
    keywords, authors = parts.keywords, parts.authors if found.byline else []
    figures = figures_of(found, parts.images)
    suggestions = suggested(found, parts.kept, parts.pinned, parts.banned) if found.pk else {}
    story = {*parts.filed, *(suggestions.keys() & {*parts.together})}
    cards = cards_of(targets_of(parts.links, suggestions).union(parts.copies, parts.filed))
    copies = copies_among(cards, parts.copies)
    links = choose_links(found, parts.links, suggestions, cards, copies)
    depend_on_rows("topic", parts.files)
    depend_on_names("keyword", (keyword.pk for keyword in keywords))
    depend_on_names("author", (author.pk for author in authors))
    return {
        "article": found,
        "keywords": keywords,
        "authors": authors,
        "lead": next(iter(figures), None),
        "more_figures": figures[1:],
        "is_full": shows_full_text(found),
        "reading_time": counted(reading_minutes(full_text(found)), "دقيقة"),
        "excerpt": excerpt(found),
        "original_url": original_url(found),
        "source_url": web_address(found.source_url),
        "is_updated": _is_updated(found),
        "corrections": parts.corrections,
        # A preview shows a row that another query found.
        "topics": getattr(found, "topics", []),
        "links": links,
        "earlier": choose_earlier(found, story, cards, links, copies),
        "menu": parts.menu,
        "also_published": also_published_by(found, copies),
        "shares": share_links(found),
        "mail": mail_link(found),
        "head": article_head(
            found,
            figure=next(iter(figures), None),
            authors=authors,
            keywords=keywords,
            head=head_of(found, copies),
        ),  # fmt: skip
    }


def corrections_of(found: Article) -> QuerySet[AuditEntry]:
    """List what readers are told was wrong, the newest first."""
    return found.audit.filter(action="correct").exclude(note="").order_by("-at")


def _is_updated(found: Article) -> bool:
    if not (found.updated_at and found.published_at):
        return False
    return found.updated_at > found.published_at


def share_links(found: Article) -> list[tuple[str, str]]:
    """Return (name, address) of services that take a link without any script of theirs."""
    url, headline = absolute(found.get_absolute_url()), found.headline
    return [
        (_("X"), f"https://x.com/intent/post?{urlencode({'text': headline, 'url': url})}"),
        (_("WhatsApp"), "https://wa.me/?" + urlencode({"text": f"{headline}\n{url}"})),
        (_("Telegram"), f"https://t.me/share/url?{urlencode({'url': url, 'text': headline})}"),
    ]


def mail_link(found: Article) -> str:
    # A mailto address knows no "+" for a space.
    url = absolute(found.get_absolute_url())
    return f"mailto:?subject={quote(found.headline)}&body={quote(url)}"
