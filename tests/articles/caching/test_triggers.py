"""Triggers bump what pages show, as sets, and wait for nobody."""

import importlib
import threading

import pytest
from django.db import connection, connections, transaction

from articles.caching.keys import DATABASE
from articles.caching.versions import Versions, fold, versions
from articles.models import Article, Image, PageBump, PageVersion, Section, Topic
from tests.articles.caching.newsroom import Newsroom
from tests.factories import make_article, make_record, write_articles

triggers = importlib.import_module("articles.migrations.0046_page_triggers")

# What no public page prints or chooses by; a new column of an article belongs here or into the triggers.
UNSEEN_COLUMNS = {
    "id", "external_id", "namespace", "desk_key", "working_title", "first_published_at", "moved_at", "hints",
    "extra", "checksum", "page_key", "is_touched", "has_conflict", "latest_revision_id", "live_revision_id",
    "created_by_id", "created_at", "modified_at",
}  # fmt: skip


def bumped():
    """Return the keys of the log, and empty it."""
    keys = sorted(PageBump.objects.values_list("key", flat=True))
    PageBump.objects.all().delete()
    return keys


def test_each_column_of_an_article_counts_or_is_known_to_be_unseen():
    columns = {field.column for field in Article._meta.concrete_fields}
    assert columns == {*triggers.ARTICLE_COLUMNS} | UNSEEN_COLUMNS
    assert not UNSEEN_COLUMNS & {*triggers.ARTICLE_COLUMNS}


@pytest.mark.django_db
def test_a_batch_bumps_each_place_once_however_many_articles_it_brings():
    make_article()
    counts = []
    for size in (2, 30):
        bumped()
        write_articles(*(make_record() for _number in range(size)))
        counts.append(bumped())
    assert counts[0] == counts[1]
    # Home, section, source, two keywords, and the key of all keywords.
    assert len(counts[0]) == 6


@pytest.mark.django_db
def test_saves_that_readers_do_not_get_bump_nothing(editor):
    room = Newsroom()
    bumped()
    room.save(headline="عنوان لا يراه القراء بعد")
    make_article(status="draft")
    assert bumped() == []


@pytest.mark.django_db
def test_a_topic_file_follows_its_picture_and_the_crops_of_it():
    picture = Image.objects.create(url="https://pictures.example/1.jpg")
    topic = Topic.objects.create(name="حصاد", is_published=True, picture=picture)
    for change in ({"alt": "جسر"}, {"crops": {"version": "1-a", "full": [[480, 270]]}}):
        bumped()
        Image.objects.filter(pk=picture.pk).update(**change)
        assert bumped() == [f"topic-{topic.pk}"]


@pytest.mark.django_db
def test_a_change_taken_back_leaves_no_bump():
    bumped()
    with transaction.atomic():
        make_article()
        transaction.set_rollback(True)
    assert bumped() == []


@pytest.mark.django_db
def test_a_fold_leaves_every_version_as_it_was(kept):
    make_article()
    make_article()
    keys = ["home", f"section-{Section.objects.get().pk}", "nothing"]
    before = Versions()
    told = before.of(keys, before.state())
    assert told["home"] > 1
    assert told["nothing"] == 0
    assert "home" in fold()
    assert not PageBump.objects.exists()
    after = Versions()
    assert after.of(keys, after.state()) == told == before.of(keys, before.state())
    make_article()
    assert after.of(keys, after.state())["home"] > told["home"]
    assert after.of(keys, after.state()) == before.of(keys, before.state())


@pytest.mark.django_db
def test_versions_of_before_a_fold_are_given_to_nobody(kept):
    make_article()
    state = versions.state()
    fold()
    assert versions.of(["home"], state) is None


@pytest.mark.django_db
def test_a_long_log_is_folded_by_who_finds_it(kept, monkeypatch):
    monkeypatch.setattr("articles.caching.versions.LONG_LOG", 3)
    make_article()
    versions.state()
    assert not PageBump.objects.exists()
    assert PageVersion.objects.filter(key="home").exists()


def home_version():
    reader = Versions()
    return reader.of(["home"], reader.state())["home"]


def home_version_elsewhere():
    """Read on another connection, which sees what is committed only."""
    found = []

    def read():
        found.append(home_version())
        connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join(10)
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_two_transactions_bump_one_key_and_neither_waits(kept):
    """The first to begin is the last to commit, and still makes another version of the home page."""
    first, second = make_article(keywords=None), make_article(keywords=None)
    before = home_version()

    def change_second():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            Article.objects.filter(pk=second.pk).update(headline="ثان")
        finally:
            connections.close_all()

    with transaction.atomic():
        Article.objects.filter(pk=first.pk).update(headline="أول")
        thread = threading.Thread(target=change_second)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        between = home_version_elsewhere()
    assert before < between < home_version()


@pytest.mark.django_db
def test_the_database_is_told_from_one_of_another_server_with_the_same_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::bigint FROM pg_database WHERE datname = current_database()")
        [oid] = cursor.fetchone()
        cursor.execute(
            "SELECT system_identifier, timeline_id FROM pg_control_system(), pg_control_checkpoint()"
        )
        server, timeline = cursor.fetchone()
    assert Versions().state().log[DATABASE] == oid ^ server ^ timeline << 32
