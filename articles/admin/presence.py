"""Tell each open form of an article who else is there, who holds the text, and what was saved meanwhile."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import presence
from articles.admin.pages import get_article_or_404
from articles.models import Article, Autosave, Presence
from articles.refusals import NotAllowed


@require_POST
def meet(request, article_id: int):
    """Note an open form, take the text over for it, or note that it is closed."""
    article = get_article_or_404(request, article_id)
    try:
        pen = UUID(request.POST.get("pen", ""))
    except ValueError:
        return HttpResponseBadRequest()
    try:
        return JsonResponse(_answer(request, article, pen))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


def _answer(request, article: Article, pen: UUID) -> dict:
    act, asked = request.POST.get("act"), {"by": request.user, "pen": pen}
    if act in ("leave", "send"):
        (presence.leave if act == "leave" else presence.send)(**asked)
        return {}
    if act == "take":
        return _told(article, presence.take_over(article, **asked))
    company = presence.note(
        article, **asked, is_typing="typing" in request.POST, is_seen="hidden" not in request.POST
    )
    return _told(article, company)


def _told(article: Article, company: presence.Company) -> dict:
    newest = article.latest_revision
    told = {
        "isMine": company.is_mine,
        "holder": _person(company.holder, company),
        "others": [_person(row, company) for row in company.others],
        "newest": {
            "id": newest.pk,
            "number": newest.number,
            "by": str(newest.by or ""),
            "isMine": newest.by_id == company.mine.by_id,
        },
    }
    return told if company.is_mine else {**told, "kept": _kept(article, company.mine)}


def _person(row: Presence | None, company: presence.Company) -> dict | None:
    if row is None:
        return None
    since = row.held_at or row.seen_at
    return {
        "name": row.by.get_full_name() or row.by.get_username(), "isMe": row.by_id == company.mine.by_id,
        "since": f"{timezone.localtime(since):%H:%M}",
    }  # fmt: skip


def _kept(article: Article, mine: Presence) -> dict | None:
    """Tell where the text of a form is that was taken over."""
    row = Autosave.objects.filter(pen=mine.pen, is_closed=False).select_related("revision").first()
    if row is None or row.revision is None:
        return None
    number = row.revision.number
    return {"number": number, "url": reverse("admin:articles_article_revision", args=[article.pk, number])}
