"""The page that tells how the site is, in a real browser: fresh without a reload, and a job tried again."""

import pytest
from django.db import connection
from django.utils import timezone

from articles.tasks import poll
from newsroom.models import JobFailure
from tests.browser.test_admin import sign_in
from tests.browser.test_desk import FAST
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def fail():
    number = poll.defer(feed_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [number])
    JobFailure.objects.create(job_id=number, task=poll.name, at=timezone.now(), error="ValueError: لا جواب")


def test_numbers_are_fresh_without_a_reload_and_a_failed_job_is_tried_again(page, live_server, complaints):
    page.add_init_script(FAST)
    make_user("editor", is_superuser=True)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/state/")
    page.evaluate("window.isTheSamePage = true")
    page.wait_for_selector("[data-list=failed][data-count='0']")
    fail()
    page.wait_for_selector("[data-list=failed][data-count='1']")
    assert page.evaluate("window.isTheSamePage")
    page.click("text=أعد المحاولة")
    page.wait_for_selector("text=لا جواب")
    page.click("button:has-text('أعد المحاولة')")
    page.wait_for_selector("text=عادت المهمة تنتظر عاملا.")
    page.wait_for_selector("[data-list=failed][data-count='0']")
    assert complaints == []
