"""What a line of the log tells, and that it names nobody."""

import json
import logging
import sys
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.urls import path, reverse
from gunicorn.config import Config

from articles import tasks
from newsroom.middleware import client_address_middleware
from newsroom.seeing.jobs import current_job
from newsroom.seeing.logs import ReadableLines
from newsroom.seeing.privacy import without_persons
from newsroom.seeing.requests import seeing_middleware
from newsroom.seeing.server_log import ServerLogger
from tests.factories import make_article, make_user
from tests.newsroom.seeing.lines import Lines

TYPED, MAIL, PEER = "وزارة الخارجية السرية", "reader@marsa.example", "203.0.113.77"


def break_down(request):
    raise RuntimeError(f"no answer for {request.GET['q']!r} of {MAIL} at {PEER}")


def break_the_database(request):
    make_user("twice")
    get_user_model().objects.create(username="twice", email=MAIL)


def break_at_upload(request):
    raise RuntimeError(f"cannot read {[upload.name for upload in request.FILES.values()]}")


def break_at_json(request):
    raise RuntimeError(f"cannot take {json.loads(request.body)}")


def ask_much(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["once"])
    tasks.mend_stale_search.defer(timestamp=0)
    return HttpResponse("done")


urlpatterns = [
    path("broken/", break_down, name="broken"),
    path("twice/", break_the_database, name="twice"),
    path("upload/", break_at_upload, name="upload"),
    path("json/", break_at_json, name="json"),
    path("admin/much/", ask_much, name="much"),
]
ours = pytest.mark.urls("tests.newsroom.seeing.test_logs")


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_view_and_never_its_address(client, lines):
    article = make_article()
    client.get(article.get_absolute_url(), {"utm": "x"}, REMOTE_ADDR=PEER)
    line = lines.of("newsroom.requests")[0]
    assert {name: line[name] for name in ("level", "message", "view", "method", "status")} == {
        "level": "INFO", "message": "GET article 200", "view": "article", "method": "GET", "status": 200,
    }  # fmt: skip
    assert set(line) == {
        "at", "level", "logger", "message", "view", "method", "status", "ms", "queries", "query_ms",
        "request_id",
    }  # fmt: skip
    assert line["queries"] >= 2


@pytest.mark.django_db
def test_no_line_holds_typed_words_mail_addresses_or_client_addresses(client, lines):
    make_article()
    client.get("/search/", {"q": TYPED}, REMOTE_ADDR=PEER)
    client.get("/search.json", {"q": TYPED, "from": MAIL}, REMOTE_ADDR=PEER)
    client.get("/nothing-here/", {"q": TYPED}, REMOTE_ADDR=PEER)
    client.post("/newsletter/", {"email": MAIL}, REMOTE_ADDR=PEER)
    client.force_login(make_user("sarah.the.editor", first_name="سارة"))
    client.get("/admin/")
    client.logout()
    client.post("/admin/login/", {"username": "sarah.the.editor", "password": "wrong"}, REMOTE_ADDR=PEER)
    client.get(f"/newsletter/confirm/{'s3cret' * 5}/", REMOTE_ADDR=PEER)
    assert len(lines.of("newsroom.requests")) == 7
    assert lines.of("newsroom.sign_in")[-1]["message"] == "a sign-in failed"
    for part in (*TYPED.split(), MAIL, PEER, "sarah", "wrong", "s3cret"):
        assert part not in lines.text


@ours
@pytest.mark.django_db
def test_an_error_is_told_with_its_trace_and_without_what_was_typed(client, lines):
    client.raise_request_exception = False
    client.get("/broken/", {"q": TYPED}, REMOTE_ADDR=PEER)
    line = lines.of("newsroom.errors")[0]
    assert (line["level"], line["view"]) == ("ERROR", "broken")
    assert "RuntimeError: no answer for '…" in line["trace"]
    for part in (*TYPED.split(), MAIL, PEER):
        assert part not in lines.text


