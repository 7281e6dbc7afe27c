from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("articles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from articles.words import refresh

        request_started.connect(refresh, dispatch_uid="words")
