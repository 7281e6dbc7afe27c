from datetime import timedelta
from functools import reduce
from operator import or_
from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, Q
from django.forms.widgets import Script
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import picture_pages
from articles.admin.base import DeskAdmin
from articles.admin.display import state_of, title_of
from articles.admin.paging import CappedPaginator
from articles.admin.saved_views import SavedViewsMixin
from articles.models import Article, ArticleImage, BodyImage, Image
from articles.permissions import viewable, viewable_images
from articles.pictures import plain, source_of
from articles.querysets import is_there, public_now
from articles.uploading import StoreRefuses, find_same, save_with_file
from articles.verifying import VerifiedPicture, verify_image

USES_SHOWN = 50
CUT_WIDTH = 320
SHAPES_SHOWN = {"wide": gettext_lazy("wide, in lists"), "square": gettext_lazy("square, in lists on phones")}


class ImageAdminForm(forms.ModelForm):
    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        picture = verify_image(upload)
        same = find_same(picture, by=self.user)
        if same and same != self.instance:
            raise forms.ValidationError(
                _("This picture is in the library already, under the number %(id)d.") % {"id": same.pk}
            )
        return picture

    def clean(self):
        data = super().clean()
        if isinstance(picture := data.get("file"), VerifiedPicture):
            self.instance.digest = picture.digest
            for name, words in picture.words.items():
                data[name] = data.get(name) or words
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


class LackingWordsFilter(admin.SimpleListFilter):
    """List what readers see without a credit or without words for who cannot see it."""

    title, parameter_name = gettext_lazy("words of pictures"), "lacks"

    def lookups(self, request, model_admin):
        return [("any", _("Pictures that lack a description"))]

    def queryset(self, request, queryset):
        return queryset.filter(lacks_words()) if self.value() == "any" else queryset


def lacks_words() -> Q:
    """Say what a public article shows with no credit or no alternative text, its own or of the library."""
    public = Article.objects.filter(public_now())
    bare = Q(credit="", image__credit="") | Q(alt="", image__alt="")
    uses = (
        model.objects.filter(bare, image=OuterRef("pk"), article__in=public)
        for model in (ArticleImage, BodyImage)
    )
    # First what the partial index holds: a use can lack only what the library lacks.
    return (Q(credit="") | Q(alt="")) & reduce(or_, map(is_there, uses))


class AddedFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("added"), "added"
    days: ClassVar = {"today": 0, "week": 6, "month": 29}

    def lookups(self, request, model_admin):
        return [
            ("today", _("today")),
            ("week", _("the last seven days")),
            ("month", _("the last thirty days")),
        ]

    def queryset(self, request, queryset):
        if self.value() not in self.days:
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(created_at__gte=midnight - timedelta(days=self.days[self.value()]))


@admin.register(Image)
class ImageAdmin(SavedViewsMixin, DeskAdmin):
    form = ImageAdminForm
    paginator = CappedPaginator
    list_display = ("words",)
    sortable_by = ()
    list_per_page = 60
    list_filter = (LackingWordsFilter, HasFileFilter, AddedFilter)
    search_fields = ("desk_key",)
    search_help_text = gettext_lazy(
        "Parts of caption, credit or alternative text; the day it was added («17/5/2024»); or a number."
    )
    fields = (
        "large", "file", "url", "caption", "credit", "alt", ("focal_x", "focal_y"), "cut", "where_used",
    )  # fmt: skip
    readonly_fields = ("large", "cut", "where_used")

    def get_queryset(self, request):
        return viewable_images(request.user, super().get_queryset(request))

    @property
    def media(self):
        return super().media + forms.Media(
            css={"all": ["desk/pictures.css"]}, js=[Script("desk/focal.js", defer=True)]
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        save_with_file(obj)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StoreRefuses as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("upload/", wrap(picture_pages.upload), name="articles_image_upload"),
            path("describe/", wrap(picture_pages.describe), name="articles_image_describe"),
        ]
        return own + super().get_urls()

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    @admin.display(description=gettext_lazy("image"))
    def large(self, image):
        src = source_of(image)
        if not src:
            return _("no file")
        return format_html(
            '<img src="{}" alt="{}" class="large-picture" data-focal="{}">',
            src, image.alt, _("Focal point; arrow keys move it"),
        )  # fmt: skip

    @admin.display(description=gettext_lazy("crops"))
    def cut(self, image):
        """Show what pages cut of the picture around its focal point, or why there is nothing yet."""
        if not image.file:
            return _("Only files of ours are cropped.")
        if not image.crops:
            return _("Being made; until then pages show the file itself.")
        if "error" in image.crops:
            return _("This file cannot be read, so pages show it as it is. Give another one.")
        shown = [(*plain(image.crops, name, CUT_WIDTH), label) for name, label in SHAPES_SHOWN.items()]
        return format_html(
            '<div class="crops">{}</div>',
            format_html_join(
                "",
                '<figure><img src="{}" width="{}" height="{}" alt=""><figcaption>{}</figcaption></figure>',
                shown,
            ),
        )

    @admin.display(description=gettext_lazy("caption"))
    def words(self, image):
        return format_html("<bdi>{}</bdi>", str(image)[:160])

    @admin.display(description=gettext_lazy("where it is used"))
    def where_used(self, image):
        """List the topic files, and the articles that this person may see."""
        if image.pk is None:
            return "—"
        kinds = (image.uses, image.body_uses, image.pending_uses)
        used = reduce(or_, (Q(pk__in=uses.filter(article__isnull=False).values("article")) for uses in kinds))
        seen = list(viewable(image.viewer, Article.objects.filter(used).order_by("-pk"))[: USES_SHOWN + 1])
        files = [(topic, topic, _("topic file")) for topic in image.topics.order_by("pk")]
        articles = [(one, title_of(one), state_of(one)[1]) for one in seen[:USES_SHOWN]]
        lines = format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="quiet">{}</span></li>',
            ((_change_page(row), title, kind) for row, title, kind in [*files, *articles]),
        ) + _unsaved_lines(image)
        more = format_html("<p>{}</p>", _("and in more articles")) if len(seen) > USES_SHOWN else ""
        return format_html('<ul class="used-in">{}</ul>{}', lines, more) if lines else _("nowhere yet")

    def get_object(self, request, object_id, from_field=None):
        image = super().get_object(request, object_id, from_field)
        if image is not None:
            image.viewer = request.user
        return image

    def has_delete_permission(self, request, obj=None):
        """A picture that is used stays: the database protects it, so do not offer it."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not _is_used(obj))


def _change_page(row) -> str:
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def _unsaved_lines(image: Image):
    """Say whose unsaved texts hold the picture; what they say is theirs."""
    unsaved = image.pending_uses.filter(autosave__isnull=False)
    people = unsaved.values_list("autosave__by__username", flat=True)
    told = _("unsaved text of %(name)s")
    names = sorted({name or "—" for name in people})[:USES_SHOWN]
    return format_html_join("", "<li>{}</li>", ((told % {"name": name},) for name in names))


def _is_used(image: Image) -> bool:
    kinds = (image.uses, image.body_uses, image.pending_uses, image.topics)
    return any(uses.exists() for uses in kinds)
