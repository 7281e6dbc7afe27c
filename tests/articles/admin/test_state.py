"""The page that tells how the site is: its judgements, its cost, and another try for a job."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import health, tasks
from articles.admin.job_names import NAMES
from articles.admin.state import print_delay
from articles.admin.state_parts import print_seconds
from articles.models import AuditEntry, Feed, ImportBatch, PlannedUpdate
from newsroom import finished_jobs, probes
from newsroom.models import Backup, JobFailure
from newsroom.plain_cache import cache_in
from tests.articles.admin.pages import text_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
PAGE, PARTS = "admin:state", "admin:state_parts"


@pytest.fixture
def boss(client):
    user = make_user("boss", is_superuser=True)
    client.force_login(user)
    return user


def set_jobs(state, *numbers, worker=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, worker_id = %s WHERE id = ANY(%s)",
            [state, worker, list(numbers)],
        )


def fail(*, error="ValueError: لا جواب", task=tasks.poll, **given):
    number = task.defer(**given or {"feed_id": 1})
    set_jobs("failed", number)
    JobFailure.objects.create(job_id=number, task=task.name, at=timezone.now(), error=error)
    return number


def start_worker():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        return cursor.fetchone()[0]


def page(client):
    return text_of(client.get(reverse(PAGE)))


def test_every_job_has_an_arabic_name():
    known = {name for name in app.tasks if "builtin" not in name}
    assert set(NAMES) == known
    assert not [str(name) for name in NAMES.values() if str(name).isascii()]


def test_the_desk_leads_who_answers_for_the_site_there(client, boss, editor):
    assert reverse(PAGE) in client.get(reverse("admin:index")).content.decode()
    client.force_login(editor)
    assert reverse(PAGE) not in client.get(reverse("admin:index")).content.decode()


def test_a_site_that_is_well_says_so(client, boss):
    start_worker()
    now = timezone.now()
    Backup.objects.create(name="20241231-010000", made_at=now, tested_at=now)
    text = page(client)
    assert "كل أجزاء الموقع سليمة." in text
    assert "عامل واحد يعمل" in text
    assert "لا مهمة متعثرة، أو نجحت كلها بعد ذلك." in text
    assert "متعطل" not in text.replace("لا خلاصة متعطلة", "")


def test_what_is_wrong_is_named_with_its_numbers(client, boss, settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": cache_in(settings.CACHE_URL)}
    article = make_article()
    for number in range(3):
        Feed.objects.create(source=article.source, url=f"https://marsa.example/{number}", failures=1)
    ImportBatch.objects.create(by=boss, counts={"created": 11, "rejected": 2})
    Backup.objects.create(name="20241231-010000", made_at=timezone.now(), is_whole=False, error="القرص ممتلئ")
    fail()
    fail()
    tasks.mend_stale_search.defer(timestamp=0)
    text = page(client)
    for words in (
        "لا عامل يعمل", "لا تستجيب: يبطؤ إعداد الصفحات", "3 خلاصات متعطلة", "سجلان مرفوضان",
        "الجديد في آخر ساعة: 11 مقالا", "القرص ممتلئ", "مهمتان متعثرتان", "مهمة واحدة تنتظر",
        "قراءة خلاصة", "لا جواب ValueError",
    ):  # fmt: skip
        assert words in text, words


def test_a_planned_update_that_is_late_is_told(client, boss):
    article = make_article()
    revision = article.revisions.first()
    at = timezone.now() - timedelta(minutes=10)
    PlannedUpdate.objects.create(article=article, revision=revision, at=at, by=boss)
    assert "تحديث مجدول حان موعده ولم يُنشر: منذ 10 دقائق" in page(client)


def test_the_last_planned_updates_tell_how_late_they_came(client, boss):
    article = make_article()
    AuditEntry.objects.create(
        article=article,
        article_label="عنوان",
        action="update",
        moment=timezone.now() - timedelta(seconds=130),
    )
    assert "بعد موعده بدقيقتين" in page(client)


def test_the_page_costs_the_same_whatever_there_is(client, boss, django_assert_num_queries):
    def ask():
        # session, user; queues, troubles, workers; database, planned updates, imports, feeds, backups, delays
        with django_assert_num_queries(11):
            assert client.get(reverse(PARTS)).status_code == 200

    ask()
    article = make_article()
    for number in range(8):
        fail()
        tasks.poll.defer(feed_id=number)
        Feed.objects.create(source=article.source, url=f"https://marsa.example/{number}", failures=1)
        ImportBatch.objects.create(by=boss)
    ask()


def test_a_managing_editor_sees_and_tries_nothing_again(client, managing_editor):
    number = fail()
    client.force_login(managing_editor)
    assert "أعد المحاولة" not in page(client)
    assert client.post(reverse("admin:state_job", args=[number])).status_code == 403
    assert ProcrastinateJob.objects.get(pk=number).status == "failed"


def test_a_job_is_tried_again_once_that_is_confirmed(client, boss):
    number = fail()
    address = reverse("admin:state_job", args=[number])
    shown = text_of(client.get(address))
    assert "قراءة خلاصة" in shown
    assert "لا جواب ValueError" in shown
    assert ProcrastinateJob.objects.get(pk=number).status == "failed"
    assert "عادت المهمة تنتظر عاملا." in text_of(client.post(address, follow=True))
    job = ProcrastinateJob.objects.get(pk=number)
    assert (job.status, job.args) == ("todo", {"feed_id": 1})
    assert probes.queues()[0].waiting == 1
    assert LogEntry.objects.get().object_id == str(number)
    assert client.post(address).status_code == 404  # it waits now


def test_all_jobs_of_a_kind_are_tried_again_together(client, boss):
    numbers = [fail() for _turn in range(3)]
    other = fail(task=tasks.undo, batch_id=1)
    address = reverse("admin:state_job", args=[numbers[0]])
    assert "3 مهام متعثرة" in text_of(client.get(address))
    assert "عادت 3 مهام تنتظر عاملا." in text_of(client.post(address, follow=True))
    waiting = ProcrastinateJob.objects.filter(status="todo").values_list("pk", flat=True)
    assert set(waiting) == set(numbers)
    assert ProcrastinateJob.objects.get(pk=other).status == "failed"


def test_a_job_whose_like_waits_already_stays(client, boss):
    number = fail(task=tasks.mend_stale_search, timestamp=0)
    tasks.mend_stale_search.defer(timestamp=0)
    answer = client.post(reverse("admin:state_job", args=[number]), follow=True)
    assert "مهمة من النوع نفسه تنتظر الآن" in text_of(answer)
    assert ProcrastinateJob.objects.get(pk=number).status == "failed"


def test_a_job_that_lost_its_worker_is_tried_again(client, boss):
    number = tasks.poll.defer(feed_id=1)
    set_jobs("doing", number)
    assert "مهمة واحدة توقف عاملها" in page(client)
    client.post(reverse("admin:state_job", args=[number]))
    assert ProcrastinateJob.objects.get(pk=number).status == "todo"


def test_a_job_that_a_worker_is_at_is_nobodys_to_try(client, boss):
    number = tasks.poll.defer(feed_id=1)
    set_jobs("doing", number, worker=start_worker())
    assert client.post(reverse("admin:state_job", args=[number])).status_code == 404
    assert probes.queues()[0].running == 1


def test_old_jobs_are_forgotten_and_young_ones_stay():
    old, young, waiting = (tasks.poll.defer(feed_id=1) for _turn in range(3))
    failed, lately = fail(), fail()
    set_jobs("succeeded", old, young)
    with connection.cursor() as cursor:
        for number, days in ((old, 4), (waiting, 40), (failed, 31), (lately, 4)):
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s",
                [timedelta(days=days), number],
            )
    assert finished_jobs.forget_old() == 2
    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == {young, waiting, lately}
    assert list(JobFailure.objects.values_list("pk", flat=True)) == [lately]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.05, "0.05 ثانية"), (1, "ثانية واحدة"), (2.5, "2.5 ثانية"), (5, "5 ثوان"), (float("inf"), "10 ثوان")],
)
def test_a_time_is_told_in_words(seconds, told):
    with override("ar"):
        assert print_seconds(seconds) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.4, "في موعده"),
        (2, "بعد موعده بثانيتين"),
        (40, "بعد موعده بـ40 ثانية"),
        (660, "بعد موعده بـ11 دقيقة"),
    ],
)
def test_a_delay_is_told_in_words(seconds, told):
    with override("ar"):
        assert print_delay(SimpleNamespace(seconds=seconds)) == told


def test_a_delay_is_never_negative():
    now = timezone.now()
    assert health.Delay(None, "", now, now - timedelta(seconds=3)).seconds == 0
