"""Every read of articles, one named queryset a page."""

from datetime import datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import IsNull
from django.utils import timezone

from articles.cleaning import LARGEST_KEY
from articles.models.fronts import Placement
from articles.models.reads import Period, ReadHour
from articles.models.search import ArticleSearch
from articles.models.topics import Topic
from articles.models.words import WordChange
from articles.search.expressions import LexemeQuery
from newsroom import clock
from newsroom.arabic import fold, parse_date, version_of


def rights_allow(today, prefix: str = "source__") -> Q:
    """Say whether the source lets its texts be public on `today`."""
    allowed = Q(**{f"{prefix}rights__in": ["full", "excerpt"]}) & (
        Q(**{f"{prefix}rights_end": None}) | Q(**{f"{prefix}rights_end__gte": today})
    )
    return Q(**{prefix.removesuffix("__"): None}) | allowed


def public_now(at: datetime | None = None) -> Q:
    """Say what the public may read now, or at a time: published is a query, not an event (DESIGN 2.5)."""
    now = at or clock.now()
    return rights_allow(timezone.localdate(now)) & came_out(now)


def came_out(now) -> Q:
    """Say what is published, its time come and no embargo on it, whatever the rights of its source."""
    free = Q(embargo_until=None) | Q(embargo_until__lte=now)
    return Q(status="published", published_at__lte=now) & free


def is_stale() -> Q:
    """Find search rows of older rules, and those that hold a lexeme which words of editors moved since.

    Each is asked for by itself, from its own index: one condition on all of them would read every vector.
    """
    rows = ArticleSearch.objects.values("article_id")
    stale = Q(search=None) | Q(pk__in=rows.filter(analyser_version__lt=version_of(revision=0)))
    for change in WordChange.objects.unsettled():
        if change.moved:
            holds = LexemeQuery.any_of(old for old, _new in change.moved)
            older = rows.filter(analyser_version__lt=version_of(revision=change.pk))
            stale |= Q(pk__in=older.filter(vector=holds))
    return stale


def _label(number: int) -> Value:
    return Value(number, output_field=models.BigIntegerField())


def is_there(rows) -> Q:
    """Say that a correlated subquery finds a row, in a way that is looked up row by row.

    Where one EXISTS stands beside another in an OR, PostgreSQL may hash each over all of its table first:
    seconds for one page of a list of a million.
    """
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


def _from(place, time: str = "published_at", key: str = "pk") -> Q:
    """Find what comes after a place in a list that is newest first."""
    moment, pk = place
    # The first condition lets the index start at the place; the second breaks ties.
    return Q(**{f"{time}__lte": moment}) & (
        Q(**{f"{time}__lt": moment}) | Q(**{time: moment, f"{key}__lt": pk})
    )


