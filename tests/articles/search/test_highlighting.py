import pytest

from articles.search.highlighting import BEGINNING, SNIPPET_WORDS, Marker
from articles.search.parsing import parse


def highlight(text, query):
    return Marker(parse(query).wanted).highlight(text)


def snippet(text, query):
    return Marker(parse(query).wanted).snippet(text)


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
    assert highlight(text, query) == expected


def test_a_snippet_shows_the_part_with_most_different_words():
    text = f"الوزير هنا. {f'{FILLER}. ' * 12}والتقى الوزير سفير العراق في القصر. {f'{FILLER}. ' * 12}"
    shown = snippet(text, "وزير سفير العراق")
    assert "<mark>الوزير</mark> <mark>سفير</mark> <mark>العراق</mark>" in shown
    assert shown.startswith("والتقى")
    assert shown.endswith("يملأ السطور.")  # not within the sentence that follows


def test_a_snippet_inside_a_long_sentence_says_that_it_was_cut():
    text = f"{FILLER} " * 12 + "الوزير " + f"{FILLER} " * 12
    assert snippet(text, "وزير").startswith("… ")


def test_a_snippet_without_a_match_is_the_beginning():
    text = " ".join(f"كلمة{n}" for n in range(200))
    shown = snippet(text, "وزير")
    assert shown.startswith("كلمة0 ")
    assert len(shown.split()) <= SNIPPET_WORDS


def test_a_short_text_is_shown_whole():
    assert snippet("قال الوزير: نعم.", "نعم") == "قال الوزير: <mark>نعم</mark>."


@pytest.mark.parametrize("text", ["", "…", "\n"])
def test_a_text_without_words_gives_nothing(text):
    assert snippet(text, "وزير") == ""


def test_a_snippet_ends_with_a_sentence_where_one_ends_near():
    text = f"{FILLER}، والتقى الوزير {FILLER} «نعم». ثم {'كلام ' * 40}"
    shown = snippet(text, "وزير")
    assert shown.endswith("«نعم».")


def test_a_sentence_is_not_ended_before_a_wanted_word():
    text = f"والتقى الوزير {FILLER} {FILLER} {FILLER} نعم. ثم زار الميناء {'كلام ' * 40}"
    assert "<mark>الميناء</mark>" in snippet(text, "وزير ميناء")


def test_a_number_ends_no_sentence():
    text = f"الوزير {FILLER} {FILLER} {FILLER} نسبة 3.5 {'حديث ' * 40}"
    assert snippet(text, "وزير").endswith("حديث…")


def test_a_quotation_keeps_the_mark_that_opens_it():
    text = f"{'كلام ' * 40}. «الميناء مفتوح» {'كلام ' * 40}"
    assert snippet(text, "ميناء").startswith("«<mark>الميناء</mark>")


def test_words_that_stand_together_far_in_are_found():
    text = f"الوزير هنا. {f'{FILLER}. ' * BEGINNING}"[: 2 * BEGINNING] + " والتقى الوزير السفير."
    assert "<mark>الوزير</mark> <mark>السفير</mark>" in snippet(text, "وزير سفير")
