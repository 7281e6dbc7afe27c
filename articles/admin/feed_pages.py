"""What a person does with one feed: read it now, or see what it would bring."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import polling, tasks
from articles.admin.display import badge
from articles.fetching import FetchError
from articles.models import Feed, Status
from articles.polling.trying import Trial, state_of
from articles.refusals import need_label


def facts(*rows: tuple[str, Any]):
    lines = format_html_join("", '<tr><th scope="row">{}</th><td><bdi>{}</bdi></td></tr>', rows)
    return format_html('<table class="facts">{}</table>', lines)


def get_feed_or_404(request, object_id: int) -> Feed:
    if not request.user.has_perm("articles.change_feed"):
        raise PermissionDenied
    try:
        return Feed.objects.for_desk().get(pk=object_id)
    except (Feed.DoesNotExist, OverflowError) as error:
        raise Http404 from error


@require_POST
def poll_now(request, object_id: int):
    """Ask for a read of the feed as soon as a worker is free."""
    feed = get_feed_or_404(request, object_id)
    if not feed.is_active:
        messages.error(request, _("The feed is stopped; let it be fetched on schedule first."))
    elif polling.ask_for_feed(feed, tasks.enqueue_poll):
        messages.success(request, _("The feed waits for its turn; what it brings will be told here."))
    else:
        messages.info(request, _("The feed waits for its turn already."))
    return redirect("admin:articles_feed_change", feed.pk)


@require_POST
def try_out(request, object_id: int):
    """Fetch the feed and show what it would bring; nothing is written."""
    feed = get_feed_or_404(request, object_id)
    context = {
        **admin.site.each_context(request),
        "opts": Feed._meta,
        "feed": feed,
        "title": _("What the feed would bring"),
    }
    try:
        trial = polling.try_feed(feed)
    except FetchError as error:
        return TemplateResponse(request, "admin/articles/feed_try.html", {**context, "error": str(error)})
    return TemplateResponse(
        request, "admin/articles/feed_try.html", {**context, "trial": trial, "rows": _rows(trial, feed)}
    )


def _rows(trial: Trial, feed: Feed) -> list[dict[str, Any]]:
    return [_row(word, parsed, feed) for word, parsed in trial.rows]


def _row(word: str, parsed: Any, feed: Feed) -> dict[str, Any]:
    words = {
        "new": ("created", _("new")),
        "changed": ("updated", _("changed")),
        "rejected": ("rejected", _("rejected")),
    }
    record = parsed.record
    if record is None:
        return {"badge": badge(*words[word]), "reason": parsed.reason, "position": parsed.position}
    status = Status(state_of(record, feed))
    return {
        "badge": badge(*words[word]),
        "record": record,
        "state": badge(status, str(status.label)),
        "needs": "، ".join(map(need_label, record.needs)),
    }
