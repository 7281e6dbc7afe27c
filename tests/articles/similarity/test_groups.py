from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from articles import publishing
from articles.importers.undoing import begin_undo, undo_batch
from articles.listing import BY_KEYWORD, BY_SOURCE
from articles.models import Article, BatchState, CopyGroup, CopyMember, ImportBatch, NearCopy, Source
from articles.search.indexing import index_in_bulk
from articles.similarity.heads import settle
from tests.articles.similarity.copied import body, edit, invent
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

DAY = datetime(2024, 5, 17, 9, tzinfo=UTC)


def copy(number, *, share=0.1, hours=None, **overrides):
    """Make a copy from another source, a number of hours after the first."""
    given = {
        "headline": f"عنوان من عند المصدر {number}", "source": f"وكالة {number}",
        "published_at": (DAY + timedelta(hours=number if hours is None else hours)).isoformat(),
        "body": body(edit(invent(5), share if number else 0, number)),
    }  # fmt: skip
    return make_article(**{**given, **overrides})


def behind():
    return set(Article.objects.filter(is_behind=True).values_list("pk", flat=True))


def groups():
    found: dict[int, set[int]] = {}
    for article, group in CopyMember.objects.values_list("article", "group"):
        found.setdefault(group, set()).add(article)
    return list(found.values())


def test_copies_come_into_one_group_behind_the_oldest():
    later, oldest, latest = copy(2), copy(0), copy(3)
    other = make_article(body=body(invent(6)))
    assert groups() == [{later.pk, oldest.pk, latest.pk}]
    assert behind() == {later.pk, latest.pk}
    assert not CopyMember.objects.filter(article=other).exists()


def test_copies_within_one_batch_are_found_and_counted():
    text = body(invent(5))
    written, applied = write_articles(
        make_record(body=text, headline="الأول"), make_record(body=text, headline="الثاني"),
        make_record(body=body(invent(6))),
    )  # fmt: skip
    assert groups() == [{written[0].key, written[1].key}]
    assert applied.near_duplicates == 1
    assert NearCopy.objects.get().kind == "exact"


def test_a_copy_inside_a_longer_article_is_one_of_its_story():
    wire = make_article(body=body(invent(5)))
    longer = make_article(body=body([*invent(7), *invent(5), *invent(8)]))
    assert groups() == [{wire.pk, longer.pk}]
    assert NearCopy.objects.get().kind == "contained"


def test_the_same_headline_of_two_sources_on_one_day_tells_one_story():
    one, other = (
        make_article(headline="افتتاح الجسر الجديد في مرسى النخيل", body=body(invent(n)), source=f"وكالة {n}")
        for n in (1, 2)
    )
    assert groups() == [{one.pk, other.pk}]


def test_a_name_of_a_column_makes_no_copies():
    for n in (1, 2):
        make_article(headline="كلمة الصباح من مرسى النخيل", body=body(invent(n)))
    assert groups() == []


def test_the_next_oldest_stands_for_the_story_when_the_head_is_withdrawn(managing_editor):
    head, second, third = copy(0), copy(1), copy(2)
    publishing.withdraw(head, by=managing_editor, note="خطأ")
    assert behind() == {third.pk}
    publishing.reinstate(Article.objects.get(pk=head.pk), by=managing_editor)
    publishing.publish(Article.objects.get(pk=head.pk), by=managing_editor)
    assert behind() == {second.pk, third.pk}


def test_a_draft_takes_its_place_when_it_is_published(managing_editor):
    draft, public = copy(0, status="draft"), copy(1)
    assert behind() == set()
    publishing.publish(draft, by=managing_editor)
    assert behind() == {public.pk}


def test_a_source_without_rights_stands_for_nothing():
    head, second = copy(0), copy(1)
    Source.objects.filter(pk=head.source_id).update(rights="none")
    assert list(Article.objects.for_latest()) == [second]  # at once, before anything is chosen anew
    settle([head.pk])
    assert behind() == set()


