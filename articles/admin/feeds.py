from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import feed_pages
from articles.admin.accounts import count_articles
from articles.admin.base import DeskAdmin, DeskMixin
from articles.admin.display import NOTHING, print_moment
from articles.admin.feed_health import next_fetch, print_health, usual_gap
from articles.admin.paging import CappedPaginator
from articles.cleaning import LIST_LIMIT
from articles.fetching import FetchError, check_url
from articles.models import AllowedNetwork, Feed, FeedRule
from articles.records import Record, RecordError
from newsroom.confirm_pages import ConfirmedAdmin

RULES = (
    "source", "url", "is_active", "interval", "status", "section", "keywords", "fetch_images",
)  # fmt: skip


class FeedForm(forms.ModelForm):
    def clean_url(self):
        """Refuse what the client would refuse, and the address of another feed."""
        url = self.cleaned_data["url"].strip()
        try:
            check_url(url)
        except FetchError as error:
            raise ValidationError(str(error)) from error
        other = Feed.objects.filter(url=url).exclude(pk=self.instance.pk).select_related("source").first()
        if other:
            raise ValidationError(_("This address is a feed already, of: %(name)s") % {"name": other.source})
        return url

    def clean_keywords(self):
        """Write them as they will be read: «أ,ب، أ» → «أ، ب»."""
        try:
            record = Record.from_mapping({"headline": "-", "keywords": self.cleaned_data["keywords"]})
        except RecordError as error:
            raise ValidationError(str(error)) from error
        if len(record.keywords) > LIST_LIMIT // 2:
            raise ValidationError(_("At most %(most)d keywords.") % {"most": LIST_LIMIT // 2})
        return "، ".join(record.keywords)


class RuleInline(DeskMixin, admin.StackedInline):
    model = FeedRule
    fields = (("find", "replace"), ("field", "position"))
    extra = 1
    verbose_name = gettext_lazy("replacement")
    verbose_name_plural = gettext_lazy("Find and replace: words as they are written, not patterns")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("find", "replace") and field is not None:
            field.strip = False  # «عاجل | » ends with a space
        return field


class FeedInline(DeskMixin, admin.StackedInline):
    """The feeds of a source on its own form; their rules and history have pages of their own."""

    model = Feed
    form = FeedForm
    fk_name = "source"
    extra = 0
    show_change_link = True
    fields = (("url", "is_active"), ("interval", "status", "section"), "keywords", "fetch_images", "health")
    readonly_fields = ("health",)
    # Django writes «أضف … آخر» with it, in the masculine.
    verbose_name = gettext_lazy("address of a feed")
    verbose_name_plural = gettext_lazy("Feeds")

    @admin.display(description=gettext_lazy("health"))
    def health(self, feed):
        return print_health(feed) if feed.pk else "—"


class HealthFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("health"), "health"

    def lookups(self, request, model_admin):
        return [
            ("failing", _("failing")),
            ("fine", _("fine")),
            ("never", _("not read yet")),
            ("stopped", _("stopped")),
        ]

    def queryset(self, request, queryset):
        conditions = {
            "failing": Q(is_active=True, failures__gt=0),
            "fine": Q(is_active=True, failures=0, last_success_at__isnull=False),
            "never": Q(is_active=True, failures=0, last_success_at=None),
            "stopped": Q(is_active=False),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


@admin.register(Feed)
class FeedAdmin(DeskAdmin):
    form = FeedForm
    paginator = CappedPaginator
    change_form_template = "admin/articles/feed_form.html"
    list_display = ("address", "of_source", "health", "next", "articles_made", "status", "shown_section")
    list_filter = (HealthFilter, "status", "fetch_images")
    list_select_related = ("source", "section")
    search_fields = ("url", "source__name")
    readonly_fields = ("health", "history", "counts", "moved")
    inlines = [RuleInline]
    fieldsets = (
        (None, {"fields": RULES}),
        (gettext_lazy("How it fares"), {"fields": ("health", "history", "counts", "moved")}),
    )
    autocomplete_fields = ()

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:1]

    def get_urls(self):
        own = [
            path(
                "<int:object_id>/poll/",
                self.admin_site.admin_view(feed_pages.poll_now),
                name="articles_feed_poll",
            ),
            path(
                "<int:object_id>/try/",
                self.admin_site.admin_view(feed_pages.try_out),
                name="articles_feed_try",
            ),
        ]
        return own + super().get_urls()

    def save_related(self, request, form, formsets, change):
        """Whatever a person changed, the next read starts anew: the rules hold for what the feed says now."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            forget_answers(form.instance)

    @admin.display(description=gettext_lazy("address of the feed"), ordering="url")
    def address(self, feed):
        return format_html('<bdi dir="ltr" class="feed-url">{}</bdi>', feed.url)

    @admin.display(description=gettext_lazy("source"), ordering="source__name")
    def of_source(self, feed):
        return format_html("<bdi>{}</bdi>", feed.source)

    @admin.display(description=gettext_lazy("section"))
    def shown_section(self, feed):
        return feed.section or NOTHING

    @admin.display(description=gettext_lazy("health"), ordering="last_success_at")
    def health(self, feed):
        return print_health(feed)

    @admin.display(description=gettext_lazy("next fetch"), ordering="next_fetch_at")
    def next(self, feed):
        return next_fetch(feed)

    @admin.display(description=gettext_lazy("articles made"), ordering="created")
    def articles_made(self, feed):
        return count_articles(feed.created)

    @admin.display(description=gettext_lazy("fetches"))
    def history(self, feed):
        return feed_pages.facts(
            (_("last fetch"), print_moment(feed.last_fetch_at) or "—"),
            (_("last successful fetch"), print_moment(feed.last_success_at) or "—"),
            (_("next fetch"), f"{next_fetch(feed)} · {print_moment(feed.next_fetch_at)}"),
            (_("last answer"), feed.last_status or "—"),
            (_("fetches"), feed.reads),
        )

    @admin.display(description=gettext_lazy("counts"))
    def counts(self, feed):
        rows = [
            (_("articles made"), feed.created), (_("articles updated"), feed.updated),
            (_("rejected"), feed.rejected), (_("time between new articles"), usual_gap(feed)),
        ]  # fmt: skip
        if feed.last_batch_id:
            address = reverse("admin:articles_importbatch_change", args=[feed.last_batch_id])
            label = _("Batch %(id)d") % {"id": feed.last_batch_id}
            rows.append((_("last batch"), format_html('<a href="{}">{}</a>', address, label)))
        return feed_pages.facts(*rows)

    @admin.display(description=gettext_lazy("moved"))
    def moved(self, feed):
        if not feed.moved_to:
            return "—"
        return format_html(
            '{} <bdi dir="ltr">{}</bdi>', _("The server says that the feed moved for good to:"), feed.moved_to
        )


def forget_answers(feed: Feed) -> None:
    feed.forget_answers()
    names = ("etag", "last_modified", "digest", "moved_to", "moved_seen", "known_rejects")
    Feed.objects.filter(pk=feed.pk).update(**{name: getattr(feed, name) for name in names})


@admin.register(AllowedNetwork)
class AllowedNetworkAdmin(ConfirmedAdmin, DeskAdmin):
    """Administrators alone: a row opens a part of the inner network to whoever keeps feeds."""

    list_display = ("network", "port", "note")
    fields = ("network", "port", "note")
