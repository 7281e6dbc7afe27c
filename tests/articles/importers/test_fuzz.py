"""Random and damaged input for every reader: it ends, and what it gives can be stored.

The suite runs a few hundred cases a reader, always the same; `make fuzz` runs 20,000 new ones each.
"""

import io
import json
import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.importers.encodings import EncodingError
from articles.importers.opening import UNREADABLE, OpeningError
from articles.importers.reading import How
from articles.importers.registry import READERS, FormatError
from tests.articles.importers.seeds import ALL_SEEDS, BODY, LINE, NINJS, PAGE, SEEDS, TRICKS

# What `running` turns into a reject; anything else that a reader raises ends the import.
REJECTED = (EncodingError, FormatError, OpeningError, UnicodeError, *UNREADABLE)
CASES = int(os.environ.get("FUZZ_CASES", "20000"))
MOST_SECONDS = 5
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256", "iso8859-6", "cp720", "latin-1")


@st.composite
def damaged(draw, seeds):
    """Take a valid file and damage it up to eight times."""
    data = draw(st.sampled_from(seeds)).encode(draw(st.sampled_from(("utf-8",) * 4 + ENCODINGS)), "replace")
    for _time in range(draw(st.integers(0, 8))):
        data = draw(st.sampled_from(DAMAGES))(draw, data)
    return data


def place_in(draw, data):
    return draw(st.integers(0, len(data)))


def flip(draw, data):
    if not data:
        return data
    place = draw(st.integers(0, len(data) - 1))
    return data[:place] + bytes([data[place] ^ 1 << draw(st.integers(0, 7))]) + data[place + 1 :]


def cut(draw, data):
    return data[: place_in(draw, data)]


def drop(draw, data):
    place = place_in(draw, data)
    return data[:place] + data[place + draw(st.integers(1, 60)) :]


def double(draw, data):
    place, size = place_in(draw, data), draw(st.integers(1, 300))
    return data[:place] + data[place : place + size] * draw(st.integers(2, 20)) + data[place + size :]


def insert(draw, data):
    place = place_in(draw, data)
    return data[:place] + draw(st.sampled_from(TRICKS) | st.binary(max_size=12)) + data[place:]


def splice(draw, data):
    other = draw(st.sampled_from(ALL_SEEDS)).encode()
    return data[: place_in(draw, data)] + other[place_in(draw, other) :]


DAMAGES = (flip, cut, drop, double, insert, insert, splice)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(BODY),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(st.sampled_from([*LINE, *NINJS]) | st.text(max_size=5), inner, max_size=8),
    max_leaves=25,
)  # fmt: skip
OBJECTS = st.dictionaries(st.sampled_from([*LINE, *NINJS]), JSON, max_size=10).map(
    lambda data: json.dumps(data).encode()
)
LINES = st.lists(st.sampled_from(PAGE.splitlines()) | st.text(max_size=60), max_size=30).map(
    lambda lines: "\n".join(lines).encode("utf-8", "replace")
)


def inputs_for(name):
    return (
        damaged(SEEDS.get(name, ALL_SEEDS))
        | damaged(ALL_SEEDS)
        | OBJECTS
        | LINES
        | st.binary(max_size=300)
        | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )


def read_through(name, data, encoding):
    """Read with one reader and check what a reader promises; return how many records it gave."""
    began, records = time.process_time(), 0
    stream = io.BufferedReader(io.BytesIO(data))
    try:
        for parsed in READERS[name](stream, How(encoding, name="in")):
            records += parsed.record is not None
            check(parsed)
            assert time.process_time() - began < MOST_SECONDS
    except REJECTED:
        pass
    assert time.process_time() - began < MOST_SECONDS
    return records


def check(parsed):
    assert type(parsed.position) is int
    assert parsed.position >= 0
    assert parsed.record or parsed.reason or parsed.skipped
    given = {"reason": parsed.reason, "raw": parsed.raw, "host": parsed.host, "skipped": parsed.skipped}
    if parsed.record:
        parsed.record.checksum()
        parsed.record.identity()
        given |= {"record": parsed.record.to_json(), "hints": parsed.record.hints}
        assert parsed.record.headline or parsed.record.body
    if parsed.page:
        given |= {"page": parsed.page.text, "fates": parsed.page.fates}
    # PostgreSQL holds neither NUL nor half a surrogate pair, and its JSON no NaN.
    text = json.dumps(given, ensure_ascii=False, allow_nan=False)
    text.encode()
    assert "\\u0000" not in text.replace("\\\\", "")


def run_cases(name, count, **options):
    @settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck), **options
    )
    @given(inputs_for(name), st.sampled_from(("utf-8",) * 4 + ENCODINGS))
    def run(data, encoding):
        read_through(name, data, encoding)

    run()


@pytest.mark.parametrize("name", READERS)
def test_a_reader_ends_and_gives_what_can_be_stored(name):
    run_cases(name, 200, derandomize=True)


@pytest.mark.parametrize("name", [name for name in SEEDS if name in READERS])
def test_a_sound_file_gives_records(name):
    assert all(read_through(name, seed.encode(), "utf-8") for seed in SEEDS[name])


@pytest.mark.fuzz
@pytest.mark.parametrize("name", READERS)
def test_no_case_of_many_breaks_a_reader(name):
    run_cases(name, CASES)
