"""An import as a whole: counts, identity, conflicts, links in any order, pages and queries of a batch."""

import gzip
import io
import json
import os
from itertools import islice, permutations
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.importers import inputs
from articles.importers.opening import find_inputs
from articles.importers.running import Options, run_import
from articles.models import Article, ArticleLink, ImportBatch, ImportItem, Revision
from newsroom.models import User
from tests.articles.importers.test_hostile import OBJECT, run, write
from tests.factories import make_user

pytestmark = pytest.mark.django_db

CORPUS = os.environ.get("NEWSROOM_CORPUS")
REPORTED = {
    "batch", "read", "created", "updated", "unchanged", "conflicts", "rejected", "skipped", "near_duplicates",
    "links_created", "links_resolved", "keywords_created", "seconds", "articles_per_second",
}  # fmt: skip


def make_objects(size, **overrides):
    return [{**OBJECT, "id": str(n), "headline": f"الخبر رقم {n}", **overrides} for n in range(size)]


def test_the_report_holds_what_the_contract_names_and_adds_up(tmp_path):
    path = write(tmp_path, "in.jsonl", *make_objects(3, keywords=["أسواق"], similar=["الخبر رقم 1"]), "{")
    status, report, _rejects = run(tmp_path, path)
    assert status == 1
    assert set(report) >= REPORTED
    assert report["read"] == 4
    assert report["read"] == sum(
        report[name] for name in ("created", "updated", "unchanged", "conflicts", "rejected")
    )
    # An article never links to itself, so one of the three links waits.
    assert (report["links_created"], report["links_resolved"], report["keywords_created"]) == (3, 2, 1)
    batch = ImportBatch.objects.get()
    assert (batch.pk, batch.state, batch.counts["created"]) == (report["batch"], "finished", 3)
    assert batch.items.count() == 4


def test_a_second_import_changes_nothing_whatever_people_did(tmp_path):
    path = write(tmp_path, "in.jsonl", *make_objects(3))
    run(tmp_path, path)
    article = Article.objects.order_by("pk")[0]
    record = publishing.record_of(article.latest_revision)
    record.headline = "عنوان كتبه محرر"
    publishing.save(article, record, by=make_user("ed", group="editor"))
    revisions = Revision.objects.count()
    _status, report, _rejects = run(tmp_path, path)
    assert (report["unchanged"], Revision.objects.count()) == (3, revisions)


def test_an_update_makes_a_revision_and_an_article_touched_by_a_person_a_conflict(tmp_path):
    run(tmp_path, write(tmp_path, "in.jsonl", *make_objects(2)))
    touched, untouched = Article.objects.order_by("pk")
    record = publishing.record_of(touched.latest_revision)
    record.body = "<p>نص كتبه محرر.</p>"
    publishing.save(touched, record, by=make_user("ed", group="editor"))
    status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", *make_objects(2, body="نص جديد.")))
    assert (status, report["updated"], report["conflicts"]) == (0, 1, 1)
    touched.refresh_from_db()
    untouched.refresh_from_db()
    assert (touched.body, touched.has_conflict) == ("<p>نص كتبه محرر.</p>", True)
    assert untouched.body == "<p>نص جديد.</p>"


def test_a_later_record_of_an_identity_updates_the_earlier_one_in_its_file(tmp_path):
    first, second = {**OBJECT}, {**OBJECT, "body": "نص مصحح."}
    _status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", first, second, second))
    assert (report["created"], report["updated"], report["unchanged"]) == (1, 1, 1)


