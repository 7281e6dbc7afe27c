"""The articles of a topic file: who may order them, and no order is saved over one that was never seen."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from articles.fronts import hold, refuse_missing, titles_of
from articles.models import Article, Topic, TopicEntry
from articles.permissions import viewable
from articles.refusals import NotAllowed, PublishingError

MOST = 200


class NewerOrder(PublishingError):
    """A colleague ordered the file since."""


def may_edit_topics(user: Any) -> bool:
    """Who publishes makes topic files; they show nothing that is not public."""
    return user.has_perm("articles.publish_article")


def may_delete_topics(user: Any) -> bool:
    return user.has_perm("articles.withdraw_article")


def keys_of(topic: Topic) -> list[int]:
    return list(topic.entries.values_list("article", flat=True))


@transaction.atomic
def order_topic(topic: Topic, articles: Sequence[int], *, seen: int, by: Any) -> Topic:
    """Give a topic file these articles in this order; raises NotAllowed, NewerOrder, PublishingError."""
    if not may_edit_topics(by):
        raise NotAllowed(_("You may not change topic files."))
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    before, after = keys_of(topic), list(dict.fromkeys(articles))
    if before == after:
        return topic  # sent twice
    if topic.version != seen:
        raise NewerOrder(_("A colleague ordered this file meanwhile."))
    _check(before, after, by=by)
    topic.entries.all().delete()
    TopicEntry.objects.bulk_create(
        TopicEntry(topic=topic, article_id=key, position=position) for position, key in enumerate(after, 1)
    )
    topic.version += 1
    topic.save(update_fields=["version"])
    record_trust("topic_order", about=topic, by=by, note=_note(before, after))
    return topic


def _check(before: list[int], after: list[int], *, by: Any) -> None:
    """What a colleague put there may stay, even where this person does not see it."""
    if len(after) > MOST:
        raise PublishingError(_("A topic file holds %(most)d articles at most.") % {"most": MOST})
    hold(set(after))
    new = set(after) - set(before)
    refuse_missing(new - set(viewable(by, Article.objects.filter(pk__in=new)).values_list("pk", flat=True)))


def _note(before: list[int], after: list[int]) -> str:
    titles = titles_of({*before, *after})
    lines = [_("Put there: %(entry)s") % {"entry": titles[key]} for key in after if key not in before]
    lines += [_("Taken away: %(entry)s") % {"entry": titles[key]} for key in before if key not in after]
    return "\n".join(lines) or _("Only the order changed")
