from concurrent.futures import ThreadPoolExecutor
from struct import unpack_from

import pytest
from django.db import connection

from articles.search import words
from articles.search.indexing import describe_in_bulk, search_row, write_rows
from articles.search.vectors import MAX_POSITION, MOST_BYTES, MOST_PLACES
from articles.similarity.numbers import make_number, unpack
from newsroom.arabic import Analyser, lexemes
from tests.factories import make_article


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(words, "_KEPT", [])


def vector_of(*parts):
    return described(*parts).vector


def described(headline="", summary="", text=""):
    return describe_in_bulk([(headline, summary, text)])[0]


def read(vector):
    """Return {lexeme: ["1A", "4" …]} of a vector as PostgreSQL reads it."""
    found, place = {}, 4
    for _lexeme in range(int.from_bytes(vector[:4])):
        end = vector.index(b"\0", place)
        count = int.from_bytes(vector[end + 1 : end + 3])
        told = unpack_from(f">{count}H", vector, end + 3)
        found[vector[place:end].decode()] = [
            f"{each & MAX_POSITION}{' CBA'[each >> 14]}".strip() for each in told
        ]
        place = end + 3 + 2 * count
    assert place == len(vector)
    return found


@pytest.mark.parametrize(
    ("parts", "vector"),
    [
        (["الجسر"], {"جسر": ["1A"], "=^جسر": []}),
        (["", "", "الجسر، والجسر"], {"جسر": ["5", "6"]}),
        (["", "", "إلى الجسر"], {"=الي": ["5"], "جسر": ["6"]}),  # a stop word has no stem
        # two words in one piece, none in another
        (["", "", "covid19جسر …"], {"covid19": ["5"], "جسر": ["6"]}),
        (["", "", "o'neil"], {"o": ["5"], "neil": ["6"]}),
        (["في الجسر", "جسر"], {"=في": ["1A"], "جسر": ["2A", "5B"], "=^جسر": []}),
        (["", "", ""], {}),
    ],
)
def test_each_word_gives_its_lexemes_and_its_places(parts, vector):
    assert read(vector_of(*(parts + ["", ""])[:3])) == vector


def test_parts_stand_apart_so_that_no_phrase_runs_over_them():
    assert read(vector_of("جسر", "", "مدينة")) == {"جسر": ["1A"], "=^جسر": [], "مدينه": ["6"]}


def test_places_beyond_the_last_are_the_last_and_told_once():
    vector = read(vector_of("", "", "مدينة " * (MAX_POSITION - 7) + "جسر " * 9))
    assert vector["جسر"] == [str(MAX_POSITION - 2), str(MAX_POSITION - 1), str(MAX_POSITION)]
    assert len(vector["مدينه"]) == MOST_PLACES


def test_the_numbers_are_those_of_each_parts_stems_in_order():
    headline, text = unpack(described("جسر", "ملخص", "مدينة في الجسر والمدينة").numbers)
    assert len(text) == len(lexemes("مدينة في الجسر والمدينة")) == 3
    assert text[0] == text[2] != text[1]
    assert list(headline) == [text[1]]


def test_many_articles_give_what_each_gives_alone():
    articles = [
        ("", "", ""),
        ("خبر عن الجسر", "", "covid19جسر … ﷺ"),
        ("", "ملخص", "في"),
        ("جسر", "", "مدينة " * 99),
    ]
    assert describe_in_bulk(articles) == [described(*article) for article in articles]


def test_the_rarest_words_tell_most_and_usual_ones_only_where_there_are_no_others():
    assert described("", "", "قال الوزير").terms
    text = "قال الوزير إن روزجليتازون وبيوجليتازون والرعاش وبلمختار والتبو وهويدي وكوتير والفيروس خطر"
    assert make_number(*lexemes("قال")) not in described("", "", text).terms
    assert make_number(*lexemes("بلمختار")) in described("", "", text).terms


def test_what_is_forgotten_between_texts_changes_nothing(monkeypatch):
    texts = [(f"خبر {number} عن الجسر", "", "وصل الوزير covid19جسر إلى المدينة") for number in range(9)]
    kept = [read(vector_of(*parts)) for parts in texts]
    monkeypatch.setattr(words, "_MOST_KEPT", 3)
    monkeypatch.setattr(words, "_MOST_LEXEMES", 9)
    assert [read(vector_of(*parts)) for parts in texts] == kept


def test_threads_that_read_at_once_give_what_each_gives_alone(monkeypatch):
    monkeypatch.setattr(words, "_MOST_KEPT", 20)
    monkeypatch.setattr(words, "_MOST_LEXEMES", 60)
    texts = [("", "", " ".join(f"مدينة{number}ب{at} جسر{at}" for at in range(60))) for number in range(40)]
    alone = [(read(one.vector), one.numbers) for one in map(described, *zip(*texts, strict=True))]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(described, *zip(*texts, strict=True)))
    assert [(read(one.vector), one.numbers) for one in together] == alone


def test_the_usual_words_are_taken_again_where_room_is_made(monkeypatch):
    words.take_usual()
    monkeypatch.setattr(words, "_MOST_LEXEMES", 0)
    for number in range(3):
        described("", "", f"covid{number}جسر{number}جسور")
    words.words().read([""])
    assert len(words.words().usual) > 100_000
    assert len(words.words().several) < 3


def test_the_usual_words_that_an_import_takes_give_what_they_give_when_read():
    article = ("وصل الوزير إلى المدينة", "والحريات", "سيارته في الجسر وبالسوريين وكتبهم")
    read_alone = described(*article)
    words.words().take_usual()
    words.words().pieces.clear()
    assert len(words.words().usual) > 100_000
    assert read(described(*article).vector) == read(read_alone.vector)
    assert described(*article).numbers == read_alone.numbers


def test_nothing_is_taken_where_editors_added_words(monkeypatch):
    monkeypatch.setattr(words, "analyser", lambda: Analyser(revision=1))
    words.words().take_usual()
    assert not words.words().usual


@pytest.mark.django_db
def test_postgresql_takes_a_vector_however_long_the_text_is():
    article = make_article()
    text = "مدينة " + " ".join(f"{number}{number}" for number in range(10_000, 110_000))
    row = described("الجسر", "", text)
    assert len(row.vector) <= MOST_BYTES + 4
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_articlesearch")
        write_rows(cursor, [search_row(article.pk, 1, article.published_at, row)])
        cursor.execute("SELECT vector @@ 'جسر:A & =^جسر & مدينه', length(vector) FROM articles_articlesearch")
        assert cursor.fetchone() == (True, int.from_bytes(row.vector[:4]))
