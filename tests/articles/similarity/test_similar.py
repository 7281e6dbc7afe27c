import random
from datetime import UTC, datetime, timedelta

import pytest

from articles import publishing
from articles.models import SimilarChoice, SimilarList
from articles.similarity.related import shown_links
from articles.similarity.similar import mark_due, refresh_some, similar_to, suggestions
from tests.articles.similarity.copied import body, invent
from tests.articles.similarity.test_groups import copy
from tests.factories import make_article

pytestmark = pytest.mark.django_db

DAY = datetime(2024, 5, 17, 9, tzinfo=UTC)


def about(seed, number, **overrides):
    """Make an article of its own that shares a paragraph's words, mixed, with others of the same theme."""
    shared = random.Random(number).sample(invent(seed, 30)[0].split(), 18)
    text = [*shared, *invent(1000 + number, 60)[0].split()]
    return make_article(
        **{"headline": f"{shared[0]} {number}", "body": " ".join(text), "keywords": None} | overrides
    )


def found(article):
    return [key for key, _score in similar_to(article)]


def test_articles_of_a_theme_are_found_the_nearest_in_time_first():
    old = about(1, 1, published_at=(DAY - timedelta(days=3000)).isoformat())
    new = about(1, 1001, published_at=DAY.isoformat())
    about(2, 3)
    origin = about(1, 4, published_at=DAY.isoformat())
    assert found(origin) == [new.pk, old.pk]
    assert all(0 < score <= 1 for _key, score in similar_to(origin))


def test_near_copies_are_no_suggestions():
    origin, _second = copy(0), copy(1)
    assert similar_to(origin) == []


def test_of_a_story_one_is_suggested():
    copies = [copy(number, keywords=["مهرجان"]) for number in range(3)]
    origin = make_article(headline="عن المهرجان", body="<p>نص آخر.</p>", keywords=["مهرجان"])
    assert [link.article for link in shown_links(origin).similar] == copies[:1]


def test_the_job_keeps_lists_and_a_new_article_is_offered_to_older_ones():
    first, second = about(1, 1), about(1, 2)
    assert refresh_some(10) == 2
    assert SimilarList.objects.get(pk=first.pk).targets == [second.pk]
    third = about(1, 3)
    assert refresh_some(10) == 1
    assert set(SimilarList.objects.get(pk=first.pk).targets) == {second.pk, third.pk}
    assert refresh_some(10) == 0


def test_what_changed_is_made_anew_and_meanwhile_when_asked_for(managing_editor):
    first, second = about(1, 1), about(1, 2, status="draft")
    refresh_some(10)
    assert suggestions(first) == {}
    publishing.publish(second, by=managing_editor)
    assert list(suggestions(second)) == [first.pk]
    assert refresh_some(10) == 1
    assert list(suggestions(first)) == [second.pk]


def test_a_draft_is_told_what_is_like_it_before_it_is_published():
    near, draft = about(1, 1), about(1, 2, status="draft")
    mark_due([draft.pk])
    assert refresh_some(10) == 2
    assert list(suggestions(draft)) == [near.pk]
    assert refresh_some(10) == 0


def test_a_list_of_kept_ones_shows_only_what_is_public(managing_editor):
    first, second = about(1, 1), about(1, 2)
    refresh_some(10)
    publishing.withdraw(second, by=managing_editor, note="خطأ")
    assert shown_links(first).similar == []


def test_pinned_come_first_and_banned_never(editor):
    origin, near, far = about(1, 1), about(1, 2), about(2, 3)
    SimilarChoice.objects.create(article=origin, target=far, is_pinned=True, by=editor)
    SimilarChoice.objects.create(article=origin, target=near, is_pinned=False, by=editor)
    assert [link.article for link in shown_links(origin).similar] == [far]
    mark_due([origin.pk])
    refresh_some(10)
    assert [link.article for link in shown_links(origin).similar] == [far]


def test_the_job_takes_some_at_a_time_and_comes_to_an_end():
    for number in range(5):
        make_article(body=body(invent(number)))
    assert [refresh_some(2) for _turn in range(4)] == [2, 2, 1, 0]
