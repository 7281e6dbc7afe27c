import pytest

from articles.search.hits import Hit
from articles.search.stories import besides, one_a_story


@pytest.mark.parametrize(
    ("scores", "standing"),
    [
        ((1.0, 1.0, 1.0), 0),  # the same text: the oldest
        ((0.97, 1.0, 0.5), 0),  # what is newer scores a little more
        ((0.6, 0.7, 1.0), 2),  # the words of one copy alone
        ((0.0, 0.0, 0.0), 0),  # by time
    ],
)
def test_the_oldest_that_fits_as_well_stands_for_its_story(scores, standing):
    story = [Hit(pk, 100.0 + pk, None, None, score, story=7) for pk, score in enumerate(scores)]
    alone = Hit(9, 50.0, None, None, 0.1)
    assert one_a_story([*story, alone]) == [story[standing], alone]


def test_what_follows_is_of_other_stories():
    shown = [Hit(1, 1.0, None, None, story=7), Hit(2, 1.0, None, None)]
    near = [Hit(pk, 1.0, None, None, story=story) for pk, story in ((3, 7), (4, None), (5, 8), (6, 8))]
    assert [hit.pk for hit in besides(near, shown)] == [4, 5]
