import pytest

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
