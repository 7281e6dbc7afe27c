"""What is told of replicas to whoever watches over the site."""

import pytest

from articles.admin import state_parts
from articles.views import metrics
from newsroom import lags, replicas
from newsroom.doctor import replicas as doctor
from newsroom.lags import Lag, State
from tests.newsroom.doctor.asking import errors, is_well, warnings

PRIMARY, OURS = "default", 7


@pytest.fixture
def told(monkeypatch):
    """What the servers answer, by alias; the primary is at 1000."""
    found = {PRIMARY: (OURS, 1000), "replica1": (True, OURS, 1000, 0.0)}
    monkeypatch.setattr(replicas, "servers", lambda: {alias: replicas.Server(alias) for alias in found})
    monkeypatch.setattr(lags, "_ask", lambda alias, _statement: found[alias])
    return found


@pytest.mark.parametrize(
    ("answer", "lag"),
    [
        ((True, OURS, 1000, 500.0), Lag("replica1", State.WELL)),  # nothing was written for long
        ((True, OURS, 900, 1.5), Lag("replica1", State.WELL, 100, 1.5)),
        ((True, OURS, 900, 90.0), Lag("replica1", State.LATE, 100, 90.0)),
        ((True, OURS + 1, 900, 0.0), Lag("replica1", State.STRANGE)),
        ((False, OURS, 1200, 0.0), Lag("replica1", State.WRITABLE)),
        (None, Lag("replica1", State.SILENT)),
    ],
)
def test_a_replica_is_judged_beside_the_primary(told, answer, lag):
    told["replica1"] = answer
    assert lags.lags() == [lag]


def test_while_the_primary_is_gone_nobody_knows_what_is_missing(told):
    told[PRIMARY], told["replica1"] = None, (True, OURS, 900, 90.0)
    assert lags.lags() == [Lag("replica1", State.WELL)]


def test_without_replicas_nobody_is_asked(monkeypatch):
    monkeypatch.setattr(lags, "_ask", None)
    assert lags.lags() == []
    assert list(doctor.find_replicas()) == []
    assert list(state_parts._replicas()) == []
    assert list(metrics._replicas()) == []


def test_the_doctor_tells_of_each_replica(told):
    assert is_well(doctor.find_replicas)
    told["replica1"] = (True, OURS, 900, 90.0)
    assert "90" in warnings(doctor.find_replicas)[0]
    for answer, words in [(None, "does not answer"), ((False, OURS, 1, 0.0), "no primary"),
                          ((True, 0, 1, 0.0), "another database")]:  # fmt: skip
        told["replica1"] = answer
        assert words in errors(doctor.find_replicas)[0]


@pytest.mark.parametrize(
    ("answer", "level", "words"),
    [
        ((True, OURS, 1000, 0.0), state_parts.WELL, "تواكب"),
        ((True, OURS, 900, 90.0), state_parts.WATCH, "متأخرة"),
        (None, state_parts.BAD, "لا تجيب"),
    ],
)
def test_the_page_of_the_state_has_a_part_for_them(told, answer, level, words):
    told["replica1"] = answer
    (part,) = state_parts._replicas()
    assert part.level == level
    assert words in part.lines[0][0]


def test_metrics_tell_the_lag(told):
    told["replica1"] = (True, OURS, 900, 1.5)
    found = {family.name: family.samples[0] for family in metrics._replicas()}
    assert {name: sample.value for name, sample in found.items()} == {
        "newsroom_replica_up": 1, "newsroom_replica_lag_bytes": 100, "newsroom_replica_lag_seconds": 1.5,
    }  # fmt: skip
    assert found["newsroom_replica_up"].labels == {"replica": "replica1"}
