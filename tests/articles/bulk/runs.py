"""Drive a run of many through its steps, as its pages and jobs do."""

from articles import bulk
from articles.bulk.running import go_on
from articles.models import Article, BulkRun


def choose(act, articles, *, by, **given):
    """Choose articles and look at them; returns the run with its preview."""
    rows = Article.objects.filter(pk__in=[article.pk for article in articles]).order_by("pk")
    run = bulk.choose(bulk.ACTS[act], rows, by=by)
    bulk.look(run, given, by=by)
    go_on(run.pk)
    return BulkRun.objects.get(pk=run.pk)


def run_all(act, articles, *, by, takes_warnings=False, **given):
    run = choose(act, articles, by=by, **given)
    bulk.confirm(run, by=by, takes_warnings=takes_warnings)
    go_on(run.pk)
    return BulkRun.objects.get(pk=run.pk)


def undo(run, *, by):
    bulk.begin_undo(run, by=by)
    go_on(run.pk)
    return BulkRun.objects.get(pk=run.pk)


def fates(run):
    """Map each article to (forecast, outcome, undo)."""
    return {item.article_id: (item.forecast, item.outcome, item.undo) for item in run.items.all()}


def reasons(run):
    return {item.article_id: item.reason for item in run.items.all()}
