"""Whatever changes, every kept page is what it would be if it were made now."""

import os
from contextlib import contextmanager
from copy import copy, deepcopy
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from articles.caching.memory import memory
from articles.caching.versions import versions
from articles.similarity.deciding import bring_together
from tests.articles.caching.newsroom import CHANGES, UNSEEN, Newsroom, join_groups, picture_text

pytestmark = pytest.mark.django_db
# All take minutes: each day has its share of them, and NEWSROOM_SLOW=1 tries them all.
SHARES = 1 if os.environ.get("NEWSROOM_SLOW") else 4


def answers(client, addresses):
    responses = {address: client.get(address) for address in addresses}
    return {
        address: (one.status_code, one.get("Location"), one.content) for address, one in responses.items()
    }


@contextmanager
def undone(kept_pages):
    """Let the database, and what this process keeps, be as before when it is over."""
    memory._once, memory._again, memory._sizes = map(copy, kept_pages)
    versions.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_each_change_reaches_each_page_that_shows_it(client, kept, settings, subtests):
    """One newsroom for all: each change is taken back, and the pages of before are kept again."""
    room = Newsroom()
    before = answers(client, room.addresses())
    kept_pages = tuple(map(copy, (memory._once, memory._again, memory._sizes)))
    for change in CHANGES[date.today().toordinal() % SHARES :: SHARES]:
        with subtests.test(change.__name__), undone(kept_pages):
            changed = deepcopy(room)
            change(changed)
            addresses = [*dict.fromkeys([*before, *changed.addresses()])]
            after = answers(client, addresses)
            with override_settings(PAGE_CACHE=False):
                fresh = answers(client, addresses)
            assert [address for address in addresses if after[address] != fresh[address]] == []
            seen = [address for address in before if before[address] != fresh[address]]
            assert bool(seen) is (change not in UNSEEN), seen


def test_what_is_not_touched_stays_kept(client, kept, rendered):
    room = Newsroom()
    answers(client, room.addresses())
    rendered.clear()
    room.edit(headline="عنوان آخر كل الآخر")
    others = [
        "/robots.txt", "/sections/ثقافة/", "/sources/إذاعة-الميناء/", "/sources/إذاعة-الميناء/feed.rss",
        "/keywords/أنفاق/", "/keywords/أنفاق/feed.rss",
    ]  # fmt: skip
    answers(client, others)
    assert rendered == []
    client.get("/")
    assert rendered == ["/"]


def test_groups_that_become_one_change_the_lists_of_members_that_stood_behind(client, kept, settings):
    room = Newsroom()
    first, third = join_groups(room)
    before = client.get("/sections/سياسة/").content
    bring_together(first, third, by=room.boss)
    after = client.get("/sections/سياسة/").content
    settings.PAGE_CACHE = False
    assert after == client.get("/sections/سياسة/").content != before


@pytest.mark.parametrize(
    "changes", [{"alt": "رصيف طويل"}, {"caption": "الرصيف القديم"}, {"url": "https://pictures.example/3.jpg"}]
)
def test_a_change_of_a_picture_reaches_the_texts_that_show_it(client, kept, settings, changes):
    room = Newsroom()
    image = picture_text(room)
    pages = [room.fresh().get_absolute_url(), "/feeds/latest.rss", f"/articles/{room.story.pk}.json"]
    before = answers(client, pages)
    for name, value in changes.items():
        setattr(image, name, value)
    image.save()
    after = answers(client, pages)
    settings.PAGE_CACHE = False
    assert after == answers(client, pages)
    assert not [page for page in pages if after[page] == before[page]]
