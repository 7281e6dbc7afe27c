import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.arabic import analyse, fold, lexemes, words
from newsroom.arabic.tokens import find_words, ungrouped

# Letters and what stands between, on and inside them: marks, tatweel, joiners, bidi controls, ligatures.
ALPHABET = (
    "ابتجحدرسعفقكلمنهويىةءآأإؤئٱپگیکہ"
    "\u064b\u064e\u0651\u0652\u0670\u0640\u200c\u200d\u200f\u202b\u00ad"
    "\ufefb\ufdfa\ufee1٠١٢٣۴۵129ABcé ،؛؟.,:/-_«»\"'()#@\n\u00a0😀"
)
texts = st.text(st.sampled_from(ALPHABET), max_size=60) | st.text(max_size=60)


@given(texts)
def test_every_token_points_to_its_surface_in_the_stored_text(text):
    tokens = analyse(text)
    assert [text[token.start : token.end] for token in tokens] == [token.surface for token in tokens]
    assert [token.position for token in tokens] == list(range(1, len(tokens) + 1))
    assert all(one.start <= other.start for one, other in zip(tokens, tokens[1:], strict=False))


@given(texts)
def test_no_letter_or_digit_is_lost(text):
    covered = {place for token in analyse(text) for place in range(token.start, token.end)}
    left = [char for place, char in enumerate(text) if place not in covered]
    # A lone mark has no letter to stand on, and a sign that folds to nothing is no word.
    assert not [char for char in left if unicodedata.category(char)[0] in "LN" and char != "ـ" and fold(char)]


@given(texts)
def test_the_exact_forms_are_the_folded_text(text):
    parts = [part for word in find_words(text) for part in fold(ungrouped(word)).split()]
    assert [token.exact for token in analyse(text)] == [part[:200] for part in parts]


@given(texts)
def test_lexemes_are_those_of_the_tokens_in_order(text):
    assert lexemes(text) == [token.lexeme for token in analyse(text) if not token.is_stop]
    assert words(text) == len(find_words(text))


@given(texts)
def test_a_lexeme_is_never_empty_nor_parted(text):
    assert all(lexeme and not lexeme.isspace() and " " not in lexeme for lexeme in lexemes(text))


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ('لـ"تعزيز" الأمن', ["ل", "تعزيز", "الامن"]),  # tatweel before a quotation belongs to the preposition
        ("الـ65 و(الـ)70", ["ال", "65", "و", "ال", "70"]),
        ("\u064b \u0640 \u0651", []),  # lone marks
        ("covid-19 وBBCعربي", ["covid", "19", "و", "bbc", "عربي"]),
        ("#غزة_تحت_القصف @newsroom", ["غزه", "تحت", "القصف", "newsroom"]),
        ("desk@example.com", ["desk", "example", "com"]),
        ("https://example.com/خبر/12", ["https", "example", "com", "خبر", "12"]),
        ("1,250.5 و١٬٢٥٠", ["1250", "5", "و", "1250"]),  # fractions are parts, in text and query alike
        ("24,525,125 و75،000 ريال", ["24525125", "و", "75000", "ريال"]),
        ("الـ75,000", ["ال", "75000"]),
        ("12,34 و1250,000 و5.75,000", ["12", "34", "و", "1250", "000", "و", "5", "75", "000"]),
        ("1990،1991 و75,000م", ["1990", "1991", "و", "75", "000", "م"]),
        ("31/12/2024م", ["31", "12", "2024", "م"]),
        ("اﻹﺳﻼم", ["الاسلام"]),  # presentation forms
        ("مـــحـــمـــد", ["محمد"]),
        ("نيو\u200cيورك", ["نيويورك"]),
    ],
)
def test_words_are_found_in_what_stands_around_them(text, exact):
    assert [token.exact for token in analyse(text)] == exact