# The slot of the most read, and how many of them stand at home.
READ_SLOT, READ_AT_HOME = "most-read", 5


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        return self.filter(public_now(at))

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def one_a_story(self, within: Q | None = None, at=None):
        """Keep of near-copies one: the oldest that the public may read of those that are `within` a list.

        What has no older copy says so itself; the others are few, and looked at one by one.
        """
        moment = OuterRef("published_at")
        older = Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=OuterRef("pk"))
        copies = self.model.objects.published(at).filter(older, within or Q()).order_by()
        copies = copies.filter(copy_member__group__members__article=OuterRef("pk"))
        return self.filter(Q(is_behind=False) | ~Exists(copies))

    def with_card(self):
        """Join what a card in a list prints; a card never needs the body."""
        return self.select_related("section", "source", "lead_image").defer(
            "body", "extra", "hints", "desk_key", "headline_key", "lead_image__desk_key"
        )

    def with_story(self):
        """Tell of which story an article is one of several near-copies, or None."""
        return self.annotate(story=F("copy_member__group"))

    def with_takedown(self):
        """Tell whether another copy of its story was taken from readers, within the query that finds it."""
        gone = self.model.objects.in_story_of(OuterRef("pk")).filter(status="withdrawn")
        return self.annotate(is_copy_of_withdrawn=Exists(gone))

    def in_story_of(self, article):
        """Keep the other near-copies of an article, which is given by its key or a reference to that."""
        return self.filter(copy_member__group__members__article=article).exclude(pk=article)

    def with_reads(self):
        """Tell how often an article was read, within the query that finds it; None where nobody did."""
        hours = ReadHour.objects.filter(article=OuterRef("pk")).order_by().values("article")
        return self.annotate(reads=Subquery(hours.annotate(total=Sum("reads")).values("total")))

    def for_list(self, at=None):
        return self.published(at).with_card().newest_first()

    def for_front(self, section=None, at=None):
        """List what an editor put on a front page, in order; a row names its `slot`, and may come twice."""
        placed = Placement.objects.of_front(section).live(at)
        rows = self.published(at).with_card().with_story().filter(placements__in=placed)
        return rows.annotate(slot=F("placements__slot")).order_by("placements__position", "placements__pk")

    def after(self, place):
        """Continue a newest-first list after the article at `place`: its publication time and id."""
        return self.filter(_from(place))

    def for_latest(self, at=None):
        return self.for_list(at).one_a_story(at=at)

    def for_list_within(self, narrow: Q, at=None):
        """List what is within one; on the page of a source its own copy stands for the story."""
        return self.for_list(at)._within(narrow, at)

    def for_keyword(self, keyword: int, at=None, place=None):
        """List what has a keyword, from a place on, in the order of its own index, whatever else has it."""
        narrow = Q(article_keywords__tag=keyword)
        time, key = "article_keywords__published_at", "article_keywords__content_object"
        rest = _from(place or (at or clock.now(), LARGEST_KEY), time, key)
        return self.for_list(at).filter(narrow, rest).one_a_story(narrow, at).order_by(f"-{time}", f"-{key}")

    def for_sections(self, sections, at=None):
        return self.for_list_within(Q(section__in=sections), at)

    def for_most_read(self, period):
        """List what readers read most in a period, the oldest of near-copies for its story."""
        return self.for_list()._within(Q(most_read__period=period)).order_by("most_read__position", "pk")

    def for_day(self, start, end):
        """List what was published from `start` until before `end`."""
        return self.for_list()._within(Q(published_at__gte=start, published_at__lt=end))

    def in_archive(self, start, end):
        """Find what `published` does from `start` until before `end`, to count: an index alone answers.

        It knows no embargo, but those that last are few, and have an index of their own.
        """
        now = clock.now()
        public = rights_allow(timezone.localdate(now)) & Q(status="published", published_at__lte=now)
        held = self.model.objects.filter(embargo_until__gt=now)
        rows = self.filter(public, published_at__gte=start, published_at__lt=end)
        return rows.exclude(pk__in=held.values("pk"))

    def count_by(self, **period):
        """Count the stories of each period, as (period, count): of near-copies in one, one counts."""
        story = Coalesce(-F("copy_member__group"), F("pk"))
        return self.order_by().values(**period).annotate(stories=Count(story, distinct=True))

    def _within(self, narrow: Q, at=None):
        """Narrow a list, where an article stands for the copies that are in it too."""
        return self.filter(narrow).one_a_story(narrow, at)

    def for_page(self, at=None):
        """What has a page of its own: public articles, and withdrawn ones, which say why."""
        return (
            self.filter(public_now(at) | Q(status="withdrawn"))
            .select_related("section__parent", "source", "lead_image")
            .defer("extra", "hints", "desk_key", "lead_image__desk_key")
            .annotate(topics=self._topics())
        )

    @staticmethod
    def _topics():
        """Name the published topic files that an article stands in, within the query that finds it."""
        topics = Topic.objects.published().filter(entries__article=OuterRef("pk")).order_by("pk")
        return ArraySubquery(topics.values(data=JSONObject(name="name", slug="slug")))

    def for_topic(self, topic):
        """List the articles of a topic file in its order: an editor chose them, near-copies too."""
        rows = self.published().with_card().filter(topic_entries__topic=topic)
        return rows.annotate(place=F("topic_entries__position")).order_by("place")

    def for_feed(self, narrow: Q | None = None):
        """Newest articles with their texts, all or those of a list."""
        return (
            self.published()
            .filter(narrow or Q())
            .one_a_story(narrow)
            .select_related("section", "source", "lead_image")
            .defer("extra", "hints", "desk_key", "headline_key", "lead_image__desk_key")
            .newest_first()
        )

    def home_ids(self, groups, *, size: int, at=None):
        """List (group, pk, slot, place) of what stands on the home page, in one query.

        That is what editors placed, the most read, and the newest of each group, which have no slot.
        `groups` maps a label to the ids of its sections, or to None for all.
        """
        parts = [self._newest_of(label, sections, size, at) for label, sections in groups.items()]
        return self._placed(at).union(self._most_read(), *parts, all=True)

    def _placed(self, at):
        rows = self.published(at).filter(placements__in=Placement.objects.of_front(None).live(at))
        rows = rows.annotate(group=_label(0), slot=F("placements__slot"), place=F("placements__position"))
        return rows.order_by().values_list("group", "pk", "slot", "place", named=True)

    def _most_read(self):
        """List the first of the day's most read; their slot is none of those that editors fill."""
        rows = self.for_most_read(Period.DAY).select_related(None).defer(None)
        rows = rows.annotate(group=_label(0), slot=Value(READ_SLOT), place=F("most_read__position"))
        return rows.values_list("group", "pk", "slot", "place", named=True)[:READ_AT_HOME]

    def _newest_of(self, label: int, sections, size: int, at):
        narrow = Q() if sections is None else Q(section__in=sections)
        rows = self.published(at)._within(narrow, at).newest_first()
        rows = rows.annotate(group=_label(label), slot=Value(""), place=Value(0))
        return rows.values_list("group", "pk", "slot", "place", named=True)[:size]

    def with_record(self):
        """Fetch all that a record of the contract holds."""
        return self.select_related("section", "source").prefetch_related(
            "article_keywords__tag", "article_images__image", "links"
        )

    def copies_of(self, article: int):
        """List the other public near-copies of an article, the oldest first."""
        mine = self.published().in_story_of(article)
        return mine.select_related("source").order_by("published_at", "pk")

    def for_export(self):
        return self.order_by(models.F("published_at").asc(nulls_last=True), "external_id")

    def for_desk(self):
        """The admin's list."""
        return self.select_related("section", "source", "created_by").defer("body", "extra", "hints")

    def with_stale_search(self):
        """Keep articles that have no search row, or one that the present analyser would make otherwise."""
        return self.filter(is_stale())


