"""The list offers what may be done to many; a run has its preview, its account and its way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import bulk, publishing
from articles.admin import confirming
from articles.bulk.running import go_on
from articles.models import Article, BulkRun, BulkState, Status
from articles.records import Record
from tests.articles.admin.pages import find_all, parse, text_of
from tests.articles.bulk.runs import choose, run_all
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
PASSWORD = "كلمة-مرور-طويلة"


def draft(by, **overrides):
    data = {"headline": "افتتاح جسر في مرسى النخيل", "body": "افتتحت البلدية جسرا جديدا.", **overrides}
    return publishing.create(Record.from_mapping(data), by=by)


def page_of(run, name=""):
    return f"/admin/articles/bulkrun/{run.pk}/{name or 'change'}/"


def act_on(client, act, articles, *, is_all=False, query=""):
    """Choose rows of the list and an act, as a person does; returns the run."""
    chosen = [article.pk for article in articles]
    sent = {"action": act, "index": 0, "_selected_action": chosen, "select_across": int(is_all)}
    response = client.post(LIST + query, sent)
    assert response.status_code == 302
    run = BulkRun.objects.order_by("-pk").first()
    assert response.headers["Location"] == page_of(run)
    return run


def forget_password(client):
    session = client.session
    session[confirming.KEY] = (timezone.now() - timedelta(minutes=31)).timestamp()
    session.save()


# Role → what the list offers it.
OFFERED = [
    ("reporter", ["section", "add_keywords", "remove_keywords", "submit"]),
    ("editor", ["section", "add_keywords", "remove_keywords", "submit", "approve", "publish"]),
    ("managing editor", list(bulk.ACTS)),
    ("import staff", []),
]


@pytest.mark.parametrize(("role", "names"), OFFERED)
def test_the_list_offers_each_role_its_acts(client, role, names):
    client.force_login(make_user(group=role))
    make_article()
    options = find_all(parse(client.get(LIST)), "option")
    assert [option.get("value") for option in options if option.get("value")] == names


def test_few_are_looked_at_at_once_and_nothing_is_done_before_the_word(client, editor):
    client.force_login(editor)
    mine, whole = draft(editor), make_article()
    run = act_on(client, "approve", [mine, whole])
    page = client.get(page_of(run))
    assert run.state == BulkState.READY
    assert "سيتغيّر" in text_of(page)
    assert "مرفوض" in text_of(page)
    assert Article.objects.get(pk=mine.pk).status == Status.DRAFT
    client.post(page_of(run, "confirm"))
    assert Article.objects.get(pk=mine.pk).status == Status.APPROVED
    client.post(page_of(run, "confirm"))  # a second press
    assert BulkRun.objects.get().counts["outcome"] == {"done": 1, "refused": 1}


def test_a_section_is_asked_for_first(client, editor):
    make_article(section="اقتصاد")
    client.force_login(editor)
    article = draft(editor, section="مجتمع")
    run = act_on(client, "section", [article])
    assert [one.get("name") for one in find_all(parse(client.get(page_of(run))), "select")] == ["section"]
    client.post(page_of(run, "tell"), {"section": "اقتصاد"})
    client.post(page_of(run, "confirm"))
    assert Article.objects.get(pk=article.pk).section.name == "اقتصاد"


@pytest.mark.parametrize("typed", ["", "،،", "!!!"])
def test_what_is_no_keyword_is_told(client, editor, typed):
    client.force_login(editor)
    run = act_on(client, "add_keywords", [draft(editor)])
    response = client.post(page_of(run, "tell"), {"keywords": typed})
    assert response.status_code == 422
    assert BulkRun.objects.get().state == BulkState.CHOSEN


def test_a_withdrawal_asks_for_a_reason_and_for_the_password(client, managing_editor):
    client.force_login(managing_editor)
    article = make_article()
    run = act_on(client, "withdraw", [article])
    assert client.post(page_of(run, "tell"), {"note": " "}).status_code == 422
    client.post(page_of(run, "tell"), {"note": "خطأ في المصدر"})
    forget_password(client)
    assert client.post(page_of(run, "confirm"), {"password": "خطأ"}).status_code == 422
    assert Article.objects.get(pk=article.pk).status == Status.PUBLISHED
    client.post(page_of(run, "confirm"), {"password": PASSWORD})
    assert Article.objects.get(pk=article.pk).withdrawal_note == "خطأ في المصدر"
    forget_password(client)
    assert client.post(page_of(run, "undo")).status_code == 422
    client.post(page_of(run, "undo"), {"password": PASSWORD})
    assert Article.objects.get(pk=article.pk).status == Status.PUBLISHED


def test_warnings_are_shown_and_taken_by_a_mark(client, editor):
    client.force_login(editor)
    article = make_article(status="approved", images=[{"url": "https://marsa.example/b.jpg"}])
    run = act_on(client, "publish", [article])
    boxes = [one.get("name") for one in find_all(parse(client.get(page_of(run))), "input")]
    assert "takes_warnings" in boxes
    client.post(page_of(run, "confirm"), {"takes_warnings": "on"})
    assert Article.objects.get(pk=article.pk).status == Status.PUBLISHED


def test_all_that_match_are_taken_from_every_page(client, editor, monkeypatch):
    from articles.admin.article import ArticleAdmin

    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    client.force_login(editor)
    drafts = [draft(editor) for _number in range(5)]
    make_article()
    run = act_on(client, "approve", drafts[:1], is_all=True, query="?state=draft")
    assert (run.total, run.counts["forecast"]) == (5, {"ready": 5})


def test_many_are_a_job_whose_page_tells_how_far_it_is(client, editor, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    client.force_login(editor)
    run = act_on(client, "approve", [draft(editor) for _number in range(3)])
    assert run.state == BulkState.JUDGING
    assert "data-live" in client.get(page_of(run, "progress")).content.decode()
    go_on(run.pk)
    assert "data-live" not in client.get(page_of(run, "progress")).content.decode()
    client.post(page_of(run, "confirm"))
    assert BulkRun.objects.get().state == BulkState.RUNNING
    go_on(run.pk)
    assert text_of(client.get(page_of(run))).count("افتتاح جسر") == 3


def test_the_account_tells_what_the_undo_left(client, editor, managing_editor):
    client.force_login(editor)
    left, touched = draft(editor), draft(editor)
    run = run_all("approve", [left, touched], by=editor)
    publishing.send_back(touched, by=managing_editor, note="راجعه")
    assert client.get(page_of(run, "undo")).status_code == 200
    client.post(page_of(run, "undo"))
    assert "managing" in text_of(client.get(page_of(run)))
    assert BulkRun.objects.get().counts["undo"] == {"undone": 1, "kept": 1}


def test_a_reporter_sees_their_own_runs_only(client, reporter, editor):
    mine, other = (
        choose("submit", [draft(reporter)], by=reporter),
        choose("submit", [draft(editor)], by=editor),
    )
    client.force_login(reporter)
    assert client.get(page_of(mine)).status_code == 200
    assert client.get(page_of(other)).status_code == 404
    assert text_of(client.get("/admin/articles/bulkrun/")).count("رقم") == 1


def test_somebody_elses_preview_cannot_be_confirmed(client, editor, managing_editor):
    run = choose("approve", [draft(editor)], by=editor)
    client.force_login(managing_editor)
    client.post(page_of(run, "confirm"))
    assert BulkRun.objects.get().state == BulkState.READY


@pytest.mark.parametrize("size", [1, 21])
def test_the_page_of_a_run_costs_the_same_at_any_size(client, editor, size, django_assert_num_queries):
    run = run_all("approve", [draft(editor) for _number in range(size)], by=editor)
    client.force_login(editor)
    client.get(page_of(run))
    # session, user, permissions 2, run, groups
    with django_assert_num_queries(6):
        client.get(page_of(run))
    with django_assert_num_queries(6):
        client.get(page_of(run, "items"))
    # session, user, permissions 2, count, rows
    with django_assert_num_queries(6):
        client.get("/admin/articles/bulkrun/")


@pytest.fixture
def failed(editor):
    """Return a run that an editor began and that stopped before its end."""
    run = choose("publish", [draft(editor)], by=editor)
    bulk.confirm(run, by=editor, takes_warnings=True)
    BulkRun.objects.filter(pk=run.pk).update(error="ValueError: x")
    return run


def test_nobody_lets_the_failed_change_of_another_go_on(client, failed, managing_editor):
    client.force_login(managing_editor)
    assert "متابعة ما بقي" not in text_of(client.get(page_of(failed)))
    client.post(page_of(failed, "again"))
    assert not Article.objects.filter(status=Status.PUBLISHED).exists()
    assert BulkRun.objects.get().error


@pytest.mark.parametrize("is_boss", [False, True])
def test_who_began_it_or_an_administrator_lets_it_go_on(client, editor, failed, is_boss):
    client.force_login(make_user("boss", is_superuser=True) if is_boss else editor)
    assert "متابعة ما بقي" in text_of(client.get(page_of(failed)))
    client.post(page_of(failed, "again"))
    assert BulkRun.objects.get().counts["outcome"] == {"done": 1}


def test_an_undo_goes_on_by_who_began_the_undo(client, editor, managing_editor):
    run = run_all("publish", [draft(editor)], by=editor, takes_warnings=True)
    bulk.begin_undo(run, by=managing_editor)
    BulkRun.objects.filter(pk=run.pk).update(error="ValueError: x")
    for person, state in ((editor, BulkState.UNDOING), (managing_editor, BulkState.UNDONE)):
        client.force_login(person)
        client.post(page_of(run, "again"))
        assert BulkRun.objects.get().state == state
