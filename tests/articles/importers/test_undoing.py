"""Undo of a batch: what goes, what comes back, what stays and why; and that nothing of it is lost midway."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing, tasks
from articles.importers import undoing
from articles.importers.fating import plan_undo
from articles.importers.undoing import NotUndoable, begin_undo, can_be_undone, undo_batch
from articles.models import (
    Article,
    ArticleKeyword,
    ArticleLink,
    AuditEntry,
    Author,
    BatchState,
    Image,
    ImportBatch,
    ImportItem,
    NearCopy,
    Revision,
    Section,
    Source,
    Status,
)
from articles.models.batches import SILENCE
from articles.publishing import NotAllowed, record_of
from tags.models import Keyword
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db

FULL = {
    "byline": "منى سالم", "images": [{"caption": "السوق", "credit": "وكالة الواحة"}], "source": "الواحة",
    "section": "أسواق", "keywords": ["تمور", "واحات"],
}  # fmt: skip


@pytest.fixture
def boss(db):
    return make_user("boss", is_superuser=True)


def bring(*records, **options):
    """Import `records` and return their batch, finished."""
    write_articles(*records, **options)
    batch = ImportBatch.objects.latest("pk")
    batch.state, batch.finished_at = BatchState.FINISHED, timezone.now()
    batch.save()
    return batch


def undo(batch, by):
    """Undo a batch and return the counts that are not nothing, without those of the progress."""
    undo_batch(begin_undo(batch, by=by), by=by)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert batch.undo_counts["done"] == batch.undo_counts["total"]
    return {name: n for name, n in batch.undo_counts.items() if n and name not in ("done", "total")}


def rows(article):
    """All that an import sets of an article."""
    article.refresh_from_db()
    names = (
        "headline", "body", "status", "published_at", "first_published_at", "updated_at", "checksum", "slug",
        "page_key", "has_conflict", "is_touched", "summary", "byline", "source_id", "section_id", "needs",
    )  # fmt: skip
    links = list(article.links.values_list("kind", "position", "headline", "target"))
    record = {**article.latest_revision.snapshot, "needs": None}
    return [getattr(article, name) for name in names] + [article.keywords.names(), links, record]


def test_what_a_batch_made_goes_with_all_that_hangs_on_it(boss):
    batch = bring(make_record(**FULL), make_record(**FULL, status="draft"))
    label = Article.objects.latest("pk").headline
    assert undo(batch, boss) == {"removed": 2, "public": 1}
    for model in (Article, Revision, ArticleKeyword, ArticleLink, Keyword, Source, Section, Author, Image):
        assert not model.objects.exists(), model
    assert list(batch.items.values_list("undone", "article")) == [("removed", None)] * 2
    entry = AuditEntry.objects.filter(action="delete").latest("pk")
    assert (entry.article_label, entry.by, entry.note) == (
        label, boss, f"التراجع عن الدفعة {batch.pk}",
    )  # fmt: skip


def test_a_removed_address_answers_as_after_a_deletion(client, boss):
    batch = bring(make_record())
    address = Article.objects.get().get_absolute_url()
    assert client.get(address).status_code == 200
    undo(batch, boss)
    assert client.get(address).status_code == 404


def test_links_to_what_goes_wait_again_even_those_an_editor_picked(boss):
    other = make_article(read_also=["افتتاح الميناء"], similar=["افتتاح الميناء"])
    batch = bring(make_record(headline="افتتاح الميناء"))
    assert not other.links.filter(target=None).exists()
    other.links.filter(kind="similar").update(is_picked=True)
    undo(batch, boss)
    assert list(other.links.values_list("target", "is_picked")) == [(None, False)] * 2
    again = bring(make_record(headline="افتتاح الميناء"))
    assert set(other.links.values_list("target", flat=True)) == {again.items.get().article_id}


def test_names_in_use_or_worked_on_or_older_stay(boss):
    Keyword.objects.create(name="قديمة")
    batch = bring(
        make_record(**{**FULL, "keywords": ["قديمة", "مشتركة", "محررة", "زائلة", "موصوفة"]}, id="1")
    )
    make_article(keywords=["مشتركة"], source="الواحة", section="أسواق", byline="", images=None)
    edited = Keyword.objects.get(name="محررة")
    kind = ContentType.objects.get_for_model(Keyword)
    LogEntry.objects.create(user=boss, content_type=kind, object_id=edited.pk, action_flag=CHANGE)
    Keyword.objects.filter(name="موصوفة").update(description="وصف كتبه محرر")
    undo(batch, boss)
    assert set(Keyword.objects.values_list("name", flat=True)) == {"قديمة", "مشتركة", "محررة", "موصوفة"}
    assert Source.objects.filter(name="الواحة").exists()
    assert Section.objects.filter(name="أسواق").exists()
    assert not Author.objects.exists()
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"status": "draft"}, {"status": "draft", "headline": "عنوان ثان"}),
        ({"status": "draft"}, {"status": "approved", "body": "نص ثان"}),
        ({"status": "published"}, {"status": "published", "body": "نص ثان", "keywords": ["ثانية"]}),
        ({"status": "published"}, {"status": "draft"}),
        ({"status": "published"}, {"status": "withdrawn"}),
        ({"status": "approved"}, {"similar": ["خبر لم يصل"], "source": "مصدر ثان", "section": "قسم ثان"}),
        # the second says nothing of an update, so the first's stays; the third's goes
        ({"updated_at": "2024-06-01T10:00:00+03:00"}, {"updated_at": None}),
        ({"updated_at": None}, {"updated_at": "2024-06-01T10:00:00+03:00", "summary": "موجز"}),
    ],
)
def test_what_a_batch_updated_is_what_it_was(boss, before, after):
    common = {"id": "أ", "headline": "عنوان أول", "body": "نص أول", **FULL}
    bring(make_record(**{**common, **before}))
    article = Article.objects.get()
    was = rows(article)
    batch = bring(make_record(**{**common, "status": before.get("status"), **after}))
    assert batch.items.get().outcome == "updated"
    assert rows(article) != was
    assert undo(batch, boss) == {"restored": 1}
    assert rows(article) == was
    assert article.latest_revision.kind == "restore"
    assert set(Keyword.objects.values_list("name", flat=True)) == set(FULL["keywords"])
    assert not Source.objects.filter(name="مصدر ثان").exists()


def test_a_draft_that_the_batch_gave_to_readers_is_a_draft_again_and_keeps_that_it_was_out(boss):
    bring(make_record(id="أ", status="draft"))
    batch = bring(make_record(id="أ", headline="ثان", status="published"))
    undo(batch, boss)
    article = Article.objects.get()
    assert (article.status, article.was_ever_public) == (Status.DRAFT, True)
    assert not article.has_unpublished_changes


def test_the_same_file_imported_again_works_after_an_undo(boss):
    first, second = make_record(id="أ", headline="أول"), make_record(id="أ", headline="ثان")
    bring(first)
    undo(bring(second), boss)
    assert bring(first).items.get().outcome == "unchanged"
    again = bring(second)
    assert again.items.get().outcome == "updated"
    undo(again, boss)
    assert Article.objects.get().headline == "أول"
    new = make_record(id="ب")
    undo(bring(new), boss)
    assert bring(new).items.get().outcome == "created"


def test_batches_are_undone_in_turn_down_to_nothing(boss):
    batches = [bring(make_record(id="أ", headline=f"عنوان {n}", body=f"نص {n}")) for n in range(4)]
    assert undo(batches[2], boss) == {"later": 1}
    for number in (3, 2, 1):
        assert undo(batches[number], boss) == {"restored": 1}
        assert Article.objects.get().body == f"<p>نص {number - 1}</p>"
    assert undo(batches[0], boss) == {"removed": 1, "public": 1}


def test_what_a_person_worked_on_stays(boss, editor):
    made, updated, other = (make_record(id=name) for name in "أبج")
    bring(updated)
    batch = bring(made, make_record(id="ب", headline="ثان"), other)
    for name in "أب":
        article = Article.objects.get(external_id=f"tests:{name}")
        record = record_of(article.latest_revision)
        record.body = "<p>كتبه محرر</p>"
        publishing.save(article, record, by=editor)
        publishing.publish(article, by=editor)
    assert undo(batch, boss) == {"touched": 2, "removed": 1, "public": 1}
    assert set(Article.objects.values_list("body", flat=True)) == {"<p>كتبه محرر</p>"}


def test_what_a_later_batch_brought_too_stays_until_that_is_undone(boss):
    record = make_record(id="أ")
    first = bring(record)
    second = bring(record)  # unchanged
    assert plan_undo(first, by=boss) == {"later": 1, "public": 0}
    assert undo(first, boss) == {"later": 1}
    assert can_be_undone(first)
    assert undo(second, boss) == {}
    assert undo(first, boss) == {"removed": 1, "public": 1}
    assert not can_be_undone(first)
    with pytest.raises(NotUndoable):
        begin_undo(first, by=boss)


def test_an_article_twice_in_one_batch_goes_back_the_way_it_came(boss):
    bring(make_record(id="ب", headline="قبل"))
    batch = bring(
        make_record(id="أ", headline="1"), make_record(id="أ", headline="2"),
        make_record(id="أ", headline="3"), make_record(id="ب", headline="بعد"),
        make_record(id="ب", headline="بعد بعد"),
    )  # fmt: skip
    assert plan_undo(batch, by=boss) == {"removed": 1, "restored": 4, "public": 1}
    assert undo(batch, boss) == {"removed": 1, "restored": 4, "public": 1}
    assert Article.objects.get().headline == "قبل"


def conflicting(editor, *headlines):
    """Make an article that a person edited, and a batch for each text that came after."""
    bring(make_record(id="أ", headline="أول"))
    article = Article.objects.get()
    mine = make_record(id="أ", headline="عنوان المحرر")
    publishing.save(article, mine, by=editor)
    return article, [bring(make_record(id="أ", headline=headline)) for headline in headlines]


def test_a_conflict_that_waits_is_dropped(boss, editor):
    article, [batch] = conflicting(editor, "ثان")
    was = Article.objects.get().checksum
    assert undo(batch, boss) == {"dropped": 1}
    article.refresh_from_db()
    assert not article.has_conflict
    assert article.checksum != was
    assert not article.revisions.filter(kind="conflict").exists()
    assert bring(make_record(id="أ", headline="ثان")).items.get().outcome == "conflict"


def test_a_conflict_stays_where_another_batch_brought_one_too(boss, editor):
    article, [first, second] = conflicting(editor, "ثان", "ثالث")
    assert undo(first, boss) == {"later": 1}
    assert undo(second, boss) == {"dropped": 1}
    article.refresh_from_db()
    assert article.has_conflict
    assert undo(first, boss) == {"dropped": 1}
    article.refresh_from_db()
    assert not article.has_conflict


def test_a_conflict_that_a_person_settled_stays(boss, editor):
    article, [batch] = conflicting(editor, "ثان")
    publishing.save(article, make_record(id="أ", headline="عنوان سوي به التعارض"), by=editor)
    assert undo(batch, boss) == {"touched": 1}
    assert article.revisions.filter(kind="conflict").exists()


def test_a_text_that_an_editor_deleted_is_told_as_gone(boss):
    batch = bring(make_record(), make_record())
    publishing.delete(Article.objects.earliest("pk"), by=boss)
    assert undo(batch, boss) == {"gone": 1, "removed": 1, "public": 1}


def test_who_may_not_unpublish_leaves_what_readers_have(import_staff):
    make_user("other", group="import staff")
    batch = bring(make_record(status="draft"), make_record(status="draft"), by=import_staff)
    publishing.delete(Article.objects.latest("pk"), by=make_user("chief", is_superuser=True))
    Article.objects.update(status="published", first_published_at=timezone.now())
    assert plan_undo(batch, by=import_staff) == {"rights": 1, "gone": 1, "public": 0}
    assert undo(batch, import_staff) == {"rights": 1, "gone": 1}


def test_who_may_undo(import_staff, managing_editor, editor, reporter):
    own = bring(make_record(status="draft"), by=import_staff)
    machine = bring(make_record())
    for person, allowed in (
        (import_staff, {own}), (managing_editor, {own, machine}), (editor, set()), (reporter, set()),
    ):  # fmt: skip
        assert {b for b in (own, machine) if undoing.may_undo(person, b)} == allowed, person
    with pytest.raises(NotAllowed):
        begin_undo(machine, by=import_staff)


def test_a_run_that_goes_on_is_not_undone_but_a_killed_one_is(boss):
    batch = bring(make_record())
    ImportBatch.objects.update(state=BatchState.RUNNING, heartbeat_at=timezone.now())
    with pytest.raises(NotUndoable, match="جار"):
        begin_undo(batch, by=boss)
    long_ago = timezone.now() - 2 * SILENCE
    ImportBatch.objects.update(heartbeat_at=long_ago, started_at=long_ago)
    batch.refresh_from_db()
    assert batch.is_stopped
    assert undo(batch, boss) == {"removed": 1, "public": 1}


def test_an_undo_that_is_killed_between_chunks_goes_on(boss, monkeypatch):
    monkeypatch.setattr(undoing, "CHUNK", 2)
    batch = begin_undo(bring(*[make_record() for _n in range(5)]), by=boss)

    def kill(batch):
        assert batch.undo_counts["done"] == 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo_batch(batch, by=boss, watch=kill)
    assert Article.objects.count() == 3
    ImportBatch.objects.update(heartbeat_at=timezone.now() - 2 * tasks.LOST)
    batch = ImportBatch.objects.get()
    assert tasks.resume_undos(0) == 1
    tasks.undo(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.undo_counts["removed"], Article.objects.count()) == ("undone", 5, 0)
    tasks.undo(batch.pk)  # a second job of the same undo does nothing
    assert tasks.resume_undos(0) == 0


def test_what_fails_is_told_and_can_be_gone_on_with(boss, monkeypatch):
    batch = bring(make_record())
    tasks.start_undo(batch, by=boss)
    with monkeypatch.context() as broken:
        broken.setattr(undoing, "_note", lambda batch, fates: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.undo(batch.pk)
    batch.refresh_from_db()
    assert "ZeroDivisionError" in batch.undo_counts["error"]
    assert tasks.resume_undos(0) == 0
    assert Article.objects.exists()
    tasks.start_undo(batch, by=boss)
    tasks.undo(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.undo_counts["removed"]) == ("undone", 1)


def test_near_copies_go_with_their_articles(boss):
    body = " ".join(f"كلمة{number}" for number in range(40))
    make_article(body=body)
    batch = bring(make_record(body=body))
    assert batch.near_copies.exists()
    undo(batch, boss)
    assert not NearCopy.objects.exists()


def test_items_without_the_number_of_their_version_stay(boss):
    bring(make_record(id="أ"))
    batch = bring(make_record(id="أ", headline="ثان"))
    ImportItem.objects.update(revision_number=None)
    assert undo(batch, boss) == {"unknown": 1}


def count_queries(boss, size):
    """Undo a batch that made, updated and met a conflict `size` times each; return the queries of it."""

    def records(kind, **overrides):
        return [make_record(id=f"{size}-{kind}-{n}", **overrides) for n in range(size)]

    bring(*records("قديم"), *records("محرر"))
    for article in Article.objects.filter(external_id__contains=f"{size}-محرر"):
        publishing.save(article, record_of(article.latest_revision), by=boss)
    new = {**FULL, "source": f"مصدر {size}", "section": f"قسم {size}", "headline": "ثان"}
    batch = bring(*records("جديد", **FULL), *records("قديم", **new), *records("محرر", headline="ثان"))
    batch = begin_undo(batch, by=boss)
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as queries:
        undo_batch(batch, by=boss)
    assert [batch.undo_counts[name] for name in ("removed", "restored", "dropped")] == [size] * 3
    return len(queries)


def test_the_queries_of_a_chunk_do_not_grow_with_it(boss):
    # The lock of the batch, the batch, its end 4; chunk and its lock, items, articles, fates 6, once more
    # to see that none is left 5; what names the batch made 2 × 5, and of them: the log of the admin, a
    # savepoint, which are unused, deletion with what hangs on them (of sections their people and front
    # pages, of pictures their topic files and texts, too) 2 × 5 × 6 to 10; articles removed with their rows
    # 38 (their places on front pages and in topic files, pictures in their texts, in those that wait and in
    # unsaved ones, and how often they were read among them), their near-copies 1; restored with theirs 20,
    # near-copies and similar ones anew 12; texts dropped 8; items and account 4.
    counts = [count_queries(boss, size) for size in (2, 20)]
    assert counts[0] == counts[1] <= 217
