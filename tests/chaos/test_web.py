"""A web process is killed in the middle of a save, an upload and a publication."""

import contextlib
import time
from io import BytesIO

import psutil
import pytest
import urllib3
from PIL import Image

from tests.chaos import account, people
from tests.chaos.desk import Desk, Refused

pytestmark = pytest.mark.chaos
PROGRAM = 75  # megabytes: what a process holds once it serves, and not before
BROKEN = (urllib3.exceptions.HTTPError, Refused)
# Before the first statement, in the middle of the transaction, and when all is done and nobody was told.
MOMENTS = ("1", "12", "18", "after")


def words():
    return f"وقع{next(people.WORDS)}ة"


def kill(site, name, moment):
    (site.kills / name).write_text(moment)


def is_killed(site, name):
    return not (site.kills / name).exists()


def count_of(site, text):
    return site.database.ask("SELECT count(*) FROM articles_article WHERE headline LIKE %s", [f"%{text}%"])[
        0
    ][0]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_save_is_whole_or_not_at_all_and_sent_again_it_makes_no_second(site, moment):
    desk, text = Desk(site.origin).sign_in(), words()
    fields = desk.blank()
    desk.autosave(fields, text)
    kill(site, "POST add", moment)
    with pytest.raises(BROKEN):
        desk.new_article(text, fields)
    assert is_killed(site, "POST add")
    made = count_of(site, text)
    assert made == (moment == "after")
    kept = site.database.ask(
        "SELECT count(*) FROM articles_autosave WHERE fields::text LIKE %s AND NOT is_closed", [f"%{text}%"]
    )
    assert made or kept[0][0] == 1  # what was typed is there
    number = desk.new_article(text, fields)
    assert count_of(site, text) == 1
    site.ledger.write("saved", number, text)
    account.tell(
        f"web killed during a save (statement {moment})", f"{made} article made, 1 after it was sent again"
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_publication_is_whole_or_not_at_all(site, moment):
    desk, text = Desk(site.origin).sign_in(), words()
    number = desk.new_article(text)
    kill(site, "POST publish", moment)
    with pytest.raises(BROKEN):
        desk.publish(number)
    assert is_killed(site, "POST publish")
    status, found = site.get(f"/articles/{number}.json")
    assert status == (200 if moment == "after" else 404)
    ((state, live, acts),) = site.database.ask(
        "SELECT status, live_revision_id IS NOT NULL, (SELECT count(*) FROM articles_auditentry AS entry"
        " WHERE entry.article_id = article.id AND action = 'publish')"
        " FROM articles_article AS article WHERE id = %s", [number],
    )  # fmt: skip
    assert (state == "published", live, acts) == ((status == 200,) * 2 + (int(status == 200),))
    if status == 404:
        desk.publish(number)
    site.ledger.write("published", number, text)
    account.tell(
        f"web killed during a publication (statement {moment})",
        f"the page answered {status}, 200 after a second try",
    )


@pytest.mark.parametrize("moment", ["1", "8", "after"])
def test_an_upload_is_whole_or_not_at_all_and_known_when_it_is_sent_again(site, moment):
    desk = Desk(site.origin).sign_in()
    output = BytesIO()
    Image.new("RGB", (90, 60), (next(people.WORDS) % 255, 40, 90)).save(output, "PNG")
    ((before,),) = site.database.ask("SELECT count(*) FROM articles_image")
    kill(site, "POST upload", moment)
    with contextlib.suppress(*BROKEN):
        desk.upload("a.png", output.getvalue())
    assert is_killed(site, "POST upload")
    answer = desk.upload("a.png", output.getvalue())
    assert answer.status == 200, answer.text[:200]
    assert ('"known"' in answer.text) == (moment == "after")
    assert site.database.ask("SELECT count(*) FROM articles_image") == [(before + 1,)]
    account.tell(f"web killed during an upload (statement {moment})", "one picture after it was sent again")


def test_readers_get_their_pages_while_web_processes_are_killed(site):
    with site.fault("each web process killed, one after the other") as outcome:
        for child in site.web.children():
            child.kill()
            child.wait(10)
            wait_for_processes(site, 2)
        outcome.note = "gunicorn begins others"


def wait_for_processes(site, number, *, within=60):
    """Wait until there are so many that have read the whole program."""
    end = time.monotonic() + within
    while sum(own_megabytes(child) > PROGRAM for child in site.web.children()) < number:
        assert time.monotonic() < end
        time.sleep(0.2)
    time.sleep(2)


def own_megabytes(process):
    with contextlib.suppress(psutil.Error):
        return process.memory_full_info().uss / 1024 / 1024
    return 0


def test_readers_wait_at_the_socket_while_the_web_server_is_killed(site):
    with site.fault("web server killed whole") as outcome:
        site.web.kill()
        outcome.note = "the socket is systemd's, and holds who comes"
