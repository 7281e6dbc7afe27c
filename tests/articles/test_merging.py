import itertools
import random

import pytest

from articles.merging import Pick, merged, plan, split_blocks
from articles.records import Record
from articles.sanitizing import plain_text

BASE = "<p>كان الميناء صغيرا قبل عشرة أعوام</p><p>وعمل فيه مئة عامل</p><p>ثم اتسع</p>"


def record(body=BASE, **given):
    return Record.from_mapping({"headline": "الميناء", "body": body, **given})


def body(theirs, mine, base=BASE, **picks):
    base = base and record(base)
    made = merged(
        record(theirs), record(mine), base, {key.replace("_", "-"): pick for key, pick in picks.items()}
    )
    return plain_text(made.body).split("\n")


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", []),
        ("نص بلا وسوم", ["نص بلا وسوم"]),
        ("<p>أ</p>\n<p>ب</p>", ["<p>أ</p>", "<p>ب</p>"]),
        (
            "<ul><li>أ</li><li><p>ب</p></li></ul><hr><p>ج<br>د</p>",
            ["<ul><li>أ</li><li><p>ب</p></li></ul>", "<hr>", "<p>ج<br>د</p>"],
        ),
        ("قبل <strong>أ</strong><p>ب</p> بعد", ["قبل", "<strong>أ</strong>", "<p>ب</p>", "بعد"]),
    ],
)  # fmt: skip
def test_a_body_is_split_into_its_outermost_blocks(html, blocks):
    assert split_blocks(html) == blocks


def test_what_only_one_side_changed_is_taken_by_itself():
    theirs = BASE.replace("مئة", "مئتا")
    mine = BASE.replace("ثم اتسع", "ثم اتسع كثيرا")
    assert body(theirs, mine) == ["كان الميناء صغيرا قبل عشرة أعوام", "وعمل فيه مئتا عامل", "ثم اتسع كثيرا"]


def test_a_paragraph_that_both_changed_is_kept_twice_until_somebody_chooses():
    theirs, mine = BASE.replace("مئة", "مئتا"), BASE.replace("مئة", "ألف")
    assert body(theirs, mine)[1:3] == ["وعمل فيه مئتا عامل", "وعمل فيه ألف عامل"]
    assert body(theirs, mine, body_1="theirs")[1:] == ["وعمل فيه مئتا عامل", "ثم اتسع"]
    assert body(theirs, mine, body_1="mine")[1:] == ["وعمل فيه ألف عامل", "ثم اتسع"]


def test_paragraphs_added_by_both_are_all_there():
    theirs, mine = BASE + "<p>وصلت سفن</p>", "<p>مقدمة جديدة</p>" + BASE + "<p>وغادرت أخرى</p>"
    assert body(theirs, mine) == [
        "مقدمة جديدة", "كان الميناء صغيرا قبل عشرة أعوام", "وعمل فيه مئة عامل", "ثم اتسع", "وصلت سفن",
        "وغادرت أخرى",
    ]  # fmt: skip


def test_a_paragraph_that_one_took_out_and_the_other_edited_stays():
    theirs = BASE.replace("<p>وعمل فيه مئة عامل</p>", "")
    mine = BASE.replace("مئة", "ألف")
    assert "وعمل فيه ألف عامل" in body(theirs, mine)


def test_a_paragraph_that_one_took_out_and_nobody_edited_goes():
    theirs = BASE.replace("<p>وعمل فيه مئة عامل</p>", "")
    assert body(theirs, BASE.replace("ثم", "وبعدها")) == ["كان الميناء صغيرا قبل عشرة أعوام", "وبعدها اتسع"]


def test_without_a_common_version_both_stay():
    assert body("<p>نصهم وحده</p>", "<p>كلام آخر تماما</p>", base=None) == ["نصهم وحده", "كلام آخر تماما"]


@pytest.mark.parametrize(
    ("theirs", "mine", "base", "pick"),
    [
        ("أ", "ب", "ج", Pick.MINE),  # both changed it; theirs stays in its version
        ("أ", "ج", "ج", Pick.THEIRS),
        ("ج", "ب", "ج", Pick.MINE),
    ],
)
def test_a_headline_goes_with_who_changed_it(theirs, mine, base, pick):
    (part,) = plan(record(headline=theirs), record(headline=mine), record(headline=base))
    assert (part.name, part.rows[0].pick) == ("headline", pick)


def test_lists_are_joined_without_repeating():
    made = merged(record(keywords="جسور، بلدية"), record(keywords="جسور، ميناء"), record(keywords="جسور"), {})
    assert made.keywords == ["جسور", "بلدية", "ميناء"]


def test_an_unknown_pick_changes_nothing():
    assert body(BASE, BASE.replace("ثم", "وقد"), body_2="<script>")[2] == "وقد اتسع"


def test_equal_texts_need_no_choice():
    assert plan(record(), record(), None) == []


@pytest.mark.parametrize("seed", range(60))
def test_no_added_word_of_either_side_is_lost_as_proposed(seed):
    rng = random.Random(seed)
    words = (f"كلمة{number}" for number in itertools.count())
    base = [" ".join(next(words) for _n in range(rng.randint(3, 9))) for _p in range(rng.randint(1, 8))]

    def edit(name):
        blocks, added = list(base), set()
        for number in range(rng.randint(1, 5)):
            new = f"{name}{number}"
            added.add(new)
            place = rng.randrange(len(blocks) + 1)
            if rng.random() < 0.5 or place == len(blocks):
                blocks.insert(place, new)
            else:
                blocks[place] += f" {new}"
        return "".join(f"<p>{block}</p>" for block in blocks), added

    (theirs, one), (mine, other) = edit("لهم"), edit("لي")
    html = "".join(f"<p>{block}</p>" for block in base)
    kept = set(" ".join(body(theirs, mine, base=html)).split())
    assert one | other <= kept
    assert set(" ".join(base).split()) <= kept
    assert one | other <= set(" ".join(body(theirs, mine, base=None)).split())
