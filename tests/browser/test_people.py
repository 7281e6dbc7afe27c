"""What only a browser shows of signing in: the step that a form asks for in place, and the drawn code."""

import pyotp
import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.records import Record
from newsroom import second_factor
from newsroom.models import DeskSession, SecondFactor
from newsroom.sealing import opened

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "كلمة-مرور-طويلة"
# What is typed → how the meter judges it.
JUDGED = [
    ("قصيرة", "short"), ("password1234", "weak"), ("١٢٣٤٥٦٧٨٩٠١٢٣", "weak"), ("ababababababab", "weak"),
    ("qwertyuiop12", "weak"), ("ضصثقفغعهخحجد", "weak"), ("عبارة بلا معنى", "fair"),
    ("عبارة أخرى أطول بكثير", "strong"), ("correct horse battery", "fair"),
    ("correct horse battery staple", "strong"),
]  # fmt: skip


def give_factor(person):
    secret = second_factor.new_secret()
    before = timezone.now() - timezone.timedelta(seconds=30)
    second_factor.set_up(person, secret, pyotp.TOTP(secret).at(before))
    return secret


def give_password(page, live_server, path):
    page.goto(f"{live_server.url}{path}")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_form_whose_session_ended_asks_for_both_steps_in_place(live_server, page, editor, complaints):
    codes = give_factor(editor) and second_factor.renew_codes(editor)
    article = publishing.create(Record.from_mapping({"headline": "خبر"}), by=editor)
    give_password(page, live_server, f"/admin/articles/article/{article.pk}/change/")
    page.fill("[name=code]", codes[0])
    page.press("[name=code]", "Enter")
    page.fill("[name=headline]", "خبر كامل")
    page.wait_for_load_state()  # a form that is still being loaded has no scripts yet
    DeskSession.objects.all().delete()
    page.click(".save-bar button[name=_save]")
    page.wait_for_selector("#signin[open]")
    page.fill("#signin-password", PASSWORD)
    page.press("#signin-password", "Enter")
    page.wait_for_selector("#signin-code:visible")
    assert not page.is_visible("#signin-password")
    page.fill("#signin-code", "123456")
    page.press("#signin-code", "Enter")
    page.wait_for_selector("#signin >> text=الرمز غير صحيح")
    page.fill("#signin-code", codes[1])
    page.press("#signin-code", "Enter")
    page.wait_for_selector("ul.messagelist .success")
    assert Article.objects.get(pk=article.pk).headline == "خبر كامل"
    # What was asked with the old token meanwhile, proposals of keywords, is refused.
    assert [told for told in complaints if "(Forbidden)" not in told] == []


def test_the_device_is_set_up_under_the_policy(live_server, page, editor, complaints):
    give_password(page, live_server, "/admin/second-factor/set-up/")
    drawn = page.locator(".qr svg").bounding_box()
    assert drawn["width"] == drawn["height"] > 150
    page.click("details summary")
    secret = page.locator(".secret").text_content().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.press("[name=code]", "Enter")
    page.wait_for_selector(".codes")
    assert opened(SecondFactor.objects.get().secret) == secret
    assert complaints == []


def test_the_strength_of_a_new_password_is_said_as_it_is_typed(live_server, page, editor, complaints):
    give_password(page, live_server, "/admin/password_change/")
    field, meter = page.locator("[name=new_password1]"), page.locator(".strength")
    meter.wait_for(state="attached")
    assert not meter.is_visible()
    for typed, level in JUDGED:
        field.fill(typed)
        assert meter.get_attribute("data-level") == level, typed
    assert meter.inner_text().strip() == "قوية."
    assert meter.get_attribute("aria-live") == "polite"
    assert meter.get_attribute("id") in field.get_attribute("aria-describedby")
    field.fill("")
    assert not meter.is_visible()
    assert complaints == []


def test_a_password_can_be_shown_and_is_hidden_again_as_it_is_sent(live_server, page, editor, complaints):
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "خطأ")
    page.click(".reveal")
    assert page.get_attribute("[name=password]", "type") == "text"
    assert page.get_attribute(".reveal", "aria-pressed") == "true"
    page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    page.press("[name=password]", "Enter")
    assert page.get_attribute("[name=password]", "type") == "password"
    assert complaints == []
