"""Where reads go, and which replica is fit to be read."""

import logging
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError, transaction
from psycopg import errors

from articles.caching import replicating
from articles.caching.versions import State
from articles.calendars import Calendar
from articles.models import Article
from newsroom import database, replicas
from newsroom.outages import is_lost, is_outage
from newsroom.reading import ReplicaRouter, read_from, reading_alias, stop_reading

PRIMARY, OURS, FLOOR = "default", 7, 100


@pytest.fixture
def replica():
    token = read_from("replica1")
    yield "replica1"
    stop_reading(token)


@pytest.fixture
def two(monkeypatch):
    """Two replicas that have replayed up to the floor; and what they answer, by alias."""
    found = {alias: replicas.Server(alias) for alias in (PRIMARY, "replica1", "replica2")}
    answers = dict.fromkeys(found, (OURS, FLOOR))
    monkeypatch.setattr(replicas, "servers", lambda: found)
    monkeypatch.setattr(replicas.Server, "ask", lambda self: answers[self.alias])
    return SimpleNamespace(servers=found, answers=answers)


def caused_by(kind):
    error = OperationalError("no")
    error.__cause__ = kind()
    return error


@pytest.mark.django_db
def test_a_transaction_reads_where_it_writes(replica):
    router = ReplicaRouter()
    with transaction.atomic():
        assert router.db_for_read(Article) == PRIMARY


@pytest.mark.django_db(transaction=True)
def test_only_reads_leave_the_primary(replica):
    router = ReplicaRouter()
    assert router.db_for_read(Article) == replica
    assert router.db_for_write(Article) == PRIMARY
    assert router.allow_migrate(PRIMARY, "articles")
    assert not router.allow_migrate(replica, "articles")


def test_outside_of_a_readers_page_all_is_the_primarys():
    assert reading_alias() == PRIMARY


def test_replicas_take_turns(two):
    assert {replicas.choose(FLOOR, OURS) for _time in range(4)} == {"replica1", "replica2"}


@pytest.mark.parametrize(
    "answer",
    [
        (OURS, FLOOR - 1),  # it has not replayed what the versions count
        (OURS + 1, FLOOR),  # it is of another database
        (OURS, -1),  # it was promoted
    ],
)
def test_a_replica_is_left_out(two, answer):
    two.answers["replica1"] = answer
    assert {replicas.choose(FLOOR, OURS) for _time in range(4)} == {"replica2"}


def test_a_replica_that_is_gone_is_not_asked(two):
    two.servers["replica1"].is_out = True
    del two.answers["replica1"]
    assert {replicas.choose(FLOOR, OURS) for _time in range(4)} == {"replica2"}


def test_without_any_that_is_fit_there_is_none(two):
    assert replicas.choose(FLOOR + 1, OURS) is None


def test_while_the_primary_is_gone_the_replica_that_has_most_tells_the_versions(two):
    two.servers[PRIMARY].is_out, two.answers["replica2"] = True, (OURS, FLOOR + 5)
    assert replicas.ask(lambda alias: alias, FLOOR, OURS) == ("replica2", "replica2")
    with pytest.raises(replicas.NoServer):
        replicas.ask(lambda alias: alias, FLOOR + 6, OURS)


def test_a_primary_that_ends_a_connection_is_left_out_until_it_answers(two, monkeypatch, caplog):
    answers = iter([False, True])
    monkeypatch.setattr(replicas.Server, "answers", lambda self: next(answers))
    monkeypatch.setattr(replicas, "PAUSE_SECONDS", 0.01)
    began = []
    monkeypatch.setattr(replicas.threading, "Thread", lambda target, daemon: began.append(target) or
                        SimpleNamespace(start=lambda: None))  # fmt: skip

    def fail(alias):
        if alias == PRIMARY:
            raise caused_by(errors.AdminShutdown)
        return alias

    with caplog.at_level(logging.WARNING, "newsroom.replicas"):
        assert replicas.ask(fail, FLOOR, OURS)[1] != PRIMARY
        assert two.servers[PRIMARY].is_out
        began[0]()
    assert not two.servers[PRIMARY].is_out
    assert "AdminShutdown 57P01" in caplog.text


def test_a_question_that_is_wrong_is_no_outage(two):
    def fail(alias):
        raise caused_by(errors.QueryCanceled)

    with pytest.raises(OperationalError):
        replicas.ask(fail, FLOOR, OURS)
    assert not two.servers[PRIMARY].is_out


@pytest.mark.parametrize(
    ("error", "lost", "outage"),
    [
        (OperationalError("connection refused"), True, True),
        (InterfaceError("the connection is closed"), True, True),
        (caused_by(errors.CannotConnectNow), True, True),
        (caused_by(errors.TooManyConnections), True, True),
        (caused_by(errors.DiskFull), True, True),
        (caused_by(errors.ReadOnlySqlTransaction), False, True),
        (caused_by(errors.QueryCanceled), False, False),
        (caused_by(errors.SerializationFailure), False, False),
        (ValueError("no"), False, False),
        (None, False, False),
    ],
)
def test_an_outage_is_told_from_a_wrong_question(error, lost, outage):
    assert (is_lost(error), is_outage(error)) == (lost, outage)


def state(**changed):
    given = {"epoch": 1, "log": {"database": OURS}, "until": 0.0, "calendar": Calendar(), "floor": FLOOR}
    return State(**given | changed)


def know(monkeypatch, **changed):
    monkeypatch.setattr(replicating, "versions", SimpleNamespace(of_page=lambda: state(**changed)))


def asked_with(**cookies):
    return SimpleNamespace(COOKIES=cookies, method="GET", path_info="/")


def test_whoever_wrote_a_moment_ago_reads_from_the_primary(two, monkeypatch):
    know(monkeypatch)
    assert replicating._alias_for(asked_with()) != PRIMARY
    assert replicating._alias_for(asked_with(newsroom_wrote="1")) == PRIMARY


def test_what_was_counted_since_the_replica_was_asked_is_read_from_the_primary(two, monkeypatch):
    know(monkeypatch, floor=FLOOR + 1)
    assert replicating._alias_for(asked_with()) == PRIMARY


def test_each_replica_of_the_list_has_a_name_and_writes_nothing(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@one/news")
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://u:p@two/news, postgres://u:p@three:6432/news")
    found = database.all_settings()
    assert {alias: one["HOST"] for alias, one in found.items()} == {
        "default": "one", "replica1": "two", "replica2": "three",
    }  # fmt: skip
    assert "default_transaction_read_only=on" in found["replica1"]["OPTIONS"]["options"]
    assert "read_only" not in found["default"]["OPTIONS"]["options"]
    assert all(one["OPTIONS"]["connect_timeout"] == 2 for one in found.values())


@pytest.mark.parametrize(
    ("is_cut", "answers", "is_slow"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_a_page_that_asks_too_much_is_not_made_elsewhere(two, monkeypatch, is_cut, answers, is_slow):
    """A server that answers others is not left out, or one heavy question would go from each to the next."""
    monkeypatch.setattr(replicas.Server, "answers", lambda self: answers)
    request = SimpleNamespace(wait=SimpleNamespace(is_cut=is_cut))
    assert replicating._is_only_slow(request) is is_slow
    assert replicating._is_only_slow(SimpleNamespace(wait=None)) is False
