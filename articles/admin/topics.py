"""Topic files at the desk: their words as any row of the site, their articles on a page of their own."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles.admin.base import yes_or_no
from articles.admin.display import state_badge, title_of
from articles.admin.front_story import Titles
from articles.admin.taxonomy import AliasInline, NamedAdmin, NamedForm
from articles.forms.ordering import seen_in
from articles.forms.topics import TopicFormSet
from articles.models import Article, Image, Topic, TopicAlias
from articles.permissions import viewable, viewable_images
from articles.refusals import PublishingError
from articles.topics import NewerOrder, keys_of, may_delete_topics, may_edit_topics, order_topic
from newsroom.audited import AuditedAdmin


class TopicAliasInline(AliasInline):
    model = TopicAlias

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_article")

    def has_change_permission(self, request, obj=None):
        return may_edit_topics(request.user)

    has_add_permission = has_delete_permission = has_change_permission


class TopicForm(NamedForm):
    def clean_picture(self):
        image = self.cleaned_data["picture"]
        if image and not (image.credit and image.alt):
            raise ValidationError(_("Give the picture a credit and an alternative text first."))
        return image


@admin.register(Topic)
class TopicAdmin(AuditedAdmin, NamedAdmin):
    form = TopicForm
    list_display = ("name", "shown", "articles_link")
    list_filter = ("is_published",)
    shown = yes_or_no("is_published", gettext_lazy("published"))
    readonly_fields = ("articles_link",)
    raw_id_fields = ("picture",)
    inlines = [TopicAliasInline]

    def has_module_permission(self, request):
        return request.user.has_perm("articles.view_article")

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_change_permission(self, request, obj=None):
        return may_edit_topics(request.user)

    def has_add_permission(self, request):
        return may_edit_topics(request.user)

    def has_delete_permission(self, request, obj=None):
        return may_delete_topics(request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "picture":
            kwargs["queryset"] = viewable_images(request.user, Image.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_deleted_objects(self, objs, request):
        """Its list of articles goes with a file; the articles stay."""
        return [str(topic) for topic in objs], {}, set(), []

    def get_fields(self, request, obj=None):
        words = ("name", "introduction", "picture", "is_published", "slug")
        return ("articles_link", *words) if obj and may_edit_topics(request.user) else words

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_published else None

    def told_of(self, obj):
        return _("published") if obj.is_published else _("draft")

    @admin.display(description=gettext_lazy("articles"))
    def articles_link(self, topic):
        address, label = address_of(topic), _("Its articles")
        return format_html('<a href="{}" aria-label="{}: {}">{}</a>', address, label, topic, label)

    def response_add(self, request, obj, post_url_continue=None):
        """A file that is new has no articles yet: lead to where they are chosen."""
        messages.success(request, _("The file is made: now choose its articles."))
        return HttpResponseRedirect(address_of(obj))

    def get_urls(self):
        page = self.admin_site.admin_view(show_articles)
        own = [path("<int:object_id>/articles/", page, name="articles_topic_articles")]
        return own + super().get_urls()


def address_of(topic: Topic) -> str:
    return reverse("admin:articles_topic_articles", args=[topic.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def show_articles(request, object_id: int):
    """Show the articles of a file for change, and save their order."""
    topic = get_object_or_404(Topic, pk=object_id)
    if not may_edit_topics(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, topic, TopicFormSet(initial=[{"article": key} for key in keys_of(topic)]))
    formset, seen = TopicFormSet(request.POST), seen_in(request)
    if not formset.is_valid():
        return _page(request, topic, formset, seen=seen, status=422)
    try:
        order_topic(topic, formset.keys, seen=seen, by=request.user)
    except NewerOrder:
        return _page(request, topic, formset, theirs=keys_of(topic), status=409)
    except PublishingError as refusal:
        messages.error(request, str(refusal))
        return _page(request, topic, formset, seen=seen, status=422)
    messages.success(request, _("The order is saved."))
    return HttpResponseRedirect(address_of(topic))


def _page(request, topic: Topic, formset, *, seen: Any = None, theirs: Any = None, status: int = 200):
    forms = [form for form in formset.forms if form.entry]
    keys = {form.entry for form in forms} | set(theirs or ())
    articles = viewable(request.user, Article.objects.for_desk()).in_bulk(keys) if keys else {}
    titles = Titles({key: title_of(article) for key, article in articles.items()})
    for form in forms:
        article = articles.get(form.entry)
        form.title, form.article_state = titles[form.entry], state_badge(article) if article else ""
    context = {
        **admin.site.each_context(request),
        "title": _("The articles of the file: %(name)s") % {"name": topic},
        "opts": Topic._meta,
        "topic": topic,
        "formset": formset,
        "forms": forms,
        "seen": topic.version if seen is None else seen,
        "theirs": None if theirs is None else [titles[key] for key in theirs],
    }
    return TemplateResponse(request, "admin/articles/topic_articles.html", context, status=status)
