import gzip
import json
import os
import random
import sys
from pathlib import Path

import pytest

from articles.importers.encodings import EncodingError, choose_encoding, detect_encoding
from articles.importers.opening import OpeningError, iter_inputs

CORPUS = os.environ.get("NEWSROOM_CORPUS")
TEXT = "افتتحت بلدية مرسى النخيل سوق السمك الجديدة بحضور الصيادين وأهالي الحي.\n"
ASCII = b'{"id": "1", "headline": "port"}\n' * 8000


def choose(path, wanted="auto"):
    for entry in iter_inputs([path]):
        with entry.open() as stream:
            return choose_encoding(entry, stream, wanted)
    return None


@pytest.mark.parametrize("length", [None, 40, 25])
@pytest.mark.parametrize(
    "name",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859-6", "cp720"],
)
def test_arabic_is_read_in_what_it_was_written_in(name, length):
    data = TEXT[:length].encode(name)
    assert data.decode(detect_encoding(data)) == TEXT[:length]


@pytest.mark.parametrize("name", ["cp1256", "iso8859-6", "cp720"])
def test_too_few_letters_are_not_judged(name):
    with pytest.raises(EncodingError, match="--encoding"):
        detect_encoding("سد".encode(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("L’été dernier, le président a déclaré que la crise était terminée", "cp1252"),
        ("Городской рынок открылся сегодня утром у моря", "cp1251"),
        ("Городской рынок открылся сегодня утром у моря", "koi8-r"),
        ("Η αγορά άνοιξε σήμερα το πρωί κοντά στη θάλασσα", "iso8859-7"),
        ("השוק נפתח הבוקר ליד הים", "iso8859-8"),
        ("市场今天早上在海边开放", "gbk"),
        ("今朝、海の近くで市場が開きました", "shift-jis"),
    ],
)
def test_other_languages_are_not_taken_for_arabic(text, name):
    with pytest.raises(EncodingError, match="--encoding"):
        detect_encoding(text.encode(name))


def test_ascii_is_utf_8_and_a_broken_line_does_not_make_it_something_else():
    assert detect_encoding(b"port\n") == "utf-8"
    assert detect_encoding(TEXT.encode() * 3 + TEXT.encode("cp1256") + TEXT.encode()[:-2]) == "utf-8"


@pytest.mark.parametrize(
    ("declared", "written", "expected"),
    [
        ("windows-1256", "utf-8", "utf-8"),  # the bytes prove it
        ("utf-8", "cp1256", "cp1256"),
        ("iso-8859-6", "cp1256", "cp1256"),
        ("iso-8859-1", "cp1256", "cp1256"),
    ],
)
@pytest.mark.parametrize("markup", ['<?xml version="1.0" encoding="{}"?>\n', "<html><meta charset={}>\n"])
def test_what_markup_says_of_itself_yields_to_its_bytes(markup, declared, written, expected):
    assert detect_encoding((markup.format(declared) + TEXT).encode(written)) == expected


def test_what_markup_says_of_itself_decides_where_the_bytes_leave_it_open():
    data = '<?xml version="1.0" encoding="ISO-8859-1"?><title>L’été déjà</title>'.encode("cp1252")
    assert detect_encoding(data) == "cp1252"
    with pytest.raises(EncodingError, match="utf-8"):
        detect_encoding(data.replace(b"ISO-8859-1", b"utf-8"))
    with pytest.raises(EncodingError):
        detect_encoding(data.replace(b"ISO-8859-1", b"no-such"))


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("name", ["cp1256", "iso8859-6", "utf-8"])
def test_arabic_behind_a_long_ascii_head_is_found(tmp_path, name, suffix):
    path = tmp_path / f"in.jsonl{suffix}"
    data = ASCII + TEXT.encode(name)
    path.write_bytes(gzip.compress(data) if suffix else data)
    assert choose(path) == name


def test_arabic_behind_a_long_ascii_head_of_standard_input_is_found(monkeypatch):
    read_end, write_end = os.pipe()
    if os.fork() == 0:  # pragma: no cover
        os.close(read_end)
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(ASCII + TEXT.encode("cp1256"))
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stdin:
        monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": stdin}))
        entry = next(iter_inputs(["-"]))
        with entry.open() as stream:
            assert choose_encoding(entry, stream) == "cp1256"
            assert stream.read() == ASCII + TEXT.encode("cp1256")
    os.wait()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml", "Word"),
        (b"PK\x03\x04\x14\x00a.txt", "zip"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "برنامج"),
        (b"MZ\x90\x00\x03\x00", "برنامج"),
        (b"a.txt".ljust(257, b"\x00") + b"ustar\x00", "tar"),
        (bytes(range(256)) * 20, "ثنائية"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_text_is_called_what_it_is(tmp_path, data, kind):
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(OpeningError, match=kind):
        choose(tmp_path / "in")
    with pytest.raises(OpeningError, match=kind):
        choose(tmp_path / "in", "utf-8")


@pytest.mark.parametrize("data", [b"MZ is a short name\n", b"ID3 and ftyp\n", b"BZh is a word\n"])
def test_a_text_that_begins_as_another_kind_of_file_is_a_text(tmp_path, data):
    (tmp_path / "in").write_bytes(data)
    assert choose(tmp_path / "in") == "utf-8"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t\n"])
def test_an_empty_file_is_called_empty(tmp_path, data):
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(OpeningError, match="فارغ"):
        choose(tmp_path / "in")


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
@pytest.mark.parametrize(("length", "most_unsure"), [(None, 0), (200, 0), (60, 0.01), (20, 0.15)])
def test_hardly_an_article_of_the_corpus_is_read_wrong(length, most_unsure):
    with gzip.open(Path(CORPUS) / "data" / "articles_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = random.Random(7).sample(list(map(json.loads, lines)), 500)
    read, unsure, wrong = 0, 0, 0
    for record in records:
        text = f"{record['title'] or ''}\n{record['body'] or ''}"[:length]
        for name in ("utf-8", "utf-16-le", "cp1256", "iso8859-6", "cp720"):
            try:
                data = text.encode(name)
            except UnicodeEncodeError:
                continue
            read += 1
            try:
                wrong += data.decode(detect_encoding(data)) != text
            except EncodingError:
                unsure += 1
    assert read > 1200
    assert wrong <= read / 1000
    assert unsure <= most_unsure * read


@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
@pytest.mark.parametrize("name", ["windows-1256", "iso-8859-6", "utf-8"])
def test_the_samples_are_read_alike(name):
    folder = Path(CORPUS) / "data" / "formats" / "encodings"
    data = (folder / f"{name}.txt").read_bytes()
    assert data.decode(detect_encoding(data)) == data.decode(name)
