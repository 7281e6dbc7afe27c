from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import partners
from articles.admin.base import DeskAdmin, yes_or_no
from articles.admin.display import NOTHING, print_moment, print_short
from articles.models import Partner
from newsroom.addresses import absolute
from newsroom.audited import AuditedAdmin
from newsroom.confirm_pages import ConfirmedAdmin, ask_first
from newsroom.people_fields import SectionsField


class PartnerForm(forms.ModelForm):
    sections = SectionsField()

    class Meta:
        model = Partner
        fields = ("name", "is_active", "text", "sections", "per_minute", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].help_text = Partner._meta.get_field("sections").help_text


@admin.register(Partner)
class PartnerAdmin(ConfirmedAdmin, AuditedAdmin, DeskAdmin):
    """Managing editors say who takes our news by machine; a key is shown once, as it is made."""

    list_display = ("name", "shown_active", "text", "key", "last_asked")
    list_filter = ("is_active", "text")
    search_fields = ("name",)
    sortable_by = ("name",)
    form = PartnerForm
    change_form_template = "admin/articles/partner_form.html"
    shown_active = yes_or_no("is_active", gettext_lazy("active"))

    @admin.display(description=gettext_lazy("key"))
    def key(self, partner):
        return format_html('<bdi dir="ltr">…{}</bdi>', partner.key_ending) if partner.key_digest else NOTHING

    @admin.display(description=gettext_lazy("last asked"))
    def last_asked(self, partner):
        return print_short(partner.asked_at) if partner.asked_at else NOTHING

    def told_of(self, obj):
        sections = "، ".join(map(str, obj.sections.order_by("pk"))) or _("all sections")
        state = _("active") if obj.is_active else _("not active")
        return f"{obj.get_text_display()} · {sections} · {obj.per_minute} · {state}"

    def get_urls(self):
        view = self.admin_site.admin_view(self.change_key)
        return [path("<int:pk>/key/", view, name="articles_partner_key"), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {
                "partner": obj, "may_act": self.has_change_permission(request, obj),
                "made": print_moment(obj.key_made_at), "asked": print_moment(obj.asked_at),
            }  # fmt: skip
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        """A partner without a key gets nothing: the key is the next step."""
        return redirect("admin:articles_partner_change", obj.pk)

    def change_key(self, request, pk):
        """Make a key and show it this once, or take it back."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        partner = get_object_or_404(Partner, pk=pk)
        if not self.has_change_permission(request, partner):
            raise PermissionDenied
        if asked := ask_first(request, back=reverse("admin:articles_partner_change", args=[pk])):
            return asked
        if request.POST.get("act") == "revoke":
            partners.revoke_key(partner, by=request.user)
            self.message_user(request, _("The key is taken back; it opens nothing any more."))
            return redirect("admin:articles_partner_change", pk)
        key = partners.issue_key(partner, by=request.user)
        context = {
            **self.admin_site.each_context(request), "title": _("The key of a partner"), "opts": self.opts,
            "partner": partner, "key": key, "address": absolute("/partners/feed.json"),
        }  # fmt: skip
        return render(request, "admin/articles/partner_key.html", context)
