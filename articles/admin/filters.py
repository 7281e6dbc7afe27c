from datetime import timedelta

from django.contrib import admin
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Status
from articles.querysets import came_out
from articles.records import OWN_NAMESPACE
from articles.refusals import need_label

# What lacks something cannot be public: the states come first, so that an index answers.
UNFINISHED = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)


def scheduled(now) -> Q:
    """Say what is published, and waits for its time or for the end of its embargo."""
    return Q(status=Status.PUBLISHED) & (Q(published_at__gt=now) | Q(embargo_until__gt=now))


def incomplete() -> Q:
    # Nothing public or withdrawn is so (`article_public_is_complete`), and an index says it in these words.
    return ~Q(needs=[])


def imported() -> Q:
    return ~Q(namespace=OWN_NAMESPACE)


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("status"), "state"

    def lookups(self, request, model_admin):
        others = [("scheduled", _("scheduled")), ("sent_back", _("sent back"))]
        return [*Status.choices, *others, ("changed", _("unpublished changes"))]

    def queryset(self, request, queryset):
        condition = _state(self.value(), timezone.now())
        return queryset if condition is None else queryset.filter(condition)


def _state(value: str | None, now) -> Q | None:
    match value:
        case "published":
            return came_out(now)
        case "scheduled":
            return scheduled(now)
        case "sent_back":
            return Q(status=Status.DRAFT, moved_at__isnull=False)
        case "changed":
            return Q(live_revision__isnull=False) & ~Q(live_revision=F("latest_revision"))
    return Q(status=value) if value in Status.values else None


class NeedsFilter(admin.SimpleListFilter):
    title, parameter_name = _("what is missing"), "needs"

    def lookups(self, request, model_admin):
        return [("any", _("anything")), *((n, need_label(n)) for n in ("headline", "published_at", "body"))]

    def queryset(self, request, queryset):
        value = self.value()
        if not value:
            return queryset
        lacking = queryset.filter(incomplete())
        return lacking if value == "any" else lacking.filter(needs__contains=[value])


class DateFilter(admin.SimpleListFilter):
    title, parameter_name = _("publication date"), "when"

    def lookups(self, request, model_admin):
        return [
            ("today", _("today")),
            ("week", _("the last seven days")),
            ("month", _("the last thirty days")),
            ("future", _("to come")),
            ("none", _("without a date")),
        ]

    def queryset(self, request, queryset):
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        days = {"today": 0, "week": 6, "month": 29}
        match self.value():
            case "future":
                return queryset.filter(published_at__gt=timezone.now())
            case "none":
                return queryset.filter(status__in=UNFINISHED, published_at=None)
            case value if value in days:
                since = midnight - timedelta(days=days[value])
                return queryset.filter(published_at__gte=since, published_at__lt=midnight + timedelta(days=1))
        return queryset


class ConflictFilter(admin.SimpleListFilter):
    title, parameter_name = _("conflict"), "conflict"

    def lookups(self, request, model_admin):
        return [("yes", _("with a conflict"))]

    def queryset(self, request, queryset):
        return queryset.filter(has_conflict=True) if self.value() == "yes" else queryset


class OwnerFilter(admin.SimpleListFilter):
    title, parameter_name = _("written by"), "owner"

    def lookups(self, request, model_admin):
        return [("me", _("me"))]

    def queryset(self, request, queryset):
        return queryset.filter(created_by=request.user) if self.value() == "me" else queryset


class OriginFilter(admin.SimpleListFilter):
    title, parameter_name = _("origin"), "origin"

    def lookups(self, request, model_admin):
        return [("import", _("imported"))]

    def queryset(self, request, queryset):
        # The opposite would read the whole archive to find the few that were written here.
        return queryset.filter(imported()) if self.value() == "import" else queryset
