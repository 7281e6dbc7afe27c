"""Views of lists: kept from a list, shared or one's own, and the one that a list opens with."""

from urllib.parse import urlencode

import pytest

from articles.models import DefaultView, SavedView
from tests.articles.admin.pages import find_all, parse, text_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
VIEWS = "/admin/articles/savedview/"


def keep(client, name="مسوداتي", *, page="articles.article", query="state=draft", order="", **fields):
    given = urlencode({"page": page, "query": query, "order": order})
    return client.post(f"{VIEWS}add/?{given}", {"name": name, **fields})


def bar(response):
    """Map the names over the list to their addresses, and tell which is shown."""
    nav = next(one for one in find_all(parse(response), "nav") if one.get("class") == "saved-views")
    links = find_all(nav, "a")
    names = {" ".join("".join(link.itertext()).split()): link for link in links}
    shown = [name for name, link in names.items() if link.get("aria-current")]
    return {name: link.get("href") for name, link in names.items()}, shown


@pytest.fixture
def colleague(db):
    return make_user("colleague", group="editor")


def test_a_list_offers_to_keep_what_it_shows(client, editor):
    client.force_login(editor)
    assert bar(client.get(LIST))[1] == ["الكل"]
    links, shown = bar(client.get(LIST, {"state": "draft", "o": "-5", "p": "1"}))
    assert shown == []
    adding = next(address for address in links.values() if "/savedview/add/" in address)
    assert client.get(adding).status_code == 200
    response = client.post(adding, {"name": "الأحدث نشرا"})
    assert response.headers["Location"] == f"{LIST}?state=draft&o=-5"
    assert bar(client.get(response.headers["Location"]))[1] == ["الأحدث نشرا"]
    view = SavedView.objects.get()
    assert (view.page, view.query, view.order, view.by) == (
        "articles.article", "state=draft", "-publication", editor,
    )  # fmt: skip


def test_a_view_is_marked_while_its_list_shows_it(client, editor):
    client.force_login(editor)
    response = keep(client)
    assert bar(client.get(response.headers["Location"]))[1] == ["مسوداتي"]


def test_the_order_of_a_view_is_the_same_whatever_the_columns(client, editor, managing_editor):
    """A managing editor has one column more."""
    client.force_login(editor)
    keep(client, "بالنشر", query="", order="-publication", is_shared="on")
    assert bar(client.get(LIST))[0]["بالنشر"] == "?o=-5"
    client.force_login(managing_editor)
    assert bar(client.get(LIST))[0]["بالنشر"] == "?o=-6"
    assert bar(client.get(LIST, {"o": "-6"}))[1] == ["بالنشر"]


def test_a_view_is_ones_own_until_it_is_shared(client, editor, colleague):
    client.force_login(editor)
    keep(client, "لي")
    keep(client, "للجميع", query="state=in_review", is_shared="on")
    client.force_login(colleague)
    assert [name for name in bar(client.get(LIST))[0] if name in ("لي", "للجميع")] == ["للجميع"]
    mine, shared = SavedView.objects.get(name="لي"), SavedView.objects.get(name="للجميع")
    assert client.get(f"{VIEWS}{mine.pk}/change/").status_code == 302
    assert client.post(f"{VIEWS}{shared.pk}/change/", {"name": "آخر"}).status_code == 403
    assert client.post(f"{VIEWS}{shared.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{VIEWS}{mine.pk}/default/").status_code == 404


def test_who_answers_for_the_site_changes_what_is_shared(client, editor, managing_editor):
    client.force_login(editor)
    keep(client, is_shared="on")
    keep(client, "لي وحدي")
    client.force_login(managing_editor)
    view = SavedView.objects.get(is_shared=True)
    client.post(f"{VIEWS}{view.pk}/change/", {"name": "المسودات", "is_shared": "on"})
    assert SavedView.objects.get(is_shared=True).name == "المسودات"
    assert SavedView.objects.get(is_shared=True).by == editor
    client.post(f"{VIEWS}{view.pk}/delete/", {"post": "yes"})
    assert [view.name for view in SavedView.objects.all()] == ["لي وحدي"]


