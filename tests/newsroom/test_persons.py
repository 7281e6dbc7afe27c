"""What is kept of a person: told whole, and erased so that the audit still stands."""

import io
import json
from uuid import uuid4

import pytest
from axes.models import AccessLog
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.auditing import record_trust
from articles.models import AuditEntry, Autosave, Note, SignUp, Subscriber
from articles.records import Record
from newsroom import inviting, persons
from newsroom.models import DeskSession, Invitation, SecondFactor, User
from newsroom.persons import erase, kept_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
NAME, MAIL = "سلمى الخطيب", "salma@marsa.example"


@pytest.fixture
def boss():
    return make_user("boss", is_superuser=True)


@pytest.fixture
def salma(boss):
    person = make_user("salma", group="editor", first_name="سلمى", last_name="الخطيب", email=MAIL)
    Client().force_login(person)
    inviting.invite(email=MAIL, groups=[], sections=[], by=boss)
    publishing.create(Record.from_mapping({"headline": "جسر"}), by=person)
    Autosave.objects.create(pen=uuid4(), turn=1, by=person, fields=[["headline", "لم يُحفظ"]])
    SecondFactor.objects.create(person=person, secret="sealed-secret", set_at=timezone.now())
    AccessLog.objects.create(username="salma", ip_address="203.0.113.9", user_agent="x", path_info="/admin/")
    Subscriber.objects.create(email=MAIL, confirmed_at=timezone.now())
    record_trust("user_change", about=person, by=boss)
    return User.objects.get(pk=person.pk)


def everything():
    """Read every text of the database that could name a person."""
    rows = [row for person in User.objects.all() for row in kept_of(person)]
    return json.dumps(rows + list(AuditEntry.objects.values()), ensure_ascii=False, default=str)


def test_all_that_names_a_person_is_told_without_what_opens_doors(salma):
    rows = list(kept_of(salma))
    assert {
        "newsroom_user", "newsroom_desksession", "newsroom_secondfactor", "articles_revision",
        "articles_auditentry", "articles_article", "articles_autosave", "axes_accesslog", "auth_group",
    } <= {row["table"] for row in rows}  # fmt: skip
    text = json.dumps(rows, ensure_ascii=False, default=str)
    assert MAIL in text
    assert "لم يُحفظ" in text
    assert "sealed-secret" not in text
    assert salma.password not in text
    assert DeskSession.objects.get(person=salma).session_key not in text


def test_of_another_nothing_is_told(salma, boss):
    other = make_user("other")
    assert MAIL not in json.dumps(list(kept_of(other)), default=str)


def test_who_is_erased_is_named_nowhere_and_their_acts_stay(salma, boss):
    acts = AuditEntry.objects.filter(by=salma).count()
    assert acts
    erase(salma, by=boss)
    gone = User.objects.get(pk=salma.pk)
    assert (gone.username, gone.email, gone.is_active, gone.has_usable_password()) == (
        f"erased-{salma.pk}", "", False, False,
    )  # fmt: skip
    assert AuditEntry.objects.filter(by=salma).count() == acts
    for part in ("سلمى", "salma", MAIL, "203.0.113.9"):
        assert part not in everything(), part
    for model in (DeskSession, SecondFactor, AccessLog, Subscriber):
        assert not model.objects.exists(), model
    assert not Invitation.objects.filter(email=MAIL).exists()


def test_copies_of_the_name_go_wherever_an_act_was_signed(salma, boss):
    Note.objects.create(article=make_article(), by=salma, by_name=NAME, text="ملاحظة")
    erase(salma, by=boss)
    assert NAME not in Note.objects.get().by_name


def test_another_of_the_same_name_keeps_theirs(salma, boss):
    double = make_user("salma2", first_name="سلمى", last_name="الخطيب")
    record_trust("user_change", about=double, by=boss)
    erase(salma, by=boss)
    assert AuditEntry.objects.filter(article_label=NAME).count() == 2


def test_an_invitation_that_was_taken_up_names_nobody(salma, boss):
    record_trust("invitation_take", about=MAIL, by=boss)
    erase(salma, by=boss)
    assert not AuditEntry.objects.filter(article_label__icontains=MAIL).exists()


def test_who_was_invited_and_reads_the_newsletter_is_told_of_both(salma):
    assert {"newsroom_invitation", "articles_subscriber"} <= {row["table"] for row in kept_of(salma)}


def test_a_byline_that_was_given_stays(salma, boss):
    article = make_article(byline=NAME)
    erase(salma, by=boss)
    article.refresh_from_db()
    assert article.byline == NAME


def test_the_erasure_is_recorded_without_the_name(salma, boss):
    erase(salma, by=boss)
    entry = AuditEntry.objects.get(action="person_erase")
    assert entry.by == boss
    assert str(salma.pk) in entry.article_label
    assert "articles_auditentry" in entry.note


def test_the_program_and_the_only_administrator_stay(boss):
    for person in (boss, User.objects.get(username="import")):
        with pytest.raises(persons.PersonError):
            erase(person, by=boss)


def run(name, *given, **options):
    out = io.StringIO()
    call_command(name, *given, stdout=out, **options)
    return out.getvalue()


def test_commands_tell_and_erase_an_account(salma, monkeypatch):
    lines = [json.loads(line) for line in run("export_person", "salma").splitlines()]
    assert lines[0]["email"] == MAIL
    told = AuditEntry.objects.get(action="user_export")
    assert (told.article_label, told.by.username) == (str(salma), "import")
    monkeypatch.setattr("builtins.input", lambda: "somebody else")
    with pytest.raises(CommandError):
        run("erase_person", "salma")
    assert User.objects.filter(username="salma").exists()
    monkeypatch.setattr("builtins.input", lambda: "salma")
    run("erase_person", "salma")
    assert not User.objects.filter(username="salma").exists()
    told.refresh_from_db()
    assert "salma" not in told.article_label


def test_commands_tell_and_erase_a_reader():
    Subscriber.objects.create(email=MAIL, confirmed_at=timezone.now())
    SignUp.objects.create(email=MAIL, asked_at=timezone.now())
    Subscriber.objects.create(email="other@marsa.example", confirmed_at=timezone.now())
    assert len(run("export_person", email=MAIL.upper()).splitlines()) == 2
    assert AuditEntry.objects.filter(action="reader_export").count() == 1
    run("erase_person", email=MAIL, yes=True)
    assert [one.email for one in Subscriber.objects.all()] == ["other@marsa.example"]
    assert MAIL not in json.dumps(list(AuditEntry.objects.values()), default=str)
    with pytest.raises(CommandError):
        run("export_person", email=MAIL)


@pytest.mark.parametrize("command", [("erase_person", "salma"), ("clean_bodies",)])
def test_who_may_not_sign_in_any_more_does_nothing_by_command(salma, command):
    make_user("gone", is_active=False)
    with pytest.raises(CommandError) as refused:
        run(*command, by="gone")
    assert refused.value.returncode == 2
    assert User.objects.filter(username="salma").exists()
