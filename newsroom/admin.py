"""People and their groups; the names and rights that the database keeps in English are shown in Arabic."""

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.urls import path
from django.utils.translation import gettext_lazy

from articles.admin.base import DeskMixin, TitlesMixin, yes_or_no
from articles.forms.fields import DirectionMixin
from newsroom import notices
from newsroom.account_pages import show_security
from newsroom.audited import AuditedAdmin
from newsroom.confirm_pages import ConfirmedAdmin, ask_first
from newsroom.giving import GiverAdmin, GiverForm, may_administer, may_give_groups
from newsroom.invitation_admin import InvitationAdmin  # noqa: F401 — registers its model
from newsroom.models import User
from newsroom.own_password import OthersPasswordForm
from newsroom.people_fields import GROUP_NAMES, GroupsField, SectionsField, group_name
from newsroom.strength import StrengthMixin

VERBS = {
    "add": gettext_lazy("Add: %(model)s"),
    "change": gettext_lazy("Change: %(model)s"),
    "delete": gettext_lazy("Delete: %(model)s"),
    "view": gettext_lazy("View: %(model)s"),
}
# The flags of a person in the words of a newsroom: (label, help).
FLAGS = {
    "is_active": (
        gettext_lazy("may sign in"),
        gettext_lazy("Take this away instead of deleting a person: what they wrote keeps its name."),
    ),
    "is_staff": (gettext_lazy("works at the desk"), gettext_lazy("Their groups say what they may do there.")),
    "is_superuser": (gettext_lazy("administrator"), gettext_lazy("May do everything, whatever the groups.")),
}
# Rows that only the writing door makes: no right of a person bears on them.
DOOR_ONLY = (
    "articlesearch",
    "articleshingle",
    "articleterm",
    "copymember",
    "copyverdict",
    "similarlist",
    "similarprogress",
    "searchterm",
    "termcount",
    "articleauthor",
    "articlekeyword",
    "articlelink",
    "articleimage",
    "plannedupdate",
    "secondfactor",
    "recoverycode",
    "desksession",
    "note",
    "mention",
)
APPS = ("articles", "tags", "newsroom", "auth")


def permission_name(permission: Permission) -> str:
    """Name a right by its model's own words, in the language of the reader."""
    model = permission.content_type.model_class()
    if model is None:
        return permission.codename
    own = dict(model._meta.permissions)
    if permission.codename in own:
        return str(own[permission.codename])
    verb = permission.codename.split("_", 1)[0]
    label = VERBS.get(verb)
    return label % {"model": model._meta.verbose_name} if label else permission.codename


def _rights(permissions):
    return permissions.select_related("content_type").order_by("pk")


def _told(parts) -> str:
    """«المجموعات: محرر، مراسل؛ الأقسام: رياضة»"""
    return "؛ ".join(f"{label}: {'، '.join(map(str, names)) or '—'}" for label, names in parts.items())


class PermissionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return permission_name(obj)


class RightsMixin(TitlesMixin, DeskMixin):
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["form_class"] = GroupsField
        elif db_field.name in ("permissions", "user_permissions"):
            kwargs["form_class"] = PermissionsField
            rights = Permission.objects.filter(content_type__app_label__in=APPS)
            rights = rights.exclude(content_type__model__in=DOOR_ONLY)
            kwargs["queryset"] = rights.select_related("content_type")
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.help_text = ""
        return field


