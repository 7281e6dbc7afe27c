"""Teach the analyser words: each change is shown before it is made, with the articles that it costs."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import DeskAdmin, ReadOnlyAdmin
from articles.models import WordChange, WordEntry
from articles.words import delete_entry, look_ahead, save_entry
from newsroom.arabic import analyse, fold, strip_marks

MOST_FORMS = 20
_SEPARATORS = str.maketrans(dict.fromkeys("،,;؛", " "))


def clean_word(text: str) -> str:
    """Return a word without its marks that the analyser takes as one; a person is told of what it is not."""
    text = strip_marks(text)
    tokens = analyse(text)
    if len(tokens) != 1 or tokens[0].surface != text or not text.isalpha():
        raise ValidationError(_("This is not one word of letters: %(word)s") % {"word": text})
    if len(fold(text)) < 2 or tokens[0].is_stop:
        raise ValidationError(
            _("The search leaves this word out, so nothing can be joined to it: %(word)s") % {"word": text}
        )
    return text


class WordEntryForm(forms.ModelForm):
    def clean_head(self):
        return clean_word(self.cleaned_data["head"].strip())

    def clean_forms(self):
        words = list(dict.fromkeys(self.cleaned_data["forms"].translate(_SEPARATORS).split()))
        if len(words) > MOST_FORMS:
            raise ValidationError(_("At most %(count)d forms.") % {"count": MOST_FORMS})
        return " ".join(map(clean_word, words))

    def clean(self):
        data = super().clean()
        head, forms_ = fold(data.get("head", "")), data.get("forms", "")
        if head and head in map(fold, forms_.split()):
            self.add_error(
                "forms", _("A form is the word itself: marks and forms of hamza are folded anyway.")
            )
        if head and data.get("kind"):
            self._check_others(data["kind"], head, {head, *map(fold, forms_.split())})
        return data

    def _check_others(self, kind: str, head: str, words: set[str]) -> None:
        """Say which entry has a word already: a form stands in one entry only."""
        for other in WordEntry.objects.filter(kind=kind).exclude(pk=self.instance.pk):
            theirs = {other.key, *map(fold, other.forms.split())}
            if shared := words & theirs:
                word = sorted(shared)[0]
                self.add_error(
                    "head" if word == head else "forms",
                    _("“%(word)s” stands in another entry: %(entry)s") % {"word": word, "entry": other},
                )
                return


@admin.register(WordEntry)
class WordEntryAdmin(DeskAdmin):
    form = WordEntryForm
    fields = ("kind", "head", "forms", "note")
    list_display = ("shown_head", "shown_forms", "kind", "note")
    list_filter = ("kind",)
    search_fields = ("key",)
    search_help_text = gettext_lazy("A part of a word or of a form.")

    @admin.display(description=gettext_lazy("word"), ordering="key")
    def shown_head(self, obj):
        return format_html("<bdi>{}</bdi>", obj.head)

    @admin.display(description=gettext_lazy("its other forms"))
    def shown_forms(self, obj):
        return format_html("<bdi>{}</bdi>", obj.forms)

    def get_search_results(self, request, queryset, search_term):
        for word in search_term.split():
            queryset = queryset.filter(key__contains=fold(word)) | queryset.filter(forms__contains=word)
        return queryset, False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show what a sound form would do, and write it when that is confirmed."""
        if request.method != "POST" or "_confirmed" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        entry = self.get_object(request, object_id) if object_id else None
        if not (self.has_change_permission(request, entry) if entry else self.has_add_permission(request)):
            return super().changeform_view(request, object_id, form_url, extra_context)
        form = self.get_form(request, entry, change=bool(entry))(request.POST, instance=entry)
        if not form.is_valid():
            return super().changeform_view(request, object_id, form_url, extra_context)
        before = WordEntry.objects.filter(pk=object_id).first() if object_id else None
        outlook = look_ahead(form.instance, before=before)
        back = reverse("admin:articles_wordentry_change", args=[object_id]) if object_id else request.path
        return self._confirm(request, form.instance, outlook, fields=form.cleaned_data, back=back)

    def _confirm(self, request, entry, outlook, *, back, fields=None):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Delete the word") if fields is None else _("What the word will do"),
            "entry": entry,
            "outlook": outlook,
            "fields": fields,
            "back": back,
        }
        return TemplateResponse(request, "admin/articles/word_confirm.html", context)

    def save_model(self, request, obj, form, change):
        save_entry(obj, by=request.user)

    def delete_view(self, request, object_id, extra_context=None):
        entry = self.get_object(request, object_id)
        if entry is None or not self.has_delete_permission(request, entry):
            return super().delete_view(request, object_id, extra_context)
        if request.method == "POST":
            label = str(entry)
            delete_entry(entry, by=request.user)
            messages.success(request, _("Deleted: %(name)s") % {"name": label})
            return redirect("admin:articles_wordentry_changelist")
        back = reverse("admin:articles_wordentry_change", args=[object_id])
        return self._confirm(request, entry, look_ahead(None, before=entry), back=back)


@admin.register(WordChange)
class WordChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "shown_before", "shown_after", "by_name", "followed")
    list_filter = ("action",)
    fields = ("at", "action", "shown_before", "shown_after", "by_name")

    @admin.display(description=gettext_lazy("before"))
    def shown_before(self, obj):
        return format_html("<bdi>{}</bdi>", obj.before) if obj.before else "—"

    @admin.display(description=gettext_lazy("after"))
    def shown_after(self, obj):
        return format_html("<bdi>{}</bdi>", obj.after) if obj.after else "—"

    @admin.display(description=gettext_lazy("lexemes moved"))
    def followed(self, obj):
        return len(obj.moved)
