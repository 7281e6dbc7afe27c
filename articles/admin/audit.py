"""The audit to take along: chosen by time, person and article, as CSV or JSON lines."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import auditing
from articles.admin.pages import article_page
from articles.cleaning import LARGEST_KEY
from articles.forms.fields import DirectionMixin
from newsroom.confirm_pages import ask_first
from newsroom.models import User

KINDS = {
    "csv": ("text/csv; charset=utf-8", auditing.csv_lines),
    "jsonl": ("application/x-ndjson; charset=utf-8", auditing.json_lines),
}


def _day(label) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


class AuditForm(DirectionMixin, forms.Form):
    since = _day(gettext_lazy("from the day"))
    until = _day(gettext_lazy("to the end of the day"))
    person = forms.ModelChoiceField(
        User.objects.order_by("first_name", "username"), label=gettext_lazy("person"), required=False,
        empty_label=gettext_lazy("everybody"),
    )  # fmt: skip
    article = forms.IntegerField(
        label=gettext_lazy("number of the article"), required=False, min_value=1, max_value=LARGEST_KEY
    )

    def clean(self):
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return data


def export_audit(request):
    """Ask what to export; with a format in the address, stream it."""
    if not auditing.may_export(request.user):
        raise PermissionDenied
    kind = request.GET.get("as")
    form = AuditForm(request.GET if kind else None)
    if kind in KINDS and form.is_valid():
        if asked := ask_first(request):
            return asked
        entries = auditing.select_entries(request.user, **form.cleaned_data)
        taken = auditing.record_trust(
            "audit_export", about=_("The audit"), by=request.user, note=_asked(form)
        )
        return _file(kind, entries.filter(pk__lt=taken.pk))
    return article_page(request, None, "audit.html", form=form, title=_("Export the audit"))


def _asked(form: AuditForm) -> str:
    """Say what was chosen, a line each."""
    chosen = {field.label: form.cleaned_data.get(field.name) for field in form}
    told = [f"{label}: {value}" for label, value in chosen.items() if value]
    return "\n".join(told) or _("everything")


def _file(kind: str, entries) -> StreamingHttpResponse:
    content_type, lines = KINDS[kind]
    name = f"audit-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines(entries), content_type=content_type, headers=headers)
