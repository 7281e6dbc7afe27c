"""In by the word of an address's owner, out at one click, and one answer to all who ask."""

import json
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import SignUp, SignUpLimit, Subscriber
from articles.newsletter import limits, links, signing_up
from articles.tasks import mail_sign_up, mail_waiting
from newsroom.networks import network_of
from newsroom.sealing import sealed
from tests.articles.newsletter.conftest import make_news, subscribe
from tests.articles.views.public import parse_strictly, place_in_menu, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
MONA = "mona@marsa.example"
OURS = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def browser():
    """A client that insists on tokens, as production does."""
    return Client(enforce_csrf_checks=True)


def ask(browser, email=MONA, **headers):
    return browser.post("/newsletter/", {"email": email}, **(headers or OURS))


def work():
    """Do what jobs wait for."""
    for number in SignUp.objects.values_list("pk", flat=True):
        mail_sign_up(number=number)


def link_in(letter, name):
    return next(line for line in letter.body.splitlines() if f"/newsletter/{name}/" in line).removeprefix(
        "http://testserver"
    )


def test_a_reader_comes_in_by_the_link_of_the_letter_and_leaves_by_another(browser):
    response = ask(browser)
    assert (response.status_code, response.headers["Location"]) == (303, "/newsletter/asked/")
    assert not Subscriber.objects.exists()
    work()
    link = link_in(mail.outbox[0], "confirm")
    assert browser.get(link).status_code == 200
    assert not Subscriber.objects.exists()  # a program that looks into letters confirms nothing
    assert browser.post(link).status_code == 200
    assert [row.email for row in Subscriber.objects.all()] == [MONA]
    leave = links.leave_link(MONA).removeprefix("http://testserver")
    assert browser.get(leave).status_code == 200
    assert Subscriber.objects.exists()
    assert browser.post(leave).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_mail_client_unsubscribes_without_any_page_cookie_or_header_of_ours(browser):
    subscribe(MONA)
    link = links.leave_link(MONA).removeprefix("http://testserver")
    response = browser.post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Subscriber.objects.exists()
    assert browser.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_answer_is_the_same_for_an_address_that_is_subscribed_already(browser):
    subscribe(MONA)
    known, new = ask(browser), ask(browser, "new@marsa.example")
    for response in (known, new):
        del response.headers["Expires"]  # the second at which it was made
    assert (known.status_code, known.headers, known.content) == (new.status_code, new.headers, new.content)
    work()
    assert sorted(letter.to[0] for letter in mail.outbox) == [MONA, "new@marsa.example"]
    told = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert told[MONA] != told["new@marsa.example"]
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://other.testserver"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_REFERER": "http://testserver/newsletter/"},
    ],
)
def test_a_form_of_another_site_signs_nobody_up(browser, headers):
    assert ask(browser, **headers).status_code == 403
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"HTTP_ORIGIN": "http://testserver"}, {"HTTP_SEC_FETCH_SITE": "same-origin"}]
)
def test_one_header_of_a_browser_is_enough(browser, headers):
    assert ask(browser, **headers).status_code == 303


@pytest.mark.parametrize(
    "email",
    ["", "mona", "mona@", "a@b\nBcc: all@marsa.example", "a@marsa.example\r\nSubject: x", "a" * 250 + "@b.co",
     "a@marsa.example,b@marsa.example", "<script>@marsa.example", "a\x00b@marsa.example"],
)  # fmt: skip
def test_what_is_no_address_is_told_so_and_goes_nowhere(browser, email):
    response = ask(browser, email)
    assert response.status_code == 422
    assert texts(response, ".//p[@role='alert']")
    assert not SignUp.objects.exists()
    assert not mail.outbox


def test_no_page_of_the_newsletter_sets_a_cookie_or_is_kept_where_it_tells_of_somebody(browser):
    make_news(1)
    pages = [browser.get("/newsletter/"), ask(browser), browser.get("/newsletter/asked/")]
    keys = [links.confirm_link(MONA), links.leave_link(MONA)]
    private = [
        browser.generic(verb, link.removeprefix("http://testserver"))
        for link in keys
        for verb in ("GET", "POST")
    ]
    assert not any(response.cookies for response in (*pages, *private))
    for response in private:
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert MONA not in response.content.decode()


def test_a_network_asks_ten_times_an_hour_and_its_neighbour_is_free(browser):
    answers = [ask(browser, f"r{number}@marsa.example").status_code for number in range(11)]
    assert answers == [303] * 10 + [429]
    other = browser.post("/newsletter/", {"email": MONA}, REMOTE_ADDR="198.51.100.7", **OURS)
    assert other.status_code == 303
    SignUpLimit.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert ask(browser, "again@marsa.example").status_code == 303


def test_an_address_gets_three_letters_a_day_and_the_answer_does_not_tell(browser):
    for number in range(5):
        response = browser.post("/newsletter/", {"email": MONA}, REMOTE_ADDR=f"198.51.100.{number}", **OURS)
        assert response.status_code == 303
        work()
    assert len(mail.outbox) == 3


