from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    READ_ALSO = "read_also", _("read also")
    SIMILAR = "similar", _("similar, as printed")


class ArticleLink(models.Model):
    """A link as printed; `target` is null while it waits for its article to arrive."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="links", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    headline = models.TextField(_("headline as printed"), blank=True)
    headline_key = models.TextField(editable=False, blank=True)
    url = models.TextField(_("address"), blank=True)
    target = models.ForeignKey(
        "articles.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="links_here",
        verbose_name=_("article"),
    )
    # A target that an editor chose is never resolved again.
    is_picked = models.BooleanField(_("picked by an editor"), default=False)

    class Meta:
        verbose_name = _("link between articles")
        verbose_name_plural = _("links between articles")
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "position"], name="link_position"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=F("article")), name="link_not_to_itself"
            ),
        ]
        indexes = [
            # Headlines and addresses can be longer than a btree entry, so their digests are indexed.
            models.Index(MD5("headline_key"), name="link_headline_key"),
            models.Index(MD5("url"), name="link_url", condition=~Q(url="")),
        ]

    def __str__(self):
        return self.headline or self.url
