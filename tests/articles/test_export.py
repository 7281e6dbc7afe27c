import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.exporting import iter_records, record_json
from articles.models import Article, Image, ImportItem, SourceAlias
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

CONTRACT = [
    "id", "namespace", "url", "headline", "summary", "body", "published_at", "updated_at", "source",
    "section", "byline", "keywords", "images", "read_also", "similar", "status", "language", "needs",
]  # fmt: skip


def export(**options):
    out = io.StringIO()
    call_command("export_articles", stdout=out, **options)
    if options.get("format") == "ninjs":
        return json.loads(out.getvalue())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_record_holds_the_fields_of_the_contract_in_its_order():
    make_article(
        id="١:أ/ب", byline="كتب: أحمد علي", images=[{"caption": "الجسر", "credit": "وكالات"}],
        read_also=["خبر أول"], similar=[{"headline": "خبر ثان", "url": "https://example.org/أ ب"}],
    )  # fmt: skip
    (record,) = export()
    assert list(record) == CONTRACT
    assert (record["id"], record["namespace"], record["status"]) == ("١:أ/ب", "tests", "published")
    assert record["images"] == [{"url": None, "caption": "الجسر", "credit": "وكالات", "alt": None}]
    assert record["read_also"] == [{"headline": "خبر أول", "url": None}]
    assert record["similar"] == [{"headline": "خبر ثان", "url": "https://example.org/أ ب"}]
    assert record["published_at"] == "2024-05-17T12:30:00+03:00"


def test_the_order_is_publication_then_identity_and_the_undated_last():
    for name, day in (("ب", "2024-05-02"), ("ج", None), ("أ", "2024-05-02"), ("د", "2024-05-01")):
        make_article(id=name, status="draft", published_at=day)
    assert [record["id"] for record in export()] == ["د", "أ", "ب", "ج"]
    assert export()[-1]["needs"] == ["published_at"]


def test_an_identity_by_address_has_no_namespace_and_one_by_text_has_hash():
    make_article(id=None, namespace=None, url="https://example.org/خبر")
    make_article(id=None, namespace=None, published_at="2024-05-18")
    by_address, by_text = export()
    assert (by_address["id"], by_address["namespace"]) == (None, None)
    assert (len(by_text["id"]), by_text["namespace"]) == (64, "hash")


def test_fields_that_we_do_not_know_come_back_out():
    make_article(views=5, editor={"name": "منى"})
    record = export()[0]
    assert (record["views"], record["editor"]) == (5, {"name": "منى"})


@pytest.mark.parametrize("name", ["jsonl", "csv", "ninjs"])
def test_an_export_imported_into_an_empty_site_exports_the_same(tmp_path, name):
    call_command("load_sample", stdout=io.StringIO())
    make_article(images=[{"url": "https://example.org/صورة جسر.jpg", "alt": "جسر"}], views=7)
    # What ninjs has no field for or reads otherwise, and unknown fields with names of its own.
    make_article(
        id=None, namespace=None, url="https://example.org/خبر/1", headline="<b>أ</b> & ب", byline="كتب: منى",
        body="<h2>أ &amp; ب</h2><p>نص <u>قصير</u>.</p>", type="تقرير", bodies=["ب"], status="withdrawn",
        read_also=[{"headline": "أول", "url": "https://example.org/أول"}], similar=["ثان", "ثالث"],
        images=[{"caption": "بلا ملف", "credit": "أ"}, {"url": "https://example.org/أ ب.jpg", "alt": "ب"}],
    )  # fmt: skip
    before = export()
    path = tmp_path / f"all.{name}"
    call_command("export_articles", format=name, output=str(path))
    ImportItem.objects.all().delete()
    Article.objects.all().delete()
    Image.objects.all().delete()
    call_command("import_articles", str(path), no_progress=True, stdout=io.StringIO())
    assert len(before) > 40
    assert export() == before


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"source": "المرسى"}, ["أ", "ب"]),
        ({"source": "المَرسى نت"}, ["أ", "ب"]),  # another name of it
        ({"section": "مجتمع"}, ["أ", "ج"]),
        ({"keyword": "الجسور"}, ["ب"]),
        ({"since": "2/5/2024"}, ["ب", "ج"]),
        ({"until": "2/5/2024"}, ["أ", "ب"]),  # the whole of that day
        ({"until": "2024-05-02T10:00:00+03:00"}, ["أ"]),
        ({"status": "draft"}, ["ج"]),
        ({"source": "المرسى", "status": "draft"}, []),
    ],
)
def test_an_export_can_be_narrowed(options, expected):
    write_articles(
        make_record(id="أ", source="المرسى", section="مجتمع", published_at="2024-05-01"),
        make_record(
            id="ب", source="المرسى", section="ثقافة", keywords=["الجسور"], published_at="2024-05-02 11:00"
        ),
        make_record(id="ج", source="السفح", section="مجتمع", published_at="2024-05-03", status="draft"),
    )
    source = Article.objects.get(external_id="tests:أ").source
    SourceAlias.objects.create(target=source, name="المرسى نت")
    assert [record["id"] for record in export(**options)] == expected


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"source": "لا أحد"}, "لا أحد"),
        ({"keyword": "لا شيء"}, "لا شيء"),
        ({"since": "أمس البعيد"}, "أمس البعيد"),
        ({"output": "/nowhere/at/all.jsonl"}, "/nowhere/at/all.jsonl"),
    ],
)
def test_what_cannot_start_ends_with_2_and_names_the_bad_value(options, named):
    with pytest.raises(CommandError) as refusal:
        export(**options)
    assert refusal.value.returncode == 2
    assert named in str(refusal.value)


