"""The newsletter at the desk: choices, how it went, a look and a test; and no address of a reader."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from articles.models import Delivery, Digest, Newsletter, Subscriber
from tests.articles.admin.pages import text_of
from tests.articles.newsletter.conftest import make_news, subscribe

pytestmark = pytest.mark.django_db
PAGE, PREVIEW, TEST, ERASE = (
    reverse(f"admin:articles_newsletter_{name}") for name in ("changelist", "preview", "test", "erase")
)


@pytest.fixture
def desk(client, managing_editor, settings):
    settings.HAS_MAIL = True
    managing_editor.email = "boss@marsa.example"
    managing_editor.save()
    client.force_login(managing_editor)
    return client


def test_the_hour_is_chosen_and_sending_paused_on_one_page(desk):
    row = Newsletter.objects.get()
    address = reverse("admin:articles_newsletter_change", args=[row.pk])
    assert desk.post(address, {"hour": "18", "most": "8"}).status_code == 302
    row.refresh_from_db()
    assert (row.is_on, row.hour, row.most) == (False, 18, 8)
    assert "الإرسال متوقف" in text_of(desk.get(PAGE))


def test_it_tells_how_many_there_are_and_how_the_last_days_went(desk):
    rows = subscribe("a@marsa.example", "b@marsa.example", "c@marsa.example")
    digest = Digest.objects.create(
        day=timezone.localdate(), began_at=timezone.now(), sent=1, refused=0, trouble="SMTPDataError 451"
    )
    Subscriber.objects.filter(pk=rows[0].pk).update(digest=digest, delivery=Delivery.TAKEN)
    Subscriber.objects.filter(pk=rows[1].pk).update(digest=digest, delivery=Delivery.LATER)
    text = text_of(desk.get(PAGE))
    for told in ("3 مشتركين", "قيد الإرسال", "SMTPDataError 451", "1 تُعاد محاولتها"):
        assert told in text
    assert "a@marsa.example" not in text


def test_without_mail_the_desk_says_so_and_sends_no_test(desk, settings):
    settings.HAS_MAIL = False
    assert "EMAIL_URL" in text_of(desk.get(PAGE))
    desk.post(TEST)
    assert not mail.outbox


def test_a_test_goes_to_who_asks_and_to_nobody_else(desk):
    make_news(2)
    subscribe("reader@marsa.example")
    desk.post(TEST)
    assert [letter.to for letter in mail.outbox] == [["boss@marsa.example"]]
    assert "خبر اليوم رقم 1" in mail.outbox[0].body
    assert not Digest.objects.exists()
    assert desk.get(TEST).status_code == 405


def test_the_preview_is_the_letter_under_a_policy_that_lets_nothing_run_or_load(desk):
    make_news(2)
    response = desk.get(PREVIEW)
    assert "خبر اليوم رقم 1" in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_an_address_is_erased_for_a_reader_who_writes_and_the_answer_is_always_the_same(desk):
    subscribe("reader@marsa.example")
    answers = []
    for email in ("Reader@marsa.example", "nobody@marsa.example"):
        answers.append(text_of(desk.post(ERASE, {"email": email}, follow=True)))
    assert not Subscriber.objects.exists()
    assert [("ليس هذا العنوان بين المشتركين الآن" in answer) for answer in answers] == [True, True]


def test_editors_and_reporters_neither_see_nor_send_it(client, editor, reporter):
    for person in (editor, reporter):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert client.get(PREVIEW).status_code == 403
        assert client.post(TEST).status_code == 403
        assert client.post(ERASE, {"email": "a@marsa.example"}).status_code == 403


@pytest.mark.parametrize("number", [1, 40])
def test_its_page_costs_the_same_however_many_subscribe(desk, number, django_assert_max_num_queries):
    subscribe(*(f"r{one}@marsa.example" for one in range(number)))
    # Session, user, two of permissions, the row three times, subscribers, waiting, next hour, digests.
    with django_assert_max_num_queries(12):
        desk.get(PAGE)
