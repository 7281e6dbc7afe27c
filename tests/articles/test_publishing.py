import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, AuditEntry, Status
from articles.records import Record
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db


def record(**overrides):
    return Record.from_mapping({"headline": "عنوان", "body": "<p>نص</p>", **overrides})


def test_a_new_article_is_a_draft_with_its_first_revision(reporter):
    article = publishing.create(record(keywords=["حرّيات", "حـريات"]), by=reporter)
    assert (article.status, article.latest_revision.number) == (Status.DRAFT, 1)
    assert article.keywords.names() == ["حرّيات"]


def test_the_row_follows_the_newest_save_before_the_first_publication(reporter):
    article = publishing.create(record(), by=reporter)
    publishing.save(article, record(headline="عنوان آخر"), by=reporter)
    assert Article.objects.get().headline == "عنوان آخر"


def test_a_save_over_a_live_article_changes_nothing_that_readers_have(editor):
    article = make_article(headline="القديم", keywords=["قديم"])
    publishing.save(article, record(headline="الجديد", keywords=["جديد"]), by=editor)
    article.refresh_from_db()
    assert (article.headline, article.keywords.names(), article.has_unpublished_changes) == (
        "القديم",
        ["قديم"],
        True,
    )
    publishing.publish(article, by=editor)
    article.refresh_from_db()
    assert (article.headline, article.keywords.names(), article.has_unpublished_changes) == (
        "الجديد",
        ["جديد"],
        False,
    )


def test_an_edit_conflict_keeps_both_texts(editor):
    article = publishing.create(record(), by=editor)
    base = article.latest_revision_id
    publishing.save(article, record(headline="نص الأول"), by=editor, base=base)
    with pytest.raises(publishing.EditConflict) as caught:
        publishing.save(article, record(headline="نص الثاني"), by=editor, base=base)
    assert caught.value.mine.headline == "نص الثاني"
    assert caught.value.newest.headline == "نص الأول"
    assert Article.objects.get().headline == "نص الأول"


def test_a_reporter_submits_and_an_editor_publishes(reporter, editor):
    article = publishing.create(record(), by=reporter)
    publishing.submit(article, by=reporter)
    with pytest.raises(publishing.NotAllowed):
        publishing.publish(article, by=reporter)
    published = publishing.publish(article, by=editor)
    assert published.is_public
    assert published.first_published_at == published.published_at
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["publish", "submit", "create"]


def test_an_incomplete_article_is_not_published(editor):
    article = make_article(status=None, headline=None)
    with pytest.raises(publishing.Incomplete) as caught:
        publishing.publish(article, by=editor)
    assert caught.value.needs == ["headline"]


def test_a_scheduled_article_is_public_only_when_its_time_comes(editor):
    article = publishing.create(record(), by=editor)
    publishing.schedule(article, at=timezone.now() + timedelta(hours=1), by=editor)
    assert not Article.objects.published().exists()
    assert Article.objects.get().is_scheduled


def test_a_past_time_cannot_be_scheduled(editor):
    article = publishing.create(record(), by=editor)
    with pytest.raises(publishing.PublishingError, match="2020"):
        publishing.schedule(article, at=timezone.now().replace(year=2020, day=1), by=editor)


def test_an_archive_date_is_kept_on_publication(editor):
    article = make_article(status="draft")
    assert publishing.publish(article, by=editor).published_at.year == 2024


def test_withdrawing_asks_for_a_reason(managing_editor):
    article = make_article()
    with pytest.raises(publishing.MissingNote):
        publishing.withdraw(article, by=managing_editor)
    assert publishing.withdraw(article, by=managing_editor, note="خطأ").status == Status.WITHDRAWN


def test_an_unpublished_article_keeps_the_text_that_readers_had(editor):
    article = publishing.unpublish(make_article(headline="المنشور"), by=editor)
    publishing.save(article, record(headline="المسودة"), by=editor)
    assert Article.objects.get().headline == "المنشور"
    publishing.publish(article, by=editor)
    assert Article.objects.get().headline == "المسودة"


def test_restoring_makes_a_new_revision(editor):
    article = publishing.create(record(headline="الأول"), by=editor)
    first = article.latest_revision
    publishing.save(article, record(headline="الثاني"), by=editor)
    assert publishing.restore(first, by=editor).number == 3
    assert Article.objects.get().headline == "الأول"


def test_a_waiting_link_resolves_when_an_editor_writes_its_article(editor):
    origin = make_article(read_also=[{"headline": "إغلاق المينا القديم"}])
    assert origin.links.get().target is None
    target = publishing.create(record(headline="إغلاق المينا القديم"), by=editor)
    assert origin.links.get().target == target


