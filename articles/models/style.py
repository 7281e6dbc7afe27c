"""How the house writes where the press has two ways, and the slips that it lets stand (`articles.style`)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

WORDS_LENGTH = 300


class Digits(models.TextChoices):
    ONE = "one", _("either, one in an article")
    ASCII = "ascii", _("123")
    ARABIC = "arabic", _("١٢٣")
    ANY = "any", _("either")


class Quotes(models.TextChoices):
    ANY = "any", _("either")
    ONE = "one", _("either, one in an article")
    GUILLEMETS = "guillemets", "«…»"
    STRAIGHT = "straight", '"…"'
    CURLY = "curly", "“…”"


class Tanween(models.TextChoices):
    ONE = "one", _("either, one in an article")
    ALEF = "alef", "أيضاً"
    LETTER = "letter", "أيضًا"
    ANY = "any", _("either")


class Seat(models.TextChoices):
    ONE = "one", _("either, one in an article")
    WAW = "waw", "مسؤول، شؤون"
    YEH = "yeh", "مسئول، شئون"
    ANY = "any", _("either")


class Stop(models.TextChoices):
    ANY = "any", _("either")
    ONE = "one", _("either, one in an article")
    OUTSIDE = "outside", _("after the quotation mark: ».")
    INSIDE = "inside", _("before the quotation mark: .»")


class Abd(models.TextChoices):
    ANY = "any", _("either")
    SPACED = "spaced", "عبد الله"
    JOINED = "joined", "عبدالله"


class Dots(models.TextChoices):
    ANY = "any", _("either")
    DOTS = "dots", _("three dots: ...")
    ELLIPSIS = "ellipsis", _("one character: …")


class PageDigits(models.TextChoices):
    LATIN = "latin", "123"
    ARABIC = "arabic", "١٢٣"


class PageMonths(models.TextChoices):
    """Whose names of the months readers see; the values are those of `newsroom.arabic.months`."""

    DUAL = "dual", _("both: نوفمبر/تشرين الثاني")
    EGYPTIAN = "egyptian", _("Egypt, the Gulf, Libya, Sudan: نوفمبر")
    LEVANTINE = "levantine", _("The Levant and Iraq: تشرين الثاني")
    MAGHREB = "maghreb", _("Tunisia and Algeria: جويلية، أوت")
    MOROCCAN = "moroccan", _("Morocco: نونبر")
    MAURITANIAN = "mauritanian", _("Mauritania: شتمبر، دجمبر")


class HouseStyle(models.Model):
    """The one row of choices; without it the defaults hold."""

    digits = models.CharField(_("digits"), max_length=12, choices=Digits, default=Digits.ONE)
    quotes = models.CharField(_("quotation marks"), max_length=12, choices=Quotes, default=Quotes.ANY)
    stop = models.CharField(
        _("full stop at the end of a quotation"), max_length=12, choices=Stop, default=Stop.ANY
    )
    tanween = models.CharField(_("seat of the tanween"), max_length=12, choices=Tanween, default=Tanween.ONE)
    seat = models.CharField(_("hamza of «مسؤول»"), max_length=12, choices=Seat, default=Seat.ONE)
    abd = models.CharField(_("names with «عبد»"), max_length=12, choices=Abd, default=Abd.ANY)
    dots = models.CharField(_("ellipsis"), max_length=12, choices=Dots, default=Dots.ANY)
    off = ArrayField(
        models.CharField(max_length=40), verbose_name=_("rules that the house does without"), default=list,
        blank=True,
    )  # fmt: skip
    # What pages print by themselves; the texts of articles stay as they were written.
    page_digits = models.CharField(
        _("digits of dates and counts"), max_length=12, choices=PageDigits, default=PageDigits.LATIN
    )
    page_months = models.CharField(
        _("names of months"), max_length=12, choices=PageMonths, default=PageMonths.DUAL
    )
    page_hijri = models.BooleanField(
        _("Hijri date beside the Gregorian"), default=False,
        help_text=_("By Umm al-Qura, on articles and in the archive."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("house style")
        verbose_name_plural = _("house style")

    def __str__(self):
        return str(self._meta.verbose_name)


class HouseName(models.Model):
    """A name as the house spells it, and the spellings that are mended to it: «ترامب» for «ترمب»."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    others = models.CharField(_("other spellings"), max_length=500, help_text=_("Separate them with «،»."))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("name in the house list")
        verbose_name_plural = _("names of the house")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def spellings(self) -> list[str]:
        return [part.strip() for part in self.others.split("،") if part.strip()]


class IgnoredProblem(models.Model):
    """A slip that a person let stand: in one article, or where `article` is empty, in the house.

    `article` is the identity of one, which an article that is not saved yet has already.
    """

    rule = models.CharField(_("rule"), max_length=40)
    words = models.CharField(_("words"), max_length=WORDS_LENGTH)
    article = models.CharField(_("article"), max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("slip let stand")
        verbose_name_plural = _("slips let stand")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint("rule", MD5("article"), MD5("words"), name="ignored_problem_once"),
        ]

    def __str__(self):
        return self.words