# Shorter words match too much, and an index of parts of words does not help them.
SHORTEST_WORD = 3
MOST_WORDS = 8


class ImageQuerySet(models.QuerySet):
    """Every read of the picture library."""

    def uncropped(self):
        """List files of ours whose crops wait to be made."""
        return self.filter(crops__isnull=True).exclude(file="")

    def matching(self, text: str):
        """Find by parts of caption, credit and alternative text, by the day it was added, or by number."""
        key = fold(text[:200].replace("\0", " "))
        if not key:
            return self if not text.strip() else self.none()
        if key.isascii() and key.isdigit():
            return self.filter(Q(pk=int(key[:18])) | self._holding(key))
        day = parse_date(text)
        return self._added_on(day) if day else self.filter(self._holding(key))

    @staticmethod
    def _holding(key: str) -> Q:
        words = key.split()[:MOST_WORDS]
        if max(map(len, words)) < SHORTEST_WORD:
            return Q(pk__in=[])
        return Q(*(Q(desk_key__contains=word) for word in words))

    def _added_on(self, day):
        day = timezone.localdate(day) if isinstance(day, datetime) else day
        start = timezone.make_aware(datetime.combine(day, time.min))
        return self.filter(created_at__gte=start, created_at__lt=start + timedelta(days=1))