@ours
@pytest.mark.django_db
def test_the_names_of_files_are_not_told(client, lines):
    client.raise_request_exception = False
    client.post("/upload/", {"picture": SimpleUploadedFile("سارة الخطيب في المطار.jpg", b"x")})
    assert "RuntimeError: cannot read ['…']" in lines.of("newsroom.errors")[0]["trace"]
    for part in ("سارة", "الخطيب", "المطار"):
        assert part not in lines.text


@ours
@pytest.mark.django_db
def test_what_came_as_json_is_not_told(client, lines):
    client.raise_request_exception = False
    given = {"text": TYPED, "list": [{"deep": "في العمق"}], "number": 7}
    client.post("/json/", given, content_type="application/json")
    assert "'text': '…'" in lines.of("newsroom.errors")[0]["trace"]
    for part in (*TYPED.split(), "العمق"):
        assert part not in lines.text
    client.post("/json/", f"{{{TYPED}", content_type="application/json")
    assert TYPED.split()[0] not in lines.text


def test_a_path_that_leads_nowhere_is_not_told(rf, lines):
    def respond(request):
        logging.getLogger("articles").warning("Not Found: %s (%s)", request.path, request.get_full_path())
        return HttpResponse(status=404)

    request = rf.get(f"/{quote(TYPED)}/s3cret-token/")
    request.resolver_match = None
    seeing_middleware(respond)(request)
    assert lines.of("articles")[0]["message"].startswith("Not Found: … (…")
    for part in (*TYPED.split(), *map(quote, TYPED.split()), "s3cret"):
        assert part not in lines.text


@ours
@pytest.mark.django_db(transaction=True)
def test_a_row_that_the_database_refused_is_not_told(client, lines):
    client.raise_request_exception = False
    client.get("/twice/")
    assert "Key (username)=(…) already exists" in lines.of("newsroom.errors")[0]["trace"]


@ours
@pytest.mark.django_db
def test_a_job_is_told_beside_the_request_that_asked_for_it(client, lines):
    response = client.get("/admin/much/")
    deferred = lines.of("procrastinate.jobs")[-1]
    assert (
        deferred["request_id"] == response["X-Request-ID"] == lines.of("newsroom.requests")[0]["request_id"]
    )
    [job] = deferred["jobs"]
    token = current_job.set({"id": job["job_id"], "task_name": job["task"]})
    logging.getLogger("articles").warning("at work")
    current_job.reset(token)
    assert (job["task"], lines.of("articles")[0]["job_id"]) == (
        "articles.tasks.mend_stale_search",
        job["job_id"],
    )


def answer_number(trusted, settings, peer, given):
    settings.TRUSTED_PROXIES = trusted
    inner = seeing_middleware(lambda request: HttpResponse())
    middleware = client_address_middleware(inner)

    def ask(rf):
        headers = {"X-Request-ID": given} if given else {}
        request = rf.get("/admin/", headers=headers, REMOTE_ADDR=peer)
        request.resolver_match = None
        return middleware(request)["X-Request-ID"]

    return ask


@pytest.mark.parametrize(
    ("trusted", "peer", "given", "is_taken"),
    [
        (["10.0.0.0/8"], "10.1.2.3", "req-1234.abcd", True),
        (["10.0.0.0/8"], "203.0.113.9", "req-1234.abcd", False),  # anybody may write the header
        ([], "127.0.0.1", "req-1234.abcd", False),
        (["10.0.0.0/8"], "10.1.2.3", 'x" injected="1', False),
        (["10.0.0.0/8"], "10.1.2.3", "x" * 65, False),
        (["10.0.0.0/8"], "10.1.2.3", "", False),
    ],
)
def test_a_number_is_taken_from_trusted_proxies_only(rf, settings, trusted, peer, given, is_taken):
    found = answer_number(trusted, settings, peer, given)(rf)
    assert (found == given) is is_taken
    assert is_taken or len(found) == 16