def test_a_deleted_target_leaves_its_link_waiting(managing_editor):
    make_article(headline="الهدف")
    origin = make_article(read_also=["الهدف"])
    publishing.delete(origin.links.get().target, by=managing_editor)
    assert origin.links.get().target is None


def test_a_second_import_changes_nothing():
    first = make_record(images=[{"caption": "صورة", "credit": "وكالات"}])
    write_articles(first)
    written, _applied = write_articles(first)
    assert [w.outcome for w in written] == ["unchanged"]


def test_a_changed_record_updates_what_nobody_touched():
    write_articles(make_record(id="1", headline="قبل"))
    written, _applied = write_articles(make_record(id="1", headline="بعد"))
    assert [w.outcome for w in written] == ["updated"]
    assert Article.objects.get().headline == "بعد"
    assert Article.objects.get().latest_revision.number == 2


def test_a_changed_record_conflicts_with_a_persons_edit(editor):
    write_articles(make_record(id="1", headline="قبل"))
    publishing.save(Article.objects.get(), record(headline="نص المحرر"), by=editor)
    written, _applied = write_articles(make_record(id="1", headline="الوارد"))
    assert [w.outcome for w in written] == ["conflict"]
    article = Article.objects.get()
    assert (article.headline, article.has_conflict) == ("قبل", True)
    assert article.revisions.filter(kind="conflict").get().headline == "الوارد"
    assert article.latest_revision.headline == "نص المحرر"


def test_a_local_id_in_use_by_another_text_is_rejected():
    write_articles(make_record(id="1", namespace=None))
    written, _applied = write_articles(
        make_record(id="1", namespace=None, headline="غيره", body="<p>غيره</p>")
    )
    assert [w.outcome for w in written] == ["rejected"]
    assert "--namespace" in written[0].reason


def test_the_later_record_of_an_identity_is_an_update():
    written, _applied = write_articles(make_record(id="1", headline="أ"), make_record(id="1", headline="ب"))
    assert [w.outcome for w in written] == ["created", "updated"]


def test_a_user_who_may_not_publish_cannot_import_published_articles(import_staff):
    written, _applied = write_articles(make_record(status="published"), by=import_staff)
    assert [w.outcome for w in written] == ["rejected"]


@pytest.mark.parametrize("size", [5, 50])
def test_a_batch_costs_the_same_number_of_queries_at_any_size(size, django_assert_max_num_queries):
    records = [
        make_record(byline="منى سالم", read_also=["رابط"], images=[{"caption": "ص"}]) for _ in range(size)
    ]
    with django_assert_max_num_queries(60):
        write_articles(*records)


def test_an_update_that_lacks_what_readers_have_keeps_it_and_is_unchanged_when_it_comes_again():
    write_articles(make_record(id="1", headline="المنشور"))
    bare = make_record(id="1", headline=None, body="<p>نص أحدث</p>")
    assert [w.outcome for w in write_articles(bare)[0]] == ["updated"]
    article = Article.objects.get()
    assert (article.headline, article.status) == ("المنشور", Status.PUBLISHED)
    again = make_record(id="1", headline=None, body="<p>نص أحدث</p>")
    assert [w.outcome for w in write_articles(again)[0]] == ["unchanged"]


def test_a_record_that_the_database_refuses_is_rejected_alone():
    bad = make_record()
    bad.byline = "ا" * 600  # past the cleaning: only the database says no
    written, _applied = write_articles(make_record(), bad, make_record())
    assert [w.outcome for w in written] == ["created", "rejected", "created"]
    assert written[1].reason


def test_what_a_refused_run_had_counted_is_not_counted_again():
    bad = make_record()
    bad.byline = "ا" * 600
    good = make_record(keywords=["وحيدة"], read_also=["رابط"])
    _written, applied = write_articles(good, bad)
    assert (applied.keywords_created, applied.links_created) == (1, 1)


def test_an_import_that_takes_a_future_publication_back_leaves_no_trace_of_it(editor):
    future = (timezone.now() + timedelta(days=9)).isoformat()
    write_articles(make_record(id="1", status="published", published_at=future))
    write_articles(make_record(id="1", status="draft", published_at=future))
    article = Article.objects.get()
    assert (article.status, article.first_published_at, article.live_revision) == (Status.DRAFT, None, None)
    publishing.save(article, record(headline="الجديد"), by=editor)
    assert Article.objects.get().headline == "الجديد"


def test_a_schedule_that_never_came_true_was_no_publication(editor):
    article = publishing.create(record(headline="الأول"), by=editor)
    publishing.schedule(article, at=timezone.now() + timedelta(days=1), by=editor)
    article = publishing.unpublish(article, by=editor)
    assert (article.first_published_at, article.live_revision) == (None, None)
    publishing.save(article, record(headline="الثاني"), by=editor)
    assert Article.objects.get().headline == "الثاني"
    assert publishing.publish(article, by=editor).first_published_at <= timezone.now()


