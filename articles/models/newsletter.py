"""The newsletter: its choices, who gets it, and what became of each day's (`articles.newsletter`).

An address is kept from the moment its owner confirms it until they leave, and nowhere else.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Newsletter(models.Model):
    """The one row of choices."""

    is_on = models.BooleanField(
        _("send the newsletter"), default=True,
        help_text=_("Where this is off, sending rests; who subscribed stays subscribed."),
    )  # fmt: skip
    hour = models.PositiveSmallIntegerField(
        _("hour of sending"), default=7, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    most = models.PositiveSmallIntegerField(
        _("articles at most"), default=12, validators=[MinValueValidator(3), MaxValueValidator(30)]
    )

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletter")
        default_permissions = ("view", "change")

    def __str__(self):
        return str(self._meta.verbose_name)


class DigestState(models.TextChoices):
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    EMPTY = "empty", _("there was no news")
    CUT = "cut", _("ended before all had it")


class Digest(models.Model):
    """The newsletter of a day: there is one, whatever happens to workers and hours."""

    day = models.DateField(_("day"), unique=True)
    state = models.CharField(max_length=8, choices=DigestState, default=DigestState.SENDING)
    articles = ArrayField(models.BigIntegerField(), default=list)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # What the mail server last said when nothing could be handed over.
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        get_latest_by = "day"

    def __str__(self):
        return str(self.day)


class Delivery(models.TextChoices):
    """What became of the newest digest of a subscriber."""

    TAKEN = "taken"  # handed to the mail server now, or by a worker that died: never again
    SENT = "sent"
    LATER = "later"  # the mail server asked to come back
    REFUSED = "refused"


class Subscriber(models.Model):
    email = models.EmailField(unique=True)
    confirmed_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="+")
    delivery = models.CharField(max_length=8, choices=Delivery, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True)
    # Digests in a row that the mail server of the address refused.
    refusals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.pk)  # an address is for nobody's log


class SignUp(models.Model):
    """An address that waits for its letter with the link, some seconds as a rule."""

    email = models.EmailField(unique=True)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.pk)


class SignUpLimit(models.Model):
    """How often a network or an address asked lately, under a name that tells neither."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