@pytest.mark.django_db
def test_what_many_readers_get_bears_no_number(client):
    article = make_article()
    for address in (
        "/",
        article.get_absolute_url(),
        "/search/?q=x",
        reverse("feed-latest-rss"),
        "/nothing/",
        "/readyz",
    ):
        assert not client.get(address).has_header("X-Request-ID")
    assert client.get("/admin/login/").has_header("X-Request-ID")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mail to sara@marsa.example failed", "mail to … failed"),
        ("from 192.0.2.7, then", "from …, then"),
        ("from 2001:db8::1.", "from …."),
        ("at 10:30:00 of version 5.2.19", "at 10:30:00 of version 5.2.19"),
        ("redis://user:secret@cache:6379/0", "redis://…cache:6379/0"),
        ("GET /search/?q=%D8%A3&page=2 HTTP", "GET /search/… HTTP"),
        ("Failing row contains (1, سارة, x).", "Failing row contains (…"),
    ],
)
def test_persons_are_taken_out_of_a_text(text, told):
    assert without_persons(text) == told


def test_arguments_and_results_of_jobs_are_not_told(lines):
    extra = {"job": {"id": 7, "task_name": "newsroom.tasks.test_backup", "task_kwargs": {"name": "secret"}}}
    words = "Job newsroom.tasks.test_backup[7](name='secret') ended with status: Success, lasted 0.003 s"
    logging.getLogger("procrastinate.worker").info(f"{words} - Result: secret", extra=extra)
    [line] = lines.of("procrastinate.worker")
    assert line["message"] == "Job newsroom.tasks.test_backup[7] ended with status: Success, lasted 0.003 s"
    assert (line["job_id"], line["task"]) == (7, "newsroom.tasks.test_backup")
    assert "secret" not in lines.text


def test_a_line_is_one_line_whatever_it_holds(lines):
    try:
        raise IntegrityError("one\ntwo")
    except IntegrityError:
        logging.getLogger("newsroom").exception("سطر\nوسطر")
    [text] = lines.text.splitlines()
    assert json.loads(text)["message"] == "سطر\nوسطر"


def test_a_person_at_a_terminal_reads_words():
    found = Lines()
    found.handler.setFormatter(ReadableLines())
    record = logging.LogRecord("newsroom", logging.INFO, "", 0, "GET home 200", (), None)
    record.view, record.ms = "home", 3.1
    found.handler.emit(record)
    assert found.text.endswith(" INFO newsroom: GET home 200 · view=home ms=3.1\n")
    assert sys.stderr.isatty() is False


@pytest.mark.parametrize(
    "attack", ["\n2024 ERROR newsroom: forged", "\r\x1b[2J\x1b[31m", "\x9b1m", "\u2028x\x08"]
)
def test_no_word_commands_the_terminal_or_begins_a_line_of_its_own(attack):
    found = Lines()
    found.handler.setFormatter(ReadableLines())
    found.handler.emit(logging.LogRecord("newsroom", logging.INFO, "", 0, "%s", (f"a{attack}b",), None))
    [line] = found.text.splitlines()
    assert line.isprintable()


def test_a_trace_keeps_its_lines_and_commands_nothing():
    found = Lines()
    found.handler.setFormatter(ReadableLines())
    try:
        raise ValueError("\x1b[31mred")
    except ValueError:
        record = logging.LogRecord("newsroom", logging.INFO, "", 0, "x", (), sys.exc_info())
        found.handler.emit(record)
    assert len(found.text.splitlines()) > 2
    assert "\x1b" not in found.text
    assert r"\x1b[31mred" in found.text


def test_the_web_server_writes_lines_as_we_do(capfd):
    config = Config()
    logger = ServerLogger(config)
    try:
        raise ConnectionResetError(f"of {PEER}")
    except ConnectionResetError:
        logger.exception("Error handling request %s", "/search/?q=سر&from=2024")
    logger.warning("Invalid request from ip=%s: %s", PEER, "bad")
    for handler in list(logger.error_log.handlers):
        logger.error_log.removeHandler(handler)
    error, warning = map(json.loads, capfd.readouterr().err.splitlines())
    assert (error["message"], error["logger"]) == ("Error handling request /search/…", "gunicorn.error")
    assert "ConnectionResetError: of …" in error["trace"]
    assert warning["message"] == "Invalid request from ip=…: bad"
