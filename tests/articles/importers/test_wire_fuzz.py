"""Anything in, no crash out: the readers of the wire formats, of pages and of JSON arrays."""

import io
import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.importers import jsonl, newsml, ninjs, webpage
from articles.importers.reading import How

DATA = Path(__file__).parents[2] / "data" / "wire"
READERS = {"jsonl": jsonl.read, "ninjs": ninjs.read, "newsml": newsml.read, "html": webpage.read}
SAMPLES = {
    "jsonl": json.dumps(
        [{"headline": "خبر", "body": "نص", "n": [1, {"a": 2}]}] * 3, ensure_ascii=False
    ).encode(),
    "ninjs": (DATA / "ninjs-2.json").read_bytes(),
    "newsml": (DATA / "message.xml").read_bytes(),
    "html": (DATA / "page.html").read_bytes(),
}
NAMES = st.sampled_from(
    [
        "uri", "type", "headline", "headlines", "bodies", "body_xhtml", "body_text", "descriptions", "byline",
        "versioncreated", "embargoed", "language", "associations", "renditions", "subject", "places", "href",
        "role", "value", "name", "contenttype", "width", "altids", "service", "source", "pubstatus",
    ]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["picture", "text", "<p>نص</p>", "https://a.example/b", "2024-01-01", "main", "ar"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
MARKS = [b'"', b"{", b"}", b"[", b"]", b",", b"<", b">", b"&", b"\x00", b"\xff", b"</p>", b"<![CDATA[", b"\n"]
SIZES = {"fast": 60, "slow": 20_000}


def read(name, data):
    for parsed in READERS[name](io.BytesIO(data), How()):
        assert parsed.record or parsed.reason or parsed.skipped
        assert not (parsed.record and parsed.reason)


@st.composite
def damaged(draw, sample):
    """Cut, doubled and strewn with marks, as files are that come over bad lines."""
    data = bytearray(sample)
    for _step in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        kind = draw(st.sampled_from(["cut", "drop", "put", "double"]))
        if kind == "cut":
            del data[place:]
        elif kind == "drop":
            del data[place : place + draw(st.integers(1, 200))]
        elif kind == "put":
            data[place:place] = draw(st.sampled_from(MARKS)) * draw(st.integers(1, 5))
        else:
            data[place:place] = data[place : place + 300]
    return bytes(data)


def check(size, strategy, name):
    @settings(max_examples=size, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def run(data):
        read(name, data)

    run()


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_damaged_file_ends_in_records_and_rejects(name):
    check(SIZES["fast"], damaged(SAMPLES[name]), name)


def test_values_of_any_kind_may_stand_in_any_field_of_ninjs():
    items = st.dictionaries(NAMES, VALUES, max_size=12).map(lambda item: json.dumps(item).encode())
    check(SIZES["fast"], items, "ninjs")


@pytest.mark.parametrize("name", sorted(READERS))
def test_noise_is_no_crash(name):
    noise = st.binary(max_size=300) | st.text(string.printable + "خبر", max_size=300).map(str.encode)
    check(SIZES["fast"], noise, name)


@pytest.mark.bench
@pytest.mark.parametrize("name", sorted(READERS))
def test_many_damaged_files(name):
    check(SIZES["slow"], damaged(SAMPLES[name]), name)


@pytest.mark.bench
def test_many_odd_items():
    items = st.dictionaries(NAMES, VALUES, max_size=12).map(lambda item: json.dumps(item).encode())
    check(SIZES["slow"], items, "ninjs")
