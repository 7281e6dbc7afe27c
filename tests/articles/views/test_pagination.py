from datetime import UTC, datetime

import pytest

from articles.models import Article
from articles.views.pagination import BadCursor, decode_cursor, encode_cursor


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 5, 17, 9, 30, 0, 123456, tzinfo=UTC),
        datetime(1901, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
)
def test_a_place_is_read_back_to_the_microsecond(moment):
    token = encode_cursor(Article(pk=7, published_at=moment))
    assert decode_cursor(token) == (moment, 7)
    assert token.isascii()
    assert not set(token) & set("+/=&?")


@pytest.mark.parametrize(
    "token",
    [
        "", "x", "!!", "MQ", "MSwy,", "é",
        "MSwtMQ",  # 1,-1: no identity
        "MSw5OTk5OTk5OTk5OTk5OTk5OTk5OQ",  # an identity that no column holds
        "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTksMQ",  # a moment after the last year
        "bmFuLDE",  # nan,1
        "A" * 10_000,
    ],
)  # fmt: skip
def test_a_token_of_another_make_is_refused(token):
    with pytest.raises(BadCursor):
        decode_cursor(token)