class LoginForm(DirectionMixin, AdminAuthenticationForm):
    """Django's Arabic of this refusal is not good Arabic."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": gettext_lazy("The name or the password is not right, or the account has no desk."),
    }


admin.site.login_form = LoginForm
admin.site.unregister(Group)


class GroupForm(GiverForm, forms.ModelForm):
    pass


@admin.register(Group)
class NamedGroupAdmin(ConfirmedAdmin, AuditedAdmin, GiverAdmin, RightsMixin, GroupAdmin):
    form = GroupForm
    list_display = ("shown_name",)

    def told_of(self, obj):
        return _told({gettext_lazy("rights"): map(permission_name, _rights(obj.permissions))})

    def has_change_permission(self, request, obj=None):
        is_lesser = obj is None or may_give_groups(request.user, [obj])
        return super().has_change_permission(request, obj) and is_lesser

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def shown_name(self, group):
        return group_name(group)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["subtitle"] = group_name(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_readonly_fields(self, request, obj=None):
        """The groups that the code knows by name keep it."""
        return ("shown_name",) if obj and obj.name in GROUP_NAMES else ()

    def get_fields(self, request, obj=None):
        return ("shown_name" if obj and obj.name in GROUP_NAMES else "name", "permissions")

    def has_delete_permission(self, request, obj=None):
        if obj and (obj.name in GROUP_NAMES or not may_give_groups(request.user, [obj])):
            return False
        return super().has_delete_permission(request, obj)


class NewPersonForm(StrengthMixin, AdminUserCreationForm):
    pass


class PersonForm(GiverForm, UserChangeForm):
    sections = SectionsField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["sections"] = list(self.instance.sections.values_list("pk", flat=True))


def _beside(*names):
    more = {"email": "gender", "groups": "sections"}
    for name in names:
        yield name
        if name in more:
            yield more[name]


class GroupFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("group"), "group"

    def lookups(self, request, model_admin):
        return [(group.pk, group_name(group)) for group in Group.objects.order_by("pk")]

    def queryset(self, request, queryset):
        value = self.value() or ""
        return queryset.filter(groups=int(value)) if value.isdecimal() else queryset


@admin.register(User)
class NewsroomUserAdmin(ConfirmedAdmin, AuditedAdmin, GiverAdmin, RightsMixin, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    list_display = ("username", "full_name", "email", "shown_groups", "shown_sections", "active", "staff")
    active = yes_or_no("is_active", gettext_lazy("may sign in"))
    staff = yes_or_no("is_staff", gettext_lazy("works at the desk"))
    list_filter = (GroupFilter, "is_active", "is_staff")

    readonly_fields = ("last_login", "date_joined")
    # Django's own, with what we add to them beside what it is like.
    fieldsets = [
        (label, {**options, "fields": tuple(_beside(*options["fields"]))})
        for label, options in UserAdmin.fieldsets
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in FLAGS:
            kwargs["label"], kwargs["help_text"] = FLAGS[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    change_form_template = "admin/people/change_form.html"

    def get_urls(self):
        security = self.admin_site.admin_view(show_security)
        return [
            path("<int:object_id>/security/", security, name="newsroom_user_security"),
            *super().get_urls(),
        ]

    change_password_form = OthersPasswordForm

    def user_change_password(self, request, id, form_url=""):
        """Another's password opens their account: the own one goes before, and their devices sign out."""
        return ask_first(request) or super().user_change_password(request, id, form_url)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "sections")

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return names if request.user.is_superuser else (*names, "is_superuser")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_administer(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_administer(request.user, obj)

    def told_of(self, obj):
        flags = [label for name, (label, _help) in FLAGS.items() if getattr(obj, name)]
        return _told({
            gettext_lazy("may"): flags,
            gettext_lazy("groups"): map(group_name, obj.groups.order_by("pk")),
            gettext_lazy("sections"): obj.sections.order_by("pk"),
            gettext_lazy("rights"): map(permission_name, _rights(obj.user_permissions)),
        })  # fmt: skip

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            notices.tell(obj, notices.Change.EMAIL, former=form.initial["email"])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "sections" in form.cleaned_data:
            form.instance.sections.set(form.cleaned_data["sections"])

    @admin.display(description=gettext_lazy("full name"))
    def full_name(self, user):
        return user.get_full_name() or "—"

    @admin.display(description=gettext_lazy("groups"))
    def shown_groups(self, user):
        return "، ".join(map(group_name, user.groups.all())) or "—"

    @admin.display(description=gettext_lazy("sections"))
    def shown_sections(self, user):
        return "، ".join(map(str, user.sections.all())) or "—"
