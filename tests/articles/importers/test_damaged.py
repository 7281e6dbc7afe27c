import io
import random
from pathlib import Path

import pytest

from articles.importers import rss, table, wxr
from articles.importers.reading import How, Parsed

DATA = Path("tests/data")
SEEDS = {
    rss: ("rss2.xml", "rss1.rdf", "atom.xml"),
    wxr: ("site.wxr",),
    table: ("comma.csv", "semicolon.csv", "tabs.tsv"),
}
PIECES = [
    b"<![CDATA[", b"]]>", b"<item>", b"</item>", b"</channel>", b"<", b">", b"&", b"&#0;", b"&#xD800;",
    b"&lt;",
    b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xd8", b"'=", b"[gallery ids='7']", b"[caption]", b"<!--",
    b"</", b"<a:b ", b"xmlns=''", b"0000-00-00", b"99999999999999999999", b"http://[", b"\xef\xbf\xbf",
]  # fmt: skip


def damaged(data, dice):
    """Cut, double and overwrite some places of the text."""
    for _fault in range(dice.randint(1, 6)):
        start = dice.randrange(len(data) + 1)
        stop = min(len(data), start + dice.choice((0, 0, 1, 5, 300)))
        data = data[:start] + dice.choice((b"", *PIECES, data[start:stop] * 2)) + data[stop:]
    return data[: dice.choice((len(data), len(data), dice.randrange(len(data) + 1)))]


def check(reader, case):
    dice = random.Random(case)
    data = damaged((DATA / dice.choice(SEEDS[reader])).read_bytes(), dice)
    for parsed in reader.read(io.BytesIO(data), How(dice.choice(("utf-8", "utf-8", "cp1256")))):
        assert isinstance(parsed, Parsed)
        assert bool(parsed.record) + bool(parsed.reason) + bool(parsed.skipped) == 1, case


@pytest.mark.parametrize("reader", SEEDS, ids=lambda reader: reader.__name__)
def test_a_damaged_file_gives_records_and_reasons_only(reader):
    for case in range(150):
        check(reader, case)


@pytest.mark.slow
@pytest.mark.bench
@pytest.mark.parametrize("reader", SEEDS, ids=lambda reader: reader.__name__)
def test_twenty_thousand_damaged_files_give_records_and_reasons_only(reader):
    for case in range(20_000):
        check(reader, case)