def test_a_table_guards_spreadsheets_against_formulas(tmp_path):
    make_article(headline="=HYPERLINK(1)", byline="@أحمد", keywords=["أ", "ب"])
    call_command("export_articles", format="csv", output=str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["headline"], row["byline"], row["keywords"]) == ("'=HYPERLINK(1)", "'@أحمد", "أ، ب")
    # Below `extra` is what has no column.
    assert list(row) == [*CONTRACT, "extra"]


def test_an_item_of_ninjs_says_what_others_read():
    make_article(
        id="7", summary="موجز", byline="منى",
        images=[{"url": "https://example.org/أ.jpg", "caption": "الجسر"}], read_also=["أول"],
        similar=[{"headline": "ثان", "url": "https://example.org/2"}],
        body="<p>نص.</p>", keywords=["جسور"],
    )  # fmt: skip
    (item,) = export(format="ninjs")
    own = item["bodies"].pop()
    assert json.loads(own["value"]) == {"id": "7", "namespace": "tests", "status": "published"}
    headline = item["headlines"][0]["value"]
    assert item == {
        "uri": "urn:newsroom:tests:7", "type": "text", "representationType": "full",
        "pubStatus": "usable", "language": "ar",
        "firstCreated": "2024-05-17T12:30:00+03:00", "versionCreated": "2024-05-17T12:30:00+03:00",
        "headlines": [{"role": "main", "value": headline}],
        "descriptions": [{"role": "summary", "value": "موجز"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>نص.</p>"}],
        "by": "منى", "infoSources": [{"name": "صحيفة المرسى"}],
        "subjects": [{"name": "مجتمع", "rel": "section"}, {"name": "جسور"}],
        "associations": [
            {"name": "picture1", "uri": "https://example.org/%D8%A3.jpg", "type": "picture",
             "descriptions": [{"role": "caption", "value": "الجسر"}],
             "renditions": [{"name": "original", "href": "https://example.org/أ.jpg"}]},
            {"name": "also1", "rel": "seeAlso", "type": "text", "uri": "urn:newsroom:tests:7#also1",
             "headlines": [{"role": "main", "value": "أول"}]},
            {"name": "like1", "rel": "similar", "type": "text", "uri": "https://example.org/2",
             "headlines": [{"role": "main", "value": "ثان"}],
             "altIds": [{"role": "web", "value": "https://example.org/2"}]},
        ],
        "standard": {
            "name": "ninjs", "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
    }  # fmt: skip


def test_an_item_of_the_future_has_an_embargo_and_no_items_are_an_empty_list():
    assert export(format="ninjs") == []
    make_article(published_at="2199-01-01T00:00:00+03:00")
    (item,) = export(format="ninjs")
    assert item["embargoedUntil"] == item["firstCreated"] == "2199-01-01T00:00:00+03:00"


def test_a_file_appears_only_once_it_is_whole(tmp_path, monkeypatch):
    def fail(articles):
        yield {"id": "1"}
        raise KeyboardInterrupt

    monkeypatch.setattr("articles.management.commands.export_articles.iter_records", fail)
    with pytest.raises(KeyboardInterrupt):
        call_command("export_articles", output=str(tmp_path / "out.jsonl"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [3, 30])
def test_the_queries_of_a_chunk_do_not_grow_with_its_articles(size):
    write_articles(*(make_record(images=[{"caption": "أ"}], similar=["ب"]) for _number in range(size)))
    with CaptureQueriesContext(connection) as queries:
        assert len(list(iter_records(Article.objects.for_export()))) == size
    # articles with a date and without, keywords of them with their names, images with theirs, links
    assert len(queries) == 2 + 2 + 2 + 1


def test_pages_go_on_where_the_last_one_ended(monkeypatch):
    monkeypatch.setattr("articles.exporting.CHUNK", 2)
    same, later = "2024-05-17T09:30:00+03:00", "2024-05-18T09:30:00+03:00"
    for number, moment in enumerate([same, later, same, None, same, None, same, None]):
        make_article(id=str(number), published_at=moment, status="draft")
    found = [record["id"] for record in iter_records(Article.objects.for_export())]
    assert found == ["0", "2", "4", "6", "1", "3", "5", "7"]


def test_the_record_of_an_article_alone_is_the_exported_one():
    article = make_article(updated_at=datetime(2024, 6, 1, tzinfo=UTC).isoformat())
    assert record_json(Article.objects.get(pk=article.pk)) == export()[0]


@pytest.mark.parametrize(
    ("fields", "state", "embargo"),
    [
        ({"status": "published"}, "usable", None),
        ({"status": "draft"}, "withheld", None),
        ({"status": "withdrawn"}, "canceled", None),
        (
            {"status": "published", "published_at": "2101-01-01T00:00:00+03:00"},
            "usable",
            "2101-01-01T00:00:00+03:00",
        ),
    ],
)
def test_ninjs_tells_who_may_print_an_item_and_from_when(fields, state, embargo):
    make_article(**fields)
    (item,) = export(format="ninjs")
    assert (item["pubStatus"], item.get("embargoedUntil")) == (state, embargo)
