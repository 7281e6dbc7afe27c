"""The card of an article is drawn once, until something that it says changes."""

import pytest
from django.urls import reverse

from articles.models import Article
from articles.views import card as card_view
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_crowd_costs_one_drawing_and_a_change_one_more(client, kept, monkeypatch):
    drawn = []
    monkeypatch.setattr(card_view, "draw", lambda told: (drawn.append(told.headline), b"png")[1])
    article = make_article()
    address = reverse("article-card", args=[article.pk])
    for version in ("", "?v=1", "?v=2"):
        assert client.get(address + version).status_code == 200
    assert drawn == [article.headline]
    Article.objects.update(headline="عنوان آخر")
    client.get(address)
    assert drawn == [article.headline, "عنوان آخر"]
