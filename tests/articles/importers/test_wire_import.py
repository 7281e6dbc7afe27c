"""The wire formats and pages through the whole door: found by content, counted, unchanged the second time."""

import json
import os
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.importers.reports import COUNTED
from articles.models import Article
from tests.articles.importers.test_hostile import run

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[2] / "data" / "wire"
CORPUS = os.environ.get("NEWSROOM_CORPUS")


def test_a_folder_of_all_of_them_is_imported_and_the_second_time_changes_nothing(tmp_path):
    folder = tmp_path / "in"
    shutil.copytree(DATA, folder)
    status, report, rejects = run(tmp_path, folder)
    assert status == 1
    # ninjs 1 + 5 of 6 less the picture + 1, three texts of the message, one story, one page.
    assert (report["created"], report["rejected"], report["skipped"]) == (11, 1, 3)
    assert "يوم ما" in rejects[0]["reason"]
    _status, again, _rejects = run(tmp_path, folder)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 11)


def test_ids_stand_under_the_site_that_they_name(tmp_path):
    run(tmp_path, DATA / "ninjs-1.json", DATA / "ninjs-3.json", DATA / "story.nitf", DATA / "page.html")
    assert set(Article.objects.values_list("external_id", flat=True)) == {
        "wire.wahat.example:http://wire.wahat.example/items/7001",
        "local:urn:uuid:0b7e5a1c-1111-4222-8333-123456789abc",
        "wahat.example:w-9001",
        "https://www.wahat.example/economy/2024/12/31/market",
    }


def test_states_of_the_sender_win_and_usable_leaves_it_to_the_import(tmp_path):
    run(tmp_path, DATA / "message.xml", status="published")
    states = {article.headline: article.status for article in Article.objects.all()}
    assert states == {
        "سوق جديدة للسمك في مرسى النخيل": "published",
        "موسم تمر وفير في وادي الرمل": "draft",
        "تقرير المياه السنوي": "withdrawn",
    }


def test_a_mended_reject_of_the_wire_is_imported(tmp_path):
    _status, _report, rejects = run(tmp_path, DATA / "ninjs-2.json")
    mended = tmp_path / "mended.jsonl"
    record = {**rejects[0]["record"], "published_at": "2024-05-04"}
    mended.write_text(json.dumps({**rejects[0], "record": record}) + "\n")
    status, report, _rejects = run(tmp_path, mended)
    assert (status, report["created"]) == (0, 1)


@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
def test_the_files_of_the_corpus_are_imported(tmp_path):
    formats = Path(CORPUS) / "data" / "formats"
    files = [*formats.glob("ninjs/*_*.json"), *formats.glob("ninjs/ninjsEx*"), *formats.glob("newsml-g2/*")]
    files = [path for path in files if "schema" not in path.name] + [formats / "html" / "arabic_article.html"]
    status, report, _rejects = run(tmp_path, *files)
    # Two files of one agency are the same item.
    assert (status, report["read"], report["created"], report["unchanged"] + report["updated"]) == (
        0,
        10,
        9,
        1,
    )


TOLD = {
    "uri": "tag:wahat.example,2024:9", "type": "text", "pubstatus": "usable", "headline": "سوق جديدة",
    "versioncreated": "2024-12-31T10:30:00+03:00", "body_text": "افتتحت الواحة سوقا جديدة للتمر.",
    "keywords": ["أسواق"],
}  # fmt: skip
CANCEL = {
    "uri": "tag:wahat.example,2024:9", "type": "text", "pubstatus": "canceled",
    "versioncreated": "2024-12-31T12:30:00+03:00",
}  # fmt: skip


def send(tmp_path, *items, **options):
    path = tmp_path / "wire.json"
    path.write_text(json.dumps(items))
    return run(tmp_path, path, **options)[1]


def counts_of(report):
    return {name: report[name] for name in ("read", *COUNTED, "skipped") if report[name]}


def test_a_cancel_withdraws_what_came_and_leaves_its_text(tmp_path):
    send(tmp_path, TOLD, status="published")
    assert counts_of(send(tmp_path, CANCEL)) == {"read": 1, "updated": 1}
    article = Article.objects.get()
    assert (article.status, article.headline) == ("withdrawn", "سوق جديدة")
    assert "للتمر" in article.body
    assert [keyword.name for keyword in article.keywords.all()] == ["أسواق"]
    assert counts_of(send(tmp_path, CANCEL)) == {"read": 1, "unchanged": 1}


def test_a_cancel_in_the_same_file_finds_its_item(tmp_path):
    assert counts_of(send(tmp_path, TOLD, CANCEL)) == {"read": 2, "created": 1, "updated": 1}
    assert Article.objects.get().status == "withdrawn"


def test_a_cancel_of_what_never_came_is_left_out_and_counted(tmp_path):
    assert counts_of(send(tmp_path, CANCEL, {**CANCEL, "uri": "urn:x:7"}, TOLD)) == {
        "read": 1,
        "created": 1,
        "skipped": 2,
    }
    assert Article.objects.count() == 1


def test_a_cancel_of_what_people_edited_is_for_them_to_decide(tmp_path):
    send(tmp_path, TOLD, status="published")
    Article.objects.update(is_touched=True)
    assert counts_of(send(tmp_path, CANCEL)) == {"read": 1, "conflicts": 1}
    article = Article.objects.get()
    assert (article.status, article.has_conflict) == ("published", True)
    assert article.revisions.get(kind="conflict").snapshot["status"] == "withdrawn"


def test_cancels_that_came_before_cost_no_query_each(tmp_path):
    told = [{**TOLD, "uri": f"tag:wahat.example,2024:{n}", "body_text": f"السوق رقم {n}."} for n in range(6)]
    cancels = [{**CANCEL, "uri": item["uri"]} for item in told]
    send(tmp_path, *told)
    send(tmp_path, *cancels)
    numbers = []
    for some in (cancels[:1], cancels):
        with CaptureQueriesContext(connection) as queries:
            assert send(tmp_path, *some)["unchanged"] == len(some)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