def test_a_group_of_which_one_is_left_is_no_group(admin_user):
    head, second = copy(0), copy(1)
    publishing.delete(head, by=admin_user)
    assert not CopyGroup.objects.exists()
    assert behind() == set()
    assert Article.objects.get(pk=second.pk)


def test_an_undone_batch_gives_its_place_back(admin_user):
    second = copy(1)
    copy(0)
    assert behind() == {second.pk}
    batch = ImportBatch.objects.order_by("-pk")[0]
    batch.state = BatchState.FINISHED
    batch.save()
    undo_batch(begin_undo(batch, by=admin_user), by=admin_user)
    assert (behind(), groups()) == (set(), [])


def test_an_article_rewritten_leaves_its_group(editor):
    copy(0)
    second = copy(1, status="draft")
    record = publishing.record_of(second.latest_revision)
    record.body = body(invent(77))
    publishing.save(second, record, by=editor)
    assert groups() == []


def test_indexing_anew_changes_nothing():
    copy(0), copy(1), copy(2)
    before = groups(), behind()
    index_in_bulk(list(Article.objects.order_by("-pk")))
    assert (groups(), behind()) == before


def test_lists_show_one_of_a_story_and_a_source_its_own(client):
    head, second = copy(0), copy(1)
    elsewhere = copy(2, section="رياضة", keywords=["مهرجان"])
    assert list(Article.objects.for_latest()) == [head]
    assert list(Article.objects.for_sections([head.section])) == [head]
    assert list(Article.objects.for_sections([elsewhere.section])) == [elsewhere]
    assert BY_KEYWORD.read(elsewhere.keywords.get().pk, None) == [elsewhere]
    assert BY_SOURCE.read(second.source_id, None) == [second]
    assert list(Article.objects.for_day(DAY, DAY + timedelta(days=1))) == [head]
    assert list(Article.objects.for_day(DAY + timedelta(minutes=30), DAY + timedelta(days=1))) == [second]
    for address, shown in (
        (reverse("feed-latest-json"), head), (reverse("source-feed", args=[second.source.slug]), second),
    ):  # fmt: skip
        feed = client.get(address).content.decode()
        assert [one.headline for one in (head, second, elsewhere) if one.headline in feed] == [shown.headline]


def test_a_search_shows_one_of_a_story_and_with_a_source_its_own(client):
    head, second = copy(0), copy(1)
    word = invent(5)[0].split()[0]
    answer = client.get(reverse("search-json"), {"q": "عنوان المصدر"}).json()
    assert [result["id"] for result in answer["results"]] == [head.pk], word
    assert answer["count"] == 1
    answer = client.get(reverse("search-json"), {"q": "عنوان المصدر", "source": second.source.slug}).json()
    assert [result["id"] for result in answer["results"]] == [second.pk]


def test_the_page_names_the_other_sources_and_is_canonical_to_the_head(client):
    head, second, third = copy(0), copy(1), copy(2)
    copy(3, status="draft")
    text = client.get(second.get_absolute_url()).content.decode()
    assert "نشرتها أيضا" in text
    assert [name for name in ("وكالة 0", "وكالة 2", "وكالة 3") if f">{name}</bdi></a>" in text] == [
        "وكالة 0",
        "وكالة 2",
    ]
    assert f'rel="canonical" href="http://testserver{head.get_absolute_url()}"' in text
    assert (
        f'href="http://testserver{head.get_absolute_url()}"'
        in client.get(head.get_absolute_url()).content.decode()
    )
    assert f'href="{third.get_absolute_url()}"' in text


@pytest.mark.parametrize("size", [2, 9])
def test_the_queries_of_a_page_do_not_grow_with_the_group(client, size, django_assert_num_queries):
    found = [copy(number) for number in range(size)][0]
    # The article with all its parts; what is like it; the cards of its links, copies and similar ones.
    with django_assert_num_queries(3):
        client.get(found.get_absolute_url())
