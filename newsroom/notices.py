"""Letters that tell a person of a change to their sign-in: who did not make it learns of it, and can act."""

from datetime import datetime
from typing import Any

from axes.models import AccessLog
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import models
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles.caching.calendar import calendar
from articles.newsletter.letters import short_letter
from newsroom.addresses import absolute
from newsroom.models import User
from newsroom.sealing import opened, sealed
from newsroom.sessions import name_of


class Change(models.TextChoices):
    PASSWORD = "password", gettext_lazy("The password of your account was changed")
    EMAIL = "email", gettext_lazy("The e-mail address of your account was changed")
    STEP_SET_UP = "step_set_up", gettext_lazy("A device was set up for the second step of your sign-in")
    STEP_REMOVED = "step_removed", gettext_lazy("The second step of your sign-in was taken away")
    CODES_MADE = "codes_made", gettext_lazy("New recovery codes were made for your account")
    CODE_USED = "code_used", gettext_lazy("A recovery code was used to sign in to your account")
    NEW_DEVICE = "new_device", gettext_lazy("Your account was signed in to on a kind of device new to it")


def tell(person: User, change: Change, *, former: str = "") -> None:
    """Enqueue the letter with the change itself, both or neither; `former` is the address of before.

    That one is sealed in the job: the queue names nobody.
    """
    from newsroom.tasks import mail_notice  # it imports what asks this

    given = {"person_id": person.pk, "change": change.value, "at": timezone.now().isoformat()}
    for is_asked, address in ((person.email, ""), (former, former and sealed(former))):
        if is_asked and settings.HAS_MAIL:
            mail_notice.defer(**given, former=address)


def send(person_id: int, change: str, at: str, *, former: str = "") -> bool:
    """Mail a notice; False where nobody is left to tell. Raises SMTPException, OSError."""
    person = User.objects.filter(pk=person_id).first()
    address = (opened(former) if former else person and person.email) or ""
    if not (settings.HAS_MAIL and address):
        return False
    told, moment = Change(change).label, timezone.localtime(datetime.fromisoformat(at))
    short_letter(
        "admin/people/notice", address, f"{settings.SITE_NAME}: {told}",
        told=str(told), moment=calendar().moment(moment), link=absolute(reverse("admin:account")),
    ).send()  # fmt: skip
    return True


@receiver(user_logged_in)
def tell_of_new_device(sender: Any, request: Any, user: User, **_given: Any) -> None:
    """Tell of browser and system that this account was never signed in with; of its first ones, too, nobody.

    It stands before the second step: who comes so far and no further has the password.
    """
    if not (settings.HAS_MAIL and user.email):
        return
    agents = AccessLog.objects.filter(username=user.get_username()).values_list("user_agent", flat=True)
    known = set(map(name_of, agents.distinct()))
    if known and name_of(request.META.get("HTTP_USER_AGENT", "")) not in known:
        tell(user, Change.NEW_DEVICE)
