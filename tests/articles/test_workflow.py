from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from articles import publishing
from articles.doors import DOORS
from articles.models import Status
from articles.permissions import GROUPS, moves_for
from articles.workflow import TRANSITIONS, path
from tests.factories import make_article, make_user


@pytest.mark.parametrize(("start", "end"), list(permutations(Status, 2)))
def test_every_path_of_the_table_joins_its_ends(start, end):
    at = start
    for move in path(start, end):
        assert at in move.sources
        at = move.target
    assert at == end


# Who may make which move: the table of the issue, read the other way round.
MAY = {
    "reporter": {"submit"},
    "editor": set(TRANSITIONS) - {"withdraw", "reinstate"},
    "managing editor": set(TRANSITIONS),
    "import staff": set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_a_group_holds_the_permissions_of_its_moves(group):
    user = make_user(group=group)
    assert {name for name, move in TRANSITIONS.items() if user.has_perm(move.permission)} == MAY[group]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s.value for s in Status])
@pytest.mark.parametrize("group", GROUPS)
def test_the_door_refuses_what_the_table_does_not_allow(group, status):
    user = make_user(group=group)
    article = make_article(status=status)
    offered = {move.name for move in moves_for(user, article)}
    at = {"at": timezone.now() + timedelta(hours=1)}
    for name, move in TRANSITIONS.items():
        if name in offered:
            continue
        if name == "publish" and article.is_public and user.has_perm(move.permission):
            continue  # publishing what is live and unchanged is harmless, only not offered
        with pytest.raises((publishing.NotAllowed, publishing.WrongState)):
            DOORS[name](article, by=user, note="سبب", **(at if move.needs_time else {}))


def test_each_move_of_the_table_has_its_door():
    assert set(DOORS) == set(TRANSITIONS)
