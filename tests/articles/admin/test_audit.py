"""The audit as a file."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import AuditEntry, Section
from articles.records import Record
from newsroom.models import User
from tests.articles.admin.pages import address
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def draft(headline, *, by, section=None):
    return publishing.create(Record.from_mapping({"headline": headline, "section": section}), by=by)


def export(client, **asked):
    """Return the acts on articles: each export before this one is an act too."""
    response = client.get(address("audit"), {"as": "jsonl", **asked})
    rows = [json.loads(line) for line in response.getvalue().decode().splitlines()]
    return [row for row in rows if row["action"] != "audit_export"]


def test_each_act_is_a_line(client, managing_editor):
    article = draft("افتتاح الجسر", by=managing_editor)
    publishing.submit(article, by=managing_editor, note="راجعوه")
    client.force_login(managing_editor)
    made, sent = export(client)
    assert (made["action"], sent["action"]) == ("create", "submit")
    assert sent | {"id": 0, "at": ""} == {
        "id": 0, "at": "", "action": "submit", "person": "managing", "person_name": "managing",
        "article": article.pk, "headline": "افتتاح الجسر", "from": "draft", "to": "in_review",
        "note": "راجعوه", "moment": None, "version": 1, "takedown": None,
    }  # fmt: skip
    assert sent["at"].endswith("+03:00")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_runs_as_a_formula(client, managing_editor, text):
    article = draft("خبر", by=managing_editor)
    publishing.submit(article, by=managing_editor, note=text)
    client.force_login(managing_editor)
    response = client.get(address("audit"), {"as": "csv"})
    assert response.streaming
    assert response.headers["Content-Disposition"].endswith('.csv"')
    text_of = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text_of, newline="")))
    assert rows[1]["note"] == f"'{text}"
    assert [row["action"] for row in rows] == ["create", "submit"]


def test_it_is_narrowed_by_person_article_and_days(client, managing_editor, editor):
    one, other = draft("أ", by=managing_editor), draft("ب", by=editor)
    old = timezone.now() - timedelta(days=10)
    AuditEntry.objects.filter(article=one).update(at=old)
    client.force_login(managing_editor)
    day = timezone.localdate(old).isoformat()
    assert [row["article"] for row in export(client)] == [one.pk, other.pk]
    assert [row["article"] for row in export(client, person=editor.pk)] == [other.pk]
    assert [row["article"] for row in export(client, article=one.pk)] == [one.pk]
    assert [row["article"] for row in export(client, since=day, until=day)] == [one.pk]
    assert [row["article"] for row in export(client, since=timezone.localdate().isoformat())] == [other.pk]


def test_days_the_wrong_way_round_are_told(client, managing_editor):
    client.force_login(managing_editor)
    page = client.get(address("audit"), {"as": "csv", "since": "2024-05-17", "until": "2024-05-16"})
    assert "قبل اليوم الأول" in page.content.decode()


def test_who_is_kept_to_sections_exports_what_they_see(client, editor):
    sport = Section.objects.ensure(["رياضة"])[0]["رياضة"]
    seen, _hidden = draft("أ", by=editor, section="رياضة"), draft("ب", by=editor, section="سياسة")
    person = make_user("kept", group="managing editor")
    person.sections.set([sport])
    client.force_login(User.objects.get(pk=person.pk))
    assert [row["article"] for row in export(client)] == [seen.pk]


def test_the_list_of_articles_leads_to_it(client, managing_editor, editor):
    for person, is_led in ((managing_editor, True), (editor, False)):
        client.force_login(person)
        assert (address("audit") in client.get(address("changelist")).content.decode()) is is_led


@pytest.mark.parametrize("size", [1, 5])
def test_it_streams_in_one_query(client, managing_editor, size, django_assert_num_queries):
    for _number in range(size):
        draft("خبر", by=managing_editor)
    client.force_login(managing_editor)
    # The session, the person, two for their rights, the entry that an export was taken, and the entries.
    with django_assert_num_queries(6):
        assert len(export(client)) == size