def test_an_id_without_a_namespace_that_meets_another_text_is_a_reject(tmp_path):
    mine = {"id": "7", "headline": "خبر أول", "body": "نص أول."}
    other = {"id": "7", "headline": "خبر آخر", "body": "نص آخر."}
    status, _report, rejects = run(tmp_path, write(tmp_path, "in.jsonl", mine, other))
    assert status == 1
    assert "--namespace" in rejects[0]["reason"]
    assert run(tmp_path, write(tmp_path, "other.jsonl", other), namespace="غير")[1]["created"] == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_waiting_links_resolve_whichever_article_comes_first(tmp_path, order):
    objects = make_objects(3, read_also=["الخبر رقم 0"], similar=["الخبرُ رقم ٢", "خبر لا يأتي"])
    for place in order:
        run(tmp_path, write(tmp_path, f"{place}.jsonl", objects[place]))
    links = ArticleLink.objects.values_list("article__external_id", "headline", "target__external_id")
    assert sorted(map(str, links)) == sorted(
        str(link)
        for n in range(3)
        for link in (
            (f"t:{n}", "الخبر رقم 0", "t:0" if n != 0 else None),
            (f"t:{n}", "الخبرُ رقم ٢", "t:2" if n != 2 else None),
            (f"t:{n}", "خبر لا يأتي", None),
        )
    )


def test_options_fill_only_what_a_record_lacks(tmp_path):
    own = {**OBJECT, "source": "السفح", "section": "ثقافة", "published_at": "2024-05-01"}
    lacking = {"id": "2", "headline": "خبر ثان", "body": "نص ثان."}
    run(
        tmp_path, write(tmp_path, "in.jsonl", own, lacking),
        source="الواحة", section="مجتمع", date="17 مايو/أيار 2025", namespace="ن", status="published",
    )  # fmt: skip
    first, second = Article.objects.order_by("pk")
    assert (first.external_id, first.source.name, first.section.name) == ("t:س-1", "السفح", "ثقافة")
    assert (second.external_id, second.source.name, second.section.name) == ("ن:2", "الواحة", "مجتمع")
    assert second.published_at.isoformat() == "2025-05-16T21:00:00+00:00"
    assert {first.status, second.status} == {"published"}


def test_what_lacks_something_stays_a_draft_even_where_published_is_asked(tmp_path):
    run(tmp_path, write(tmp_path, "in.jsonl", OBJECT), status="published")
    article = Article.objects.get()
    assert (article.status, article.needs) == ("draft", ["published_at"])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"by": "لا-أحد"}, "لا-أحد"),
        ({"by": "mona"}, "mona"),  # she may not import
        ({"by": "staff", "status": "published"}, "publish_article"),  # may import, may not publish
        ({"map": ["headline"]}, "--map"),
        ({"map": ["مجهول=العنوان"]}, "مجهول"),
        ({"map": ["title=1", "headline=2"]}, "headline"),
        ({"encoding": "utf-9"}, "utf-9"),
        ({"encoding": "base64"}, "base64"),
        ({"date": "يوما ما"}, "يوما ما"),
        ({"batch_size": 0}, "0"),
    ],
)
def test_an_import_that_cannot_start_ends_with_2_and_names_the_bad_value(tmp_path, options, named):
    make_user("mona", group="reporter")
    make_user("staff", group="import staff")
    with pytest.raises(CommandError) as refusal:
        call_command("import_articles", str(write(tmp_path, "in.jsonl", OBJECT)), **options)
    assert refusal.value.returncode == 2
    assert named in str(refusal.value)
    assert not ImportBatch.objects.exists()


