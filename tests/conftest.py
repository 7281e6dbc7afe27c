import uuid
from collections import Counter

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.buckets import Server, fronted, keep_media_in
from tests.factories import make_user
from tests.sites import drop_base, make_base


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the files that are marked as slow, then those of many tests: what is long ends no run."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -tests[item.path]))


@pytest.fixture
def editor(db):
    return make_user("editor", group="editor")


@pytest.fixture
def reporter(db):
    return make_user("reporter", group="reporter")


@pytest.fixture
def managing_editor(db):
    return make_user("managing", group="managing editor")


@pytest.fixture
def import_staff(db):
    return make_user("staff", group="import staff")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Put what migrations wrote back after a transactional test's flush, whichever file runs next."""
    flush = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        make_base()
        written = connection.creation.serialize_db_to_string()

    def flush_and_restore(test_case):
        # Else the flush makes content types under other numbers. The connection is not the one of the
        # session's start where Playwright's event loop runs in between.
        test_case.serialized_rollback = True
        connection._test_serialized_contents = written
        flush(test_case)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")  # of unmanaged tables a flush knows nothing
        connection.creation.deserialize_db_from_string(written)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_restore)
        yield
    with django_db_blocker.unblock():
        drop_base()
        end_other_sessions()


def end_other_sessions():
    """Close what threads and Playwright's event loop left open, else the database cannot be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def bucket_server():
    """Start a server that speaks S3, once a process of the suite."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def bucket_front(bucket_server):
    """Stand before that server in a mood of the test's choice."""
    with fronted(bucket_server) as front:
        yield front


@pytest.fixture
def media_bucket(settings, bucket_server, bucket_front):
    """Keep the media of a test in a bucket, asked for through the front."""
    bucket = bucket_server.make(f"media-{uuid.uuid4().hex[:8]}", "site", port=bucket_front.server_port)
    keep_media_in(settings, bucket)
    return bucket
