"""What a job keeps of a keyword is what its page would work out, and comes anew when that changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.caching.versions import fold
from tags import timeline
from tags.models import Keyword, KeywordSummary
from tags.related import related_live
from tags.summaries import forget_orphans, stale_keywords, summarise
from tests.articles.views.public import texts
from tests.factories import make_article, make_record, write_articles
from tests.tags.test_merging import keyword

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridges():
    months = ("2024-03-05", "2024-05-06", "2023-12-08", "2024-05-08")
    write_articles(
        *(make_record(keywords=["جسور", "خرسانة"], published_at=f"{day}T12:00:00+03:00") for day in months)
    )
    fold()
    return keyword("جسور")


def work_out():
    """Do as the job does; what pages were bumped by is counted first, as it is each minute."""
    fold()
    stale = stale_keywords(100)
    summarise(stale)
    return len(stale)


def page(client, row):
    return client.get(reverse("keyword", args=[row.slug]))


def test_a_page_says_the_same_whether_or_not_the_job_came(client, bridges):
    before = page(client, bridges)
    work_out()
    assert KeywordSummary.objects.count() == Keyword.objects.count()
    after = page(client, bridges)
    assert after.content == before.content
    assert texts(after, ".//nav[@class='related-keywords']/ul/li") == ["خرسانة"]
    assert len(texts(after, ".//section[@class='timeline']//li/a")) == 3


def test_the_page_then_reads_it_with_the_keyword(client, bridges):
    with CaptureQueriesContext(connection) as before:
        page(client, bridges)
    work_out()
    with CaptureQueriesContext(connection) as after:
        page(client, bridges)
    assert len(after) == len(before) - 1


def test_nothing_is_worked_out_twice(bridges):
    assert work_out() == 2
    assert work_out() == 0


@pytest.mark.parametrize("change", ["publish", "withdraw", "rename"])
def test_a_change_is_followed(client, bridges, change, managing_editor):
    work_out()
    if change == "publish":
        make_article(keywords=["جسور", "نهر"], published_at="2024-06-01T12:00:00Z", status="published")
        make_article(keywords=["جسور", "نهر"], published_at="2024-06-02T12:00:00Z", status="published")
    elif change == "withdraw":
        publishing.withdraw(bridges.article_keywords.first().content_object, by=managing_editor, note="خطأ")
    else:
        other = keyword("خرسانة")
        other.name = "إسمنت"
        other.save()
    work_out()
    kept = page(client, bridges).content
    KeywordSummary.objects.all().delete()
    assert page(client, bridges).content == kept
    if change == "publish":
        assert {row.name for row in related_live(bridges)} == {"خرسانة", "نهر"}


def test_what_the_clock_changes_comes_after_a_day(bridges):
    work_out()
    KeywordSummary.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    assert work_out() == Keyword.objects.count()
    assert work_out() == 0


def test_what_is_taken_from_readers_is_told_by_no_summary(client, bridges, managing_editor):
    """At once: neither the count of its log nor the job came."""
    work_out()
    assert "خرسانة" in page(client, bridges).content.decode()
    for use in bridges.article_keywords.all()[:3]:
        publishing.withdraw(use.content_object, by=managing_editor, note="خطأ")
    told = page(client, bridges).content.decode()
    assert "خرسانة" not in told
    assert "timeline" not in told
    fold()
    assert page(client, bridges).content.decode() == told


def test_what_changed_comes_before_what_is_new_or_old(bridges):
    work_out()
    KeywordSummary.objects.update(made_at=timezone.now() - timedelta(days=2))
    make_article(keywords=["جديدة"])
    changed = keyword("جسور")
    changed.description = "كل ما يعبر عليه."
    changed.save()
    fold()
    order = [number for number, _version in stale_keywords(100)]
    assert order == [changed.pk, keyword("جديدة").pk, keyword("خرسانة").pk]


def test_drafts_crowd_nothing_out(bridges, monkeypatch):
    monkeypatch.setattr(timeline, "NEWEST", 4)
    for day in (1, 2, 3, 4):
        make_article(keywords=["جسور"], status="draft", published_at=f"2025-01-0{day}")
    make_article(keywords=["جسور"], status="draft", published_at=None)
    row = Keyword.objects.annotate(**timeline.told_live()).get(pk=bridges.pk)
    assert (len(row.months), row.has_more_uses) == (3, False)


def test_a_related_keyword_that_is_gone_is_not_named(client, bridges):
    work_out()
    Keyword.objects.filter(pk=keyword("خرسانة").pk).delete()
    assert "related-keywords" not in page(client, bridges).content.decode()
    assert forget_orphans() == 1


def test_some_keywords_cost_one_query_each_and_three(bridges):
    fold()
    with CaptureQueriesContext(connection) as captured:
        stale = stale_keywords(100)
        summarise(stale)
    assert len(stale) == 2
    assert len(captured) == len(stale) + 3