def test_publishing_a_scheduled_article_at_once_makes_now_its_first_publication(editor):
    article = publishing.create(record(), by=editor)
    publishing.schedule(article, at=timezone.now() + timedelta(days=1), by=editor)
    article = publishing.publish(article, by=editor)
    assert article.first_published_at == article.published_at <= timezone.now()


def test_a_publication_date_given_by_the_door_moves_the_links_that_mean_the_nearest(editor):
    origin = make_article(read_also=["المشترك"], published_at="2024-05-10")
    near = make_article(headline="المشترك", published_at="2024-05-01")
    undated = make_article(headline="المشترك", published_at=None, status="draft")
    publishing.save(undated, record(headline="المشترك", published_at="2024-05-09"), by=editor)
    assert origin.links.get().target == undated
    publishing.schedule(undated, at=timezone.now() + timedelta(days=1), by=editor)
    assert origin.links.get().target == near


def test_an_edit_of_a_schedule_that_never_came_true_is_what_is_published(editor):
    article = publishing.create(record(headline="الأول"), by=editor)
    publishing.schedule(article, at=timezone.now() + timedelta(days=1), by=editor)
    publishing.save(article, record(headline="الثاني"), by=editor)
    publishing.unpublish(article, by=editor)
    assert Article.objects.get().headline == "الثاني"
    assert publishing.publish(article, by=editor).headline == "الثاني"


def test_a_scheduled_article_can_be_withdrawn_and_reinstated(managing_editor):
    article = publishing.create(record(), by=managing_editor)
    publishing.schedule(article, at=timezone.now() + timedelta(days=1), by=managing_editor)
    publishing.withdraw(article, by=managing_editor, note="خطأ")
    assert publishing.reinstate(article, by=managing_editor).first_published_at is None


def test_a_live_text_is_not_replaced_by_one_that_lacks_its_headline(editor):
    article = make_article(headline="المنشور")
    publishing.save(article, record(headline=""), by=editor)
    with pytest.raises(publishing.Incomplete) as caught:
        publishing.publish(article, by=editor)
    assert caught.value.needs == ["headline"]
    assert Article.objects.get().headline == "المنشور"


def test_an_incomplete_text_is_not_approved_over_a_complete_one(editor):
    article = publishing.unpublish(make_article(), by=editor)
    publishing.send_back(article, by=editor, note="للمراجعة")
    publishing.save(article, record(headline=""), by=editor)
    with pytest.raises(publishing.Incomplete):
        publishing.approve(article, by=editor)


def test_a_future_date_typed_into_a_live_article_keeps_the_one_that_readers_have(editor):
    article = make_article()
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    publishing.save(article, record(published_at=tomorrow), by=editor)
    assert publishing.correct(article, by=editor, note="خطأ").published_at == article.published_at


def test_a_picked_link_whose_target_is_deleted_waits_again(managing_editor):
    target = make_article(headline="الهدف")
    other = make_article(headline="الهدف")
    links = [{"headline": "الهدف", "article": target.pk}]
    origin = publishing.create(record(read_also=links), by=managing_editor)
    assert origin.links.get().target == target
    publishing.delete(target, by=managing_editor)
    assert origin.links.get().target == other


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_is_refused_and_both_are_kept(editor):
    article = publishing.create(record(), by=editor)
    base = article.latest_revision_id
    outcomes = []

    def save(headline):
        try:
            publishing.save(article, record(headline=headline), by=editor, base=base)
            outcomes.append("kept")
        except publishing.EditConflict:
            outcomes.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)  # both wait, as they would for each other
        threads = [threading.Thread(target=save, args=[headline]) for headline in ("هذا", "ذاك")]
        for thread in threads:
            thread.start()
        while waiting_for_locks() < len(threads):
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "refused"]
    assert article.revisions.count() == 3


def waiting_for_locks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # it is kept for the length of a transaction
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


def test_readers_are_told_of_an_update_once_however_it_came_to_them(editor):
    article = make_article()
    assert publishing.publish(article, by=editor).updated_at is None
    publishing.save(article, record(headline="تحديث", published_at="2024-05-17T12:30:00+03:00"), by=editor)
    told = publishing.publish(article, by=editor).updated_at
    assert told is not None
    assert article.revisions.count() == 2
    publishing.unpublish(article, by=editor)
    publishing.save(article, record(headline="آخر", published_at="2024-05-17T12:30:00+03:00"), by=editor)
    assert publishing.publish(article, by=editor).updated_at > told


def test_only_what_readers_have_can_be_corrected(editor):
    article = publishing.create(record(), by=editor)
    publishing.schedule(article, at=timezone.now() + timedelta(days=1), by=editor)
    with pytest.raises(publishing.WrongState):
        publishing.correct(article, by=editor, note="تصويب")
