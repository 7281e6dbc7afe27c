from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import DeskAdmin
from articles.admin.display import title_of
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.forms import verify_image
from articles.models import Article, Image
from articles.permissions import viewable, viewable_images
from articles.pictures import source_of

USES_SHOWN = 50


class ImageAdminForm(forms.ModelForm):
    def clean_file(self):
        upload = self.cleaned_data.get("file")
        return verify_image(upload) if upload and "file" in self.changed_data else upload

    def clean(self):
        data = super().clean()
        if not any((data.get("file"), data.get("url"), data.get("caption"))) and "file" not in self.errors:
            raise forms.ValidationError(_("Give a file, an address or at least a caption."))
        return data


class HasFileFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("file"), "file"

    def lookups(self, request, model_admin):
        return [
            ("ours", _("a file of ours")),
            ("remote", _("an address elsewhere")),
            ("none", _("words only")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "ours":
                return queryset.exclude(file="")
            case "remote":
                return queryset.filter(file="").exclude(url="")
            case "none":
                return queryset.filter(file="", url="")
        return queryset


class NoAltFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("alternative text"), "alt"

    def lookups(self, request, model_admin):
        return [("none", _("without alternative text"))]

    def queryset(self, request, queryset):
        return queryset.filter(alt="") if self.value() == "none" else queryset


@admin.register(Image)
class ImageAdmin(SavedViewsMixin, DeskAdmin):
    form = ImageAdminForm
    paginator = CappedPaginator
    list_display = ("thumbnail", "words", "credit", "alt", "created_at")
    list_display_links = ("thumbnail", "words")
    list_filter = (HasFileFilter, NoAltFilter)
    search_fields = ("caption", "credit", "alt")
    fields = ("large", "file", "url", "caption", "credit", "alt", ("focal_x", "focal_y"), "where_used")
    readonly_fields = ("large", "where_used")

    def get_queryset(self, request):
        return viewable_images(request.user, super().get_queryset(request))

    @admin.display(description=gettext_lazy("image"))
    def thumbnail(self, image):
        return _picture(image, "thumbnail") or _("no file")

    @admin.display(description=gettext_lazy("image"))
    def large(self, image):
        return _picture(image, "large-picture") or _("no file")

    @admin.display(description=gettext_lazy("caption"))
    def words(self, image):
        return format_html("<bdi>{}</bdi>", str(image)[:160])

    @admin.display(description=gettext_lazy("where it is used"))
    def where_used(self, image):
        """List the articles that this person may see; the rest only counts."""
        if image.pk is None:
            return "—"
        uses = Article.objects.filter(article_images__image=image).distinct().order_by("-pk")
        seen = viewable(image.viewer, uses)[:USES_SHOWN]
        lines = format_html_join(
            "",
            '<li><a href="../../../article/{}/change/">{}</a></li>',
            ((article.pk, title_of(article)) for article in seen),
        )
        return format_html("<ul>{}</ul>", lines) if lines else _("nowhere yet")

    def get_object(self, request, object_id, from_field=None):
        image = super().get_object(request, object_id, from_field)
        if image is not None:
            image.viewer = request.user
        return image

    def has_delete_permission(self, request, obj=None):
        """A picture that an article uses stays: the database protects it, so do not offer it."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.uses.exists())


def _picture(image: Image, css: str):
    src = source_of(image)
    return (
        format_html('<img src="{}" alt="{}" class="{}" loading="lazy">', src, image.alt, css) if src else ""
    )
