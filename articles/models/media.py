from contextlib import suppress

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.querysets import ImageQuerySet
from newsroom.arabic import fold

FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class StoredImageField(models.ImageField):
    """A picture whose file may be gone, or far away: rows are read without asking its storage."""

    def update_dimension_fields(self, instance, force=False, *args, **kwargs):
        is_name_only = isinstance(instance.__dict__.get(self.attname), str)
        if is_name_only and not force:
            return  # of a row that does not know its size, each list would read the file again
        with suppress(OSError):
            super().update_dimension_fields(instance, force, *args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs


class WordsKeyField(models.TextField):
    """The words of a picture, folded for the search of the library: made anew by each save, one or bulk."""

    def pre_save(self, model_instance, add):
        words = (model_instance.caption, model_instance.credit, model_instance.alt)
        setattr(model_instance, self.attname, fold(" ".join(words)))
        return super().pre_save(model_instance, add)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class Image(models.Model):
    """A picture: a file of ours, an address elsewhere, or only what a page printed under it."""

    file = StoredImageField(
        _("file"), upload_to="images/%Y/%m/", blank=True, width_field="width", height_field="height"
    )
    url = models.URLField(_("address"), max_length=2000, blank=True)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    alt = models.TextField(_("alternative text"), blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, editable=False)
    focal_x = models.FloatField(_("focal point, across"), default=0.5, validators=FRACTION)
    focal_y = models.FloatField(_("focal point, down"), default=0.5, validators=FRACTION)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    desk_key = WordsKeyField(editable=False, blank=True, default="")
    digest = models.CharField(max_length=64, editable=False, blank=True, default="")
    # What `articles.crops` made of the file; a trigger empties it with a new file or focal point (0052).
    crops = models.JSONField(null=True, blank=True, editable=False, default=None)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, db_index=False,
        related_name="+", verbose_name=_("added by"),
    )  # fmt: skip

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="image_focal_point_inside",
            )
        ]
        indexes = [
            GinIndex(OpClass(F("desk_key"), name="gin_trgm_ops"), name="image_desk_trgm"),
            models.Index("created_at", name="image_added"),
            models.Index("id", name="image_undescribed", condition=Q(credit="") | Q(alt="")),
            models.Index("id", name="image_with_file", condition=~Q(file="")),
            models.Index("id", name="image_elsewhere", condition=Q(file="") & ~Q(url="")),
            models.Index("id", name="image_words_only", condition=Q(file="", url="")),
            models.Index("digest", name="image_digest", condition=~Q(digest="")),
            models.Index("id", name="image_uncropped", condition=Q(crops__isnull=True) & ~Q(file="")),
        ]

    def __str__(self):
        return self.caption or self.alt or self.url or _("Image %(number)s") % {"number": self.pk}

    @property
    def src(self) -> str:
        """The address to show, or "" for a picture known by its caption only."""
        return self.file.url if self.file else self.url


class BodyImage(models.Model):
    """A picture of the library that stands in the text of an article, with the words that it has there."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="body_images")
    image = models.ForeignKey(Image, models.PROTECT, related_name="body_uses")
    credit = models.TextField(blank=True)
    alt = models.TextField(blank=True)

    class Meta:
        verbose_name = _("image in a text")
        verbose_name_plural = _("images in texts")

    def __str__(self):
        return str(self.image)


class PendingImage(models.Model):
    """A picture of the library that a text names which is no row yet: a waiting version or an unsaved text.

    It is neither deleted under that text nor shown to who may not see it.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="pending_images")
    autosave = models.ForeignKey(
        "articles.Autosave", models.CASCADE, null=True, related_name="pending_images"
    )
    image = models.ForeignKey(Image, models.PROTECT, related_name="pending_uses")

    class Meta:
        verbose_name = _("image in a text that waits")
        verbose_name_plural = _("images in texts that wait")
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) ^ Q(autosave__isnull=True), name="pending_image_of_one_text"
            )
        ]

    def __str__(self):
        return str(self.image)


class ArticleImage(models.Model):
    """An image as one article uses it: its own caption, credit and alternative text."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="article_images")
    image = models.ForeignKey(Image, models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField(default=0)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    alt = models.TextField(_("alternative text"), blank=True)

    class Meta:
        verbose_name = _("image of an article")
        verbose_name_plural = _("images of articles")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["article", "position"], name="article_image_position")]

    def __str__(self):
        return self.caption or str(self.image)
