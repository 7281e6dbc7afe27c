"""A person is told by mail of what changes their sign-in, and no letter holds what opens anything."""

from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import notices, persons, second_factor
from newsroom.models import User
from newsroom.notices import Change
from newsroom.second_factor import WrongCode
from newsroom.tasks import mail_notice
from tests.factories import make_user
from tests.newsroom.test_audited import change
from tests.newsroom.test_second_factor import PASSWORD, code_of, give_factor, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails")]

MONA, NEW_MONA = "mona@marsa.example", "mona.salem@marsa.example"
NEW = "عبارة أخرى أطول بكثير"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture
def mails(settings):
    """Let the house have mail."""
    settings.HAS_MAIL = True


@pytest.fixture
def mona(db):
    return make_user("mona", group="editor", email=MONA)


@pytest.fixture
def boss(db):
    return make_user("boss", is_superuser=True)


def jobs():
    return ProcrastinateJob.objects.filter(task_name=mail_notice.name).order_by("id")


def told():
    """Do the jobs that wait; returns whom they told of what."""
    given = list(jobs().values_list("args", flat=True))
    for args in given:
        assert mail_notice(**args)
    kinds = [args["change"] for args in given]
    return [(letter.to[0], kind) for letter, kind in zip(mail.outbox, kinds, strict=True)]


def change_own(client, person):
    client.force_login(person)
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/admin/password_change/", typed).status_code == 302


def set_anew(client, boss, person, **typed):
    client.force_login(boss)
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    assert client.post(page, {"usable_password": "true", **typed}).status_code == 302


def test_a_new_password_of_ones_own_is_told(client, mona):
    change_own(client, mona)
    assert told() == [(MONA, "password")]


def test_a_password_that_an_administrator_sets_or_takes_away_is_told(client, mona, boss):
    set_anew(client, boss, mona, password1=NEW, password2=NEW)
    set_anew(client, boss, mona, **{"usable_password": "false", "unset-password": "on"})
    assert not User.objects.get(pk=mona.pk).has_usable_password()
    assert told() == [(MONA, "password")] * 2


def test_a_password_set_at_the_machine_is_told(mona, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda **_given: NEW)
    call_command("changepassword", "mona", stdout=None)
    assert told() == [(MONA, "password")]


def test_the_second_step_and_its_codes_are_told(client, mona, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    secret, codes = give_factor(mona)
    second_factor.verify(mona, code_of(secret))  # the daily way in is no change
    second_factor.verify(mona, codes[0])
    with pytest.raises(WrongCode):
        second_factor.verify(mona, codes[0])
    second_factor.renew_codes(mona)
    for _twice in range(2):
        second_factor.remove(mona)
    assert [kind for _to, kind in told()] == ["step_set_up", "code_used", "codes_made", "step_removed"]


def test_who_has_lost_the_device_is_told_that_it_was_reset(client, mona, boss):
    give_factor(mona)
    client.force_login(boss)
    client.post(reverse("admin:newsroom_user_security", args=[mona.pk]), {"act": "reset"})
    assert told()[-1] == (MONA, "step_removed")


def change_address(client, boss, person, email):
    client.force_login(boss)
    assert change(client, person, email=email).status_code == 302


def test_a_new_address_is_told_to_the_old_one_too(client, mona, boss):
    change_address(client, boss, mona, NEW_MONA)
    assert User.objects.get(pk=mona.pk).email == NEW_MONA
    assert not any(MONA in str(args) for args in jobs().values_list("args", flat=True))
    assert sorted(told()) == sorted([(MONA, "email"), (NEW_MONA, "email")])


def test_an_address_that_is_taken_away_is_told_there_and_a_first_one_at_itself(client, mona, boss):
    change_address(client, boss, mona, "")
    change_address(client, boss, mona, NEW_MONA)
    assert told() == [(MONA, "email"), (NEW_MONA, "email")]


def test_what_else_changes_of_an_account_is_told_to_nobody(client, mona, boss):
    change_address(client, boss, mona, MONA)
    mona.first_name = "منى"
    mona.save()
    assert mona.check_password(PASSWORD)
    assert told() == []


def test_a_kind_of_device_that_is_new_to_the_account_is_told(mona):
    for agent in (FIREFOX, FIREFOX, IPHONE, FIREFOX.replace("130.0", "131.0"), IPHONE):
        sign_in(Client(HTTP_USER_AGENT=agent), mona)
    sign_in(Client(HTTP_USER_AGENT=IPHONE), make_user("salma", email="salma@marsa.example"))
    assert told() == [(MONA, "new_device")]


def test_a_letter_is_arabic_from_right_to_left_and_holds_nothing_that_opens_anything(client, mona):
    _secret, codes = give_factor(mona)
    second_factor.verify(mona, codes[0])
    told()
    for letter in mail.outbox:
        [html] = [part.content for part in letter.alternatives]
        assert 'dir="rtl"' in html
        assert "http://testserver/admin/account/" in letter.body
        assert "http://testserver/admin/account/" in html
        whole = f"{letter.subject} {letter.body} {html}"
        assert not any(secret in whole for secret in (*codes, PASSWORD, "mona"))
        assert letter.subject.startswith("غرفة الأخبار: ")
        assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "رمز" in mail.outbox[1].subject


@pytest.mark.parametrize("change", Change)
def test_each_change_has_its_words(mona, change):
    notices.tell(mona, change)
    told()
    letter = mail.outbox[0]
    assert not any("a" <= sign <= "z" for sign in letter.subject)
    assert letter.subject.partition(": ")[2] in letter.body


def test_nothing_waits_where_there_is_no_mail_or_no_address(mona, boss, settings):
    notices.tell(boss, Change.PASSWORD)
    settings.HAS_MAIL = False
    notices.tell(mona, Change.EMAIL, former=NEW_MONA)
    assert not jobs().exists()


def test_who_was_erased_meanwhile_gets_no_letter(mona, boss):
    notices.tell(mona, Change.PASSWORD)
    persons.erase(mona, by=boss)
    assert not mail_notice(**jobs().get().args)
    assert mail.outbox == []


def test_a_mail_server_that_is_gone_is_tried_again(mona, monkeypatch):
    def gone(*_given, **_more):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", gone)
    notices.tell(mona, Change.PASSWORD)
    with pytest.raises(SMTPServerDisconnected):
        mail_notice(**jobs().get().args)
    assert mail_notice.retry_strategy.max_attempts > 3
