"""A letter as mail clients read it: two parts, right to left, and a way out by one click."""

from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from articles.models import HouseStyle
from articles.newsletter.edition import edition
from articles.newsletter.letters import confirming_letter, known_letter, write
from tests.articles.newsletter.conftest import make_news
from tests.articles.views.public import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
MONA = "mona@marsa.example"
YESTERDAY = timezone.timedelta(days=1)


def written(**overrides):
    make_news(2, summary="ملخص قصير للخبر.", **overrides)
    return write(edition(12, since=timezone.now() - YESTERDAY), timezone.localdate())


def parsed(letter):
    return message_from_bytes(letter.message().as_bytes(), policy=default)


def test_a_letter_has_a_plain_and_an_html_part_with_the_same_links():
    message = parsed(written().letter(MONA))
    parts = {part.get_content_type(): part.get_content() for part in message.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]
    for text in parts.values():
        assert "خبر اليوم رقم 1" in text
        assert "ملخص قصير للخبر." in text
        assert "http://testserver/articles/" in text
        assert "/newsletter/leave/" in text
        assert "leave.invalid" not in text


def test_mail_clients_find_how_to_unsubscribe_in_one_click():
    message = parsed(written().letter(MONA))
    link = message["List-Unsubscribe"].strip()
    assert link.startswith("<http://testserver/newsletter/leave/")
    assert link.endswith("/>")
    assert "?" not in link  # not folded into encoded words
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.strip("<>") in message.get_body(("plain",)).get_content()


def test_the_sender_is_named_after_the_site_and_the_subject_is_arabic():
    message = parsed(written().letter(MONA))
    [sender] = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("غرفة الأخبار", "letters@marsa.example")
    assert message["Subject"].strip().startswith("نشرة غرفة الأخبار: ")
    assert "\n" not in message["Subject"]


def test_a_letter_that_came_twice_would_be_known_by_its_identity_and_no_address_is_read_from_it():
    one = written()
    identities = {one.letter(email).extra_headers["Message-ID"] for email in (MONA, MONA, "b@marsa.example")}
    assert len(identities) == 2
    assert not any("mona" in identity for identity in identities)


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_the_html_part_runs_from_right_to_left_and_loads_nothing():
    seen = Seen()
    seen.feed(written().letter(MONA).alternatives[0].content)
    tags = [tag for tag, _attributes in seen.tags]
    assert seen.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert not {"script", "img", "link", "form", "iframe"} & set(tags)
    assert {given["dir"] for tag, given in seen.tags if tag in ("table", "td") and "dir" in given} == {"rtl"}
    assert all("style" in given for tag, given in seen.tags if tag in ("h2", "p", "a"))


def test_hostile_headlines_are_text_in_both_parts():
    letter = written(section=HOSTILE[:60]).letter(MONA)
    assert "<script" not in letter.alternatives[0].content
    assert "&lt;script" in letter.alternatives[0].content


def test_the_dates_of_a_letter_follow_the_house(settings):
    settings.FOLLOW_CALENDAR, settings.PAGE_VERSIONS_SECONDS = True, 0
    HouseStyle.objects.update(page_digits="arabic")
    one = written()
    assert not set("0123456789") & set(one.subject)


@pytest.mark.parametrize("letter_of", [confirming_letter, known_letter])
def test_a_short_letter_tells_its_link_in_both_parts(letter_of):
    message = parsed(letter_of(MONA))
    texts = [part.get_content() for part in message.iter_parts()]
    assert all("http://testserver/newsletter/" in text for text in texts)
    assert MONA not in "".join(texts)


@pytest.mark.parametrize("address", ["a@marsa.example\nBcc: all@marsa.example", "a@marsa.example\r\nX: y"])
def test_no_address_brings_headers_of_its_own(address):
    with pytest.raises(ValueError, match="newlines"):
        EmailMessage("", "", None, [address]).message()
    with pytest.raises(ValueError, match="newlines"):
        confirming_letter(address).message()
