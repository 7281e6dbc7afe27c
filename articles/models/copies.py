from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.querysets import is_there


class CopyKind(models.TextChoices):
    EXACT = "exact", _("the same text")
    EDITED = "edited", _("edited copy")
    HEADLINE = "headline", _("the same headline")
    CONTAINED = "contained", _("one holds the other")
    CONFIRMED = "confirmed", _("brought together by an editor")


class CopyGroup(models.Model):
    """The near-copies of one story; the oldest that the public may read stands for them.

    One that an editor decided on takes in new copies, and is joined with no other group.
    """

    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("group of near-copies")
        verbose_name_plural = _("groups of near-copies")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.pk)


class CopyMember(models.Model):
    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="copy_member"
    )
    group = models.ForeignKey(CopyGroup, models.CASCADE, related_name="members")

    def __str__(self):
        return f"{self.article_id} ∈ {self.group_id}"


class CopyVerdict(models.Model):
    """What an editor said of two articles, by their identities, so that it outlives both rows.

    The digests are there for the index: an identity can be longer than an entry of it.
    """

    one = models.TextField()
    other = models.TextField()
    one_digest = models.UUIDField()
    other_digest = models.UUIDField(db_index=True)
    is_copy = models.BooleanField()
    at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one_digest", "other_digest"], name="copy_verdict_pair")
        ]

    def __str__(self):
        return f"{self.one} {'≈' if self.is_copy else '≠'} {self.other}"


class NearCopyQuerySet(models.QuerySet):
    def with_withdrawn(self):
        """Tell of each pair whether its story holds an article that was taken from readers."""
        gone = CopyMember.objects.filter(
            group__members__article=OuterRef("article"), article__status="withdrawn"
        )
        told = ExpressionWrapper(is_there(gone), output_field=models.BooleanField())
        return self.annotate(is_of_withdrawn=told)

    def of_withdrawn(self):
        """Keep those pairs; the few that were withdrawn are looked up first."""
        gone = CopyMember.objects.filter(article__status="withdrawn")
        return self.filter(article__copy_member__group__in=gone.values("group"))


class NearCopy(models.Model):
    """Two articles of nearly one text, as they were found: why they stand in one group.

    `article` came after `other`, with the batch where an import found them.
    """

    batch = models.ForeignKey(
        "articles.ImportBatch", models.CASCADE, null=True, related_name="near_copies", db_index=False,
        verbose_name=_("batch"),
    )  # fmt: skip
    # The unique constraint serves for the index.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="near_copies", db_index=False,
        verbose_name=_("article"),
    )  # fmt: skip
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="+", verbose_name=_("other"))
    score = models.FloatField(_("likeness"))
    kind = models.CharField(_("kind"), max_length=10, choices=CopyKind)
    looked_at = models.DateTimeField(_("looked at"), null=True, editable=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("looked at by"),
    )  # fmt: skip

    objects = NearCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of near-copies")
        verbose_name_plural = _("near-copies")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="copy_pair"),
            models.CheckConstraint(condition=~Q(article=F("other")), name="copy_of_another"),
            models.CheckConstraint(condition=Q(kind__in=CopyKind.values), name="copy_kind_known"),
        ]
        indexes = [
            models.Index(fields=["batch", "-id"], name="copy_by_batch"),
            models.Index(
                fields=["batch", "-id"], name="copy_to_look_at", condition=Q(looked_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.article_id} ≈ {self.other_id}"
