"""An article of another section, by every address of the desk: it does not open, and nothing of it is told.

The addresses are those of `test_access`, so a new one is walked as soon as it is in that table.
"""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from articles import publishing
from articles.models import (
    Article,
    Assignment,
    Autosave,
    BulkItem,
    BulkRun,
    Image,
    ImportBatch,
    ImportItem,
    Mention,
    NearCopy,
    Note,
    Outcome,
    Revision,
    Section,
)
from articles.records import Record
from newsroom.models import User
from tests.factories import make_article, make_user
from tests.test_access import PARTS, people, value_of, values  # noqa: F401 — the rows of that table

pytestmark = pytest.mark.django_db

SECRET = "زقزوق"
REFUSED = (302, 403, 404, 405)
ROLES = ("reporter", "editor", "managing editor")
# What belongs to an article, as its addresses name it.
_OF_ARTICLES = re.compile(
    r"admin:(view_on_site|articles_(article|assignment|mention|bulkrun|image|import(batch|item)|nearcopy|copygroup)_.*)"
)
DESK = [name for name in PARTS if name.startswith("admin:") and name != "admin:logout"]
OBJECTS = [name for name in DESK if PARTS[name] and _OF_ARTICLES.fullmatch(name)]


@pytest.fixture
def shut(values, people):  # noqa: F811 — pytest gives fixtures by their names
    """Let the draft of the table, and all that hangs on it, lie in a section of others."""
    editor, article = people["editor"], Article.objects.get(pk=values["article_id"])
    Image.objects.all().delete()
    texts = dict.fromkeys(("headline", "summary", "body"), SECRET)
    picture = {"url": "https://marsa.example/1.jpg", "caption": SECRET, "credit": SECRET}
    names = {"section": "سياسة", "keywords": ["جسور"], "source": "صحيفة المرسى", "byline": "منى سالم"}
    record = Record.from_mapping({**texts, **names, "images": [picture]})
    publishing.save(article, record, by=editor)
    article.refresh_from_db()
    Note.objects.update(article=article, text=SECRET)
    Mention.objects.update(person=editor)
    Assignment.objects.update(article=article, title=SECRET, to=editor)
    Autosave.objects.update(fields=[["headline", SECRET]])
    NearCopy.objects.update(article=article)
    BulkItem.objects.create(run=BulkRun.objects.get(), article=article, label=SECRET)
    told = {"file": SECRET, "article": article, "outcome": Outcome.CREATED, "record": {"headline": SECRET}}
    for batch in (ImportBatch.objects.get(pk=values["batch_id"]), ImportBatch.objects.order_by("pk").first()):
        ImportItem.objects.create(batch=batch, **told)
    assert article.section == Section.objects.get(name="سياسة")
    return {**values, "number": article.latest_revision.number}


@pytest.fixture(params=ROLES)
def visitor(request, client):
    """Sign in who works in one section, which is another."""
    person = make_user("kept", group=request.param)
    person.sections.set([Section.objects.ensure(["رياضة"])[0]["رياضة"]])
    client.force_login(User.objects.get(pk=person.pk))
    return person


def address_of(name, shut):
    return reverse(name, kwargs={part: value_of(part, name, shut) for part in PARTS[name]})


def written():
    """Return what a visitor could have changed, or let go."""
    kinds = (Assignment, Autosave, BulkItem, BulkRun, Image, ImportItem, Mention, NearCopy, Note, Revision)
    return [[*kind.objects.order_by("pk").values()] for kind in (Article, *kinds)]


def test_the_table_of_objects_is_no_empty_one():
    assert len(OBJECTS) > 40


def test_no_address_of_an_object_opens_to_another_section(client, shut, visitor):
    asked = {name: client.get(address_of(name, shut)) for name in OBJECTS}
    assert opened(asked) == {}
    assert [name for name, one in asked.items() if SECRET in told_by(one)] == []


def test_nothing_sent_to_an_object_of_another_section_is_done(client, shut, visitor):
    before, sent = written(), {"post": "yes", "pen": str(uuid4()), "text": SECRET, "note": SECRET}
    asked = {name: client.post(address_of(name, shut), sent) for name in OBJECTS}
    assert opened(asked) == {}
    assert [name for name, one in asked.items() if SECRET in told_by(one)] == []
    assert written() == before


def test_a_form_of_an_own_article_tells_nothing_of_another_that_it_is_sent(client, shut, visitor):
    own, before = make_article(section="رياضة", status="published"), written()
    withdraw = reverse("admin:articles_article_move", args=[own.pk, "withdraw"])
    sent = {"note": "خطأ", "members": [f"{shut['article_id']}-1"]}
    answer = client.post(withdraw, sent, follow=True)
    assert SECRET not in told_by(answer)
    assert written() == before


def test_no_page_of_the_desk_tells_of_another_section(client, shut, visitor):
    assert telling(client, shut) == []


def test_the_same_pages_tell_of_it_to_who_works_in_all_sections(client, shut, people):  # noqa: F811 — pytest gives fixtures by their names
    """Else the walk would find nothing because there is nothing to find."""
    client.force_login(people["managing editor"])
    found = telling(client, shut)
    assert {"admin:index", "admin:desk", "admin:complete_article", "admin:complete_image"} <= {*found}
    assert {"admin:articles_article_changelist", "admin:articles_importitem_changelist"} <= {*found}
    asked = {name: client.get(address_of(name, shut)) for name in OBJECTS}
    assert len([name for name, one in asked.items() if SECRET in told_by(one)]) > 15


def opened(asked):
    """Return the answers that are neither a refusal nor the way elsewhere."""
    return {name: one.status_code for name, one in asked.items() if one.status_code not in REFUSED}


def telling(client, shut):
    """List the rest of the desk's addresses that tell of the article, asked for it or not."""
    rest = [name for name in DESK if name not in OBJECTS]
    asked = [
        (name, client.get(address_of(name, shut), query)) for name in rest for query in ({}, {"q": "زقز"})
    ]
    return list(dict.fromkeys(name for name, answer in asked if SECRET in told_by(answer)))


def told_by(response):
    """Return all that an answer says, with what JSON writes as numbers."""
    text = b"".join(response) if response.streaming else response.content
    escaped = SECRET.encode("unicode_escape").decode()
    return text.decode(errors="replace").replace(escaped, SECRET) + response.headers.get("Location", "")
