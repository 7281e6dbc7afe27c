"""Merging keywords, and undoing it: what an article had comes back, whatever was done to it since."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article, ArticleKeyword, AuditEntry
from tags import merging, unmerging
from tags.errors import MayNotMerge, NotMergeable, NotUndoable
from tags.merging import begin_merge, plan_merge, run_merge
from tags.models import Keyword, KeywordAlias, KeywordMerge, MergeState
from tags.unmerging import begin_unmerge, run_unmerge
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db


def keyword(name):
    return Keyword.objects.ensure([name])[0][name]


def merge(keeper, *losers, by):
    made = begin_merge(keyword(keeper), [keyword(name) for name in losers], by=by)
    run_merge(made)
    made.refresh_from_db()
    return made


def undo(made, *, by):
    begin_unmerge(made, by=by)
    run_unmerge(made)
    made.refresh_from_db()
    return made


def names(article):
    return list(Article.objects.get(pk=article.pk).keywords.names())


def rows():
    return set(ArticleKeyword.objects.values_list("pk", "content_object", "tag", "position"))


def state_of_names():
    keywords = Keyword.objects.values_list("pk", "name", "key", "slug", "description", "stems")
    aliases = KeywordAlias.objects.values_list("pk", "name", "key", "slug", "target", "stems")
    return set(keywords), set(aliases)


def edit(article, *, by, **changes):
    article = Article.objects.get(pk=article.pk)
    record = publishing.record_of(article.latest_revision)
    for name, value in changes.items():
        setattr(record, name, value)
    publishing.save(article, record, by=by)
    return Article.objects.get(pk=article.pk)


def test_articles_of_the_merged_keywords_have_the_one_that_stays_once_at_the_first_place(editor):
    alone = make_article(keywords=["جسور", "نتانياهو", "بلدية"])
    both = make_article(keywords=["نتانياهو", "جسور", "نتنياهو"])
    three = make_article(keywords=["بلدية", "ناتنياهو", "نتنياهو", "نتانياهو"])
    other = make_article(keywords=["بلدية"])
    made = merge("نتنياهو", "نتانياهو", "ناتنياهو", by=editor)
    assert names(alone) == ["جسور", "نتنياهو", "بلدية"]
    assert names(both) == ["نتنياهو", "جسور"]
    assert names(three) == ["بلدية", "نتنياهو"]
    assert names(other) == ["بلدية"]
    assert made.state == MergeState.MERGED
    assert made.counts == {"moved": 3, "shared": 2, "total": 3}


def test_names_aliases_and_addresses_lead_to_the_keyword_that_stays(editor, client):
    make_article(keywords=["نتانياهو"])
    make_article(keywords=["نتنياهو"])
    old = keyword("نتانياهو")
    KeywordAlias.objects.create(name="بيبي", target=old)
    merge("نتنياهو", "نتانياهو", by=editor)
    keeper = keyword("نتنياهو")
    assert Keyword.objects.by_names(["نتانياهو", "بيبي"]) == {"نتانياهو": keeper, "بيبي": keeper}
    for slug in (old.slug, "بيبي"):
        response = client.get(f"/keywords/{slug}/")
        assert (response.status_code, response.headers["Location"]) == (
            301, client.get(f"/keywords/{keeper.slug}/").wsgi_request.get_full_path(),
        )  # fmt: skip


def test_a_text_that_comes_later_with_the_merged_name_gets_the_keyword_that_stays(editor):
    make_article(keywords=["نتانياهو"])
    merge("نتنياهو", "نتانياهو", by=editor)
    assert names(make_article(keywords=["نـتانياهو"])) == ["نتنياهو"]


def test_a_plan_counts_what_moves(editor):
    make_article(keywords=["نتانياهو"])
    make_article(keywords=["نتانياهو", "نتنياهو"])
    KeywordAlias.objects.create(name="بيبي", target=keyword("نتانياهو"))
    plan = plan_merge(keyword("نتنياهو"), [keyword("نتانياهو")])
    assert (plan.moved, plan.shared) == (2, 1)
    assert plan.aliases == ["نتانياهو", "بيبي"]
    assert len(plan.addresses) == 2


def test_an_undo_puts_back_rows_places_names_aliases_and_addresses_exactly(editor):
    make_article(keywords=["جسور", "نتانياهو", "بلدية"])
    make_article(keywords=["نتانياهو", "جسور", "نتنياهو"])
    make_article(keywords=["نتنياهو"])
    old = keyword("نتانياهو")
    old.description, old.slug = "رئيس وزراء", "عنوان-قديم"
    old.save()
    KeywordAlias.objects.create(name="بيبي", target=old)
    KeywordAlias.objects.create(name="بنيامين", target=keyword("نتنياهو"))
    before = rows(), state_of_names()
    made = merge("نتنياهو", "نتانياهو", by=editor)
    assert (rows(), state_of_names()) != before
    undo(made, by=editor)
    assert (rows(), state_of_names()) == before
    assert made.state == MergeState.UNDONE
    assert (made.counts["restored"], made.counts["left"]) == (2, 0)


def test_merges_of_one_keyword_are_undone_last_first(editor):
    make_article(keywords=["أول", "ثان", "ثالث"])
    before = rows(), state_of_names()
    first = merge("ثان", "أول", by=editor)
    second = merge("ثالث", "ثان", by=editor)
    with pytest.raises(NotUndoable, match="#"):
        begin_unmerge(first, by=editor)
    undo(second, by=editor)
    undo(first, by=editor)
    assert (rows(), state_of_names()) == before


def test_an_edit_that_left_the_keywords_alone_does_not_stand_in_the_way(editor):
    article = make_article(status="draft", keywords=["جسور", "نتانياهو", "بلدية", "نتنياهو"])
    made = merge("نتنياهو", "نتانياهو", by=editor)
    edit(article, by=editor, headline="عنوان جديد")
    assert names(article) == ["جسور", "نتنياهو", "بلدية"]
    undo(made, by=editor)
    assert names(article) == ["جسور", "نتانياهو", "بلدية", "نتنياهو"]
    assert made.counts["revised"] == 0


@pytest.mark.parametrize(
    ("before", "listed", "after"),
    [
        # a keyword more, and another order: the merged one takes the place of the one that stayed
        (["جسور", "نتانياهو"], ["سدود", "نتنياهو", "جسور"], ["سدود", "نتانياهو", "جسور"]),
        # who had both has both again
        (["نتانياهو", "نتنياهو"], ["جسور", "نتنياهو"], ["جسور", "نتانياهو", "نتنياهو"]),
        # who took it off meant it
        (["جسور", "نتانياهو"], ["جسور"], ["جسور"]),
    ],
)
@pytest.mark.parametrize("status", ["draft", "published"])
def test_keywords_that_a_person_listed_since_are_kept_and_the_merged_ones_among_them(
    editor, before, listed, after, status
):
    article = make_article(status=status, keywords=before)
    keyword("نتنياهو")
    made = merge("نتنياهو", "نتانياهو", by=editor)
    edited = edit(article, by=editor, keywords=listed)
    if status == "published":
        publishing.publish(edited, by=editor)
    assert names(article) == listed
    undo(made, by=editor)
    assert names(article) == after
    # A later save and publication keep it.
    newest = Article.objects.get(pk=article.pk)
    assert not newest.has_unpublished_changes
    assert publishing.record_of(newest.latest_revision).keywords == after
    edit(article, by=editor, summary="ملخص")
    if status == "published":
        publishing.publish(article, by=editor)
    assert names(article) == after


def test_a_version_that_readers_do_not_have_yet_is_mended_too(editor):
    article = make_article(keywords=["جسور", "نتانياهو"])
    made = merge("نتنياهو", "نتانياهو", by=editor)
    edit(article, by=editor, keywords=["جسور", "نتنياهو", "سدود"])
    undo(made, by=editor)
    assert names(article) == ["جسور", "نتانياهو"]
    article = Article.objects.get(pk=article.pk)
    assert article.has_unpublished_changes
    assert AuditEntry.objects.filter(article=article).latest("pk").by == editor
    publishing.publish(article, by=editor)
    assert names(article) == ["جسور", "نتانياهو", "سدود"]


def test_an_import_that_came_again_since_keeps_what_it_says(editor):
    record = {"id": "7", "keywords": ["جسور", "نتانياهو"]}
    article = make_article(**record)
    made = merge("نتنياهو", "نتانياهو", by=editor)
    write_articles(make_record(**record, headline="عنوان محدث", status="published"))
    assert names(article) == ["جسور", "نتنياهو"]
    undo(made, by=editor)
    assert names(article) == ["جسور", "نتانياهو"]


def test_what_was_tagged_after_the_merge_stays_with_the_keyword_that_stayed(editor):
    make_article(keywords=["نتانياهو"])
    made = merge("نتنياهو", "نتانياهو", by=editor)
    later = make_article(keywords=["نتنياهو"])
    undo(made, by=editor)
    assert names(later) == ["نتنياهو"]


def test_a_name_that_was_given_anew_since_is_not_made_twice(editor):
    article = make_article(keywords=["نتانياهو"])
    made = merge("نتنياهو", "نتانياهو", by=editor)
    KeywordAlias.objects.all().delete()
    again = keyword("نتانياهو")
    undo(made, by=editor)
    assert keyword("نتانياهو") == again
    assert names(article) == ["نتانياهو"]


def test_an_undo_works_where_the_keyword_that_stayed_is_deleted_or_an_article_gone(editor, managing_editor):
    article, gone = make_article(keywords=["نتانياهو"]), make_article(keywords=["نتانياهو"])
    KeywordAlias.objects.create(name="بيبي", target=keyword("نتانياهو"))
    made = merge("نتنياهو", "نتانياهو", by=editor)
    publishing.delete(gone, by=managing_editor)
    keyword("نتنياهو").delete()
    undo(made, by=editor)
    assert names(article) == ["نتانياهو"]
    assert keyword("بيبي").name == "نتانياهو"
    assert made.counts["left"] == 1


def test_a_merge_is_refused_to_whom_may_not_and_where_it_makes_no_sense(reporter, editor):
    one, other = keyword("أول"), keyword("ثان")
    with pytest.raises(MayNotMerge):
        begin_merge(one, [other], by=reporter)
    with pytest.raises(NotMergeable):
        begin_merge(one, [one], by=editor)
    begin_merge(one, [other], by=editor)
    with pytest.raises(NotMergeable, match="أول"):
        begin_merge(keyword("ثالث"), [other], by=editor)
    with pytest.raises(NotUndoable):
        begin_unmerge(KeywordMerge.objects.get(), by=editor)


def test_a_merge_goes_on_in_chunks_and_is_safe_twice(editor, monkeypatch):
    monkeypatch.setattr(merging, "CHUNK", 2)
    monkeypatch.setattr(unmerging, "CHUNK", 2)
    articles = [make_article(keywords=["نتانياهو"]) for _ in range(5)]
    before = rows(), state_of_names()
    keyword("نتنياهو")
    made = begin_merge(keyword("نتنياهو"), [keyword("نتانياهو")], by=editor)
    assert merging._advance(made.pk)
    # Killed here: both keywords stand, and each article has one of them.
    assert sorted(sum(map(names, articles), [])) == ["نتانياهو"] * 3 + ["نتنياهو"] * 2
    run_merge(made)
    run_merge(made)
    assert sum(map(names, articles), []) == ["نتنياهو"] * 5
    undo(made, by=editor)
    run_unmerge(made)
    keyword("نتنياهو").delete()
    assert (rows(), state_of_names()) == before


def test_an_undo_of_many_keywords_costs_what_one_of_two_does(editor):
    def cost(*names):
        made = merge("جسور", *names, by=editor)
        with CaptureQueriesContext(connection) as captured:
            begin_unmerge(made, by=editor)
        run_unmerge(made)
        return statements(captured)

    words = [f"كلمة{number}" for number in range(12)]
    for word in words:
        KeywordAlias.objects.create(name=f"أخرى {word}", target=keyword(word))
    assert cost(*words[:2]) == cost(*words)


@pytest.mark.parametrize("size", [3, 30])
def test_a_merge_and_its_undo_cost_the_same_queries_at_any_size(editor, size):
    write_articles(*(make_record(keywords=["جسور", "نتانياهو"], status="draft") for _ in range(size)))
    keyword("نتنياهو")
    edited = [edit(a, by=editor, keywords=["نتانياهو"]) for a in Article.objects.all()[: size // 3]]
    keeper, loser = keyword("نتنياهو"), keyword("نتانياهو")
    with CaptureQueriesContext(connection) as merged:
        made = begin_merge(keeper, [loser], by=editor)
        run_merge(made)
    for article in edited:
        edit(article, by=editor, keywords=["نتنياهو", "سدود"])
    with CaptureQueriesContext(connection) as undone:
        undo(made, by=editor)
    # Marking: both keywords, other merges, what moves, aliases, two inserts. Each chunk: the merge, its
    # keywords, articles, lock, note, move, save. The end: the first three, lock, count, articles, the merged
    # with their aliases and two updates, pairs of the report, a deletion of four, aliases, save.
    assert statements(merged) == 6 + 7 + 3 + 3 + 4 + 1 + 4 + 2
    # Marking: merge, a later one, what was merged, aliases, names taken, numbers, slugs, insert, the keeper,
    # save. The chunk:
    # merge, articles, lock, three for rows as they were; for the edited two reads, words, keywords twice,
    # delete, insert, three reads, version, article, audit; forget, save. The end: merge, articles, save.
    # One to read it in this test.
    assert statements(undone) == 10 + 6 + 13 + 2 + 3 + 1


def statements(captured):
    return sum("SAVEPOINT" not in query["sql"] for query in captured)
