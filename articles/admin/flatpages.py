"""The pages of the house at the desk: words in the body editor, a look before they are saved, versions."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.base import DeskAdmin, yes_or_no
from articles.admin.diffing import word_diff
from articles.admin.taxonomy import NamedForm, keep_old_name
from articles.flatpages import may_edit_pages, restore_page, save_page
from articles.forms.flatpages import FlatPageForm
from articles.forms.ordering import seen_in
from articles.models import FlatPage, FlatPageVersion
from articles.sanitizing import plain_text
from articles.views.flatpages import page_context
from newsroom.audited import AuditedAdmin


class PageForm(FlatPageForm, NamedForm):
    """Names and addresses are refused in the words of all named rows."""


@admin.register(FlatPage)
class FlatPageAdmin(AuditedAdmin, DeskAdmin):
    form = PageForm
    change_form_template = "admin/articles/flat_page_form.html"
    list_display = ("name", "address", "position", "shown", "updated_at")
    shown = yes_or_no("is_published", pgettext_lazy("page", "published"))
    fields = ("name", "body", "position", "is_published", "slug", "seen")

    def has_module_permission(self, request):
        return may_edit_pages(request.user)

    def has_add_permission(self, request):
        return may_edit_pages(request.user)

    def has_view_permission(self, request, obj=None):
        return may_edit_pages(request.user)

    has_change_permission = has_delete_permission = has_view_permission

    @admin.display(description=gettext_lazy("address"))
    def address(self, page):
        return format_html('<bdi dir="ltr">/pages/{}/</bdi>', page.slug)

    def get_deleted_objects(self, objs, request):
        """Its versions and old addresses go with a page."""
        return [str(page) for page in objs], {}, set(), []

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_published else None

    def told_of(self, obj):
        return f"{pgettext('page', 'published') if obj.is_published else _('draft')} /pages/{obj.slug}/"

    def save_model(self, request, obj, form, change):
        """Save through the door; words over a newer version are put aside, and nothing else is changed."""
        old = FlatPage.objects.filter(pk=obj.pk).first()
        request.rights_before = self.told_of(old) if old else ""
        made = save_page(obj, seen=form.cleaned_data["seen"] or 0, by=request.user)
        request.aside = made if made and made.number is None else None
        if old and not request.aside:
            keep_old_name(old, obj)

    def log_change(self, request, obj, message):
        """Of what was put aside the door has told."""
        return None if request.aside else super().log_change(request, obj, message)

    def response_change(self, request, obj):
        if not request.aside:
            return super().response_change(request, obj)
        messages.warning(
            request,
            _("Somebody saved this page meanwhile. Yours is kept aside, whole: compare, and choose."),
        )
        return HttpResponseRedirect(address_of(request.aside))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        versions = FlatPageVersion.objects.filter(page=object_id) if object_id.isdecimal() else ()
        context = {"versions": versions[:MOST_VERSIONS], **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, *given, **named):
        context["side_fields"] = SIDE_FIELDS
        return super().render_change_form(request, context, *given, **named)

    def response_post_save_add(self, request, obj):
        """Stay on the page that is written, as articles do."""
        return HttpResponseRedirect(reverse("admin:articles_flatpage_change", args=[obj.pk]))

    response_post_save_change = response_post_save_add

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("preview/", wrap(preview), name="articles_flatpage_preview"),
            path("versions/<int:version_id>/", wrap(show_version), name="articles_flatpage_version"),
        ]
        return own + super().get_urls()


SIDE_FIELDS = ("is_published", "position", "slug")
# More than a page of this kind has in years.
MOST_VERSIONS = 100


def address_of(version: FlatPageVersion) -> str:
    return reverse("admin:articles_flatpage_version", args=[version.pk])


@require_POST
def preview(request):
    """Show what is on the form as readers will have it; nothing is saved."""
    if not may_edit_pages(request.user):
        raise PermissionDenied
    form = FlatPageForm(request.POST)
    form.is_valid()  # what is wrong is told when it is saved
    given = form.cleaned_data
    page = FlatPage(name=given.get("name") or f"({_('No headline')})", body=given.get("body") or "")
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, "admin/articles/flat_page_preview.html", page_context(page))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def show_version(request, version_id: int):
    """Show earlier words, or words put aside, against the present ones; by POST, bring them back."""
    version = get_object_or_404(FlatPageVersion.objects.select_related("page"), pk=version_id)
    if not may_edit_pages(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _version_page(request, version)
    made = restore_page(version, seen=seen_in(request), by=request.user)
    if made and made.number is None:
        messages.warning(request, _("Somebody saved this page meanwhile; look again at what would change."))
        return HttpResponseRedirect(address_of(version))
    messages.success(request, _("Saved: readers have these words now."))
    return HttpResponseRedirect(reverse("admin:articles_flatpage_change", args=[version.page_id]))


def _version_page(request, version: FlatPageVersion):
    page = version.page
    now, then = (f"{row.name}\n{plain_text(row.body)}" for row in (page, version))
    context = {
        **admin.site.each_context(request),
        "title": _("A version of the page: %(name)s") % {"name": page},
        "opts": FlatPage._meta,
        "page": page,
        "version": version,
        "is_newest": page.words == (version.name, version.body),
        "diff": word_diff(now, then) if now != then else "",
    }
    return TemplateResponse(request, "admin/articles/flat_page_version.html", context)
