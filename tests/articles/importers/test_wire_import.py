"""The wire formats and pages through the whole door: found by content, counted, unchanged the second time."""

import os
import shutil
from pathlib import Path

import pytest

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
    import json

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
