"""Each reader gets the newsletter of a day once, or not at all; never twice."""

import threading
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.db import connections
from django.utils import timezone

from articles import publishing
from articles.models import Article, Delivery, Digest, Newsletter, Subscriber
from articles.newsletter import sending, signing_up
from articles.tasks import send_newsletter
from tests.articles.newsletter.conftest import make_news, subscribe
from tests.factories import make_user

pytestmark = pytest.mark.django_db

MONA, SAMI, LAYLA = "mona@marsa.example", "sami@marsa.example", "layla@marsa.example"


def go_on():
    return sending.go_on(seconds=30)


def refused(email, code, told=b"no"):
    return SMTPRecipientsRefused({email: (code, told)})


def minutes_later(monkeypatch, minutes):
    moment = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(sending.timezone, "now", lambda: moment)


def test_each_reader_gets_one_letter_a_day_however_often_the_job_runs(mail_server, its_hour):
    make_news()
    subscribe(MONA, SAMI)
    assert [send_newsletter(timestamp=0) for _time in range(3)] == [2, 0, 0]
    assert mail_server.reached == [MONA, SAMI]
    digest = Digest.objects.get()
    assert (digest.state, digest.sent, digest.refused, len(digest.articles)) == ("sent", 2, 0, 3)


def test_nothing_goes_before_the_hour_nor_long_after_it(mail_server, monkeypatch):
    make_news()
    subscribe(MONA)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    for hour, goes in ((11, False), (17, False), (12, True)):
        moment = noon.replace(hour=hour, minute=59) if hour != 17 else noon.replace(hour=18, minute=1)
        monkeypatch.setattr(sending.timezone, "now", lambda moment=moment: moment)
        Newsletter.objects.update(hour=12)
        Article.objects.update(published_at=moment - timedelta(hours=1))
        Subscriber.objects.update(confirmed_at=moment - timedelta(days=1))
        assert bool(go_on()) is goes, hour


def test_nothing_goes_without_mail_or_while_it_rests(mail_server, its_hour, settings):
    make_news()
    subscribe(MONA)
    Newsletter.objects.update(is_on=False)
    assert go_on() == 0
    Newsletter.objects.update(is_on=True)
    settings.HAS_MAIL = False
    assert go_on() == 0
    assert not Digest.objects.exists()


def test_a_day_without_news_has_no_letter_and_is_told(mail_server, its_hour):
    subscribe(MONA)
    assert go_on() == 0
    assert Digest.objects.get().state == "empty"


@pytest.mark.parametrize("death", [SystemExit, KeyboardInterrupt])
def test_a_worker_that_dies_while_it_hands_a_letter_over_sends_none_twice(mail_server, its_hour, death):
    """Whether the letter went out nobody knows: its reader gets no other, and all the others theirs."""

    def die():
        raise death

    make_news()
    subscribe(MONA, SAMI, LAYLA)
    mail_server.answers[SAMI] = die
    with pytest.raises(death):
        go_on()
    del mail_server.answers[SAMI]
    assert go_on() == 1
    assert mail_server.reached == [MONA, LAYLA]
    assert Subscriber.objects.get(email=SAMI).delivery == Delivery.TAKEN
    assert Digest.objects.get().state == "sent"


def test_silence_of_the_mail_server_counts_as_sent_and_is_left_alone_when_it_lasts(mail_server, its_hour):
    make_news()
    readers = [f"r{number}@marsa.example" for number in range(6)]
    subscribe(*readers)
    mail_server.answers = dict.fromkeys(readers[:4], SMTPServerDisconnected("gone"))
    assert go_on() == 0  # three in a row
    assert go_on() == 2
    assert mail_server.reached == readers[4:]


def test_who_is_refused_for_now_is_tried_again_later_and_no_more_than_three_times(
    mail_server, its_hour, monkeypatch
):
    make_news()
    subscribe(MONA)
    mail_server.answers[MONA] = refused(MONA, 450)
    assert go_on() == 0
    assert go_on() == 0
    assert Subscriber.objects.get().tries == 1
    minutes_later(monkeypatch, 11)
    go_on()
    minutes_later(monkeypatch, 22)
    go_on()
    minutes_later(monkeypatch, 33)
    mail_server.answers.clear()
    assert go_on() == 0
    assert Digest.objects.get().state == "sent"
    assert Subscriber.objects.get().delivery == Delivery.REFUSED


def test_who_was_refused_for_now_gets_the_letter_when_the_server_takes_it(mail_server, its_hour, monkeypatch):
    make_news()
    subscribe(MONA)
    mail_server.answers[MONA] = SMTPDataError(451, b"later")
    go_on()
    mail_server.answers.clear()
    minutes_later(monkeypatch, 11)
    assert go_on() == 1
    assert Subscriber.objects.get().tries == 0


