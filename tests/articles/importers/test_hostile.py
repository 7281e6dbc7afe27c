"""Input that is broken, hostile or merely unlucky: rejected with a reason, never a crash or a guess."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importers import chunks
from articles.models import Article, BatchState, ImportBatch, ImportedPage, ImportItem

pytestmark = pytest.mark.django_db

HEADLINE = "افتتاح سوق السمك في مرسى النخيل"
BODY = "افتتحت البلدية سوق السمك الجديدة صباح اليوم بحضور الصيادين."
OBJECT = {"id": "س-1", "namespace": "t", "headline": HEADLINE, "body": BODY}


def run(tmp_path, *paths, **options):
    """Import and return (exit status, report, rejects)."""
    report, rejects = tmp_path / "report.json", tmp_path / "out-rejects.jsonl"
    status = 0
    try:
        call_command(
            "import_articles", *map(str, paths), report=str(report), rejects=str(rejects),
            no_progress=True, stdout=io.StringIO(), stderr=io.StringIO(), **options,
        )  # fmt: skip
    except SystemExit as end:
        status = end.code
    lines = rejects.read_text(encoding="utf-8").splitlines()
    return status, json.loads(report.read_text(encoding="utf-8")), [json.loads(line) for line in lines]


def write(tmp_path, name, *objects):
    path = tmp_path / name
    lines = [text if isinstance(text, str) else json.dumps(text, ensure_ascii=False) for text in objects]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "line",
    [
        '{"headline": 5, "body": [], "x": "\\u0000"}',  # PostgreSQL holds no NUL
        '{"headline": {}, "x": "\\ud800"}',  # nor half a surrogate pair
        '{"headline": [], "x": NaN, "y": [Infinity, {"z": -Infinity}]}',  # nor these in its JSON
        '{"headline": "س", "published_at": "' + "x" * 1_500_000 + '"}',  # long: kept up to a bound
        '{"\\u0000": 1, "headline": [7]}',
        '{"x": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"x": 1' + "0" * 5000 + "}",  # more digits than Python reads
        '{"headline": "\\u0000", "body": "\\u0000 \\u00a0"}',
        "null",
        '"نص"',
        "[]",
        '{"headline": "عنوان',
    ],
    ids=lambda line: line[:24],
)
def test_a_line_that_no_article_can_be_made_of_is_a_reject_and_the_next_one_is_read(tmp_path, line):
    path = write(tmp_path, "in.jsonl", {**OBJECT, "id": "0"}, line, OBJECT)
    status, report, rejects = run(tmp_path, path)
    assert (status, report["created"], report["rejected"], report["read"]) == (1, 2, 1, 3)
    assert [reject["position"] for reject in rejects] == [2]
    assert rejects[0]["reason"]
    assert set(rejects[0]) == {"file", "position", "reason", "record"}
    item = ImportItem.objects.get(outcome="rejected")
    assert len(json.dumps(item.record)) < 1_100_000


@pytest.mark.parametrize(
    "extra",
    [
        {"x": "\x00"},
        {"x\x00": {"y": "\ud800"}},
        {"x": [float("nan"), float("inf")]},
        {"x": 10**400},
    ],
    ids=["nul", "surrogate", "nan", "digits"],
)
def test_odd_values_of_fields_that_we_do_not_know_are_kept_as_far_as_they_can_be(tmp_path, extra):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({**OBJECT, **extra}), encoding="utf-8")
    status, report, _rejects = run(tmp_path, path)
    assert (status, report["created"]) == (0, 1)
    assert Article.objects.get().extra


def test_deeply_nested_unknown_fields_end_no_import(tmp_path):
    nested = json.loads("[" * 700 + "]" * 700)
    _status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", {**OBJECT, "x": nested}, OBJECT))
    assert report["read"] == 2
    assert report["created"] >= 1


def test_a_mended_reject_line_is_imported_as_its_record(tmp_path):
    bad = {**OBJECT, "published_at": "غير معلوم"}
    _status, _report, rejects = run(tmp_path, write(tmp_path, "in.jsonl", bad))
    assert rejects[0]["record"]["published_at"] == "غير معلوم"
    rejects[0]["record"]["published_at"] = "17 مايو/أيار 2025"
    status, report, _rejects = run(tmp_path, write(tmp_path, "mended.jsonl", *rejects))
    assert (status, report["created"]) == (0, 1)
    assert Article.objects.get().published_at.date().isoformat() == "2025-05-16"  # 00:00 in Riyadh


def test_a_broken_line_mended_inside_its_reject_is_read(tmp_path):
    broken = json.dumps(OBJECT, ensure_ascii=False)[:-1]
    _status, _report, rejects = run(tmp_path, write(tmp_path, "in.jsonl", broken))
    assert rejects[0]["record"] == {"raw": broken}
    rejects[0]["record"]["raw"] += "}"
    status, report, _rejects = run(tmp_path, write(tmp_path, "mended.jsonl", *rejects))
    assert (status, report["created"]) == (0, 1)


def test_a_rejects_file_never_overwrites_the_file_being_read(tmp_path):
    path = write(tmp_path, "rejects.jsonl", OBJECT)
    with pytest.raises(CommandError) as refusal:
        call_command("import_articles", str(path), rejects=str(path))
    assert refusal.value.returncode == 2
    assert path.read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("name", ["report", "rejects"])
def test_an_unwritable_report_stops_the_import_before_it_begins(tmp_path, name):
    with pytest.raises(CommandError) as refusal:
        call_command("import_articles", str(write(tmp_path, "in.jsonl", OBJECT)), **{name: str(tmp_path)})
    assert refusal.value.returncode == 2
    assert not ImportBatch.objects.exists()


def test_bytes_that_are_not_utf_8_spoil_their_line_only(tmp_path):
    lines = [json.dumps({**OBJECT, "id": str(n)}, ensure_ascii=False).encode() for n in range(3)]
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines[0] + b"\n" + lines[1].replace("سوق".encode(), b"\xff\xfe") + b"\n" + lines[2])
    status, report, rejects = run(tmp_path, path)
    assert (status, report["created"], report["rejected"]) == (1, 2, 1)
    assert rejects[0]["position"] == 2


@pytest.mark.parametrize(
    ("encoding", "is_read"),
    [
        ("utf-8", True), ("utf-8-sig", True), ("utf-16", True), ("cp1256", True),
        ("iso-8859-6", True), ("cp720", True), ("utf-16-le", True), ("utf-16-be", True), ("utf-32", True),
    ],
)  # fmt: skip
def test_the_encoding_of_a_page_is_known_or_the_page_is_a_reject(tmp_path, encoding, is_read):
    path = tmp_path / "page.txt"
    path.write_bytes(f"{HEADLINE}\n\n{BODY}\n".encode(encoding))
    status, report, rejects = run(tmp_path, path)
    assert (status, report["created"]) == ((0, 1) if is_read else (1, 0))
    assert is_read or "--encoding" in rejects[0]["reason"]
    assert not is_read or Article.objects.get().headline == HEADLINE


def test_a_named_encoding_reads_what_auto_would_not_guess(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(f"{HEADLINE}\n\n{BODY}\n".encode("iso-8859-6"))
    assert run(tmp_path, path, encoding="iso-8859-6")[0] == 0
    assert Article.objects.get().headline == HEADLINE


def test_a_mark_before_the_first_line_is_not_part_of_it_even_where_the_encoding_is_named(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(OBJECT).encode())
    assert run(tmp_path, path, encoding="utf-8")[1]["created"] == 1


def make_zip(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_names_in_an_archive_are_never_paths(tmp_path):
    line = json.dumps(OBJECT, ensure_ascii=False)
    path = make_zip(
        tmp_path / "in.zip", **{"../../evil.jsonl": line, ".hidden.jsonl": "{", "__MACOSX/._x": "{"}
    )
    status, report, _rejects = run(tmp_path, path)
    assert (status, report["read"], report["created"]) == (0, 1, 1)
    assert not (tmp_path.parent.parent / "evil.jsonl").exists()


def test_an_archive_that_swells_is_refused_unopened(tmp_path):
    path = make_zip(tmp_path / "bomb.zip", **{"a.jsonl": json.dumps(OBJECT), "b.jsonl": b" " * 50_000_000})
    status, report, rejects = run(tmp_path, path)
    assert (status, report["created"], report["rejected"]) == (1, 1, 1)
    assert "b.jsonl" in rejects[0]["reason"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("in.zip", b"PK\x03\x04 cut"), ("in.jsonl.gz", b"not gzip at all"), ("in.zip", b"")],
)
def test_a_named_archive_that_cannot_be_opened_ends_with_2(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CommandError) as refusal:
        call_command("import_articles", str(tmp_path / name))
    assert refusal.value.returncode == 2
    assert name in str(refusal.value)
    assert not ImportBatch.objects.exists()


def test_a_file_cut_off_in_its_middle_keeps_what_came_before(tmp_path):
    lines = "\n".join(json.dumps({**OBJECT, "id": f"{n}-{'ب' * (n % 97)}"}) for n in range(3000))
    data = gzip.compress(lines.encode())
    (tmp_path / "in.jsonl.gz").write_bytes(data[: len(data) * 2 // 3])
    status, report, rejects = run(tmp_path, tmp_path / "in.jsonl.gz")
    assert status == 1
    assert report["created"] > 500
    assert report["read"] == report["created"] + report["rejected"]
    assert rejects[-1]["reason"]


def test_a_file_name_that_is_not_utf_8_is_no_obstacle(tmp_path):
    folder = bytes(tmp_path) + b"/in"
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder + b"/\xc7\xca.jsonl")).write_bytes(json.dumps(OBJECT).encode() + b"\n{")
    status, report, _rejects = run(tmp_path, tmp_path / "in")
    assert (status, report["created"], report["rejected"]) == (1, 1, 1)


def test_a_dry_run_counts_as_the_real_run_would_and_writes_nothing(tmp_path):
    twice = [{**OBJECT, "id": str(n % 2), "keywords": ["أسواق"]} for n in range(4)]
    path = write(tmp_path, "in.jsonl", *twice)
    _status, dry, _rejects = run(tmp_path, path, dry_run=True, batch_size=1)
    assert not Article.objects.exists()
    assert not ImportBatch.objects.exists()
    _status, real, _rejects = run(tmp_path, path, batch_size=1)
    for name in ("read", "created", "updated", "unchanged", "keywords_created"):
        assert dry[name] == real[name]
    assert dry["batch"] is None


def test_an_interrupted_import_keeps_what_is_committed_and_goes_on_when_run_again(tmp_path, monkeypatch):
    write_in_bulk, calls = chunks.write_in_bulk, []

    def interrupt_second(*args, **options):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write_in_bulk(*args, **options)

    path = write(tmp_path, "in.jsonl", *({**OBJECT, "id": str(n)} for n in range(4)))
    monkeypatch.setattr(chunks, "write_in_bulk", interrupt_second)
    status, report, _rejects = run(tmp_path, path, batch_size=2)
    assert (status, report["created"], report["read"]) == (130, 2, 2)
    assert ImportBatch.objects.get().state == BatchState.INTERRUPTED
    assert ImportBatch.objects.get().counts["created"] == 2
    monkeypatch.undo()
    status, report, _rejects = run(tmp_path, path, batch_size=2)
    assert (status, report["created"], report["unchanged"]) == (0, 2, 2)


def test_standard_input_is_read(tmp_path, monkeypatch):
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(json.dumps(OBJECT).encode()))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert run(tmp_path, "-")[1]["created"] == 1


def test_the_fates_of_a_page_name_its_articles_and_not_others(tmp_path):
    run(tmp_path, write(tmp_path, "other.jsonl", OBJECT))
    path = tmp_path / "page.txt"
    second = "قطار الجبل يعود إلى السفح"
    text = f"{HEADLINE}\n\n{BODY}\n\nالمصدر: الواحة\n\nإقرأ أيضا:\n\n{second}\n\n{BODY} ثم عاد.\n\nإعلان\n"
    path.write_text(text, encoding="utf-8")
    for _time in range(2):
        run(tmp_path, path)
        page = ImportedPage.objects.get()
        articles = {fate["line"]: fate["article"] for fate in page.fates}
        first, last = (Article.objects.get(headline=h, page_key=page.checksum).pk for h in (HEADLINE, second))
        assert (articles[1], articles[3], articles[5]) == (first, first, first)
        assert (articles[9], articles[11], articles[13]) == (last, last, None)


def test_the_articles_of_a_page_are_written_together_whatever_the_batch(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(f"{HEADLINE}\n\n{BODY}\n\nإقرأ أيضا:\n\nقطار يعود\n\n{BODY} ثم عاد.\n", encoding="utf-8")
    assert run(tmp_path, path, batch_size=1)[1]["created"] == 2
    assert None not in [
        fate["article"] for fate in ImportedPage.objects.get().fates if fate["role"] != "blank"
    ]


def test_fields_that_we_do_not_know_are_counted(tmp_path):
    path = write(
        tmp_path, "in.jsonl", {**OBJECT, "views": 5}, {**OBJECT, "id": "2", "views": 6, "editor": "س"}
    )
    assert run(tmp_path, path)[1]["unknown_fields"] == {"views": 2, "editor": 1}


@pytest.mark.parametrize(
    "item",
    [
        {"id": "عميق", "headline": HEADLINE, "body": BODY},
        {"uri": "urn:x:1", "type": "text", "headline": HEADLINE, "body_text": BODY},
    ],
)
@pytest.mark.parametrize("is_list", [True, False])
def test_an_item_nested_too_deep_is_kept_as_it_was_written_and_ends_no_import(tmp_path, item, is_list):
    deep = json.dumps({**item, "x": 0}).replace('"x": 0', f'"x": {"[" * 700}{"]" * 700}')
    sound = json.dumps({**item, "headline": f"{HEADLINE} غدا"})
    path = tmp_path / "in.json"
    path.write_text(f"[{deep}, {sound}]" if is_list else f"{deep}\n{sound}\n")
    status, report, rejects = run(tmp_path, path)
    assert (status, report["created"], report["rejected"]) == (1, 1, 1)
    assert rejects[0]["record"] == {"raw": deep}
