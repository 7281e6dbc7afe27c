from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    """How the story of an article speaks of a person: «أرسلَ» or «أرسلت»."""

    UNTOLD = "", _("not told")
    HE = "he", _("masculine")
    SHE = "she", _("feminine")


class User(AbstractUser):
    """A person, or a built-in account such as `import`, that the audit can name."""

    gender = models.CharField(
        _("form of address"), max_length=3, choices=Gender, blank=True,
        help_text=_("Arabic verbs have a gender; without one the story tells acts in the passive."),
    )  # fmt: skip

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.get_full_name() or self.username

    def save(self, *args, **kwargs):
        """Sign a person out everywhere when the password changes, and tell them; who changes theirs stays."""
        if self._password is None or self._state.adding:
            super().save(*args, **kwargs)
            return
        from newsroom import notices  # it imports these

        with transaction.atomic():
            super().save(*args, **kwargs)
            self.desk_sessions.all().delete()
            notices.tell(self, notices.Change.PASSWORD)


class DeskSession(AbstractBaseSession):
    """A session of the desk, and whose it is."""

    person = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="desk_sessions", verbose_name=_("user")
    )
    device = models.CharField(_("device"), max_length=300, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    started_at = models.DateTimeField(_("signed in"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("desk session")
        verbose_name_plural = _("desk sessions")

    @classmethod
    def get_session_store_class(cls):
        from newsroom.sessions import SessionStore

        return SessionStore


class SecondFactor(models.Model):
    """The device whose codes a person gives beside the password; there is a row once its first was right."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.CharField(max_length=255)  # sealed (newsroom.sealing)
    set_at = models.DateTimeField(_("set up"))
    # Half minutes since 1970: a code of this one or an earlier one is worth nothing any more.
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self):
        return str(self.person_id)

    @property
    def mark(self) -> str:
        """Return what a session keeps of the factor that it gave: another device asks anew."""
        return self.set_at.isoformat()


class RecoveryCode(models.Model):
    """One sign-in without the device; a code that was used is gone."""

    person = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]

    def __str__(self):
        return str(self.person_id)


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    TAKEN = "taken", _("taken up")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class Invitation(models.Model):
    """A place at the desk that waits for a person; its link opens once, until it expires or is revoked."""

    email = models.EmailField(_("e-mail address"))
    groups = models.ManyToManyField("auth.Group", blank=True, verbose_name=_("groups"))
    sections = models.ManyToManyField("articles.Section", blank=True, verbose_name=_("sections"))
    nonce = models.CharField(max_length=32, editable=False)
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"), editable=False
    )
    made_at = models.DateTimeField(_("invited"), auto_now_add=True)
    expires_at = models.DateTimeField(_("holds until"), editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    person = models.OneToOneField(
        User, models.SET_NULL, null=True, related_name="invitation", verbose_name=_("user"), editable=False
    )
    taken_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]

    def __str__(self):
        return self.email

    @property
    def state(self) -> InvitationState:
        if self.taken_at:
            return InvitationState.TAKEN
        if self.revoked_at:
            return InvitationState.REVOKED
        has_expired = self.expires_at <= timezone.now()
        return InvitationState.EXPIRED if has_expired else InvitationState.WAITING


class Backup(models.Model):
    """What the desk is told of a copy of the newsroom, or of one that failed; the folder is the truth."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    made_at = models.DateTimeField(_("made"))
    is_whole = models.BooleanField(_("whole"), default=True)
    bytes = models.BigIntegerField(_("size of the database"), default=0)
    files = models.PositiveBigIntegerField(_("files"), default=0)
    tested_at = models.DateTimeField(_("tested"), null=True)
    error = models.TextField(_("what failed"), blank=True)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-made_at"]

    def __str__(self):
        return self.name


class JobFailure(models.Model):
    """Why a job failed; the queue keeps that it did, and no more. It stands until the job is forgotten."""

    job_id = models.BigIntegerField(_("job"), primary_key=True)
    task = models.CharField(_("task"), max_length=128, db_index=True)
    at = models.DateTimeField(_("failed"))
    error = models.TextField(_("error"), blank=True)
    # The job, or a later one of a task that runs by the clock, went well since.
    recovered_at = models.DateTimeField(_("went well again"), null=True)

    class Meta:
        verbose_name = _("failed job")
        verbose_name_plural = _("failed jobs")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.task}[{self.job_id}]"
