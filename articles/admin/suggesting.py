"""The suggestions under an article's form: pin one, ban one, or take either back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.pages import get_article_or_404
from articles.models import Article, SimilarChoice
from articles.permissions import may_change, viewable
from articles.refusals import PublishingError
from articles.similarity.choosing import ban, forget_choice, pin
from articles.similarity.similar import suggestions

MOST = 10
ACTS = {"pin": pin, "ban": ban, "forget": forget_choice}


@dataclass(frozen=True, slots=True)
class Suggestion:
    article: Article
    is_pinned: bool = False
    is_banned: bool = False


def suggestions_for(article: Article, *, user) -> list[Suggestion]:
    """List what an editor pinned, what is computed, then what was banned, in three queries.

    What waits for its time is told to those alone who may see it.
    """
    said = dict(
        SimilarChoice.objects.filter(article=article).order_by("pk").values_list("target", "is_pinned")
    )
    listed = [*suggestions(article)]
    banned = [key for key, is_pinned in said.items() if not is_pinned]
    published = viewable(user, Article.objects.for_desk().filter(status="published"))
    rows = published.in_bulk([*listed, *banned])
    shown = [key for key in listed if key in rows and (key in said or not rows[key].is_behind)]
    return [
        Suggestion(rows[key], is_pinned=said.get(key) is True, is_banned=said.get(key) is False)
        for key in [*shown[: MOST + sum(said.values())], *(key for key in banned if key in rows)]
    ]


@require_POST
def choose(request, article_id: int):
    """Pin, ban or forget the article that a button names, «pin» → its number."""
    article = get_article_or_404(request, article_id)
    if not may_change(request.user, article):
        raise PermissionDenied
    name = next((name for name in ACTS if name in request.POST), "")
    key = request.POST.get(name, "")
    target = _find_target(request.user, key)
    try:
        ACTS[name](article, target, by=request.user)
    except PublishingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(name) % {"title": target})
    return redirect(f"{_form_of(article)}#suggestions")


def _find_target(user, key: str) -> Article:
    """Return the article of a number; the answer tells its headline, so it must be one that they may see."""
    rows = viewable(user, Article.objects.all())
    target = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if target is None:
        raise Http404
    return target


def _said(name: str) -> str:
    return {
        "pin": _("Always shown: %(title)s"),
        "ban": _("Never shown: %(title)s"),
        "forget": _("Left to the computer again: %(title)s"),
    }[name]


def _form_of(article: Article) -> str:
    return redirect("admin:articles_article_change", article.pk).url
