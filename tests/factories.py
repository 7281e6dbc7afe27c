"""Plain makers with Arabic defaults; each goes through the door, as the site does."""

from datetime import UTC, datetime
from itertools import count

from django.contrib.auth.models import Group

from articles.importers.writing import Incoming, write_in_bulk
from articles.models import Article, ImportBatch
from articles.records import Record
from newsroom.models import User

NUMBERS = count(1)


def make_user(username=None, *, group=None, **overrides):
    username = username or f"user{next(NUMBERS)}"
    user = User.objects.create_user(username, password="كلمة-مرور-طويلة", **{"is_staff": True, **overrides})
    if group:
        user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def make_record(**overrides):
    """Return a whole record; a field given as None is left out."""
    number = next(NUMBERS)
    data = {
        "id": f"خبر-{number}",
        "namespace": "tests",
        "headline": f"افتتاح الجسر رقم {number} في مرسى النخيل",
        "body": "<p>افتتحت البلدية جسرا جديدا.</p><p>وقال المهندس إن العمل دام عامين.</p>",
        "published_at": datetime(2024, 5, 17, 9, 30, tzinfo=UTC).isoformat(),
        "source": "صحيفة المرسى",
        "section": "مجتمع",
        "keywords": ["جسور", "بلدية"],
    }
    data.update(overrides)
    return Record.from_mapping({name: value for name, value in data.items() if value is not None})


def write_articles(*records, by=None, status="published"):
    """Import `records` as one batch; returns what was written and the counters."""
    by = by or User.objects.get(username="import")
    batch = ImportBatch.objects.create(by=by)
    return write_in_bulk(
        [Incoming(record, "test.jsonl", position) for position, record in enumerate(records, 1)],
        by=by, batch=batch, default_status=status,
    )  # fmt: skip


def make_article(*, status="published", **overrides):
    """Make one article in `status`, as an import does."""
    written, _applied = write_articles(make_record(status=status, **overrides))
    assert written[0].article is not None, written[0].reason
    return Article.objects.get(pk=written[0].article.pk)
