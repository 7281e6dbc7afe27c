"""The audit as a story that one reads: «أرسلت سارة الخبر إلى المراجعة، بعد ساعتين».

Arabic verbs have a gender: that of a person who has not told theirs is not guessed, and the act is told
in the passive, with the name beside it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from articles.admin.display import print_moment
from articles.admin.feed_health import print_since
from articles.models import AuditEntry
from articles.takedowns import PURGED

# What follows sooner belongs to one sitting: no time between is told.
SITTING = timedelta(minutes=1)

# Act → told of a man, of a woman, of somebody.
TOLD: dict[str, tuple[str | Promise, str | Promise, str | Promise]] = {
    "create": (
        pgettext_lazy("he", "%(name)s wrote the first version"),
        pgettext_lazy("she", "%(name)s wrote the first version"),
        gettext_lazy("The first version was written"),
    ),
    "save": (
        pgettext_lazy("he", "%(name)s saved the text"),
        pgettext_lazy("she", "%(name)s saved the text"),
        gettext_lazy("The text was saved"),
    ),
    "restore": (
        pgettext_lazy("he", "%(name)s brought an older version back"),
        pgettext_lazy("she", "%(name)s brought an older version back"),
        gettext_lazy("An older version was brought back"),
    ),
    "import": (
        pgettext_lazy("he", "%(name)s imported the article"),
        pgettext_lazy("she", "%(name)s imported the article"),
        gettext_lazy("The article was imported"),
    ),
    "conflict": (
        pgettext_lazy("he", "%(name)s imported another text, which waits for a decision"),
        pgettext_lazy("she", "%(name)s imported another text, which waits for a decision"),
        gettext_lazy("An import brought another text, which waits for a decision"),
    ),
    "clean": (
        pgettext_lazy("he", "%(name)s cleaned the stored text again"),
        pgettext_lazy("she", "%(name)s cleaned the stored text again"),
        gettext_lazy("The stored text was cleaned again"),
    ),
    "undo": (
        pgettext_lazy("he", "%(name)s undid an import"),
        pgettext_lazy("she", "%(name)s undid an import"),
        gettext_lazy("An import was undone"),
    ),
    "delete": (
        pgettext_lazy("he", "%(name)s deleted the article"),
        pgettext_lazy("she", "%(name)s deleted the article"),
        gettext_lazy("The article was deleted"),
    ),
    "submit": (
        pgettext_lazy("he", "%(name)s sent the article for review"),
        pgettext_lazy("she", "%(name)s sent the article for review"),
        gettext_lazy("The article was sent for review"),
    ),
    "send_back": (
        pgettext_lazy("he", "%(name)s sent the article back to its writer"),
        pgettext_lazy("she", "%(name)s sent the article back to its writer"),
        gettext_lazy("The article was sent back to its writer"),
    ),
    "approve": (
        pgettext_lazy("he", "%(name)s approved the article"),
        pgettext_lazy("she", "%(name)s approved the article"),
        gettext_lazy("The article was approved"),
    ),
    "publish": (
        pgettext_lazy("he", "%(name)s published the article"),
        pgettext_lazy("she", "%(name)s published the article"),
        gettext_lazy("The article was published"),
    ),
    "schedule": (
        pgettext_lazy("he", "%(name)s scheduled the publication"),
        pgettext_lazy("she", "%(name)s scheduled the publication"),
        gettext_lazy("The publication was scheduled"),
    ),
    "plan_update": (
        pgettext_lazy("he", "%(name)s planned the publication of the new version"),
        pgettext_lazy("she", "%(name)s planned the publication of the new version"),
        gettext_lazy("The publication of the new version was planned"),
    ),
    "drop_update": (
        pgettext_lazy("he", "%(name)s cancelled the planned update"),
        pgettext_lazy("she", "%(name)s cancelled the planned update"),
        gettext_lazy("The planned update was cancelled"),
    ),
    "correct": (
        pgettext_lazy("he", "%(name)s published a correction"),
        pgettext_lazy("she", "%(name)s published a correction"),
        gettext_lazy("A correction was published"),
    ),
    "embargo": (
        pgettext_lazy("he", "%(name)s set an embargo"),
        pgettext_lazy("she", "%(name)s set an embargo"),
        gettext_lazy("An embargo was set"),
    ),
    "lift_embargo": (
        pgettext_lazy("he", "%(name)s lifted the embargo"),
        pgettext_lazy("she", "%(name)s lifted the embargo"),
        gettext_lazy("The embargo was lifted"),
    ),
    "mark_breaking": (
        pgettext_lazy("he", "%(name)s marked the article as breaking"),
        pgettext_lazy("she", "%(name)s marked the article as breaking"),
        gettext_lazy("The article was marked as breaking"),
    ),
    "end_breaking": (
        pgettext_lazy("he", "%(name)s ended the breaking mark"),
        pgettext_lazy("she", "%(name)s ended the breaking mark"),
        gettext_lazy("The breaking mark was ended"),
    ),
    "unpublish": (
        pgettext_lazy("he", "%(name)s took the article off the site"),
        pgettext_lazy("she", "%(name)s took the article off the site"),
        gettext_lazy("The article was taken off the site"),
    ),
    "withdraw": (
        pgettext_lazy("he", "%(name)s withdrew the article"),
        pgettext_lazy("she", "%(name)s withdrew the article"),
        gettext_lazy("The article was withdrawn"),
    ),
    "reinstate": (
        pgettext_lazy("he", "%(name)s brought the article back from withdrawal"),
        pgettext_lazy("she", "%(name)s brought the article back from withdrawal"),
        gettext_lazy("The article was brought back from withdrawal"),
    ),
    "note": (
        pgettext_lazy("he", "%(name)s wrote a note"),
        pgettext_lazy("she", "%(name)s wrote a note"),
        gettext_lazy("A note was written"),
    ),
    "assign": (
        pgettext_lazy("he", "%(name)s gave an assignment"),
        pgettext_lazy("she", "%(name)s gave an assignment"),
        gettext_lazy("An assignment was given"),
    ),
    "finish": (
        pgettext_lazy("he", "%(name)s finished an assignment"),
        pgettext_lazy("she", "%(name)s finished an assignment"),
        gettext_lazy("An assignment was finished"),
    ),
    "reopen": (
        pgettext_lazy("he", "%(name)s opened an assignment again"),
        pgettext_lazy("she", "%(name)s opened an assignment again"),
        gettext_lazy("An assignment was opened again"),
    ),
    "front_arrange": (
        pgettext_lazy("he", "%(name)s laid out the front page"),
        pgettext_lazy("she", "%(name)s laid out the front page"),
        gettext_lazy("The front page was laid out"),
    ),
    "front_restore": (
        pgettext_lazy("he", "%(name)s brought an earlier arrangement back"),
        pgettext_lazy("she", "%(name)s brought an earlier arrangement back"),
        gettext_lazy("An earlier arrangement was brought back"),
    ),
    "front_aside": (
        pgettext_lazy("he", "%(name)s saved over a newer version: the arrangement was kept aside"),
        pgettext_lazy("she", "%(name)s saved over a newer version: the arrangement was kept aside"),
        gettext_lazy("An arrangement was saved over a newer version, and kept aside"),
    ),
}
# The job, not a person, does this when its time has come.
BY_ITSELF = {
    "update": gettext_lazy("The planned version went to readers at its time"),
    PURGED: gettext_lazy("The shared cache in front of the site dropped the withdrawn page"),
}


def tell(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Tell entries, given the oldest first: saves of one person in a row are one line."""
    lines: list[dict[str, Any]] = []
    for entry in entries:
        last = lines[-1]["entry"] if lines else None
        if last and _goes_on(last, entry):
            lines[-1] |= {"entry": entry, "count": lines[-1]["count"] + 1}
        else:
            lines.append({"entry": entry, "count": 1, "after": _after(last, entry)})
    return [line | {"sentence": _sentence(line)} for line in lines]


