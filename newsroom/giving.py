"""What a person may give to others: never more than they have, be it by groups, by rights or by sections."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.reach import sections_of


def may_give_rights(user: Any, rights: Iterable[Permission]) -> bool:
    own = user.get_all_permissions()
    return user.is_superuser or all(
        f"{right.content_type.app_label}.{right.codename}" in own for right in rights
    )


def may_give_groups(user: Any, groups: Iterable[Group]) -> bool:
    if user.is_superuser:
        return True
    rights = Permission.objects.filter(group__in=list(groups)).select_related("content_type")
    return may_give_rights(user, rights)


def may_give_sections(user: Any, sections: Iterable[Any]) -> bool:
    """Whoever is kept to some sections gives some of these; none at all would be every section."""
    given, own = {section.pk for section in sections}, sections_of(user)
    return not own or (bool(given) and given <= own)


def may_administer(user: Any, person: Any) -> bool:
    """Say whether an account is theirs to change: of somebody else, who has no right that they lack."""
    if user.is_superuser or person is None:
        return True
    if person.is_superuser or person.pk == user.pk:
        return False
    # Asked of the rows: an account that is closed has rights again when it is opened.
    rights = Permission.objects.filter(Q(group__user=person) | Q(user=person)).select_related("content_type")
    return may_give_rights(user, rights)


def may_stand_behind(user: Any, invitation: Any) -> bool:
    """Say whether a person could have made this invitation: its link is worth what it gives."""
    groups, sections = invitation.groups.all(), invitation.sections.all()
    return may_give_groups(user, groups) and may_give_sections(user, sections)


class GiverForm:
    """A form in which `by` gives rights to others."""

    by: Any = None

    def clean_groups(self):
        return self._given("groups", may_give_groups)

    def clean_user_permissions(self):
        return self._given("user_permissions", may_give_rights)

    def clean_permissions(self):
        return self._given("permissions", may_give_rights)

    def clean_sections(self):
        return self._given("sections", may_give_sections)

    def _given(self, name: str, may_give: Any):
        given = self.cleaned_data[name]
        if not may_give(self.by, given):
            raise ValidationError(_("You can give only what you have yourself."))
        return given


class GiverAdmin:
    """Tell the forms of an admin who gives."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})
