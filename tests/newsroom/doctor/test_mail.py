"""What the doctor says of mail."""

import smtplib
import socket
import threading

import pytest

from newsroom.doctor import mail
from tests.newsroom.doctor.asking import errors, found, is_well, warnings

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def relay(settings):
    """Listen as a relay would, and answer with what the test says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.HAS_MAIL, settings.EMAIL_BACKEND = True, SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

        def answer(*lines):
            threading.Thread(target=_talk, args=(listener, lines), daemon=True).start()

        yield answer


def _talk(listener, lines):
    client, _address = listener.accept()
    with client, client.makefile("rb") as heard:
        for line in lines:
            client.sendall(f"{line}\r\n".encode())
            if not heard.readline():
                return


def test_without_mail_only_that_is_told(settings):
    settings.HAS_MAIL = False
    assert "EMAIL_URL is not set" in warnings(mail.find_relay)[0]
    assert found(mail.find_sender) == []


def test_a_relay_that_greets_us_is_well(relay):
    relay("220 relay.example.org", "250 relay.example.org", "221 bye")
    assert is_well(mail.find_relay), found(mail.find_relay)


def test_a_relay_that_turns_us_away_is_told(relay, settings):
    relay("554 no service for you", "221 bye")
    assert f"127.0.0.1:{settings.EMAIL_PORT} does not answer as it should" in errors(mail.find_relay)[0]


def test_a_relay_that_is_not_there_is_told(settings):
    settings.HAS_MAIL, settings.EMAIL_BACKEND = True, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "127.0.0.1:1 does not answer" in errors(mail.find_relay)[0]


def test_a_relay_that_says_nothing_is_not_waited_for(relay, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    assert "does not answer as it should" in errors(mail.find_relay)[0]


def test_a_password_that_is_refused_is_told_and_not_shown(settings, monkeypatch):
    class Refusing:
        def open(self):
            raise smtplib.SMTPAuthenticationError(535, b"hush-hush is wrong")

        def close(self):
            pass

    settings.HAS_MAIL = True
    monkeypatch.setattr(mail, "get_connection", lambda **options: Refusing())
    message = errors(mail.find_relay)[0]
    assert "(535)" in message
    assert "hush" not in message


@pytest.mark.parametrize(
    ("sender", "is_good"),
    [
        ("newsroom@localhost", False),
        ("غرفة الأخبار", False),
        ("news@example.org", True),
        ("غرفة الأخبار <news@example.org>", True),
    ],
)
def test_a_sender_that_relays_refuse_is_told(settings, sender, is_good):
    settings.HAS_MAIL, settings.DEFAULT_FROM_EMAIL = True, sender
    assert is_well(mail.find_sender) == is_good
    assert sender in found(mail.find_sender)[0][1]
