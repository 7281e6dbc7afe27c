import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models.keywords import ArticleKeyword
from articles.querysets import ArticleQuerySet
from articles.records import OWN_NAMESPACE
from newsroom import clock
from newsroom.addresses import path_to
from newsroom.encoding import LetterEncoder
from tags.managers import KeywordsField

ID_LENGTH = 1000
HEADLINE_LENGTH = 500


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Article(models.Model):
    """One news article: what readers have, once published; what editors save meanwhile is a revision.

    `external_id` is the identity of DESIGN part 4: `namespace:id`, else the address, else
    `hash:<hex>`. `checksum` is of the record last imported under it. Rows are written by the door
    (`articles.publishing`, `articles.importers.writing`) and by nothing else.
    """

    external_id = models.CharField(_("external identity"), max_length=ID_LENGTH, editable=False)
    namespace = models.CharField(_("namespace"), max_length=200, blank=True, editable=False)
    headline = models.CharField(_("headline"), max_length=HEADLINE_LENGTH, blank=True)
    headline_key = models.TextField(editable=False, blank=True)
    # Folded newest headline, or the working title where there is none: what the admin searches.
    desk_key = models.TextField(editable=False, blank=True)
    working_title = models.CharField(max_length=200, editable=False, blank=True)
    slug = models.CharField(_("slug"), max_length=200, editable=False)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("body"), blank=True)
    section = models.ForeignKey(
        "articles.Section",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("section"),
    )
    source = models.ForeignKey(
        "articles.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("source"),
    )
    source_url = models.TextField(_("address at the source"), blank=True)
    byline = models.CharField(_("byline"), max_length=500, blank=True)
    authors = models.ManyToManyField(
        "articles.Author", through="articles.ArticleAuthor", related_name="articles"
    )
    keywords = KeywordsField(through=ArticleKeyword, verbose_name=_("keywords"), blank=True)
    language = models.CharField(_("language"), max_length=16, default="ar")
    lead_image = models.ForeignKey(
        "articles.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead image"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("publication time"), null=True, blank=True)
    first_published_at = models.DateTimeField(_("first publication"), null=True, editable=False)
    updated_at = models.DateTimeField(_("last change told to readers"), null=True, editable=False)
    # Nothing is public before this, whatever its publication time (`articles.querysets.public_now`).
    embargo_until = models.DateTimeField(_("embargo until"), null=True, editable=False)
    breaking_until = models.DateTimeField(_("breaking until"), null=True, editable=False)
    # When a person last moved it to another state: a draft that has one was sent back.
    moved_at = models.DateTimeField(_("last move"), null=True, editable=False)
    withdrawal_note = models.TextField(_("reason of withdrawal"), blank=True, editable=False)
    # What an editor must supply before publication, such as ["headline", "published_at"].
    needs = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    # What the text lets one guess of a missing value, for the editor only.
    hints = models.JSONField(default=dict, blank=True, editable=False, encoder=LetterEncoder)
    # Fields of imported records that we do not know.
    extra = models.JSONField(default=dict, blank=True, editable=False, encoder=LetterEncoder)
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    # Digest of the imported page it came in: links prefer targets of their own page.
    page_key = models.CharField(max_length=64, blank=True, editable=False)
    # A person saved or moved it, so an import that differs is a conflict.
    is_touched = models.BooleanField(default=False, editable=False)
    has_conflict = models.BooleanField(_("has a conflict"), default=False, editable=False)
    # Another near-copy, older and public too, stands for it in lists (`articles.similarity.heads`).
    is_behind = models.BooleanField(default=False, db_default=False, editable=False)
    # Written together with their revision and gone with it: checking each again costs as much as a row.
    latest_revision = models.ForeignKey(
        "articles.Revision", models.SET_NULL, null=True, editable=False, related_name="+", db_constraint=False
    )
    live_revision = models.ForeignKey(
        "articles.Revision", models.SET_NULL, null=True, editable=False, related_name="+", db_constraint=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="articles",
        verbose_name=_("created by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [
            ("change_any_article", _("Can edit the articles of others")),
            ("submit_article", _("Can submit articles for review")),
            ("review_article", _("Can approve articles and send them back")),
            ("publish_article", _("Can publish, schedule, correct and unpublish articles")),
            ("withdraw_article", _("Can withdraw articles and reinstate them")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_known"),
            models.CheckConstraint(condition=~Q(external_id=""), name="article_has_identity"),
            # Not `unique=True`, which makes a second index for patterns that nobody asks for.
            models.UniqueConstraint(fields=["external_id"], name="article_identity"),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "withdrawn"])
                | (
                    ~Q(headline="")
                    & Q(published_at__isnull=False, first_published_at__isnull=False, needs=[])
                ),
                name="article_public_is_complete",
            ),
        ]
        indexes = [
            models.Index(
                F("published_at").desc(), F("id").desc(), name="article_public_newest",
                include=["section", "source"], condition=Q(status="published"),
            ),
            models.Index(
                "section", F("published_at").desc(), F("id").desc(), name="article_public_section",
                condition=Q(status="published"),
            ),
            models.Index(
                "source", F("published_at").desc(), F("id").desc(), name="article_public_source",
                condition=Q(status="published"),
            ),
            models.Index("status", F("modified_at").desc(), F("id").desc(), name="article_by_status"),
            models.Index(F("modified_at").desc(), F("id").desc(), name="article_by_change"),
            # What the first page of the desk asks for: the oldest to review, and what lacks something.
            models.Index(
                Coalesce("moved_at", "created_at"), "id", name="article_to_review",
                condition=Q(status="in_review"),
            ),
            models.Index(
                F("modified_at").desc(), F("id").desc(), name="article_incomplete", condition=~Q(needs=[]),
            ),
            # What a filter of the desk's list finds: few among all.
            models.Index(
                F("modified_at").desc(), F("id").desc(), name="article_sent_back",
                condition=Q(status="draft", moved_at__isnull=False),
            ),
            models.Index(
                F("modified_at").desc(), F("id").desc(), name="article_in_conflict",
                condition=Q(has_conflict=True),
            ),
            models.Index(
                F("modified_at").desc(), F("id").desc(), name="article_changed",
                condition=Q(live_revision__isnull=False) & ~Q(live_revision=F("latest_revision")),
            ),
            models.Index(
                fields=["embargo_until"], name="article_embargo", condition=Q(embargo_until__isnull=False)
            ),
            models.Index(
                fields=["breaking_until"], name="article_breaking", condition=Q(breaking_until__isnull=False)
            ),
            models.Index(F("published_at").asc(nulls_last=True), "external_id", name="article_export_order"),
            models.Index(MD5("headline_key"), name="article_headline_key"),
            models.Index(MD5("source_url"), name="article_source_url", condition=~Q(source_url="")),
            GinIndex(OpClass(F("desk_key"), name="gin_trgm_ops"), name="article_desk_trgm"),
        ]  # fmt: skip

    def __str__(self):
        return self.headline or self.working_title or self.external_id

    def get_absolute_url(self):
        return path_to("article", self.pk, self.slug)

    @property
    def is_embargoed(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > clock.now()

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED and self.published_at <= clock.now() and not self.is_embargoed

    @property
    def is_scheduled(self) -> bool:
        return self.status == Status.PUBLISHED and not self.is_public

    @property
    def was_ever_public(self) -> bool:
        """A schedule that never came true was no publication."""
        first = self.first_published_at
        return first is not None and first <= clock.now() and not self.is_embargoed

    @property
    def is_marked_breaking(self) -> bool:
        return self.breaking_until is not None and self.breaking_until > clock.now()

    @property
    def is_breaking(self) -> bool:
        return self.is_marked_breaking and self.is_public

    @property
    def has_version_for_readers(self) -> bool:
        """Readers have it, and a newer version waits."""
        return self.is_public and self.has_unpublished_changes

    @property
    def has_planned_update(self) -> bool:
        return getattr(self, "planned_update", None) is not None

    @property
    def has_unpublished_changes(self) -> bool:
        return self.live_revision_id is not None and self.live_revision_id != self.latest_revision_id

    @property
    def local_id(self) -> str | None:
        """The sender's id without its namespace, or None where the address is the identity."""
        return self.external_id[len(self.namespace) + 1 :] if self.namespace else None


def new_identity() -> str:
    """Make the identity of an article born here."""
    return f"{OWN_NAMESPACE}:{uuid.uuid4().hex}"