def test_an_address_refused_for_good_on_three_days_is_erased(mail_server, its_hour):
    make_news()
    subscribe(MONA)
    mail_server.answers[MONA] = refused(MONA, 550, b"5.1.1 No such user here")
    for number in range(1, 4):
        assert Subscriber.objects.exists()
        go_on()
        today = Digest.objects.filter(day=timezone.localdate())
        today.update(day=timezone.localdate() - timedelta(days=number))
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("told", [b"5.7.1 Relay access denied", b"5.4.5 Daily quota exceeded", b"Blocked"])
def test_a_server_that_refuses_all_that_we_send_erases_nobody(mail_server, its_hour, monkeypatch, told):
    make_news()
    subscribe(MONA)
    mail_server.answers[MONA] = refused(MONA, 554, told)
    for number in range(1, 5):
        go_on()
        assert Digest.objects.get(day=timezone.localdate()).trouble == "SMTPRecipientsRefused"
        Digest.objects.filter(day=timezone.localdate()).update(
            day=timezone.localdate() - timedelta(days=number), state="sent"
        )
    assert Subscriber.objects.get().refusals == 0


def test_a_mail_server_that_is_down_costs_nobody_their_letter(mail_server, its_hour):
    make_news()
    subscribe(MONA, SAMI)
    mail_server.down = ConnectionRefusedError("no")
    assert go_on() == 0
    assert Digest.objects.get().trouble == "ConnectionRefusedError"
    mail_server.down = None
    assert go_on() == 2
    assert Digest.objects.get().trouble == ""


def test_what_is_withdrawn_meanwhile_is_in_no_later_letter(mail_server, its_hour, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    first, second, _third = make_news()
    subscribe(MONA, SAMI)
    boss = make_user(is_superuser=True)

    def withdraw():
        publishing.withdraw(Article.objects.get(pk=second.pk), by=boss, note="خطأ")

    mail_server.answers[MONA] = withdraw
    assert go_on() == 2
    bodies = [letter.body + letter.alternatives[0].content for letter in mail_server.letters]
    assert second.headline in bodies[0]
    assert second.headline not in bodies[1]
    assert first.headline in bodies[1]


def test_drafts_scheduled_and_embargoed_articles_are_in_no_letter(mail_server, its_hour):
    [public] = make_news(1)
    hidden = [
        *make_news(1, status="draft"),
        make_news(1)[0],
    ]
    Article.objects.filter(pk=hidden[0].pk).update(headline="سر أول")
    Article.objects.filter(pk=hidden[1].pk).update(
        headline="سر ثان", embargo_until=timezone.now() + timedelta(hours=1)
    )
    subscribe(MONA)
    go_on()
    assert Digest.objects.get().articles == [public.pk]
    assert "سر" not in mail_server.letters[0].body


def test_who_leaves_meanwhile_gets_no_letter(mail_server, its_hour):
    make_news()
    subscribe(MONA, SAMI)
    mail_server.answers[MONA] = lambda: signing_up.leave(SAMI)
    assert go_on() == 1
    assert mail_server.reached == [MONA]


def test_who_confirms_after_it_began_gets_the_next_one(mail_server, its_hour):
    make_news()
    subscribe(MONA)
    sending.begin(Newsletter.objects.get())
    signing_up.confirm(SAMI)
    assert go_on() == 1
    assert mail_server.reached == [MONA]


def test_one_that_takes_too_long_is_ended_and_told(mail_server, its_hour, monkeypatch):
    make_news()
    subscribe(MONA)
    sending.begin(Newsletter.objects.get())
    minutes_later(monkeypatch, 6 * 60 + 1)
    assert go_on() == 0
    assert Digest.objects.filter(state="cut").exists()


def test_a_day_whose_hour_was_changed_after_it_has_no_second_letter(mail_server, its_hour):
    make_news()
    subscribe(MONA)
    go_on()
    Newsletter.objects.update(hour=(timezone.localtime().hour - 1) % 24)
    assert go_on() == 0


@pytest.mark.parametrize("readers", [3, 40])
def test_a_letter_costs_four_queries_whatever_the_number_of_readers(
    mail_server, its_hour, readers, django_assert_max_num_queries
):
    make_news()
    subscribe(*(f"r{number}@marsa.example" for number in range(readers)))
    sending.begin(Newsletter.objects.get())
    # Of each letter: taken, its address, sent, counted. Of the run: the choices four times, is there one
    # of today, the one under way, who is due twice, who waits, its articles, its end.
    with django_assert_max_num_queries(4 * readers + 12):
        assert go_on() == readers


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(mail_server, its_hour):
    make_news()
    readers = [f"r{number}@marsa.example" for number in range(30)]
    subscribe(*readers)
    digest = sending.begin(Newsletter.objects.get())
    start = threading.Barrier(3)

    def work():
        start.wait()
        try:
            sending._send_for(digest, 30)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(mail_server.reached) == sorted(readers)
    assert Digest.objects.get().sent == 30


@pytest.mark.django_db(transaction=True)
def test_the_mark_is_in_the_database_before_the_letter_is_handed_over(mail_server, its_hour):
    """Or the power could fail between the two, and take the mark back with it."""
    make_news()
    subscribe(MONA)
    seen = []

    def look():
        seen.append(Subscriber.objects.get().delivery)
        connections.close_all()

    def look_from_elsewhere():
        other = threading.Thread(target=look)
        other.start()
        other.join(10)

    mail_server.answers[MONA] = look_from_elsewhere
    assert go_on() == 1
    assert seen == [Delivery.TAKEN]
