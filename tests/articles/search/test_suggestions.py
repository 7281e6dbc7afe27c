import pytest

from articles.search.repair import guesses, respellings, slips
from articles.search.suggestions import respelled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("جاعمة النيل", "جامعة النيل"),
        ("والجاعمة جاعمة", "والجاعمة جامعة"),  # not within another word
        ("«جاعمة» النيل", "«جامعة» النيل"),
        ("جاعمة-جاعمة", "جامعة-جاعمة"),
    ],
)
def test_a_word_is_respelled_where_it_stands_whole(text, expected):
    assert respelled(text, "جاعمة", "جامعة") == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الأثار", "الاثار"),
        ("تموية", "تمويه"),
        ("مسئول", "مسؤول"),
        ("المستشفي", "المستشفى"),
        ("فصاْؤْل", "فصائل"),
    ],
)
def test_letters_that_are_taken_for_each_other_are_tried_and_are_no_slip(typed, meant):
    assert not any(guess.is_slip for guess in respellings(typed))
    lexemes = {guess.lexeme for guess in respellings(typed)}
    assert lexemes & {guess.lexeme for guess in guesses(meant, meant) if not guess.is_slip}


def test_the_forms_one_slip_away_are_weighed_by_how_the_hand_slips():
    forms = slips("جاعمه")
    assert forms["جامعه"] > forms["جاعمي"]  # two letters changed places, against any other letter
    assert "جامع" not in forms
    assert not slips("ab")
    assert not slips("من")
