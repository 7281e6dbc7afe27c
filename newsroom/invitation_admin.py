from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import DeskAdmin
from articles.admin.display import badge, print_moment, print_short
from articles.auditing import record_trust
from newsroom import inviting
from newsroom.audited import AuditedAdmin
from newsroom.confirm_pages import ConfirmedAdmin, ask_first
from newsroom.giving import GiverAdmin, GiverForm, may_stand_behind
from newsroom.models import Invitation, InvitationState, User
from newsroom.people_fields import GroupsField, SectionsField, group_name

# The state of an invitation → the state of an article that has its colour.
COLOURS = {
    InvitationState.WAITING: "in_review",
    InvitationState.TAKEN: "published",
    InvitationState.EXPIRED: "unchanged",
    InvitationState.REVOKED: "withdrawn",
}


class InvitationForm(GiverForm, forms.ModelForm):
    sections = SectionsField()

    class Meta:
        model = Invitation
        fields = ("email", "groups", "sections")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if person := User.objects.filter(email__iexact=email, is_active=True).first():
            raise forms.ValidationError(
                _("%(person)s has this address and an account already.") % {"person": person}
            )
        return email


@admin.register(Invitation)
class InvitationAdmin(ConfirmedAdmin, AuditedAdmin, GiverAdmin, DeskAdmin):
    form = InvitationForm
    list_display = ("email", "shown_groups", "state", "by", "until")
    list_select_related = ("by",)
    sortable_by = ()
    change_form_template = "admin/people/invitation.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        """What was offered stays as it was; a new invitation takes its place."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"form_class": GroupsField, "widget": forms.CheckboxSelectMultiple}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.widget, field.required = forms.CheckboxSelectMultiple(choices=field.choices), True
        field.help_text = "" if db_field.name == "groups" else field.help_text
        return field

    def told_of(self, obj):
        given = (*map(group_name, obj.groups.order_by("pk")), *obj.sections.order_by("pk"))
        return "، ".join(map(str, given))

    @admin.display(description=gettext_lazy("groups"))
    def shown_groups(self, invitation):
        return "، ".join(map(group_name, invitation.groups.all()))

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation):
        return badge(COLOURS[invitation.state], invitation.state.label)

    @admin.display(description=gettext_lazy("holds until"))
    def until(self, invitation):
        return print_short(invitation.expires_at)

    def save_model(self, request, obj, form, change):
        given = {name: form.cleaned_data[name] for name in ("email", "groups", "sections")}
        obj.pk = inviting.invite(by=request.user, **given).pk

    def save_related(self, request, form, formsets, change):
        """The door gave it its groups and sections."""

    def response_add(self, request, obj, post_url_continue=None):
        _send(request, Invitation.objects.get(pk=obj.pk))
        return redirect("admin:newsroom_invitation_change", obj.pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        invitation = self.get_object(request, object_id)
        if request.method == "POST" and invitation is not None and self._may_act(request, invitation):
            if asked := ask_first(request):
                return asked
            _act(request, invitation)
            return redirect("admin:newsroom_invitation_change", invitation.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def _may_act(self, request, invitation: Invitation) -> bool:
        return self.has_add_permission(request) and may_stand_behind(request.user, invitation)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            is_waiting = obj.state == InvitationState.WAITING
            may_act = self._may_act(request, obj)
            context |= {
                "subtitle": "", "invitation": obj, "badge": self.state(obj), "may_act": may_act,
                "is_waiting": is_waiting, "is_taken": obj.state == InvitationState.TAKEN,
                "link": inviting.link_of(obj) if is_waiting and may_act else "",
                "until": print_moment(obj.expires_at), "sent": print_moment(obj.sent_at),
                "group_names": [group_name(group) for group in obj.groups.all()],
                "section_names": [str(section) for section in obj.sections.all()],
            }  # fmt: skip
        return super().render_change_form(request, context, add, change, form_url, obj)


def _act(request, invitation: Invitation) -> None:
    if request.POST.get("act") == "revoke":
        inviting.revoke(invitation)
        record_trust("invitation_revoke", about=invitation, by=request.user)
        messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    elif request.POST.get("act") == "renew":
        try:
            inviting.renew(invitation)
        except inviting.InvitationError as error:
            messages.error(request, str(error))
        else:
            record_trust("invitation_renew", about=invitation, by=request.user)
            _send(request, invitation)


def _send(request, invitation: Invitation) -> None:
    if inviting.send(invitation):
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        )
    else:
        messages.warning(request, _("No mail went out: copy the link below and hand it over yourself."))
