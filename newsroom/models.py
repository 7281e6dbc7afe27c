from django.contrib.auth.models import AbstractUser
from django.db import models
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
