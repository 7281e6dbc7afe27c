"""Pages of people and groups whose acts also stand in the audit, with the rights before and after."""

from typing import Any

from django.utils.translation import gettext as _

from articles.auditing import record_trust


class AuditedAdmin:
    """Write beside Django's own log, which who looks after people may not export and an erasure may empty."""

    def told_of(self, obj: Any) -> str:
        """Say what rights a row gives, in the words of the house."""
        return ""

    def save_model(self, request, obj, form, change):
        request.rights_before = self.told_of(type(obj).objects.get(pk=obj.pk)) if change else ""
        super().save_model(request, obj, form, change)

    def log_addition(self, request, obj, message):
        self._record(request, "add", obj, self.told_of(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        before, after = getattr(request, "rights_before", ""), self.told_of(obj)
        told = [entry.get_change_message()]
        if before and before != after:
            told += [_("Before: %(rights)s") % {"rights": before}, _("After: %(rights)s") % {"rights": after}]
        self._record(request, "change", obj, "\n".join(told))
        return entry

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._record(request, "delete", obj, self.told_of(obj))
        return super().log_deletions(request, queryset)

    def _record(self, request, verb: str, obj: Any, note: str) -> None:
        name = f"{self.opts.model_name}_{verb}"
        record_trust(name, about=obj, by=request.user, note=note)
