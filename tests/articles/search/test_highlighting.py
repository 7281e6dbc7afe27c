import pytest

from articles.search.highlighting import SNIPPET_WORDS, highlight, snippet
from articles.search.parsing import parse

FILLER = "كلام لا صلة له بالموضوع يملأ السطور"


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("لقاء الوزير اليوم", "وزير", "لقاء <mark>الوزير</mark> اليوم"),
        ("وفدٌ للعراقيين", "العراق", "وفدٌ <mark>للعراقيين</mark>"),
        ("الـحـكـومـة", "حكومة", "<mark>الـحـكـومـة</mark>"),  # the stored spelling stays
        ("وفي البيت", "في", "وفي البيت"),  # a stop word matches in its exact form only
        ("في البيت", "في", "<mark>في</mark> البيت"),
        ("<b>وزير</b> & آخر", "وزير", "&lt;b&gt;<mark>وزير</mark>&lt;/b&gt; &amp; آخر"),
        ("وزير لبنان", "وزير -لبنان", "<mark>وزير</mark> لبنان"),
        ("لا شيء", "", "لا شيء"),
    ],
)
def test_words_of_the_query_are_marked_whole(text, query, expected):
    assert highlight(text, parse(query).wanted) == expected


def test_a_snippet_shows_the_part_with_most_different_words():
    text = f"الوزير هنا. {f'{FILLER}. ' * 12}والتقى الوزير سفير العراق في القصر. {f'{FILLER}. ' * 12}"
    shown = snippet(text, parse("وزير سفير العراق").wanted)
    assert "<mark>الوزير</mark> <mark>سفير</mark> <mark>العراق</mark>" in shown
    assert shown.startswith("والتقى")
    assert shown.endswith("يملأ السطور.")  # not within the sentence that follows


def test_a_snippet_inside_a_long_sentence_says_that_it_was_cut():
    text = f"{FILLER} " * 12 + "الوزير " + f"{FILLER} " * 12
    assert snippet(text, parse("وزير").wanted).startswith("… ")


def test_a_snippet_without_a_match_is_the_beginning():
    text = " ".join(f"كلمة{n}" for n in range(200))
    shown = snippet(text, parse("وزير").wanted)
    assert shown.startswith("كلمة0 ")
    assert len(shown.split()) <= SNIPPET_WORDS


def test_a_short_text_is_shown_whole():
    assert snippet("قال الوزير: نعم.", parse("نعم").wanted) == "قال الوزير: <mark>نعم</mark>."


@pytest.mark.parametrize("text", ["", "…", "\n"])
def test_a_text_without_words_gives_nothing(text):
    assert snippet(text, parse("وزير").wanted) == ""


def test_a_snippet_ends_with_a_sentence_where_one_ends_near():
    text = f"{FILLER}، والتقى الوزير {FILLER} «نعم». ثم {'كلام ' * 40}"
    shown = snippet(text, parse("وزير").wanted)
    assert shown.endswith("«نعم».")


def test_a_sentence_is_not_ended_before_a_wanted_word():
    text = f"والتقى الوزير {FILLER} {FILLER} {FILLER} نعم. ثم زار الميناء {'كلام ' * 40}"
    assert "<mark>الميناء</mark>" in snippet(text, parse("وزير ميناء").wanted)


def test_a_number_ends_no_sentence():
    text = f"الوزير {FILLER} {FILLER} {FILLER} نسبة 3.5 {'حديث ' * 40}"
    assert snippet(text, parse("وزير").wanted).endswith("حديث…")


def test_a_quotation_keeps_the_mark_that_opens_it():
    text = f"{'كلام ' * 40}. «الميناء مفتوح» {'كلام ' * 40}"
    assert snippet(text, parse("ميناء").wanted).startswith("«<mark>الميناء</mark>")
