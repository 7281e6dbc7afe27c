"""Invitations: a signed link that one person takes up once, with the groups and sections they were given."""

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from newsroom.addresses import absolute
from newsroom.models import Invitation, InvitationState, User

LASTS = timedelta(days=7)
logger = logging.getLogger(__name__)
_signer = signing.Signer(salt="newsroom.invitation")


class InvitationError(Exception):
    """An invitation cannot be taken up; the message says why, and what to do."""


class NotAnInvitation(InvitationError):
    def __init__(self) -> None:
        super().__init__(_("This link is not whole. Copy all of it from the message, or ask for a new one."))


class NoLongerOpen(InvitationError):
    def __init__(self, state: InvitationState) -> None:
        told = {
            InvitationState.TAKEN: _(
                "This invitation was taken up already. Sign in with the name you chose."
            ),
            InvitationState.REVOKED: _("This invitation was taken back. Ask who invited you."),
            InvitationState.EXPIRED: _("This invitation has expired. Ask who invited you for a new link."),
        }
        super().__init__(told[state])


@transaction.atomic
def invite(*, email: str, groups: Iterable[Any], sections: Iterable[Any], by: Any) -> Invitation:
    """Offer a place at the desk; an earlier offer to the same address ends."""
    earlier = Invitation.objects.filter(email__iexact=email, taken_at=None, revoked_at=None)
    earlier.update(revoked_at=timezone.now())
    invitation = Invitation(email=email, by=by)
    _renew(invitation)
    invitation.save()
    invitation.groups.set(groups)
    invitation.sections.set(sections)
    return invitation


def renew(invitation: Invitation) -> None:
    """Make a new link that holds for its time again; the old one opens nothing any more."""
    if invitation.state == InvitationState.TAKEN:
        raise NoLongerOpen(InvitationState.TAKEN)
    _renew(invitation)
    invitation.save(update_fields=["nonce", "expires_at", "revoked_at", "sent_at"])


def revoke(invitation: Invitation) -> None:
    open_ones = Invitation.objects.filter(pk=invitation.pk, taken_at=None, revoked_at=None)
    open_ones.update(revoked_at=timezone.now())


def link_of(invitation: Invitation) -> str:
    token = _signer.sign_object([invitation.pk, invitation.nonce])
    return absolute(reverse("admin:join", args=[token]))


def find(token: str, *, locks: bool = False) -> Invitation:
    """Return the open invitation of a link. Raises InvitationError."""
    try:
        pk, nonce = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise NotAnInvitation from error
    rows = Invitation.objects.select_for_update() if locks else Invitation.objects
    invitation = rows.filter(pk=pk).first()
    if invitation is None or not secrets.compare_digest(invitation.nonce, nonce):
        raise NoLongerOpen(InvitationState.REVOKED)
    if invitation.state != InvitationState.WAITING:
        raise NoLongerOpen(invitation.state)
    return invitation


@transaction.atomic
def take_up(token: str, person: User) -> User:
    """Make the account of who was invited, with what the invitation gives, once. Raises InvitationError."""
    invitation = find(token, locks=True)
    person.email, person.is_staff = invitation.email, True
    person.save()
    person.groups.set(invitation.groups.all())
    person.sections.set(invitation.sections.all())
    invitation.person, invitation.taken_at = person, timezone.now()
    invitation.save(update_fields=["person", "taken_at"])
    record_trust("invitation_take", about=invitation, by=person)
    return person


def send(invitation: Invitation) -> bool:
    """Mail the link, where the house has mail; else, or where that fails, it is there to copy."""
    if not settings.HAS_MAIL:
        return False
    context = {"invitation": invitation, "link": link_of(invitation), "SITE_NAME": settings.SITE_NAME}
    text = render_to_string("admin/people/invitation.txt", context)
    subject = _("An invitation to the desk of %(site)s") % {"site": settings.SITE_NAME}
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError:  # smtplib's own errors are some
        logger.exception("the invitation %s could not be mailed", invitation.pk)
        return False
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["sent_at"])
    return True


def _renew(invitation: Invitation) -> None:
    invitation.nonce = secrets.token_urlsafe(18)
    invitation.expires_at = timezone.now() + LASTS
    invitation.revoked_at = invitation.sent_at = None
