"""Tell the rows of the form what they point at, in one query a list."""

from articles.forms import EditedArticle
from articles.models import Article, ArticleLink, Image, LinkKind
from articles.permissions import viewable


def show_targets(article: Article | None, edited: EditedArticle, user) -> None:
    """Give each link form its `target`, where this person may see it; without one it waits."""
    resolved = _resolved(article)
    wanted = {}
    for kind, formset in ((LinkKind.READ_ALSO, edited.read_also), (LinkKind.SIMILAR, edited.similar)):
        for form in formset.forms:
            picked = form["article"].value()
            key = (kind, form["headline"].value() or "", form["url"].value() or "")
            wanted[form] = _number(picked) or resolved.get(key)
    seen = viewable(user, Article.objects.filter(pk__in={pk for pk in wanted.values() if pk}))
    shown = ("headline", "working_title", "status", "published_at", "embargo_until")
    targets = {target.pk: target for target in seen.only(*shown)}
    for form, pk in wanted.items():
        form.target = targets.get(pk)


def _resolved(article: Article | None) -> dict[tuple[str, str, str], int]:
    if article is None:
        return {}
    links = ArticleLink.objects.filter(article=article, target__isnull=False)
    return {(link.kind, link.headline, link.url): link.target_id for link in links}


def _number(value) -> int | None:
    return int(value) if str(value or "").isdecimal() and len(str(value)) < 19 else None


def show_pictures(edited: EditedArticle) -> None:
    """Give each image form the `picture` that it names."""
    named = {form: _number(form["image"].value()) for form in edited.images.forms}
    pictures = Image.objects.in_bulk({pk for pk in named.values() if pk})
    for form, pk in named.items():
        form.picture = pictures.get(pk)
