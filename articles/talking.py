"""Notes on an article, and the people whom they call: «@سارة الخطيب راجعي الأرقام»."""

import re
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Mention, Note
from articles.models.talk import NOTE_LENGTH
from articles.permissions import may_view, may_view_all, viewable
from articles.publishing import record_act
from articles.refusals import NotAllowed, PublishingError
from newsroom.arabic import fold
from newsroom.models import User

LONGEST_NAME = 150
_CALL = re.compile(r"(?<!\w)@(?=\w)")


def people_of_desk() -> list[User]:
    """List who works at the desk, by name."""
    people = User.objects.filter(is_staff=True, is_active=True)
    return list(people.order_by("first_name", "last_name", "username"))


def name_of(person: User) -> str:
    return person.get_full_name() or person.username


@transaction.atomic
def add_note(article: Article, text: str, *, by: Any) -> Note:
    """Keep a note, and put it on the desks of those whom it calls; raises NotAllowed, PublishingError."""
    text = text.strip()
    if not may_view(by, article):
        raise NotAllowed(_("You may not see this article."))
    if not text or len(text) > NOTE_LENGTH:
        raise PublishingError(_("Write a note of %(most)d letters at most.") % {"most": NOTE_LENGTH})
    note = Note.objects.create(article=article, text=text, by=by, by_name=str(by)[:200])
    called = [person for person in called_in(text) if may_view(person, article)]
    Mention.objects.bulk_create(Mention(note=note, person=person) for person in called)
    record_act(article, "note", by=by, note=text)
    return note


def called_in(text: str) -> list[User]:
    """Find whom a text calls, by full name or by user name, however spelt: «@ساره الخطيب» is سارة الخطيب."""
    places = [match.end() for match in _CALL.finditer(text)]
    if not places:
        return []
    names = [(fold(spelling), person) for person in people_of_desk() for spelling in _spellings(person)]
    found = [_longest(fold(text[place : place + LONGEST_NAME]), names) for place in places]
    return list(dict.fromkeys(person for person in found if person))


def _spellings(person: User) -> list[str]:
    return [name for name in (person.get_full_name(), person.username) if fold(name)]


def _longest(text: str, names: list[tuple[str, User]]) -> User | None:
    fitting = [(len(key), person) for key, person in names if f"{text} ".startswith(f"{key} ")]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def mentions_of(person: User) -> QuerySet[Mention]:
    """List what calls a person, on the articles that they may see still."""
    rows = Mention.objects.filter(person=person)
    if may_view_all(person):
        return rows
    return rows.filter(Exists(viewable(person, Article.objects.filter(pk=OuterRef("note__article")))))


def see_mentions(article: Article, *, by: Any) -> int:
    """Mark that a person has seen the notes of an article that call them."""
    mine = Mention.objects.filter(person=by, note__article=article, seen_at=None)
    return mine.update(seen_at=timezone.now())
