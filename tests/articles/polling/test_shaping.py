import pytest

from articles.models import FeedRule
from articles.polling.shaping import apply_rule
from articles.records import Record


def shaped(find, replace="", *, field="all", **record):
    return apply_rule(Record(**record), FeedRule(field=field, find=find, replace=replace))


def test_words_are_replaced_wherever_the_rule_says():
    record = shaped("عاجل | ", headline="عاجل | فتح الجسر", summary="عاجل | فتح", body="عاجل | فتح.")
    assert (record.headline, record.summary, record.body) == ("فتح الجسر", "فتح", "فتح.")


@pytest.mark.parametrize("field", ["headline", "summary", "body"])
def test_a_rule_of_one_field_leaves_the_others(field):
    record = shaped("أ", "ب", field=field, headline="أ", summary="أ", body="أ")
    changed = {name for name in ("headline", "summary", "body") if getattr(record, name) == "ب"}
    assert changed == {field}


@pytest.mark.parametrize(
    ("find", "replace", "body", "expected"),
    [
        ("(خاص)", "", "<p>قال (خاص) المهندس</p>", "<p>قال  المهندس</p>"),
        # markup is no text
        ("p", "div", "<p>pine</p>", "<p>divine</p>"),
        (
            "http",
            "x",
            '<p><a href="http://a.example/">http</a></p>',
            '<p><a href="http://a.example/">x</a></p>',
        ),
        # what is put in is text
        ("نهاية", "<b>&", "<p>نهاية</p>", "<p>&lt;b&gt;&amp;</p>"),
        ("A&B", "شركة", "<p>A&amp;B</p>", "<p>شركة</p>"),
        # letter by letter, not as a pattern
        (".*", "نجمة", "<p>كل شيء</p>", "<p>كل شيء</p>"),
    ],
)
def test_a_body_of_html_keeps_its_markup(find, replace, body, expected):
    assert shaped(find, replace, body=body).body == expected
