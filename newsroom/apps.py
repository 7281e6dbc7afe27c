from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("people")

    def ready(self):
        from newsroom import checks, lockouts, notices, sessions  # noqa: F401 — they register and listen

        self.look_on()

    def look_on(self):
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
        from django.core.signals import got_request_exception
        from django.db.backends.signals import connection_created

        from newsroom import clock
        from newsroom.seeing import errors, queries, sign_ins

        connection_created.connect(queries.look_on_connection)
        connection_created.connect(clock.look_on_connection)
        got_request_exception.connect(errors.tell_request_error)
        user_login_failed.connect(sign_ins.tell_failure)
        user_locked_out.connect(sign_ins.tell_lock)
        user_logged_in.connect(sign_ins.tell_success)
        user_logged_out.connect(sign_ins.tell_end)


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.admin_site.NewsroomAdminSite"
