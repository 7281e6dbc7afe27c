"""A change of many brought back: what nobody touched since, by moves and versions through the door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing, talking
from articles.models import Article, BulkState, Status
from articles.publishing import record_of
from tests.articles.bulk.runs import fates, reasons, run_all, undo
from tests.articles.bulk.test_running import again, draft, names
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def saved(article, by, **changes):
    record = record_of(again(article).latest_revision)
    for name, value in changes.items():
        setattr(record, name, value)
    return publishing.save(article, record, by=by)


# Act → the state before, what the run is given.
MOVES = [("submit", "draft"), ("approve", "draft"), ("approve", "in_review"), ("publish", "approved"),
         ("publish", "draft"), ("withdraw", "published")]  # fmt: skip


@pytest.mark.parametrize(("act", "state"), MOVES)
def test_a_move_is_brought_back_by_moves(managing_editor, act, state):
    articles = [make_article(status=state) for _number in range(2)]
    run = run_all(act, articles, by=managing_editor, note="سبب")
    assert run.counts["outcome"] == {"done": 2}
    run = undo(run, by=managing_editor)
    assert run.state == BulkState.UNDONE
    assert run.counts["undo"] == {"undone": 2}
    for article in articles:
        back = again(article)
        assert back.status == state
        assert (back.headline, back.section) == (article.headline, article.section)


def test_an_edit_is_brought_back_as_a_new_version(editor):
    article = draft(editor, section="مجتمع", keywords=["جسور"])
    make_article(section="اقتصاد")
    run = run_all("add_keywords", [article], by=editor, keywords=["بلدية"])
    undo(run, by=editor)
    assert names(article) == ["جسور"]
    assert [one.kind for one in again(article).revisions.order_by("number")] == ["save", "save", "restore"]


def test_what_somebody_touched_since_stays_and_says_who(editor, managing_editor):
    touched, left = draft(editor, keywords=["جسور"]), draft(editor, keywords=["جسور"])
    run = run_all("add_keywords", [touched, left], by=editor, keywords=["بلدية"])
    saved(touched, managing_editor, headline="عنوان أحدث")
    run = undo(run, by=editor)
    assert {key: fate[2] for key, fate in fates(run).items()} == {touched.pk: "kept", left.pk: "undone"}
    assert str(managing_editor) in reasons(run)[touched.pk]
    assert names(touched) == ["جسور", "بلدية"]


def test_a_note_beside_an_article_touches_nothing(editor):
    article = draft(editor)
    run = run_all("approve", [article], by=editor)
    talking.add_note(again(article), "راجعه من فضلك", by=editor)
    assert undo(run, by=editor).counts["undo"] == {"undone": 1}


def test_an_article_that_is_gone_says_so(managing_editor):
    article = draft(managing_editor)
    run = run_all("approve", [article], by=managing_editor)
    publishing.delete(again(article), by=managing_editor)
    run = undo(run, by=managing_editor)
    assert run.counts["undo"] == {"kept": 1}
    assert run.items.get().label == article.headline


def test_who_may_not_make_the_move_back_is_told_why(reporter, editor):
    article = draft(reporter)
    run = run_all("submit", [article], by=reporter)
    run = undo(run, by=reporter)
    assert run.counts["undo"] == {"kept": 1}
    assert again(article).status == Status.IN_REVIEW
    assert undo(run, by=editor).counts["undo"] == {"undone": 1}  # who may, tries again
    assert again(article).status == Status.DRAFT


def test_readers_get_back_the_text_that_they_had_and_the_desk_its_own(editor):
    article = make_article(headline="العنوان الذي عند القراء")
    saved(article, editor, headline="العنوان الأحدث")
    run = run_all("publish", [article], by=editor, takes_warnings=True)
    assert again(article).headline == "العنوان الأحدث"
    undo(run, by=editor)
    back = again(article)
    assert back.headline == "العنوان الذي عند القراء"
    assert back.latest_revision.headline == "العنوان الأحدث"
    assert back.is_public


def test_a_withdrawn_article_comes_back_without_what_waited(managing_editor):
    article = make_article(headline="العنوان الذي عند القراء")
    saved(article, managing_editor, headline="لم يكتمل")
    run = run_all("withdraw", [article], by=managing_editor, note="سبب")
    undo(run, by=managing_editor)
    back = again(article)
    assert (back.headline, back.latest_revision.headline) == ("العنوان الذي عند القراء", "لم يكتمل")
    assert (back.is_public, back.published_at) == (True, article.published_at)


def test_an_edit_that_readers_had_is_taken_from_them_again(editor):
    article = make_article(section="مجتمع")
    make_article(section="اقتصاد")
    run = run_all("section", [article], by=editor, section="اقتصاد", to_readers=True)
    undo(run, by=editor)
    back = again(article)
    assert (back.section.name, back.is_public, back.has_unpublished_changes) == ("مجتمع", True, False)


def test_an_edit_that_waited_leaves_nothing_waiting(editor):
    article = make_article(section="مجتمع")
    make_article(section="اقتصاد")
    run = run_all("section", [article], by=editor, section="اقتصاد")
    undo(run, by=editor)
    assert not again(article).has_unpublished_changes


@pytest.mark.parametrize("act", ["publish", "withdraw"])
def test_a_schedule_gets_its_time_back(managing_editor, act):
    at = timezone.now() + timedelta(hours=3)
    article = draft(managing_editor)
    publishing.schedule(article, at=at, by=managing_editor)
    run = run_all(act, [article], by=managing_editor, takes_warnings=True, note="سبب")
    assert run.counts["outcome"] == {"done": 1}
    undo(run, by=managing_editor)
    back = again(article)
    assert (back.status, back.published_at, back.is_public) == (Status.PUBLISHED, at, False)


def test_an_undo_is_safe_twice(editor):
    article = draft(editor)
    run = run_all("approve", [article], by=editor)
    run = undo(run, by=editor)
    undo(run, by=editor)
    assert again(article).status == Status.DRAFT
    assert Article.objects.get(pk=article.pk).audit.filter(action="send_back").count() == 1
