import pytest

from articles.search.hits import Hit
from articles.search.stories import MOST_READ, besides, stories_of


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
    assert [hits[0] for hits in stories_of([*story, alone])] == [story[standing], alone]


def test_what_follows_is_of_other_stories():
    shown = [Hit(1, 1.0, None, None, story=7), Hit(2, 1.0, None, None)]
    near = [Hit(pk, 1.0, None, None, story=story) for pk, story in ((3, 7), (4, None), (5, 8), (6, 8))]
    assert [hit.pk for hit in besides(near, shown)] == [4, 5]


def test_of_many_copies_the_oldest_are_read():
    story = [Hit(pk, 100.0 - pk, None, None, 1.0, story=7) for pk in range(10)]
    assert [[hit.pk for hit in hits] for hits in stories_of(story)] == [[9, 8, 7, 6][:MOST_READ]]
