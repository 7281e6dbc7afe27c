from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from newsroom.naming import NAME_LENGTH, Alias, Named, named_constraints
from tags.querysets import KeywordQuerySet
from tags.stems import stem_key


class Stemmed(models.Model):
    """Keep the stems of a name in order, by which texts find it at any inflection."""

    stems = models.CharField(max_length=NAME_LENGTH, blank=True, editable=False)
    analyser_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.take_stems()
        super().save(*args, **kwargs)

    def take_stems(self) -> None:
        self.stems, self.analyser_version = stem_key(self.name)


def stem_indexes(table: str) -> list[models.Index]:
    return [
        models.Index(fields=["stems"], name=f"{table}_stems"),
        models.Index(fields=["analyser_version"], name=f"{table}_version"),
    ]


class Keyword(Stemmed, Named, TagBase):
    """A subject of articles, unique by folded key; multi-word names stay whole."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    slug = models.CharField(_("slug"), max_length=NAME_LENGTH, unique=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    # Of the newest articles: in how many texts its name stands, and how many of these have it.
    seen = models.PositiveIntegerField(default=0, editable=False)
    chosen = models.PositiveIntegerField(default=0, editable=False)

    objects = KeywordQuerySet.as_manager()

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["name"]
        permissions = [("merge_keyword", _("Can merge keywords"))]
        constraints = named_constraints("keyword")
        indexes = stem_indexes("keyword")


class KeywordAlias(Stemmed, Alias):
    """Another spelling that a person decided is the same keyword."""

    target = models.ForeignKey(
        Keyword, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("keyword")
    )

    class Meta:
        verbose_name = _("keyword alias")
        verbose_name_plural = _("keyword aliases")
        ordering = ["name"]
        indexes = stem_indexes("keyword_alias")


class KeywordSummary(models.Model):
    """What the page of a keyword tells of all its articles, as a job last worked it out (`tags.summaries`).

    A number and no foreign key: it may wait for a keyword that a merge took away.
    """

    keyword = models.BigIntegerField(primary_key=True)
    # The closest first.
    related = ArrayField(models.BigIntegerField())
    # {"month", "stories"} each, the newest first; and whether it has articles that were not counted.
    months = models.JSONField()
    has_more_uses = models.BooleanField()
    # The version of the keyword's pages that it was worked out from.
    version = models.BigIntegerField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.keyword)


class MergeState(models.TextChoices):
    MERGING = "merging", _("being merged")
    MERGED = "merged", _("merged")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("merge undone")


ACTIVE = (MergeState.MERGING, MergeState.UNDOING)


class KeywordMerge(models.Model):
    """One merge: who, when, into what, and how far it is; what it took away is kept beside it."""

    # A number and no foreign key: it may be merged itself, and come back.
    keeper = models.BigIntegerField(db_index=True)
    keeper_name = models.CharField(_("keyword that stays"), max_length=NAME_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("time"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=MergeState, default=MergeState.MERGING)
    # Articles: {"moved", "shared", "total"}, of the undo {"restored", "left", "revised"}; and an "error".
    counts = models.JSONField(_("counts"), default=dict)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("merge undone by"),
    )
    undone_at = models.DateTimeField(_("merge undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of keywords")
        verbose_name_plural = _("merges of keywords")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MergeState.values), name="keyword_merge_state_known")
        ]

    def __str__(self):
        return f"{self.keeper_name} #{self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class MergedKeyword(models.Model):
    """A keyword that a merge took away, whole, with its aliases: {"id", "name", "key", "slug"} each."""

    merge = models.ForeignKey(KeywordMerge, models.CASCADE, related_name="merged")
    keyword = models.BigIntegerField(db_index=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    key = models.CharField(max_length=NAME_LENGTH)
    slug = models.CharField(_("slug"), max_length=NAME_LENGTH)
    description = models.TextField(_("description"), blank=True)
    aliases = models.JSONField(default=list)

    class Meta:
        verbose_name = _("merged keyword")
        verbose_name_plural = _("merged keywords")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class KeywordMove(models.Model):
    """A keyword of an article as it was before a merge touched it; gone once an undo has put it back.

    Numbers and no foreign keys: it outlives what it tells of, and a merge writes as many as there are uses.
    """

    merge = models.ForeignKey(KeywordMerge, models.CASCADE, related_name="moves")
    article = models.BigIntegerField()
    keyword = models.BigIntegerField()
    row = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    revision = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("moved keyword of an article")
        verbose_name_plural = _("moved keywords of articles")
        indexes = [models.Index(fields=["merge", "article"], name="keyword_move_by_article")]

    def __str__(self):
        return f"{self.article}: {self.keyword}"


class PairKind(models.TextChoices):
    STEMS = "stems", _("same stems")
    SPELLING = "spelling", _("almost the same spelling")
    TOGETHER = "together", _("always together")


class KeywordPair(models.Model):
    """Two keywords that may be one, as the report last found them, and what a person said of it.

    Numbers and no foreign keys: a machine's guess must not keep an unused keyword alive.
    """

    one = models.BigIntegerField()
    other = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=PairKind)
    # 0 to 1, the likeliest first.
    score = models.FloatField(_("likeness"))
    together = models.PositiveIntegerField(_("articles with both"), default=0)
    is_distinct = models.BooleanField(_("not one"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # The run of the report that last found it.
    run = models.DateTimeField()

    class Meta:
        verbose_name = _("probable duplicate")
        verbose_name_plural = _("probable duplicates")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="keyword_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="keyword_pair_in_order"),
            models.CheckConstraint(condition=Q(kind__in=PairKind.values), name="keyword_pair_kind_known"),
        ]
        indexes = [
            models.Index(F("score").desc(), "id", name="keyword_pair_open", condition=Q(is_distinct=False))
        ]

    def __str__(self):
        return f"{self.one}, {self.other}"
