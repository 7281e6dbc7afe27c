from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Newsletter, Subscriber
from articles.newsletter import sending
from tests.factories import make_article


@pytest.fixture
def post(settings):
    """Let the house have mail."""
    settings.HAS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "letters@marsa.example"


@pytest.fixture
def its_hour(db):
    """Let the hour of the newsletter be this one."""
    Newsletter.objects.update(hour=timezone.localtime().hour)


def make_news(number=3, **overrides):
    """Write public articles of the last hours, the newest last."""
    now = timezone.now()
    return [
        make_article(
            headline=f"خبر اليوم رقم {one}", body=f"<p>نص الخبر {one} وحده.</p>",
            published_at=(now - timedelta(minutes=number - one + 1)).isoformat(), **overrides,
        )
        for one in range(number)
    ]  # fmt: skip


def subscribe(*emails):
    moment = timezone.now() - timedelta(days=1)
    return [Subscriber.objects.create(email=email, confirmed_at=moment) for email in emails]


class MailServer:
    """A mail server that answers as a test says: by address, an error, or whatever a function does."""

    def __init__(self):
        self.letters, self.answers, self.down, self.opened = [], {}, None, 0

    @property
    def reached(self):
        return [letter.to[0] for letter in self.letters]

    def open(self):
        self.opened += 1
        if self.down:
            raise self.down

    def close(self):
        pass

    def send_messages(self, letters):
        for letter in letters:
            self.send(letter)

    def send(self, letter):
        answer = self.answers.get(letter.to[0])
        if callable(answer) and not isinstance(answer, BaseException):
            answer()
        elif answer:
            raise answer
        self.letters.append(letter)


@pytest.fixture
def mail_server(post, monkeypatch):
    server = MailServer()
    monkeypatch.setattr(sending, "get_connection", lambda: server)
    return server
