from datetime import timedelta

import pytest
from django.utils import timezone

from articles import assigning, publishing, talking
from articles.models import Article, Assignment, AuditEntry, Mention
from articles.permissions import may_change, may_view, viewable
from articles.records import Record
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sara():
    return make_user("sara", group="editor", first_name="سارة", last_name="الخطيب")


def draft(by):
    return publishing.create(Record.from_mapping({"headline": "سر", "body": "نص"}), by=by)


def tomorrow():
    return timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "@سارة الخطيب راجعي الأرقام",
        "راجعي الأرقام يا @ساره الخطيب",  # ة and ه are one letter to a hurried hand
        "(@سارة الخطيب)",
        "@sara: الأرقام",
        "@سارة الخطيب، ثم @sara",  # called twice, told once
    ],
)
def test_a_note_calls_a_person_by_any_name(sara, editor, text):
    note = talking.add_note(draft(editor), text, by=editor)
    assert [mention.person for mention in note.mentions.all()] == [sara]


@pytest.mark.parametrize(
    "text",
    [
        "سارة الخطيب راجعي",  # no sign
        "sara@example.com",  # an address of mail
        "@سارة الخطيبي",  # another name
        "@نورة",
    ],
)
def test_a_note_calls_nobody_else(sara, editor, text):
    assert not talking.add_note(draft(editor), text, by=editor).mentions.exists()


def test_the_longest_name_is_meant(editor):
    short = make_user("ali", group="editor", first_name="علي")
    long = make_user("ali2", group="editor", first_name="علي", last_name="حسن")
    article = draft(editor)
    assert talking.add_note(article, "@علي حسن", by=editor).mentions.get().person == long
    assert talking.add_note(article, "@علي راجع", by=editor).mentions.get().person == short


def test_who_may_not_see_the_article_is_not_called_to_it(editor, reporter):
    talking.add_note(draft(editor), "@reporter", by=editor)
    assert not Mention.objects.exists()


def test_a_reporter_writes_no_note_on_the_draft_of_another(editor, reporter):
    with pytest.raises(publishing.NotAllowed):
        talking.add_note(draft(editor), "ملاحظة", by=reporter)


@pytest.mark.parametrize("text", ["", "  ", "ن" * 2001])
def test_a_note_has_words_and_not_too_many(editor, text):
    with pytest.raises(publishing.PublishingError):
        talking.add_note(draft(editor), text, by=editor)


def test_a_mention_waits_until_it_is_seen(sara, editor):
    article = draft(editor)
    talking.add_note(article, "@sara", by=editor)
    assert talking.see_mentions(article, by=editor) == 0
    assert talking.see_mentions(article, by=sara) == 1
    assert talking.see_mentions(article, by=sara) == 0


def test_a_draft_that_is_assigned_is_in_the_hands_of_its_person_until_it_is_done(editor, reporter):
    article = draft(editor)
    assert not may_view(reporter, article)
    given = assigning.assign(title="أكمل", to=reporter, due_at=tomorrow(), by=editor, article=article)
    assert may_view(reporter, article)
    assert may_change(reporter, article)
    assert list(viewable(reporter, Article.objects.all())) == [article]
    publishing.save(article, Record.from_mapping({"headline": "سر", "body": "أتممته"}), by=reporter)
    assigning.finish(given, by=reporter)
    assert not may_view(reporter, article)
    assert not viewable(reporter, Article.objects.all()).exists()


def test_what_is_assigned_can_be_changed_only_while_it_is_a_draft(editor, reporter):
    article = make_article(status="in_review")
    assigning.assign(title="أكمل", to=reporter, due_at=tomorrow(), by=editor, article=article)
    assert not may_change(reporter, article)


def test_who_may_not_assign_is_refused(reporter, editor):
    with pytest.raises(publishing.NotAllowed):
        assigning.assign(title="عمل", to=editor, due_at=tomorrow(), by=reporter)
    given = assigning.assign(title="عمل", to=editor, due_at=tomorrow(), by=editor)
    with pytest.raises(publishing.NotAllowed):
        assigning.finish(given, by=reporter)
    with pytest.raises(publishing.NotAllowed):
        assigning.change(given, by=reporter, title="غيره")


def test_nothing_is_assigned_to_who_left(editor):
    gone = make_user(group="reporter", is_active=False)
    with pytest.raises(publishing.PublishingError):
        assigning.assign(title="عمل", to=gone, due_at=tomorrow(), by=editor)


def test_an_assignment_is_done_once_and_can_be_opened_again(editor, reporter):
    article = draft(editor)
    given = assigning.assign(title="أكمل", to=reporter, due_at=tomorrow(), by=editor, article=article)
    done = assigning.finish(assigning.finish(given, by=reporter), by=editor)
    assert not assigning.reopen(done, by=editor).done_at
    told = list(AuditEntry.objects.filter(article=article).order_by("pk").values_list("action", flat=True))
    assert told == ["create", "assign", "finish", "reopen"]


def test_an_assignment_that_is_due_is_late_until_it_is_done(editor, reporter):
    given = assigning.assign(title="عمل", to=reporter, due_at=tomorrow(), by=editor)
    assert not given.is_late
    Assignment.objects.update(due_at=timezone.now() - timedelta(hours=1))
    given.refresh_from_db()
    assert given.is_late
    assert not assigning.finish(given, by=reporter).is_late
