"""Arrays of any size, objects over lines, lists in objects: one bad item never costs the others."""

import io
import itertools
import json
import tracemalloc

import pytest

from articles.importers import jsonl
from articles.importers.detecting import detect_format
from articles.importers.jsonarray import iter_values
from articles.importers.reading import How


def one(headline):
    return json.dumps({"headline": headline}, ensure_ascii=False)


A, B = one("أ"), one("ب")


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(jsonl.read(io.BytesIO(data), How()))


def told(text):
    """Return the headline of each record, None for each reject."""
    parsed = read(text)
    assert [one.position for one in parsed] == list(range(1, len(parsed) + 1))
    assert all(bool(one.record) != bool(one.reason) for one in parsed)
    return [one.record and one.record.headline for one in parsed]


@pytest.mark.parametrize(
    "text",
    [
        f"[{A},{B}]",
        f"\ufeff [\n  {A},\n  {B}\n]\n",
        json.dumps([json.loads(A), json.loads(B)], indent=4),
        f"{A}\n{B}\n",
        json.dumps(json.loads(A), indent=2) + "\n" + json.dumps(json.loads(B), indent=2),
        f"[{A}]\n[{B}]",
        f'{{"articles": [{A},{B}]}}',
        f'{{"articles": [{A}], "posts": [{B}]}}',
        f'{{"rss": {{"channel": {{"language": "ar", "item": [{A},{B}]}}}}}}',
        json.dumps(
            {"status": "ok", "data": {"total": 2, "items": [json.loads(A), json.loads(B)]}, "page": 1}
        ),
        json.dumps({"response": {"docs": [json.loads(A), json.loads(B)]}}, indent=1),
        # Commas too many or too few part items as well.
        f"[{A}{B},,]",
    ],
)
def test_every_layout_is_read(text):
    assert told(text) == ["أ", "ب"]
    assert detect_format(text) == "jsonl"


@pytest.mark.parametrize(
    ("text", "headlines"),
    [
        (f"[{A}, oops, {B}]", ["أ", None, "ب"]),
        (f'[{A}, {{"headline": "x" "b": 1}}, {B}]', ["أ", None, "ب"]),
        # The quote that is not closed turns texts inside out up to the next item.
        (f'[{A}, {{"headline": "x, "b": 1}}, {B}]', ["أ", None, "ب"]),
        (f'[{A}, {{"headline": ["x"}}, {B}]', ["أ", None, "ب"]),
        (f'[{A}, {{"n": {"9" * 5000}, "headline": "x"}}, {B}]', ["أ", None, "ب"]),
        (f"[{A}, {'[' * 100_000}{']' * 100_000}, {B}]", ["أ", None, "ب"]),
        (f"[{A}, 1, null, {B}]", ["أ", None, None, "ب"]),
        (f"[{A}, {B}", ["أ", "ب", None]),
        (f"[{A}, {B[:-3]}", ["أ", None]),
        (f"[{A}] {B} x", ["أ", "ب", None]),
        ("[" * 100_000, [None]),
        ('{"a":' * 100_000, [None]),
        # The first line of JSON lines is broken: only it is lost.
        (f'{{"headline": "x"\n{A}\n{B}\n', [None, "أ", "ب"]),
        (f"{{\n{A}\n", [None, "أ"]),
        ("[", [None]),
        ("{", [None]),
        ("]", [None]),
        ("[]", []),
        ("{}", [None]),
    ],
)
def test_a_bad_item_costs_itself_only(text, headlines):
    assert told(text) == headlines


def test_a_reject_says_where_and_keeps_the_text():
    reject = read(f"[{A}, oops, {B}]")[1]
    assert reject.position == 2
    assert "1" in reject.reason
    assert reject.raw == {"raw": "oops"}


def test_a_record_with_a_list_of_its_own_is_a_record():
    record = read('{"data": {"views": 3}, "headline": "أ", "items": [{"b": 1}]}')[0].record
    assert record.headline == "أ"
    assert record.extra == {"data": {"views": 3}, "items": [{"b": 1}]}


def test_odd_texts_and_numbers_are_cleaned():
    (parsed,) = read('[{"headline": "أ\\u0000\\ud800\nب", "n": NaN, "m": 1e999, "headline": "آخر\\ud800"}]')
    # Of two fields with one name the later counts.
    assert parsed.record.headline == "آخر?"
    assert parsed.record.extra == {"n": None, "m": None}


def test_bytes_that_are_not_in_the_encoding_spoil_their_item_only():
    assert told(b'[{"headline": "\xff\xe6"}, ' + A.encode() + b"]") == [None, "أ"]


class Endless(io.RawIOBase):
    """A stream of `count` items that is never whole in memory."""

    def __init__(self, begin, item, count):
        self.parts = itertools.chain([begin], itertools.repeat(item, count), [b"{}]"])
        self.waiting = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        while len(self.waiting) < len(buffer) and (part := next(self.parts, b"")):
            self.waiting += part
        size = min(len(buffer), len(self.waiting))
        buffer[:size], self.waiting = self.waiting[:size], self.waiting[size:]
        return size


@pytest.mark.parametrize("begin", [b"[", b'{"count": 1, "articles": ['])
def test_memory_does_not_grow_with_the_array(begin):
    item = json.dumps({"headline": "خبر", "body": "نص طويل. " * 400}).encode() + b","
    peaks = []
    for count in (300, 3000):
        stream = io.TextIOWrapper(io.BufferedReader(Endless(begin, item, count), 65536), "utf-8")
        tracemalloc.start()
        assert sum(1 for value in iter_values("", stream) if not value.fault) == count + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert len(item) * 3000 > 20_000_000
    assert peaks[1] < 1.5 * peaks[0]
    assert peaks[1] < 8_000_000


def test_an_item_longer_than_the_bound_ends_in_a_reject(monkeypatch):
    monkeypatch.setattr("articles.importers.jsonarray.ITEM_LIMIT", 600_000)
    long = one("س" * 700_000)
    assert told(f"[{A}, {long}, {B}]") == ["أ", None, "ب"]


def test_of_a_list_on_one_line_only_the_beginning_is_held_to_tell_it(monkeypatch):
    monkeypatch.setattr(jsonl, "LOOKED", 40)
    objects = [{"headline": f"خبر {n}", "body": "نص"} for n in range(9)]
    for text in (json.dumps(objects), "\n \n" + json.dumps({"articles": objects})):
        parsed = list(jsonl.read(io.BytesIO(text.encode()), How("utf-8")))
        assert [one.record.headline for one in parsed] == [f"خبر {n}" for n in range(9)]


def test_a_first_line_longer_than_the_look_is_a_record(monkeypatch):
    monkeypatch.setattr(jsonl, "LOOKED", 40)
    lines = [json.dumps({"headline": f"خبر {n}", "body": "نص" * 99}) for n in range(3)]
    parsed = list(jsonl.read(io.BytesIO(("\n\n" + "\n".join(lines)).encode()), How("utf-8")))
    assert [(one.position, one.record.headline) for one in parsed] == [
        (3, "خبر 0"),
        (4, "خبر 1"),
        (5, "خبر 2"),
    ]
