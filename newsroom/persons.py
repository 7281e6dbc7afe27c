"""What the newsroom keeps of a person: all of it to take along, and the erasure of who they are.

Acts stay in the audit and published names in bylines, as the law lets a press keep them; whose acts they were
is told by a number from then on. What a person wrote about another in a note is a text like others.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from articles.models import AuditEntry, Autosave, Presence, SavedView, SignUp, Subscriber
from newsroom.models import DeskSession, Invitation, RecoveryCode, SecondFactor, User

BUILT_IN = "import"
_ATTEMPTS = (AccessAttempt, AccessFailureLog, AccessLog)
# What opens doors, and texts of the house that are long: of these the number and the time are told.
_SECRET = {"password", "secret", "digest", "nonce", "session_data", "session_key"}
_LONG = {"snapshot", "body"}


_PAGE = 1000


class PersonError(ValueError):
    """The person cannot be erased."""


def kept_of(person: User) -> Iterator[dict[str, Any]]:
    """Tell each row that names a person, with the column that does: their account first."""
    yield {"table": "newsroom_user", "as": "id", **_told(person)}
    yield {"table": "auth_group", "as": "groups", "names": [str(each) for each in person.groups.all()]}
    sections = [str(each) for each in person.sections.all()]
    yield {"table": "articles_section", "as": "sections", "names": sections}
    for how, rows in (*_pointing_at(person), *_naming(person)):
        for row in _by_key(rows):
            yield {"table": rows.model._meta.db_table, "as": how, **_told(row)}
    if person.email:
        yield from kept_of_reader(person.email)


def _pointing_at(person: User) -> Iterator[tuple[str, models.QuerySet]]:
    for relation in User._meta.get_fields(include_hidden=True):
        model, field = getattr(relation, "related_model", None), getattr(relation, "field", None)
        if relation.auto_created and not relation.concrete and model and not model._meta.auto_created:
            yield field.name, model._base_manager.filter(**{field.name: person})


def _naming(person: User) -> Iterator[tuple[str, models.QuerySet]]:
    for model in _ATTEMPTS:
        yield "username", model.objects.filter(username=person.username)
    yield "about", _about(person)
    if person.email:
        yield "email", Invitation.objects.filter(email__iexact=person.email)


def _by_key(rows: models.QuerySet) -> Iterator[models.Model]:
    """Read on page by page: no cursor of the server is held, and a million rows may name one."""
    last = None
    while page := list((rows.filter(pk__gt=last) if last is not None else rows).order_by("pk")[:_PAGE]):
        yield from page
        last = page[-1].pk


def _told(row: models.Model) -> dict[str, Any]:
    names = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in names if name not in _SECRET | _LONG}


def kept_of_reader(email: str) -> Iterator[dict[str, Any]]:
    """Tell what is kept of a reader: nothing but the address of a newsletter that they asked for."""
    for model in (Subscriber, SignUp):
        for row in model.objects.filter(email__iexact=email):
            yield {"table": model._meta.db_table, "as": "email", **_told(row)}


@transaction.atomic
def erase(person: User, *, by: User) -> dict[str, int]:
    """Take from an account who it was, wherever that was copied; returns how many rows of what changed."""
    person = User.objects.select_for_update().get(pk=person.pk)
    _refuse(person)
    name, email = f"erased-{person.pk}", person.email
    shown = _("Erased account %(number)d") % {"number": person.pk}
    done = {**_forget(person, email), **_rename(person, shown)}
    person.groups.clear()
    person.user_permissions.clear()
    person.sections.clear()
    person.username, person.email, person.gender = name, "", ""
    person.first_name, person.last_name = shown, ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()
    told = "\n".join(f"{table}: {count}" for table, count in sorted(done.items()) if count)
    record_trust("person_erase", about=person, by=by, note=told)
    return done


def _refuse(person: User) -> None:
    if person.username == BUILT_IN:
        raise PersonError(_("The account «import» belongs to the program, not to a person."))
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise PersonError(_("This is the only administrator; make another first."))


def _forget(person: User, email: str) -> dict[str, int]:
    """Delete what serves nobody but the person."""
    of_person = [
        DeskSession.objects.filter(person=person), SecondFactor.objects.filter(person=person),
        RecoveryCode.objects.filter(person=person), Presence.objects.filter(by=person),
        Autosave.objects.filter(by=person, article=None),
        SavedView.objects.filter(by=person, is_shared=False),
    ]  # fmt: skip
    of_person += [model.objects.filter(username=person.username) for model in _ATTEMPTS]
    if email:
        of_person.append(Invitation.objects.filter(email__iexact=email))
        of_person += [model.objects.filter(email__iexact=email) for model in (Subscriber, SignUp)]
    return {rows.model._meta.db_table: rows.delete()[0] for rows in of_person}


def _rename(person: User, shown: str) -> dict[str, int]:
    """Write the number in the place of the name where rows keep a copy of it."""
    of_account = ContentType.objects.get_for_model(User), str(person.pk)
    log = LogEntry.objects.filter(content_type=of_account[0], object_id=of_account[1])
    return {
        **{rows.model._meta.db_table: rows.update(by_name=shown) for rows in _signed_by(person)},
        "articles_auditentry (about)": _about(person).update(article_label=shown),
        "django_admin_log": log.update(object_repr=shown),
        "django_admin_log (invitations)": _of_invitations(person.email).update(object_repr=shown),
    }


def _signed_by(person: User) -> Iterator[models.QuerySet]:
    """List what copies the name of who wrote it."""
    for model in apps.get_models():
        if {field.name for field in model._meta.fields} >= {"by", "by_name"}:
            yield model._base_manager.filter(by=person)


def _about(person: User) -> models.QuerySet:
    """Find the entries about an account: by its name, where no other has the same, and by its address."""
    others = User.objects.exclude(pk=person.pk)
    is_alone = all(str(other) != str(person) for other in others)
    by_name = Q(article_label=str(person)[:300], action__startswith="user_") if is_alone else Q()
    by_mail = Q(article_label__iexact=person.email, action__startswith="invitation_")
    wanted = [part for part, is_asked in ((by_name, is_alone), (by_mail, bool(person.email))) if is_asked]
    entries = AuditEntry.objects.filter(article=None)
    return entries.filter(reduce(or_, wanted)) if wanted else entries.none()


def _of_invitations(email: str) -> models.QuerySet:
    kind = ContentType.objects.get_for_model(Invitation)
    rows = LogEntry.objects.filter(content_type=kind, object_repr__iexact=email)
    return rows if email else rows.none()


@transaction.atomic
def erase_reader(email: str, *, by: User) -> int:
    """Forget the address of a reader; the audit tells that it was done, and not whose it was."""
    count = sum(model.objects.filter(email__iexact=email).delete()[0] for model in (Subscriber, SignUp))
    if count:
        record_trust("reader_erase", about=_("A subscriber of the newsletter"), by=by)
    return count
