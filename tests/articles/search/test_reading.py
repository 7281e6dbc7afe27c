from articles.search.hits import Hit
from articles.search.reading import by_exact_words
from articles.search.scoring import Unit
from newsroom.arabic import analyse


def units_of(text):
    return [Unit(token.surface, token.exact, ((token.lexeme, 1.0),), 1.0) for token in analyse(text)]


def ordered(text, *texts):
    """Order articles, each with its score, headline and text, by how near they are to what was typed."""
    hits = [Hit(pk, None, None, None, score) for pk, (score, _headline, _body) in enumerate(texts)]
    read = {pk: (headline, body) for pk, (_score, headline, body) in enumerate(texts)}
    return [hit.pk for hit in by_exact_words([[hit] for hit in hits], read, units_of(text))]


def test_every_word_as_typed_in_a_text_goes_before_other_forms_in_a_headline():
    other, typed = (1.9, "مطارات المدن", "خبر"), (1.0, "خبر", "في مطار خارج مدينة")
    assert ordered("مطار مدينة", other, typed) == [1, 0]


def test_one_word_as_typed_does_not_outweigh_a_headline_with_another_form():
    assert ordered("مطار", (1.9, "مطارات", "خبر"), (1.0, "خبر", "في مطار")) == [0, 1]
