import pytest

from articles.models import CopyGroup, CopyMember
from articles.search.hits import Hit
from articles.search.stories import one_a_story
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """Three near-copies, the oldest first, beside an article of its own."""
    keys = [make_article(id=str(number)).pk for number in range(4)]
    group = CopyGroup.objects.create()
    CopyMember.objects.bulk_create(CopyMember(group=group, article_id=key) for key in keys[:3])
    return keys


@pytest.mark.parametrize(
    ("scores", "standing"),
    [
        ((1.0, 1.0, 1.0), 0),  # the same text: the oldest
        ((0.97, 1.0, 0.5), 0),  # what is newer scores a little more
        ((0.6, 0.7, 1.0), 2),  # the words of one copy alone
        ((0.0, 0.0, 0.0), 0),  # by time
    ],
)
def test_the_oldest_that_fits_as_well_stands_for_its_story(story, scores, standing):
    hits = [
        Hit(key, 100.0 + key, None, None, score) for key, score in zip(story, (*scores, 0.1), strict=True)
    ]
    assert [hit.pk for hit in one_a_story(hits)] == [story[standing], story[3]]
