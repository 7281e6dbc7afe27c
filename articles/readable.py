"""What of an article its source lets readers see, for pages, feeds and descriptions alike."""

from articles.figures import without_figures
from articles.models import Article, Canonical, Rights
from articles.sanitizing import own_text
from newsroom.addresses import absolute

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
DESCRIPTION_LENGTH = 160
EXCERPT_LENGTH = 400


def shows_full_text(article: Article) -> bool:
    """Say whether the source lets us print the whole text (DESIGN 2.13)."""
    return article.source is None or article.source.rights == Rights.FULL


def full_text(article: Article) -> str:
    """Return the summary and the text as plain lines."""
    return f"{article.summary}\n{own_text(article.body)}".strip()


def excerpt(article: Article) -> str:
    """Return the summary, or else the first paragraph: cut, for many a text has one paragraph only."""
    text = own_text(without_figures(article.body))
    return article.summary or shorten(text.split("\n")[0], EXCERPT_LENGTH)


def description(article: Article) -> str:
    """Return one plain line for search engines and shared links, cut between words."""
    return shorten(excerpt(article), DESCRIPTION_LENGTH)


def shorten(text: str, length: int) -> str:
    """Cut a text at a space: «افتتحت البلدية جسرا جديدا», 16 → «افتتحت البلدية…»."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[:length]
    return f"{head.rpartition(' ')[0].rstrip('،؛:.- ') or head}…"


def original_url(article: Article) -> str:
    """Return the address at the source, or its home page; what is no web address is not linked."""
    return web_address(article.source_url) or (article.source.homepage if article.source else "")


def canonical_url(article: Article, head: Article | None = None) -> str:
    """Return the original's address where the source asks for it, else ours: that of the story's `head`."""
    original = web_address(article.source_url)
    if original and article.source and article.source.canonical == Canonical.ORIGINAL:
        return original
    if head is not None and head.pk != article.pk:
        return canonical_url(head)
    return absolute(article.get_absolute_url())


def web_address(text: str) -> str:
    """Return an address that a link may carry, or "": the cleaning of records is not the last guard."""
    return text if text.startswith(("https://", "http://")) else ""
