import threading

import pytest
from django.db import OperationalError, connection

from newsroom import patience
from newsroom.admin_site import NewsroomAdminSite


def sleep(seconds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


@pytest.fixture
def reconnecting(transactional_db, monkeypatch):
    """Close what is cut, as Django does where a request ends; the server sleeps on and holds others up."""
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.3)
    yield
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query = 'SELECT pg_sleep(300)'"
        )


@pytest.mark.usefixtures("reconnecting")
def test_a_request_that_waits_for_its_database_without_end_is_ended(rf, monkeypatch):
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 0.3)
    with pytest.raises(OperationalError):
        patience.patience_middleware(lambda request: sleep(300))(rf.get("/admin/"))
    connection.close_if_unusable_or_obsolete()
    sleep(0)  # the next request has a connection of its own


@pytest.mark.usefixtures("reconnecting")
def test_the_desk_is_told_of_it_in_arabic_as_of_any_outage(admin_client, monkeypatch):
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(NewsroomAdminSite, "has_permission", lambda *_args: sleep(300))
    admin_client.raise_request_exception = False
    response = admin_client.get("/admin/")
    assert response.status_code == 503
    assert 'dir="rtl"' in response.content.decode()


@pytest.mark.usefixtures("reconnecting")
def test_a_request_that_lasts_and_asks_nothing_keeps_its_connection(rf, monkeypatch):
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 0.1)
    looks = threading.Semaphore(0)

    class Looked(patience.Asked):
        def __call__(self):
            found = super().__call__()
            looks.release()
            return found

    def upload(_request):
        sleep(0)
        assert all(looks.acquire(timeout=60) for _look in range(4))  # pictures over a slow line
        sleep(0)
        return "answered"

    monkeypatch.setattr(patience, "Asked", Looked)
    assert patience.patience_middleware(upload)(rf.post("/admin/")) == "answered"
