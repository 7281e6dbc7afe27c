"""Blocks of others in a body: none glues its words to the next, and none shows its tags."""

import random
import re

import pytest

from articles.flow import regular
from articles.importers.fragments import body_of
from articles.importers.shortcodes import post_body
from articles.sanitizing import body_html, plain_text


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<p>أ</p><div>ب</div><div>ج</div>", "<p>أ</p>\n<p>ب</p>\n<p>ج</p>"),
        # What stands loose before and behind a block in a div is paragraphs of its own.
        ("<div>أ<p>ب</p>ج</div>د", "<p>أ</p>\n<p>ب</p>\n<p>ج</p>\n<p>د</p>"),
        ('<div dir="ltr" class="x">a &amp; <b>b</b></div>', '<p dir="ltr">a &amp; <b>b</b></p>'),
        ("<div>أ<br><br>ب<br>ج</div>", "<p>أ</p>\n<p>ب<br>ج</p>"),
        ("<h1>أ</h1><h5>ب</h5><h6>ج</h6>", "<h2>أ</h2>\n<h4>ب</h4>\n<h4>ج</h4>"),
        ("<pre>صدر\n<b>عجز\nبيت</b>\nآخر</pre>", "<p>صدر<br><b>عجز<br>بيت</b><br>آخر</p>"),
        ("<dl><dt>أ</dt><dd>ب</dd></dl>", "<p>أ</p>\n<p>ب</p>"),
        ("<blockquote><p>أ</p><cite>ب</cite></blockquote>", "<blockquote><p>أ</p><p>ب</p></blockquote>"),
        ("<ul><li><div>أ</div><div>ب</div></li></ul>", "<ul><li><p>أ</p><p>ب</p></li></ul>"),
        ("<span><div>أ</div></span>", "<p>أ</p>"),
        # A picture keeps its figure, a film in a frame was none.
        (
            '<figure><div><img src="https://a.example/1.jpg"></div><figcaption>أ</figcaption></figure>',
            '<figure><img src="https://a.example/1.jpg"><figcaption>أ</figcaption></figure>',
        ),
        ("<figure><div>أ</div><figcaption>ب</figcaption></figure>", "<p>أ</p>\n<p>ب</p>"),
    ],
)
def test_blocks_that_the_allow_list_does_not_know_become_those_that_it_does(text, body):
    assert regular(text) == body
    assert regular(body) == body


@pytest.mark.parametrize(
    "text",
    [
        "<p>أ &lt;div&gt; ب</p>",
        '<figure data-kind="embed"><a href="https://a.example/">أ</a></figure>',
        "<div>" * 400 + "أ",  # the parser drops what is nested too deep
        "<div>\ud800أ</div>",  # and ends at half a pair
    ],
)
def test_what_needs_nothing_or_cannot_be_read_stays_letter_for_letter(text):
    assert regular(text) == text


def test_words_of_two_blocks_are_never_glued_by_whatever_door_they_come():
    pasted = '<div dir="auto">وصل الوفد</div>\n<div dir="auto">وبدأت المحادثات</div>'
    for body in (f"<p>خبر</p>{pasted}", body_of(pasted), post_body(pasted, lambda numbers: [])):
        words = plain_text(body_html(body))
        assert words.endswith("وصل الوفد\nوبدأت المحادثات")
        assert "<" not in words


PIECES = [
    "<div>", "</div>", "<p>", "</p>", "<h1>", "</h5>", "<ul>", "<li>", "</li>",
    "<figure>", "<figcaption>", "</figure>", "<b>", "</b>", "<blockquote>", "<cite>", "<pre>", "<br>", "<dt>",
]  # fmt: skip


def test_no_word_is_lost_or_changed_however_tags_are_thrown_together():
    dice = random.Random(7)
    for case in range(1000):
        parts = (dice.choice((*PIECES, f"كلمة{number} ")) for number in range(dice.randint(1, 40)))
        text = "<div>" + "".join(parts)
        assert re.findall(r"كلمة\d+", regular(text)) == re.findall(r"كلمة\d+", text), case