def test_networks_of_the_sixth_version_are_counted_by_their_provider_s_share():
    same = [network_of(f"2001:db8:0:1{number:02}::{number}", limits.CUSTOMER) for number in range(3)]
    assert len(set(same)) == 1
    assert network_of("2001:db8:1::1", limits.CUSTOMER) != same[0]
    assert network_of("unknown", limits.CUSTOMER) == ""


def test_what_is_counted_tells_neither_network_nor_address_and_is_forgotten(browser):
    ask(browser)
    told = " ".join(SignUpLimit.objects.values_list("key", flat=True))
    assert "127.0.0.1" not in told
    assert "mona" not in told
    SignUpLimit.objects.update(until=timezone.now() - timedelta(seconds=1))
    limits.forget_old()
    assert not SignUpLimit.objects.exists()


def test_an_address_stands_nowhere_in_the_database_before_it_confirms_and_after_it_left(browser):
    ask(browser)
    work()
    link = link_in(mail.outbox[0], "confirm")
    assert not holding_tables("mona")
    browser.post(link)
    assert holding_tables("mona") == ["articles_subscriber"]
    browser.post(links.leave_link(MONA).removeprefix("http://testserver"))
    assert not holding_tables("mona")


def holding_tables(text):
    """Name the tables in which a text stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_job_knows_a_number_and_no_address(browser):
    ask(browser)
    [job] = ProcrastinateJob.objects.filter(task_name="articles.tasks.mail_sign_up")
    assert job.args == {"number": SignUp.objects.get().pk}


BROKEN = [
    "x", "حرف", "a" * 5000, sealed("secret of another kind"), sealed(json.dumps(["leave", MONA, 0])),
    sealed(json.dumps(["confirm", MONA, int(time.time()) - 1])), sealed(json.dumps({"email": MONA})),
    sealed("[1, 2]"),
]  # fmt: skip


# By their places: a sealed word is another in each process that collects the tests.
@pytest.mark.parametrize("token", BROKEN, ids=range(len(BROKEN)))
def test_a_link_that_is_broken_old_or_of_another_kind_confirms_nobody(browser, token):
    for verb in ("GET", "POST"):
        assert browser.generic(verb, f"/newsletter/confirm/{token}/").status_code == 410
    assert not Subscriber.objects.exists()


def test_a_link_to_confirm_lets_nobody_go(browser):
    subscribe(MONA)
    token = links.confirm_link(MONA).rstrip("/").rsplit("/", 1)[-1]
    assert browser.post(f"/newsletter/leave/{token}/").status_code == 410
    assert Subscriber.objects.exists()


def test_links_outlive_a_change_of_the_key_of_the_house(browser, settings):
    subscribe(MONA)
    link = links.leave_link(MONA).removeprefix("http://testserver")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-" * 5
    assert browser.post(link).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_letter_that_found_no_mail_server_is_tried_again_and_given_up(browser, monkeypatch):
    ask(browser)

    class Down:
        def send_messages(self, letters):
            raise ConnectionRefusedError

    monkeypatch.setattr(signing_up, "get_connection", Down)
    for _try in range(4):
        with pytest.raises(ConnectionRefusedError):
            work()
        assert mail_waiting(timestamp=0) == 1
    with pytest.raises(ConnectionRefusedError):
        work()
    assert not SignUp.objects.exists()


def test_a_letter_that_a_worker_died_with_is_forgotten_not_repeated(browser):
    ask(browser)
    SignUp.objects.update(taken_at=timezone.now() - timedelta(minutes=11))
    work()
    assert not mail.outbox
    assert mail_waiting(timestamp=0) == 0
    assert not SignUp.objects.exists()


def test_without_mail_there_is_no_form_and_none_is_taken(browser, settings):
    make_news(1)
    assert parse_strictly(browser.get("/newsletter/")).find(".//form[@method='post']") is not None
    settings.HAS_MAIL = False
    assert parse_strictly(browser.get("/newsletter/")).find(".//form[@method='post']") is None
    assert ask(browser).status_code == 403


def test_the_page_shows_the_news_of_these_days_else_the_newest(client):
    [row] = make_news(1)
    assert row.headline in texts(client.get("/newsletter/"), ".//h2[@class='card-headline']")
    type(row).objects.update(published_at=timezone.now() - timedelta(days=40))
    response = client.get("/newsletter/")
    assert row.headline in texts(response, ".//h2[@class='card-headline']")
    assert "لم يُنشر جديد" in response.content.decode()


@pytest.mark.parametrize("number", [2, 30])
def test_the_page_costs_five_queries_at_any_size(client, number, django_assert_num_queries):
    place_in_menu("مجتمع")
    make_news(number)
    # The choices, what is placed, the newest, the menu.
    with django_assert_num_queries(4):
        assert client.get("/newsletter/").status_code == 200


def test_the_page_is_kept_until_the_news_change(client, settings):
    settings.PAGE_CACHE, settings.PAGE_VERSIONS_SECONDS = True, 0
    make_news(1)
    first = client.get("/newsletter/")
    assert first.headers["ETag"]
    again = client.get("/newsletter/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    make_news(2)
    assert "خبر اليوم رقم 1" in client.get("/newsletter/").content.decode()
