"""The second step: what it asks, of whom, and what it refuses."""

from datetime import timedelta
from importlib import import_module

import pyotp
import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from newsroom import second_factor
from newsroom.models import RecoveryCode, SecondFactor, User
from newsroom.sealing import opened
from newsroom.second_factor import TooManyTries, WrongCode
from tests.articles.admin.pages import find_all, parse
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "كلمة-مرور-طويلة"
INDEX, LOGIN = "/admin/", "/admin/login/"
STEP, SET_UP, ACCOUNT = "/admin/second-factor/", "/admin/second-factor/set-up/", "/admin/account/"


@pytest.fixture(autouse=True)
def one_moment(monkeypatch):
    """Let the clock stand: half a minute begins somewhere, and the code asked for after it is another."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)


def code_of(secret, *, back=0):
    """Return the code of now, or of so many half minutes ago."""
    return pyotp.TOTP(secret).at(timezone.now() - timedelta(seconds=30 * back))


def give_factor(person):
    """Set a device up whose first code was of a minute ago; returns its secret and the recovery codes."""
    secret = second_factor.new_secret()
    _factor, codes = second_factor.set_up(person, secret, code_of(secret, back=1))
    return secret, codes


@pytest.fixture
def enforced(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def sign_in(client, person, **more):
    return client.post(LOGIN, {"username": person.username, "password": PASSWORD, "next": INDEX, **more})


def test_a_code_opens_once(editor):
    secret, _codes = give_factor(editor)
    second_factor.verify(editor, code_of(secret))
    with pytest.raises(WrongCode):
        second_factor.verify(editor, code_of(secret))


def test_a_code_older_than_the_last_one_opens_nothing(editor):
    secret, _codes = give_factor(editor)
    second_factor.verify(editor, code_of(secret))
    with pytest.raises(WrongCode):
        second_factor.verify(editor, code_of(secret, back=1))


def test_a_code_is_read_in_arabic_digits_with_spaces(editor):
    secret, _codes = give_factor(editor)
    arabic = code_of(secret).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert second_factor.verify(editor, f"{arabic[:3]} {arabic[3:]}")


@pytest.mark.parametrize("code", ["", "12345", "0000000", "²", "كلمة", "-" * 60])
def test_what_is_no_code_is_refused(editor, code):
    give_factor(editor)
    with pytest.raises(WrongCode):
        second_factor.verify(editor, code)


def test_the_codes_of_another_open_nothing(editor, reporter):
    give_factor(editor)
    secret, codes = give_factor(reporter)
    for code in (code_of(secret), codes[0]):
        with pytest.raises(WrongCode):
            second_factor.verify(editor, code)


def test_a_recovery_code_opens_once_however_it_is_typed(editor):
    _secret, codes = give_factor(editor)
    second_factor.verify(editor, f" {codes[0].lower().replace('-', ' ')} ")
    with pytest.raises(WrongCode):
        second_factor.verify(editor, codes[0])
    assert editor.recovery_codes.count() == len(codes) - 1


def test_recovery_codes_are_kept_as_digests(editor):
    _secret, codes = give_factor(editor)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(kept) == len(set(codes)) == second_factor.CODES
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_after_some_wrong_codes_even_a_right_one_waits(editor):
    secret, codes = give_factor(editor)
    for _try in range(second_factor.LIMIT):
        with pytest.raises(WrongCode):
            second_factor.verify(editor, "000")
    for code in (code_of(secret), codes[0]):
        with pytest.raises(TooManyTries) as told:
            second_factor.verify(editor, code)
    assert told.value.minutes == 15
    SecondFactor.objects.update(failed_at=timezone.now() - second_factor.RESTS - timedelta(seconds=1))
    assert second_factor.verify(editor, code_of(secret))


def test_the_password_alone_opens_nothing(client, editor):
    give_factor(editor)
    response = client.get(sign_in(client, editor).headers["Location"])
    assert response.headers["Location"].startswith(LOGIN)
    response = client.get(response.headers["Location"])
    assert response.headers["Location"] == f"{STEP}?next={INDEX}"
    for address in (INDEX, ACCOUNT, "/admin/session/", "/admin/articles/article/", "/admin/password_change/"):
        assert client.get(address).status_code == 302
    assert client.post("/admin/articles/article/autosave/", {}).status_code == 302
    # A device cannot be put in place of the one that was not shown.
    assert client.get(SET_UP).headers["Location"].startswith(STEP)


def test_the_code_opens_the_desk(client, editor):
    secret, _codes = give_factor(editor)
    sign_in(client, editor)
    response = client.post(STEP, {"code": code_of(secret), "next": "/admin/articles/article/"})
    assert response.headers["Location"] == "/admin/articles/article/"
    assert client.get(INDEX).status_code == 200
    assert client.get(STEP).headers["Location"] == INDEX


def test_a_wrong_code_is_told_and_many_are_told_to_wait(client, editor):
    give_factor(editor)
    sign_in(client, editor)
    assert "الرمز غير صحيح" in client.post(STEP, {"code": "123"}).content.decode()
    for _try in range(second_factor.LIMIT):
        response = client.post(STEP, {"code": "123"})
    assert response.status_code == 429
    assert "15 دقيقة" in response.content.decode()


def test_nobody_is_led_to_another_site(client, editor):
    secret, _codes = give_factor(editor)
    sign_in(client, editor)
    response = client.post(STEP, {"code": code_of(secret), "next": "https://evil.example/"})
    assert response.headers["Location"] == INDEX


def test_whoever_is_half_in_may_sign_out(client, editor):
    give_factor(editor)
    sign_in(client, editor)
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(STEP).headers["Location"].startswith(LOGIN)


def test_the_last_codes_are_told_of(client, editor):
    _secret, codes = give_factor(editor)
    sign_in(client, editor)
    keep = editor.recovery_codes.order_by("pk")[:3].values("pk")
    editor.recovery_codes.exclude(pk__in=keep).delete()
    assert client.post(STEP, {"code": codes[0], "next": INDEX}).status_code == 302
    assert "رمزا استرداد" in client.get(INDEX).content.decode()


# Who is led to set one up where it is insisted on.
REQUIRED = [("reporter", False), ("editor", True), ("managing editor", True), ("import staff", False)]


@pytest.mark.parametrize(("group", "is_led"), REQUIRED)
def test_whoever_may_publish_is_led_to_set_it_up(client, enforced, group, is_led):
    sign_in(client, make_user("one", group=group))
    assert (client.get(INDEX).status_code == 302) is is_led
    assert (client.get(f"{LOGIN}?next={INDEX}").headers["Location"] == f"{SET_UP}?next={INDEX}") is is_led


def test_the_first_administrator_sets_it_up_and_goes_on(client, enforced):
    boss = make_user("admin", is_superuser=True)
    sign_in(client, boss)
    page = client.get(f"{SET_UP}?next={INDEX}")
    secret = client.session["second_factor_secret"]
    drawn = [element.get("style") for element in find_all(parse(page), "svg", "path")]
    assert drawn == [None] * len(drawn)
    assert " ".join(secret[start : start + 4] for start in range(0, 32, 4)) in page.content.decode()
    page = client.post(SET_UP, {"code": code_of(secret), "next": INDEX})
    codes = [element.text for element in find_all(parse(page), "code")]
    assert len(codes) == second_factor.CODES
    assert client.get(INDEX).status_code == 200
    # The code that set it up is used; a recovery code serves the next sign-in.
    client.logout()
    sign_in(client, boss)
    assert "غير صحيح" in client.post(STEP, {"code": code_of(secret)}).content.decode()
    assert client.post(STEP, {"code": codes[0]}).status_code == 302


def test_a_wrong_first_code_sets_nothing_up(client, editor):
    sign_in(client, editor)
    client.get(SET_UP)
    assert "غير صحيح" in client.post(SET_UP, {"code": "000"}).content.decode()
    assert not SecondFactor.objects.exists()


def test_another_device_asks_for_the_password_and_shuts_out_the_first(client, editor):
    give_factor(editor)
    client.force_login(editor)
    session = client.session
    session["second_factor"], session["password_confirmed_at"] = editor.second_factor.mark, 0
    session.save()
    client.get(SET_UP)
    secret = client.session["second_factor_secret"]
    refused = client.post(SET_UP, {"code": code_of(secret), "password": "خطأ"})
    assert "كلمة المرور" in refused.content.decode()
    assert client.post(SET_UP, {"code": code_of(secret), "password": PASSWORD}).status_code == 200
    assert opened(SecondFactor.objects.get().secret) == secret
    assert client.get(INDEX).status_code == 200


def test_where_it_is_not_insisted_on_the_desk_advises_it(client, editor, reporter):
    for person, is_advised in ((editor, True), (reporter, False)):
        client.force_login(person)
        assert (SET_UP in client.get(INDEX).content.decode()) is is_advised


def test_it_can_be_turned_off_only_where_it_is_not_insisted_on(client, editor, settings):
    for is_required, status in ((True, 403), (False, 302)):
        settings.REQUIRE_SECOND_FACTOR = is_required
        secret, _codes = give_factor(User.objects.get(pk=editor.pk))
        client.logout()
        sign_in(client, editor)
        client.post(STEP, {"code": code_of(secret)})
        assert client.post(ACCOUNT, {"act": "turn_off"}).status_code == status
        assert SecondFactor.objects.exists() is is_required


def test_new_recovery_codes_take_the_place_of_the_old(client, editor):
    secret, old = give_factor(editor)
    sign_in(client, editor)
    client.post(STEP, {"code": code_of(secret)})
    new = [element.text for element in find_all(parse(client.post(ACCOUNT, {"act": "new_codes"})), "code")]
    assert len(new) == second_factor.CODES
    with pytest.raises(WrongCode):
        second_factor.verify(editor, old[0])
    assert second_factor.verify(editor, new[0])


def test_an_administrator_resets_it_and_the_person_is_out(client, editor, reporter):
    secret, codes = give_factor(editor)
    sign_in(client, editor)
    client.post(STEP, {"code": code_of(secret)})
    page, boss = reverse("admin:newsroom_user_security", args=[editor.pk]), type(client)()
    boss.force_login(reporter)
    assert boss.post(page, {"act": "reset"}).status_code == 403
    boss.force_login(make_user("boss", is_superuser=True))
    assert boss.post(page, {"act": "reset"}).status_code == 302
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert client.get(INDEX).status_code == 302
    assert LogEntry.objects.get().object_id == str(editor.pk)


@pytest.mark.parametrize("has_factor", [True, False])
def test_a_page_costs_no_query_more_for_it(client, editor, has_factor, django_assert_num_queries):
    secret = give_factor(editor)[0] if has_factor else ""
    sign_in(client, editor)
    if has_factor:
        client.post(STEP, {"code": code_of(secret)})
    # The session, and the person with their sections and their device.
    with django_assert_num_queries(2):
        client.get("/admin/session/")


def test_the_secret_lies_sealed_in_the_database(editor):
    secret, _codes = give_factor(editor)
    kept = SecondFactor.objects.get().secret
    assert secret not in kept
    assert opened(kept) == secret


def test_a_new_key_of_the_house_opens_what_the_old_one_sealed(editor, settings):
    secret, _codes = give_factor(editor)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "مفتاح جديد"
    assert second_factor.verify(editor, code_of(secret))


def test_a_lost_key_of_the_house_leaves_the_recovery_codes(editor, settings):
    secret, codes = give_factor(editor)
    settings.SECRET_KEY = "مفتاح جديد"
    with pytest.raises(WrongCode):
        second_factor.verify(editor, code_of(secret))
    assert second_factor.verify(editor, codes[0])


def test_secrets_of_before_are_sealed_and_unsealed_by_the_migration(editor):
    migration = import_module("newsroom.migrations.0006_seal_secrets")
    secret = second_factor.new_secret()
    SecondFactor.objects.create(person=editor, secret=secret, set_at=timezone.now())
    for _twice in range(2):
        migration.seal_all(apps, None)
        assert opened(SecondFactor.objects.get().secret) == secret
    migration.open_all(apps, None)
    assert SecondFactor.objects.get().secret == secret


def forget_password_given(client):
    session = client.session
    session["password_confirmed_at"] = 0
    session.save()


def test_to_reset_that_of_another_asks_for_the_password(client, editor):
    boss = make_user("boss", is_superuser=True)
    give_factor(editor)
    client.force_login(boss)
    forget_password_given(client)
    page = reverse("admin:newsroom_user_security", args=[editor.pk])
    assert client.post(page, {"act": "reset"}).status_code == 200
    assert SecondFactor.objects.filter(person=editor).exists()
    assert client.post(page, {"act": "reset", "password": PASSWORD}).status_code == 302
    assert not SecondFactor.objects.filter(person=editor).exists()


def test_nobody_resets_their_own(client):
    boss = make_user("boss", is_superuser=True)
    secret, _codes = give_factor(boss)
    sign_in(client, boss)
    client.post(STEP, {"code": code_of(secret)})
    page = reverse("admin:newsroom_user_security", args=[boss.pk])
    assert client.post(page, {"act": "reset"}).status_code == 403
    assert SecondFactor.objects.filter(person=boss).exists()
