"""The pages of a merge, as an editor meets them."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tags import tasks
from tags.models import Keyword, KeywordMerge, MergeState
from tests.articles.admin.pages import find_all, parse, text_of
from tests.factories import make_article, make_record, write_articles
from tests.tags.test_merging import keyword, merge, names

pytestmark = pytest.mark.django_db

PLAN = reverse("admin:tags_keyword_merge")
LIST = reverse("admin:tags_keyword_changelist")


@pytest.fixture
def signed_in(client, editor):
    client.force_login(editor)
    return editor


def page_of(name, made):
    return reverse(f"admin:tags_keywordmerge_{name}", args=[made.pk])


def test_an_editor_chooses_sees_what_moves_and_merges(client, signed_in):
    article = make_article(keywords=["نتانياهو", "جسور"])
    make_article(keywords=["نتنياهو"])
    make_article(keywords=["نتنياهو"])
    chosen = [keyword("نتانياهو").pk, keyword("نتنياهو").pk]
    response = client.post(LIST, {"action": "merge_chosen", "_selected_action": chosen})
    assert response.headers["Location"].startswith(PLAN)
    page = client.get(response.headers["Location"])
    radios = [box for box in find_all(parse(page), "input") if box.get("type") == "radio"]
    # The one that most articles have is proposed.
    assert [box.get("checked") is not None for box in radios] == [
        int(box.get("value")) == chosen[1] for box in radios
    ]
    assert "مقال واحد" in text_of(page)
    assert "/keywords/نتانياهو/" in text_of(page)
    assert names(article) == ["نتانياهو", "جسور"]
    response = client.post(PLAN, {"keyword": chosen, "keeper": chosen[1]})
    made = KeywordMerge.objects.get()
    assert response.headers["Location"] == page_of("change", made)
    assert names(article) == ["نتنياهو", "جسور"]
    assert "نتانياهو" in LogEntry.objects.get(object_id=chosen[1]).get_change_message()
    assert "تم الدمج" in text_of(client.get(page_of("change", made)))


def test_the_other_one_may_stay(client, signed_in):
    make_article(keywords=["نتنياهو"])
    first, second = keyword("نتنياهو"), keyword("نتانياهو")
    page = client.get(PLAN, {"keyword": [first.pk, second.pk], "keeper": second.pk})
    assert "دمج في «نتانياهو»" in text_of(page)
    client.post(PLAN, {"keyword": [first.pk, second.pk], "keeper": second.pk})
    assert list(Keyword.objects.all()) >= [second]
    assert not Keyword.objects.filter(pk=first.pk).exists()


def test_a_keyword_is_added_by_name_or_alias_and_one_that_is_not_there_is_named(client, signed_in):
    first, second = keyword("نتنياهو"), keyword("نتانياهو")
    page = client.get(PLAN, {"keyword": first.pk, "add": "نـتانياهو"})
    assert "دمج في" in text_of(page)
    page = client.get(PLAN, {"keyword": first.pk, "add": "زقزوق"})
    assert "زقزوق" in text_of(page)
    assert "دمج في" not in text_of(page)
    assert second.pk


@pytest.mark.parametrize(
    "query", ["", "?keyword=x&keeper=-1", "?keyword=99999999999999999999999", "?add=%00"]
)
def test_nonsense_in_the_address_is_a_page_without_a_plan(client, signed_in, query):
    assert client.get(PLAN + query).status_code == 200


def test_an_undo_asks_first(client, signed_in):
    article = make_article(keywords=["نتانياهو"])
    made = merge("نتنياهو", "نتانياهو", by=signed_in)
    page = client.get(page_of("undo", made))
    assert "التراجع عن الدمج" in text_of(page)
    assert names(article) == ["نتنياهو"]
    response = client.post(page_of("undo", made))
    assert response.headers["Location"] == page_of("change", made)
    assert names(article) == ["نتانياهو"]
    assert "تم التراجع عن الدمج" in text_of(client.get(page_of("change", made)))


def test_a_reporter_neither_merges_nor_sees_merges(client, editor, reporter):
    first, second = keyword("نتنياهو"), keyword("نتانياهو")
    made = merge("أول", "ثان", by=editor)
    client.force_login(reporter)
    chosen = {"keyword": [first.pk, second.pk], "keeper": first.pk}
    assert client.post(PLAN, chosen).status_code == 403
    assert client.post(page_of("undo", made)).status_code == 403
    assert client.get(page_of("progress", made)).status_code == 403
    assert "merge_chosen" not in client.get(LIST).content.decode()
    assert client.post(LIST, {"action": "merge_chosen", "_selected_action": [first.pk]}).status_code in (
        302,
        200,
    )
    assert Keyword.objects.filter(pk=second.pk).exists()


def test_a_large_merge_is_a_job_whose_page_shows_progress(client, signed_in, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 0)
    article = make_article(keywords=["نتانياهو"])
    first, second = keyword("نتنياهو"), keyword("نتانياهو")
    client.post(PLAN, {"keyword": [first.pk, second.pk], "keeper": first.pk})
    made = KeywordMerge.objects.get()
    assert made.state == MergeState.MERGING
    assert ProcrastinateJob.objects.get().args == {"merge_id": made.pk}
    assert "data-live" in client.get(page_of("progress", made)).content.decode()
    assert client.get(reverse("admin:tags_keyword_delete", args=[first.pk])).status_code == 403
    tasks.go_on_with_merge(made.pk)
    assert names(article) == ["نتنياهو"]
    assert "data-live" not in client.get(page_of("progress", made)).content.decode()
    tasks.go_on_with_merge(made.pk)


def test_a_merge_whose_worker_was_killed_is_taken_up_again(editor, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 0)
    make_article(keywords=["نتانياهو"])
    made = tasks.start_merge(keyword("نتنياهو"), [keyword("نتانياهو")], by=editor)
    ProcrastinateJob.objects.all()
    assert tasks.resume_merges(0) == 0
    KeywordMerge.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert tasks.resume_merges(0) == 1
    tasks.go_on_with_merge(made.pk)
    assert tasks.resume_merges(0) == 0


def test_what_fails_is_told_on_the_page(client, signed_in, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 0)
    make_article(keywords=["نتانياهو"])
    made = tasks.start_merge(keyword("نتنياهو"), [keyword("نتانياهو")], by=signed_in)

    def fail(merge):
        raise RuntimeError("no disk")

    monkeypatch.setattr(tasks, "run_merge", fail)
    with pytest.raises(RuntimeError):
        tasks.go_on_with_merge(made.pk)
    assert "no disk" in text_of(client.get(page_of("change", made)))


@pytest.mark.parametrize("size", [2, 20])
def test_the_pages_cost_the_same_at_any_size(client, signed_in, size):
    words = [f"كلمة{number}" for number in range(size)]
    write_articles(*(make_record(keywords=words) for _ in range(size)))
    chosen = list(Keyword.objects.filter(name__in=words).values_list("pk", flat=True))
    address = f"{PLAN}?{'&'.join(f'keyword={number}' for number in chosen)}"
    client.get(address)
    with CaptureQueriesContext(connection) as plan:
        client.get(address)
    for word in words[1:]:
        merge(words[0], word, by=signed_in)
    with CaptureQueriesContext(connection) as listed:
        client.get(reverse("admin:tags_keywordmerge_changelist"))
    # Session, person, rights of person and groups; keywords with their uses, the plan, their aliases.
    # The list: the first four, a count, merges with their people, the merged.
    assert (len(plan), len(listed)) == (4 + 3, 4 + 3)
