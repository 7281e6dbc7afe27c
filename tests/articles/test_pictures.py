"""Pictures as a page prints them: what a list cuts keeps its focal point in view."""

import pytest
from django.urls import reverse

from articles.models import Image
from articles.pictures import focal_class
from tests.factories import make_article


@pytest.mark.parametrize(
    ("x", "y", "classes"),
    [
        (0.5, 0.5, ""),
        (0.5, 0.0, "focal-x5 focal-y0"),
        (0.24, 0.77, "focal-x2 focal-y8"),
        (1.0, 1.0, "focal-x10 focal-y10"),
    ],
)
def test_the_focal_point_is_told_in_tenths(x, y, classes):
    assert focal_class(Image(focal_x=x, focal_y=y)) == classes


def test_no_picture_has_no_focal_point():
    assert focal_class(None) == ""


@pytest.mark.django_db
def test_a_card_keeps_the_focal_point_in_view(client):
    make_article(images=[{"url": "https://marsa.example/a.jpg", "caption": "جسر"}])
    Image.objects.update(focal_x=0.2, focal_y=0.9)
    assert 'class="focal-x2 focal-y9"' in client.get(reverse("home")).content.decode()
