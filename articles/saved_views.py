"""Views of lists that people keep: whose they are, who may change them, and which one a list opens with."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from articles.models import DefaultView, SavedView

MOST_SHOWN = 60


def views_for(user: Any, page: str | None = None) -> Any:
    """Return the views that a person may use, their own and the newsroom's; `is_default` marks theirs."""
    mine = DefaultView.objects.filter(view=OuterRef("pk"), person=user)
    views = SavedView.objects.filter(Q(by=user) | Q(is_shared=True)).annotate(is_default=Exists(mine))
    return views if page is None else views.filter(page=page)


def may_change_view(user: Any, view: SavedView) -> bool:
    """Who made a view changes it; of those of the newsroom, who answers for the site does too."""
    return view.by_id == user.pk or (view.is_shared and user.has_perm("articles.withdraw_article"))


def choose_default(view: SavedView, *, by: Any, is_default: bool) -> None:
    """Let the list open with this view for a person, or no longer."""
    if is_default:
        DefaultView.objects.update_or_create(person=by, page=view.page, defaults={"view": view})
    else:
        DefaultView.objects.filter(person=by, view=view).delete()
