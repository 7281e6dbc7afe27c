import pytest

from articles.search import vectors
from articles.search.vectors import MAX_POSITION, make_vector
from newsroom.arabic import lexemes


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(vectors, "_KEPT", [])


@pytest.mark.parametrize(
    ("text", "weight", "vector"),
    [
        ("الجسر", "A", "'جسر':1A '=^جسر' "),
        ("الجسر، والجسر", "", "'جسر':1 'جسر':2 "),
        ("إلى الجسر", "", "'=الي':1 'جسر':2 "),  # a stop word has no stem
        ("covid19جسر …", "", "'covid19':1 'جسر':2 "),  # two words in one piece, none in another
        ("o'neil", "", "'o':1 'neil':2 "),
        ("", "A", ""),
    ],
)
def test_each_word_gives_its_lexemes_and_its_place(text, weight, vector):
    assert make_vector([(text, weight)])[0] == vector


def test_parts_stand_apart_so_that_no_phrase_runs_over_them():
    assert make_vector([("جسر", "A"), ("مدينة", "")])[0] == "'جسر':1A '=^جسر' 'مدينه':4 "


def test_places_beyond_the_last_are_the_last():
    vector, _numbers = make_vector([("جسر " * (MAX_POSITION + 5), "")])
    assert vector.endswith(f"'جسر':{MAX_POSITION - 1} " + f"'جسر':{MAX_POSITION} " * 6)


def test_the_numbers_are_those_of_each_parts_stems_in_order():
    _vector, (first, numbers) = make_vector([("جسر", "A"), ("مدينة في الجسر والمدينة", "")])
    assert len(numbers) == len(lexemes("مدينة في الجسر والمدينة")) == 3
    assert numbers[0] == numbers[2] != numbers[1]
    assert first == [numbers[1]]


def test_what_is_forgotten_between_texts_changes_nothing(monkeypatch):
    texts = [[(f"خبر {number} عن الجسر", "A"), ("وصل الوزير إلى المدينة", "")] for number in range(9)]
    kept = [make_vector(parts) for parts in texts]
    monkeypatch.setattr(vectors, "_MOST_KEPT", 3)
    assert [make_vector(parts) for parts in texts] == kept
