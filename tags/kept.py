"""The summary of a keyword as a job kept it, where nothing changed since."""

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from articles.models import PageBump, PageVersion
from tags.models import KeywordSummary


def kept_summary() -> QuerySet[KeywordSummary]:
    """Find, for each of a queryset of keywords, its summary if that is of the present version of its pages.

    So what is withdrawn is told by none, in the moment when it goes.
    """
    key = Concat(Value("keyword-"), Cast(OuterRef("keyword"), CharField()))
    folded = PageVersion.objects.filter(key=key).values("number")
    since = (
        PageBump.objects.filter(key=key).order_by().values("key").annotate(uses=Count("pk")).values("uses")
    )
    present = Coalesce(Subquery(folded), 0) + Coalesce(Subquery(since), 0)
    return KeywordSummary.objects.filter(keyword=OuterRef("pk"), version=present)
