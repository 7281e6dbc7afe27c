"""What the public may read follows the database's clock, whatever this machine's says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.checking import check_time
from articles.models import Article
from articles.permissions import viewable
from articles.workflow import TRANSITIONS
from newsroom import clock
from tests.factories import make_article, make_user

HOUR = timedelta(hours=1)


@pytest.fixture
def wrong_by(monkeypatch):
    """Set the clock of this machine wrong, and let it see that of the database."""
    right = timezone.now

    def go_wrong(offset):
        monkeypatch.setattr("django.utils.timezone.now", lambda: right() + offset)
        clock.look_on_connection(connection)

    yield go_wrong
    clock.clock.offset = timedelta(0)


@pytest.mark.django_db
@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_the_time_is_the_databases(wrong_by, offset):
    before = timezone.now()
    wrong_by(offset)
    assert abs(clock.now() - before) < timedelta(seconds=5)


@pytest.mark.django_db
def test_a_moment_of_difference_is_left_alone(wrong_by):
    wrong_by(timedelta(seconds=1))
    assert clock.clock.offset == timedelta(0)


@pytest.mark.django_db
def test_a_fast_clock_opens_no_embargo_and_no_schedule(wrong_by):
    held, later = make_article(), make_article()
    Article.objects.filter(pk=held.pk).update(embargo_until=timezone.now() + HOUR / 2)
    Article.objects.filter(pk=later.pk).update(published_at=timezone.now() + HOUR / 2)
    wrong_by(HOUR)
    held.refresh_from_db()
    assert held.is_embargoed
    assert not Article.objects.published().filter(pk__in=[held.pk, later.pk]).exists()


@pytest.mark.django_db
def test_a_slow_clock_hides_nothing_that_came_out(wrong_by):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - HOUR / 2)
    wrong_by(-HOUR)
    article.refresh_from_db()
    assert article.is_public
    assert Article.objects.published().filter(pk=article.pk).exists()


@pytest.mark.django_db
def test_comparing_is_told_once_in_the_log(wrong_by, caplog):
    wrong_by(HOUR)
    clock.look_on_connection(connection)
    told = [record for record in caplog.records if record.name == "newsroom.clock"]
    assert [record.getMessage() for record in told] == [
        "The clock of this machine is +3600 s from the database's"
    ]


@pytest.mark.django_db
def test_a_fast_clock_shows_a_reporter_nothing_under_embargo(wrong_by):
    held, reporter = make_article(), make_user(group="reporter")
    Article.objects.filter(pk=held.pk).update(embargo_until=timezone.now() + HOUR / 2)
    wrong_by(HOUR)
    assert not viewable(reporter, Article.objects.filter(pk=held.pk)).exists()


@pytest.mark.django_db
def test_a_time_that_is_not_past_by_the_databases_clock_may_be_planned(wrong_by):
    article, at = make_article(status="approved"), timezone.now() + HOUR / 2
    wrong_by(HOUR)
    check_time(article, TRANSITIONS["schedule"], at)