def test_a_list_opens_with_the_view_of_the_person(client, editor, colleague):
    client.force_login(editor)
    keep(client, is_default="on", is_shared="on")
    assert client.get(LIST).headers["Location"] == "?state=draft"
    assert client.get(f"{LIST}?view=all").status_code == 200
    assert client.get(LIST, {"state": "published"}).status_code == 200
    client.force_login(colleague)
    assert client.get(LIST).status_code == 200


def test_every_way_to_all_rows_passes_by_the_opening_view(client, editor):
    client.force_login(editor)
    keep(client, is_default="on")
    response = client.get(LIST, {"state": "published"})
    links = [link.get("href") for link in find_all(parse(response), "a")]
    assert "?" not in links
    assert links.count("?view=all") >= 4  # over the list, the words, the filter of states, and all filters


def test_a_shared_view_opens_the_list_of_whoever_wants_it(client, editor, colleague):
    client.force_login(editor)
    keep(client, is_shared="on")
    view = SavedView.objects.get()
    client.force_login(colleague)
    client.post(f"{VIEWS}{view.pk}/default/")
    assert client.get(LIST).headers["Location"] == "?state=draft"
    client.post(f"{VIEWS}{view.pk}/default/")
    assert client.get(LIST).status_code == 200
    assert not DefaultView.objects.exists()


def test_a_new_view_takes_the_place_of_an_old_one(client, editor):
    client.force_login(editor)
    keep(client)
    old = SavedView.objects.get()
    keep(client, "المسودات الناقصة", query="needs=any&state=draft", replaces=old.pk)
    view = SavedView.objects.get()
    assert (view.pk, view.name, view.query) == (old.pk, "المسودات الناقصة", "needs=any&state=draft")


def test_the_view_of_another_is_not_replaced(client, editor, colleague):
    client.force_login(editor)
    keep(client, is_shared="on")
    client.force_login(colleague)
    assert keep(client, "آخر", replaces=SavedView.objects.get().pk).status_code == 200
    assert SavedView.objects.get().name == "مسوداتي"


def test_two_shared_views_of_one_name_are_refused_kindly(client, editor, colleague):
    client.force_login(editor)
    keep(client, is_shared="on")
    client.force_login(colleague)
    assert "بهذا الاسم" in text_of(keep(client, is_shared="on"))
    assert keep(client).status_code == 302  # one's own may be called so


@pytest.mark.parametrize("order", ["3", "-4", "6", "0", "99"])
def test_an_address_cannot_order_by_what_no_index_knows(client, editor, order):
    """The columns of section, source and writer; a million rows would be sorted."""
    client.force_login(editor)
    changelist = client.get(LIST, {"o": order}).context["cl"]
    assert changelist.queryset.query.order_by[:2] == ("-modified_at", "-pk")


@pytest.mark.parametrize("page", ["", "articles.revision", "nothing.here", "newsroom.user"])
def test_a_view_is_of_a_list_that_has_views(client, editor, page):
    client.force_login(editor)
    assert keep(client, page=page).status_code == 403


@pytest.mark.parametrize(
    "path", ["articles/image", "articles/source", "tags/keyword", "articles/importbatch"]
)
def test_other_lists_have_views_too(client, editor, path):
    client.force_login(editor)
    assert bar(client.get(f"/admin/{path}/"))[1] == ["الكل"]


def test_a_view_that_fits_no_more_opens_the_whole_list(client, editor):
    client.force_login(editor)
    SavedView.objects.create(name="قديم", page="articles.article", query="gone=1", by=editor)
    view = SavedView.objects.get()
    client.post(f"{VIEWS}{view.pk}/default/")
    response = client.get(LIST, follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) == 2


@pytest.mark.parametrize("size", [1, 12])
def test_views_cost_the_list_one_query(client, editor, size, django_assert_num_queries):
    make_article()
    for number in range(size):
        SavedView.objects.create(
            name=f"عرض {number}", page="articles.article", query="state=draft", by=editor
        )
    client.force_login(editor)
    client.get(LIST)
    # session, user, permissions 2, views, count, rows, sections, sources
    with django_assert_num_queries(9):
        client.get(LIST)
