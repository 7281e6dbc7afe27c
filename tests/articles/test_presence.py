from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from articles import autosaving, presence, publishing
from articles.autosaving import Typed
from articles.models import Presence, RevisionKind
from articles.records import Record
from articles.refusals import NotAllowed
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    return publishing.create(Record.from_mapping({"headline": "عنوان", "body": "<p>نص</p>"}), by=editor)


@pytest.fixture
def other(db):
    return make_user("other", group="editor")


def come(article, person, pen=None, **given):
    return presence.note(article, by=person, pen=pen or uuid4(), **given)


def type_in(article, person, headline, pen=None):
    base = str(article.latest_revision_id)
    fields = [["headline", headline], ["body", "<p>نص</p>"], ["base", base], ["language", "ar"]]
    for name in ("read_also", "similar", "images"):
        fields += [[f"{name}-TOTAL_FORMS", "0"], [f"{name}-INITIAL_FORMS", "0"]]
    return autosaving.store(Typed(pen or uuid4(), 1, fields), article=article, by=person)


def make_older(minutes, **given):
    Presence.objects.filter(**given).update(
        seen_at=timezone.now() - timedelta(minutes=minutes),
        held_at=timezone.now() - timedelta(minutes=minutes), typed_at=None,
    )  # fmt: skip


def test_the_first_who_comes_holds_the_text_and_the_second_sees_them(article, editor, other):
    assert come(article, editor).is_mine
    second = come(article, other)
    assert (second.is_mine, second.holder.by, [row.by for row in second.others]) == (False, editor, [editor])


def test_the_windows_of_one_person_hold_it_together(article, editor):
    come(article, editor)
    assert come(article, editor).is_mine


def test_taking_over_keeps_the_text_of_the_other_as_a_version_of_theirs(article, editor, other):
    mine, pen = uuid4(), uuid4()
    come(article, editor, mine)
    row = type_in(article, editor, "كلمات لم تحفظ", mine)
    assert presence.take_over(article, by=other, pen=pen).is_mine
    assert not come(article, editor, mine).is_mine
    kept = article.revisions.get(kind=RevisionKind.AUTOSAVE)
    assert (kept.headline, kept.by) == ("كلمات لم تحفظ", editor)
    # The last words, on their way meanwhile, go into the same version.
    fields = [[name, "كلمات أخيرة" if name == "headline" else value] for name, value in row.fields]
    autosaving.store(Typed(mine, 2, fields), article=article, by=editor)
    kept.refresh_from_db()
    assert (kept.headline, article.revisions.count()) == ("كلمات أخيرة", 2)


def test_taking_over_twice_makes_no_second_version(article, editor, other):
    come(article, editor)
    type_in(article, editor, "كلمات")
    pen = uuid4()
    for _time in range(2):
        presence.take_over(article, by=other, pen=pen)
    assert article.revisions.count() == 2


def test_who_left_or_is_gone_holds_nothing(article, editor, other):
    pen = uuid4()
    come(article, editor, pen)
    presence.leave(by=other, pen=pen)  # not theirs to end
    assert not come(article, other).is_mine
    presence.leave(by=editor, pen=pen)
    assert come(article, other).is_mine


@pytest.mark.parametrize("minutes", [2, 30])
def test_a_closed_window_is_forgotten_by_itself(article, editor, other, minutes):
    come(article, editor)
    make_older(minutes, by=editor)
    company = come(article, other)
    assert (company.is_mine, company.others) == (True, [])
    assert Presence.objects.count() == 1


def test_a_forgotten_window_gives_the_text_up_to_who_comes(article, editor, other):
    pen = uuid4()
    come(article, editor, pen)
    make_older(11, by=editor)
    Presence.objects.update(seen_at=timezone.now())
    assert come(article, other).is_mine
    assert not come(article, editor, pen).is_mine


def test_who_writes_keeps_the_text_however_long(article, editor, other):
    pen = uuid4()
    come(article, editor, pen)
    make_older(300, by=editor)
    come(article, editor, pen, is_typing=True)
    assert not come(article, other).is_mine


def test_a_window_that_nobody_looks_at_takes_nothing(article, editor, other):
    company = come(article, other, is_seen=False)
    assert company.holder is None
    assert come(article, editor).is_mine


def test_who_may_not_change_an_article_is_not_let_in(article, reporter):
    with pytest.raises(NotAllowed):
        come(article, reporter)
    with pytest.raises(NotAllowed):
        presence.take_over(article, by=reporter, pen=uuid4())


def test_the_pen_of_another_opens_nothing(article, editor, other):
    pen = uuid4()
    come(article, editor, pen)
    with pytest.raises(NotAllowed):
        come(article, other, pen)


@pytest.mark.parametrize("people", [1, 4])
def test_a_meeting_costs_the_same_whoever_is_there(
    client, article, editor, people, django_assert_num_queries
):
    for number in range(people):
        come(article, make_user(f"colleague{number}", group="editor"))
    client.force_login(editor)
    url = f"/admin/articles/article/{article.pk}/presence/"
    given = {"pen": uuid4()}
    client.post(url, given)
    # Session, person, two sets of permissions, article; mine, the company, what of mine is kept.
    with django_assert_num_queries(5 + 3):
        assert client.post(url, given).json()["isMine"] is False


def test_the_answer_tells_names_and_the_newest_version(client, article, editor, other):
    come(article, other)
    client.force_login(editor)
    told = client.post(f"/admin/articles/article/{article.pk}/presence/", {"pen": uuid4()}).json()
    assert told["holder"]["name"] == "other"
    assert (told["newest"]["number"], told["newest"]["isMine"]) == (1, True)


def test_presence_is_shut_to_who_may_not_change_the_article(client, article, reporter):
    client.force_login(reporter)
    url = f"/admin/articles/article/{article.pk}/presence/"
    assert client.post(url, {"pen": uuid4()}).status_code == 403
    assert client.post(url, {"pen": uuid4(), "act": "take"}).status_code == 403
    assert not Presence.objects.exists()
