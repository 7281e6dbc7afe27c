from django.contrib import admin

from articles.forms.fields import set_direction


class DirectionAdminMixin:
    """Let every form field take its direction from its content."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            set_direction(field.widget)
        return field


class DeskAdmin(DirectionAdminMixin, admin.ModelAdmin):
    """Keep lists quick at any size: no full count, no bulk delete."""

    show_full_result_count = False
    list_per_page = 50
    actions = None


class ReadOnlyAdmin(DeskAdmin):
    """Show what the machine wrote."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
