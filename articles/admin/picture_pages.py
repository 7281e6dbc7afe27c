"""Upload many pictures, and give words to all of them on one page."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.completion import picture_entry
from articles.forms.fields import DirectionMixin
from articles.models import Image
from articles.uploading import WORDS, Taken, describable, take_picture

MOST = 100


class WordsForm(DirectionMixin, forms.ModelForm):
    class Meta:
        model = Image
        fields = WORDS
        widgets = {"caption": forms.Textarea(attrs={"rows": 3}), "alt": forms.Textarea(attrs={"rows": 3})}


WordsFormSet = forms.modelformset_factory(Image, form=WordsForm, extra=0, max_num=MOST, absolute_max=MOST)


def upload(request):
    """Take the files of a form, or one after the other as they are dropped."""
    if not request.user.has_perm("articles.add_image"):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, "upload.html", title=_("Upload pictures"), most=settings.IMAGE_MAX_BYTES)
    taken = [take_picture(file, by=request.user) for file in request.FILES.getlist("files")[:MOST]]
    if request.accepts("text/html"):
        return _told(request, taken)
    return JsonResponse({"files": [_answer(one) for one in taken]})


def _told(request, taken: list[Taken]):
    """Answer a browser without scripts: what failed is told above the words of the others."""
    for one in taken:
        level = messages.ERROR if one.error else messages.WARNING if one.is_known else messages.SUCCESS
        messages.add_message(request, level, f"{one.name}: {_word(one)}")
    if not taken:
        messages.error(request, _("Choose files first."))
    numbers = [one.image.pk for one in taken if one.image]
    name = "describe" if numbers else "upload"
    query = f"?{urlencode({'ids': ','.join(map(str, numbers))})}" if numbers else ""
    return HttpResponseRedirect(reverse(f"admin:articles_image_{name}") + query)


def _word(one: Taken) -> str:
    if one.image is None:
        return one.error
    if one.is_known:
        return _("It was in the library already, under the number %(id)d.") % {"id": one.image.pk}
    return _("It is in the library.")


def _answer(one: Taken) -> dict:
    state = "failed" if one.image is None else "known" if one.is_known else "new"
    picture = picture_entry(one.image) if one.image else {"id": None, "picture": ""}
    return {"name": one.name, "state": state, "text": _word(one), **picture}


def describe(request):
    """Show caption, credit and alternative text of pictures together, and keep what was mended."""
    images = describable(request.user, Image.objects.filter(pk__in=_numbers(request))).order_by("pk")
    formset = WordsFormSet(request.POST or None, queryset=images)
    if not formset.queryset:
        raise Http404
    if request.method == "POST" and formset.is_valid():
        changed = formset.save()
        if changed:
            LogEntry.objects.log_actions(request.user.pk, changed, CHANGE)
        messages.success(request, _("The words of the pictures are kept."))
        return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
    return _page(request, "describe.html", title=_("Words of the pictures"), formset=formset)


def _numbers(request) -> list[int]:
    parts = request.GET.get("ids", "").split(",")[:MOST]
    return [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 19]


def _page(request, template: str, **context):
    context = {**admin.site.each_context(request), "opts": Image._meta, **context}
    return TemplateResponse(request, f"admin/articles/image/{template}", context)
