from datetime import timedelta

import pytest
from django.utils import timezone

from articles.fronts import Entry, arrange
from articles.models import Article, CopyGroup, CopyMember
from tests.articles.views.public import parse_strictly, place_in_menu, set_rights
from tests.articles.views.test_pages import make_articles
from tests.factories import make_article

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def newest():
    """Give thirty articles of one section, the newest first."""
    place_in_menu("مجتمع")
    return make_articles(30)[::-1]


def place(editor, *entries, section=None, seen=0):
    return arrange(
        section,
        [Entry(slot, article.pk, **window) for slot, article, window in entries],
        seen=seen,
        by=editor,
    )


def slots(response):
    return [response.context["lead"], *response.context["seconds"], *response.context["grid"]]


def printed(response):
    """List the articles that a page leads to in its text, as often as it names them."""
    headlines = parse_strictly(response).iterfind(".//main//a")
    pictures = [node for node in headlines if node.attrib.get("aria-hidden") != "true"]
    return [node.attrib["href"] for node in pictures if node.attrib["href"].startswith("/articles/")]


def test_what_editors_place_stands_first_and_the_newest_fill_the_rest(client, editor, newest):
    place(editor, ("lead", newest[20], {}), ("box", newest[1], {}), ("box", newest[25], {}))
    response = client.get("/")
    assert response.context["lead"] == newest[20]
    assert response.context["seconds"] == [newest[0], newest[2]]
    assert response.context["grid"] == [newest[1], newest[25], newest[3]]


def test_nothing_stands_twice_on_home_wherever_it_was_placed(client, editor, newest):
    old = newest[28]
    place(editor, ("lead", old, {}), ("second", old, {}), ("box", newest[9], {}), ("box", newest[16], {}))
    links = printed(client.get("/"))
    assert len(links) == len(set(links)) == 6 + 8 + 4
    assert old.get_absolute_url() in links


@pytest.mark.parametrize(
    ("window", "is_shown"),
    [
        ({}, True),
        ({"from_at": -HOUR, "until_at": HOUR}, True),
        ({"from_at": HOUR}, False),
        ({"until_at": -HOUR}, False),
        # It ends in the moment that is given, and begins in it.
        ({"until_at": timedelta(0)}, False),
        ({"from_at": timedelta(0)}, True),
    ],
)
def test_an_article_stands_there_from_its_time_until_its_end(client, editor, newest, window, is_shown):
    now = timezone.now()
    place(editor, ("lead", newest[20], {name: now + shift for name, shift in window.items()}))
    assert (client.get("/").context["lead"] == newest[20]) is is_shown


def test_the_next_in_line_leads_when_the_first_has_ended(client, editor, newest):
    past = timezone.now() - HOUR
    place(
        editor, ("lead", newest[20], {"until_at": past}), ("lead", newest[21], {}), ("lead", newest[22], {})
    )
    response = client.get("/")
    assert response.context["lead"] == newest[21]
    assert newest[22] not in slots(response)


@pytest.mark.parametrize(
    "overrides",
    [
        {"status": "draft"}, {"status": "approved"}, {"status": "withdrawn"}, {"source": "مصدر بلا حق"},
        {"published_at": (timezone.now() + HOUR).isoformat()},
    ],
)  # fmt: skip
def test_what_is_not_public_never_stands_there(client, editor, newest, overrides):
    secret = make_article(headline="سر لا يراه القراء", **overrides)
    set_rights("مصدر بلا حق", rights="none")
    section = newest[0].section
    place(editor, ("lead", secret, {}), ("box", secret, {}))
    place(editor, ("lead", secret, {}), ("second", newest[7], {}), section=section)
    for address, lead in (("/", newest[0]), (section.get_absolute_url(), newest[0])):
        response = client.get(address)
        assert response.context["lead"] == lead
        assert secret.headline not in response.content.decode()


def test_an_embargo_keeps_a_placed_article_back(client, editor, newest):
    Article.objects.filter(pk=newest[20].pk).update(embargo_until=timezone.now() + HOUR)
    place(editor, ("lead", newest[20], {}))
    assert client.get("/").context["lead"] == newest[0]


def test_a_site_of_few_articles_has_a_lead_all_the_same(client, editor):
    article = make_article()
    place(editor, ("box", article, {}))
    assert client.get("/").context["lead"] == article


def test_a_section_without_a_front_page_is_the_plain_list(client, newest):
    response = client.get(newest[0].section.get_absolute_url())
    assert "lead" not in response.context
    assert response.context["page"].articles == newest[:20]


def test_a_section_shows_its_slots_over_its_list_and_repeats_nothing(client, editor, newest):
    section, guest = newest[0].section, make_article(section="سياسة")
    place(editor, ("lead", newest[25], {}), ("second", guest, {}), ("box", newest[2], {}), section=section)
    response = client.get(section.get_absolute_url())
    assert slots(response) == [newest[25], guest, newest[0], newest[2], newest[1], newest[3]]
    links = printed(response)
    assert len(links) == len(set(links)) == 3 + 20
    older = client.get(f"{section.get_absolute_url()}?after={response.context['page'].next}")
    assert "lead" not in older.context
    seen = {*slots(response), *response.context["page"].articles, *older.context["page"].articles}
    assert seen == {*newest, guest}


@pytest.mark.parametrize("count", [1, 60])
def test_a_section_with_a_front_page_asks_three_times(client, editor, django_assert_num_queries, count):
    place_in_menu("مجتمع")
    articles = make_articles(count)
    section = articles[0].section
    place(editor, *[("box", article, {}) for article in articles[:30]], section=section)
    with django_assert_num_queries(3):  # the row with menu and children, what is placed, the list
        client.get(section.get_absolute_url())


@pytest.mark.parametrize("count", [1, 30])
def test_home_with_many_placed_asks_three_times(client, editor, django_assert_num_queries, count):
    place_in_menu("مجتمع")
    place(editor, *[("box", article, {}) for article in make_articles(count)])
    with django_assert_num_queries(3):  # sections, ids of what is placed and newest of all groups, cards
        client.get("/")


def test_a_story_stands_once_whichever_of_its_copies_was_placed(client, editor, newest):
    head, copy = newest[1], newest[0]
    group = CopyGroup.objects.create()
    for article in (head, copy):
        CopyMember.objects.create(article=article, group=group)
    Article.objects.filter(pk=copy.pk).update(is_behind=True)
    assert copy not in slots(client.get("/"))
    place(editor, ("lead", copy, {}))
    place(editor, ("lead", copy, {}), section=copy.section)
    for address in ("/", copy.section.get_absolute_url()):
        links = printed(client.get(address))
        assert copy.get_absolute_url() in links
        assert head.get_absolute_url() not in links


def test_a_section_whose_articles_all_stand_in_its_slots_is_still_indexed(client, editor):
    article = make_article()
    arrange(article.section, [Entry("lead", article.pk)], seen=0, by=editor)
    assert b"noindex" not in client.get(article.section.get_absolute_url()).content
