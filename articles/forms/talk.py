from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.article import zone_label
from articles.forms.fields import DirectionMixin, MomentField
from articles.models import Assignment
from articles.models.talk import NOTE_LENGTH
from articles.talking import people_of_desk
from newsroom.models import User


class NoteForm(DirectionMixin, forms.Form):
    text = forms.CharField(
        label=gettext_lazy("New note"), max_length=NOTE_LENGTH,
        help_text=gettext_lazy("Write @ and a name to call a person: the note waits on their desk."),
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": ""}),
    )  # fmt: skip


class AssignmentForm(DirectionMixin, forms.ModelForm):
    due_at = MomentField(label=gettext_lazy("due"))

    class Meta:
        model = Assignment
        fields = ["title", "to", "due_at", "details"]
        widgets = {"details": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "to" not in self.fields:
            return  # the admin leaves out what a person may only see
        self.fields["to"].queryset = User.objects.filter(pk__in=[one.pk for one in people_of_desk()])
        self.fields["due_at"].help_text = _("Time zone: %(zone)s") % {"zone": zone_label()}

    def clean_due_at(self):
        due = self.cleaned_data["due_at"]
        if due <= timezone.now() and "due_at" in self.changed_data:
            raise forms.ValidationError(
                _("This time is past; now it is %(now)s.") % {"now": f"{timezone.localtime():%H:%M}"}
            )
        return due
