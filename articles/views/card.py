"""The card of an article, as other sites show it where it is shared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles.cards import card_of, draw
from articles.cards.turns import Busy, turn
from articles.models import Article, Status
from articles.views.article import depend_on_article
from articles.views.responses import kept_page
from articles.views.service import PLAIN

_RETRY_SECONDS = 5


@kept_page
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the card of a public article once for all who ask; a crowd waits in turn, or comes again."""
    found = Article.objects.for_page().defer("body").filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.status == Status.WITHDRAWN:
        return HttpResponse(_("This article was withdrawn."), content_type=PLAIN, status=410)
    depend_on_article(found)
    try:
        with turn():
            return HttpResponse(draw(card_of(found)), content_type="image/png")
    except Busy:
        return _busy()


def _busy() -> HttpResponse:
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    return HttpResponse(_("Please come back in a moment."), PLAIN, 503, headers=headers)