def test_a_path_that_is_not_there_ends_with_2(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_articles", str(tmp_path / "غائب.jsonl"))
    assert refusal.value.returncode == 2
    assert "غائب.jsonl" in str(refusal.value)


def test_folders_are_read_in_order_and_hidden_files_are_not(tmp_path):
    folder = tmp_path / "in"
    (folder / "ب").mkdir(parents=True)
    for name, number in (("ب/أ.jsonl", "1"), ("أ.jsonl", "0"), (".خفي.jsonl", "9")):
        write(folder, name, {**OBJECT, "id": number, "source": f"الواحة{'َ' * int(number)}"})
    run(tmp_path, folder)
    assert list(Article.objects.order_by("pk").values_list("external_id", flat=True)) == ["t:0", "t:1"]
    assert Article.objects.order_by("pk")[1].source.name == "الواحة"  # the spelling that came first


@pytest.mark.parametrize("size", [2, 20])
def test_the_queries_of_a_batch_do_not_grow_with_it(tmp_path, size):
    full = {
        "keywords": ["أسواق"], "source": "الواحة", "section": "مجتمع", "byline": "منى سالم",
        "images": [{"caption": "السوق"}], "similar": ["خبر"], "published_at": "2024-05-01",
    }  # fmt: skip
    by = User.objects.get(username="import")
    warm = write(tmp_path, "warm.jsonl", {**OBJECT, **full, "id": "أول"})
    run_import(find_inputs([str(warm)]), Options(by=by, status="published"), keep_reject=print)
    objects = [{**made, "keywords": ["أسواق", f"كلمة {made['id']}"]} for made in make_objects(size, **full)]
    path = write(tmp_path, "in.jsonl", *objects)
    options = Options(by=User.objects.get(pk=by.pk), status="published")  # permissions not read yet
    with CaptureQueriesContext(connection) as queries:
        run_import(find_inputs([str(path)]), options, keep_reject=print)
    # the batch: newest names, its row and its end 3, a sign of life 1, word indexes emptied 1; transaction,
    # door and run, begun and ended 6; settings 2; the lock 1; articles by identity 1; permissions of user
    # and groups 2; keywords: by key, by other name, slugs in use, insert, by key again 5; source, section
    # and author 3; keys of articles and revisions 2; pictures in use, new ones, their uses replaced 4;
    # COPY into nine tables 9; links resolved 1; near-copies by shingle, by
    # headline and by verdict 3; foreign keys 2; items 1
    expected = (3 + 1 + 1) + 6 + 2 + 1 + 1 + 2 + 5 + 3 + 2 + 4 + 9 + 1 + 3 + 2 + 1
    assert len(queries) == expected


@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
def test_real_articles_in_other_peoples_fields_import_and_again_change_nothing(tmp_path):
    with gzip.open(Path(CORPUS) / "data" / "articles_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        objects = [json.loads(line) for line in islice(file, 500)]
    path = write(tmp_path, "dev.jsonl", *objects)
    status, report, _rejects = run(tmp_path, path)
    assert (status, report["created"]) == (0, 500)
    assert run(tmp_path, path)[1]["unchanged"] == 500
    undated = sum(not obj.get("date") for obj in objects)
    assert Article.objects.filter(published_at=None).count() == undated
    assert ImportItem.objects.filter(outcome="created").count() == 500


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("NEWSROOM_SLOW"), reason="takes minutes; NEWSROOM_SLOW=1 runs it")
@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
def test_all_real_articles_are_created_or_rejected_with_a_reason():
    out = io.StringIO()
    path = Path(CORPUS) / "data" / "articles_dev.jsonl.gz"
    report = run_import(
        find_inputs([str(path)]), Options(by=User.objects.get(username="import")),
        keep_reject=lambda reject: out.write(f"{reject['reason']}\n"),
    )  # fmt: skip
    assert report.counts["read"] == 16_808
    assert report.counts["created"] + report.counts["rejected"] == 16_808
    assert report.counts["rejected"] < 10, out.getvalue()


def test_the_bar_moves_while_a_format_reads_all_before_it_gives_anything(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "TICK_SECONDS", 0)
    site = Path("tests/data/site.wxr").read_text(encoding="utf-8")
    path = tmp_path / "site.wxr"
    path.write_text(site.replace("</channel>", " " * 200_000 + "</channel>"), encoding="utf-8")
    told = []

    def watch(report):
        told.append((report.bytes_read, report.counts["read"]))

    options = Options(by=User.objects.get(username="import"))
    run_import(find_inputs([str(path)]), options, keep_reject=lambda reject: None, watch=watch)
    assert [place for place, read in told if read == 0 and 0 < place < path.stat().st_size]
    assert told[-1][0] == path.stat().st_size


def test_the_columns_of_a_run_are_kept_with_it(tmp_path):
    path = write(tmp_path, "in.csv", "رأس;كلام", "أول;نص")
    run(tmp_path, path, format="csv", map=["headline=رأس", "body=كلام"])
    assert ImportBatch.objects.get().options["columns"] == {"headline": "رأس", "body": "كلام"}
