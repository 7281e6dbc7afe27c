"""The groups and sections of people, as forms offer them: in the words of the reader."""

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models import Section

# The names that a migration stored → what people read.
GROUP_NAMES = {
    "reporter": gettext_lazy("reporter"),
    "editor": gettext_lazy("editor"),
    "managing editor": gettext_lazy("managing editor"),
    "import staff": gettext_lazy("import staff"),
}


def group_name(group: Group) -> str:
    return str(GROUP_NAMES.get(group.name, group.name))


class GroupsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return group_name(obj)


class SectionsField(forms.ModelMultipleChoiceField):
    """Choose sections from one list, each part named after the section that it belongs to."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self):
        super().__init__(
            Section.objects.select_related("parent").order_by("name"), required=False, label=_("sections"),
            help_text=_("Whoever works in some sections is kept to these; whoever is in none is not."),
        )  # fmt: skip

    def label_from_instance(self, obj):
        return f"{obj.parent} ‹ {obj}" if obj.parent else str(obj)
