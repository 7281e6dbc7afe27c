import json

import pytest

from articles.models import Feed, Source
from tests.servers import allow, served


@pytest.fixture
def site(db):
    with served() as site:
        allow(site)
        yield site


@pytest.fixture
def make_feed(site):
    """Make a feed of the server, due now."""

    def make(path="/feed", *, source="صحيفة المرسى", **overrides):
        row = Source.objects.filter(name=source).first() or Source.objects.create(name=source)
        return Feed.objects.create(source=row, url=site.url(path), **overrides)

    return make


def item(number=1, **overrides):
    data = {
        "id": f"item-{number}",
        "url": f"https://marsa.example/{number}",
        "title": f"وصول السفينة رقم {number} إلى مرسى النخيل",
        "text": f"<p>رست السفينة رقم {number} صباحا.</p><p>وحملت خشبا وتمرا.</p>",
        "date": "2026-11-20T09:30:00+03:00",
        **overrides,
    }
    return {name: value for name, value in data.items() if value is not None}


def feed_of(*items):
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in items)
