"""Every address of the desk, tried as every role."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import planning, publishing
from articles.models import Image, ImportBatch, ImportItem, Section, Source
from articles.records import Record
from tags.models import Keyword
from tests.articles.admin.pages import address, find_all, parse
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

ROLES = ("reporter", "editor", "managing editor", "import staff")
OPEN, SHUT = 200, 403


@pytest.fixture
def people():
    return {role: make_user(role.replace(" ", "-"), group=role) for role in ROLES}


def answers(client, people, url, method="get"):
    found = []
    for role in ROLES:
        client.force_login(people[role])
        found.append(getattr(client, method)(url).status_code)
    return found


# What each role is answered, in the order of ROLES.
SITE_PAGES = [
    ("articles/article/", [OPEN] * 4),
    # Import staff could not go on with what they began by hand.
    ("articles/article/add/", [OPEN, OPEN, OPEN, SHUT]),
    ("articles/section/", [OPEN] * 4),
    ("articles/section/add/", [SHUT, SHUT, OPEN, SHUT]),
    ("articles/source/", [OPEN] * 4),
    ("articles/source/add/", [SHUT, SHUT, OPEN, SHUT]),
    ("articles/author/add/", [SHUT, OPEN, OPEN, SHUT]),
    ("articles/image/", [OPEN] * 4),
    ("articles/image/add/", [OPEN, OPEN, OPEN, SHUT]),
    ("articles/image/upload/", [OPEN, OPEN, OPEN, SHUT]),
    ("tags/keyword/", [OPEN] * 4),
    ("tags/keyword/add/", [SHUT, OPEN, OPEN, SHUT]),
    ("articles/importbatch/", [SHUT, OPEN, OPEN, OPEN]),
    ("articles/importbatch/add/", [SHUT] * 4),
    ("articles/importitem/", [SHUT, OPEN, OPEN, OPEN]),
    ("newsroom/user/", [SHUT] * 4),
    ("auth/group/", [SHUT] * 4),
    ("articles/assignment/", [OPEN] * 4),
    ("articles/assignment/add/", [SHUT, OPEN, OPEN, SHUT]),
    ("articles/mention/", [OPEN] * 4),
    ("desk/", [OPEN] * 4),
    ("complete/person/", [OPEN] * 4),
    ("complete/keyword/", [OPEN] * 4),
    ("complete/source/", [OPEN] * 4),
    ("complete/article/", [OPEN] * 4),
    ("complete/image/", [OPEN] * 4),
    ("session/", [OPEN] * 4),
    ("", [OPEN] * 4),
]


@pytest.mark.parametrize(("path", "expected"), SITE_PAGES)
def test_pages_open_to_their_roles(client, people, path, expected):
    assert answers(client, people, f"/admin/{path}") == expected


@pytest.mark.parametrize("path", [path for path, _expected in SITE_PAGES])
def test_no_page_opens_without_signing_in(client, path):
    response = client.get(f"/admin/{path}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("path", [path for path, _expected in SITE_PAGES])
def test_no_page_is_stored(client, people, path):
    client.force_login(people["managing editor"])
    assert "no-store" in client.get(f"/admin/{path}").headers["Cache-Control"]


ARTICLE_PAGES = ("change", "preview", "history")


@pytest.mark.parametrize("page", ARTICLE_PAGES)
def test_a_draft_of_another_is_shut_to_a_reporter_only(client, people, page):
    article = publishing.create(Record.from_mapping({"headline": "سر"}), by=people["editor"])
    assert answers(client, people, address(page, article.pk)) == [SHUT, OPEN, OPEN, OPEN]


@pytest.mark.parametrize("page", ["revision", "revision_preview"])
def test_a_version_of_anothers_draft_is_shut_to_a_reporter_only(client, people, page):
    article = publishing.create(Record.from_mapping({"headline": "سر"}), by=people["editor"])
    assert answers(client, people, address(page, article.pk, 1)) == [SHUT, OPEN, OPEN, OPEN]


@pytest.mark.parametrize("page", ARTICLE_PAGES)
def test_what_is_public_can_be_seen_by_all(client, people, page):
    assert answers(client, people, address(page, make_article().pk)) == [OPEN] * 4


@pytest.mark.parametrize("method", ["get", "post"])
def test_restoring_asks_for_the_right_to_change(client, people, method):
    article = make_article()
    done = OPEN if method == "get" else 302
    assert answers(client, people, address("restore", article.pk, 1), method) == [SHUT, done, done, SHUT]


def test_a_post_to_what_one_may_only_see_changes_nothing(client, people):
    article = make_article()
    assert answers(client, people, address("change", article.pk), "post")[0] == SHUT
    assert article.revisions.count() == 1


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        ("unpublish", [SHUT, OPEN, OPEN, SHUT]),
        ("withdraw", [SHUT, SHUT, OPEN, SHUT]),
        ("correct", [SHUT, OPEN, OPEN, SHUT]),
        ("mark_breaking", [SHUT, OPEN, OPEN, SHUT]),
    ],
)
def test_moves_open_to_who_may_make_them(client, people, move, expected):
    assert answers(client, people, address("move", make_article().pk, move)) == expected


@pytest.mark.parametrize("move", ["embargo", "schedule", "publish", "send_back"])
def test_moves_of_what_readers_lack_open_to_editors(client, people, move):
    article = make_article(status="approved")
    assert answers(client, people, address("move", article.pk, move)) == [SHUT, OPEN, OPEN, SHUT]


def test_a_planned_update_and_an_embargo_are_taken_away_by_editors_only(client, people):
    held = planning.embargo(make_article(status="approved"), at=in_an_hour(), by=people["editor"])
    live = make_article()
    publishing.save(live, Record.from_mapping({"headline": "جديد", "body": "نص"}), by=people["editor"])
    planning.plan_update(live, at=in_an_hour(), by=people["editor"])
    for article, move in ((held, "lift_embargo"), (live, "drop_update"), (live, "plan_update")):
        assert answers(client, people, address("move", article.pk, move)) == [SHUT, OPEN, OPEN, SHUT]


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def test_only_a_managing_editor_deletes(client, people):
    article = make_article()
    assert answers(client, people, address("delete", article.pk)) == [SHUT, SHUT, OPEN, SHUT]


def test_an_import_item_is_shut_to_reporters(client, people):
    make_article()
    item, batch = ImportItem.objects.get(), ImportBatch.objects.get()
    for url in (
        f"/admin/articles/importitem/{item.pk}/change/",
        f"/admin/articles/importbatch/{batch.pk}/change/",
    ):
        assert answers(client, people, url) == [SHUT, OPEN, OPEN, OPEN]
        assert answers(client, people, url, "post") == [SHUT] * 4


def test_rows_of_the_site_change_by_their_roles(client, people):
    make_article(byline="منى سالم")
    image = Image.objects.create(caption="صورة")
    section, source, keyword = Section.objects.get(), Source.objects.get(), Keyword.objects.first()
    for url, expected in (
        (f"/admin/articles/section/{section.pk}/delete/", [SHUT, SHUT, OPEN, SHUT]),
        (f"/admin/articles/source/{source.pk}/delete/", [SHUT, SHUT, OPEN, SHUT]),
        (f"/admin/tags/keyword/{keyword.pk}/delete/", [SHUT, SHUT, OPEN, SHUT]),
        (f"/admin/articles/image/{image.pk}/delete/", [SHUT, SHUT, OPEN, SHUT]),
    ):
        assert answers(client, people, url) == expected, url


def test_a_reporters_list_holds_their_own_and_the_public(client, people):
    shown = make_article(headline="منشور")
    make_article(headline="مسودة غيره", status="draft")
    own = publishing.create(Record.from_mapping({"headline": "مسودتي", "body": "نص"}), by=people["reporter"])
    client.force_login(people["reporter"])
    response = client.get("/admin/articles/article/")
    cells = [e for e in find_all(parse(response), "th") if "field-title" in (e.get("class") or "")]
    assert {"".join(cell.itertext()).strip() for cell in cells} == {shown.headline, own.headline}


@pytest.mark.parametrize("query", ["مسودة غيره", "مسوده"])
def test_completion_leaks_no_draft_to_a_reporter(client, people, query):
    make_article(headline="مسودة غيره", status="draft")
    for role, count in (("reporter", 0), ("editor", 1)):
        client.force_login(people[role])
        assert len(client.get("/admin/complete/article/", {"q": query}).json()["results"]) == count


def test_the_built_in_importer_cannot_sign_in(client):
    for password in ("!", "import", ""):
        response = client.post("/admin/login/", {"username": "import", "password": password})
        assert response.status_code == 200
        assert "_auth_user_id" not in client.session


def test_a_move_is_never_made_by_get(client, people):
    article = make_article()
    client.force_login(people["managing editor"])
    client.get(address("move", article.pk, "unpublish"))
    article.refresh_from_db()
    assert article.is_public


@pytest.mark.parametrize("status", ["draft", "published"])
def test_a_picture_is_as_open_as_the_articles_that_use_it(client, people, status):
    make_article(status=status, images=[{"url": "https://example.org/a.jpg", "caption": "شرح الصورة"}])
    image = Image.objects.get()
    client.force_login(people["reporter"])
    is_open = status == "published"
    assert ("شرح الصورة" in client.get("/admin/articles/image/").content.decode()) is is_open
    assert bool(client.get("/admin/complete/image/?q=الصورة").json()["results"]) is is_open
    page = client.get(f"/admin/articles/image/{image.pk}/change/")
    assert page.status_code == (OPEN if is_open else 302)
    form = {"headline": "عنوان", "body": "<p>نص</p>", "images-TOTAL_FORMS": 1, "images-INITIAL_FORMS": 0}
    rows = {f"{name}-{count}_FORMS": 0 for name in ("read_also", "similar") for count in ("TOTAL", "INITIAL")}
    client.post(address("add"), {**form, **rows, "language": "ar", "images-0-image": image.pk})
    assert image.uses.count() == (2 if is_open else 1)


def test_a_picture_that_nobody_uses_is_open(client, people):
    Image.objects.create(caption="من المكتبة", url="https://example.org/b.jpg")
    client.force_login(people["reporter"])
    assert "من المكتبة" in client.get("/admin/articles/image/").content.decode()
