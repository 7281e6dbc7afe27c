from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from taggit.admin import Tag

from articles.admin.taxonomy import AliasInline, NamedAdmin
from articles.models import ArticleKeyword
from tags.models import Keyword, KeywordAlias

# taggit's own model holds nothing here: keywords are ours.
admin.site.unregister(Tag)


class KeywordAliasInline(AliasInline):
    model = KeywordAlias


@admin.register(Keyword)
class KeywordAdmin(NamedAdmin):
    list_display = ("name", "uses", "slug")
    fields = ("name", "description", "slug")
    inlines = [KeywordAliasInline]

    def get_queryset(self, request):
        """Count by a subquery, which runs for the rows shown and not for the whole table."""
        uses = ArticleKeyword.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
        count = Subquery(uses.annotate(n=Count("pk")).values("n"))
        return super().get_queryset(request).annotate(use_count=Coalesce(count, 0))

    @admin.display(description=_("articles"))
    def uses(self, keyword):
        return keyword.use_count