def _goes_on(last: AuditEntry, entry: AuditEntry) -> bool:
    same = (last.action, last.by_id, last.note) == (entry.action, entry.by_id, entry.note)
    return same and entry.action == "save"


def _after(last: AuditEntry | None, entry: AuditEntry) -> str:
    """«بعد ساعتين» of what came before."""
    if last is None or entry.at - last.at < SITTING:
        return ""
    if get_language() == "ar":
        return print_since(entry.at, last.at)
    return _("%(time)s later") % {"time": print_since(entry.at, last.at).removeprefix("in ")}


def _sentence(line: dict[str, Any]) -> SafeString:
    entry = line["entry"]
    parts = [_act(entry)]
    if entry.moment and entry.action not in ("update", "lift_embargo", "note"):
        parts.append(_moment(entry))
    if line["count"] > 1:
        count = ngettext("%(n)d version", "%(n)d versions", line["count"]) % {"n": line["count"]}
        parts.append(f"({count})")
    return SafeString(" ".join(parts))  # nosec B703 — each part was escaped as it was made


def _act(entry: AuditEntry) -> str:
    """Say who did what; the name stands alone in its direction."""
    if entry.action in BY_ITSELF:
        return escape(str(BY_ITSELF[entry.action]))
    name = format_html("<strong><bdi>{}</bdi></strong>", entry.by_name or _("Somebody"))
    he, she, passive = TOLD.get(entry.action, (entry.action,) * 3)
    told = {"he": he, "she": she}.get(getattr(entry.by, "gender", ""))
    if told:
        return escape(told) % {"name": name}
    return format_html("{}: {}", name, passive)


def _moment(entry: AuditEntry) -> str:
    moment = print_moment(entry.moment)
    if entry.action in ("embargo", "mark_breaking"):
        return escape(pgettext("story", "until %(moment)s") % {"moment": moment})
    return escape(pgettext("story", "for %(moment)s") % {"moment": moment})
