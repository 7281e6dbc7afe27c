"""A real database that holds the articles, written through the import door without their keywords."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from tests.benchmarks.quality.corpus import Item

NAME = "newsroom_quality"
BATCH = 500
NAMESPACE = "quality"


@contextmanager
def site(items: list[Item], *, keep: bool) -> Iterator[dict[str, int]]:
    """Give the articles' primary keys by id; a kept database that holds them is used again."""
    connection.settings_dict["TEST"]["NAME"] = NAME
    settings.DEBUG = False
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        yield _filled(items)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0, keepdb=keep)


def _filled(items: list[Item]) -> dict[str, int]:
    from articles.models import Article
    from articles.search.indexing import index_in_bulk
    from articles.search.terms import count_all_terms

    written = dict(Article.objects.values_list("external_id", "pk"))
    pks = {item.id: written.get(f"{NAMESPACE}:{item.id}") for item in items}
    if len(written) != len(items) or None in pks.values():
        Article.objects.all().delete()
        _write(items)
        return _filled(items)
    while stale := list(Article.objects.with_stale_search()[:BATCH]):
        index_in_bulk(stale)
    count_all_terms()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return pks  # type: ignore[return-value]


def _write(items: list[Item]) -> None:
    from tests.factories import write_articles

    for start in range(0, len(items), BATCH):
        write_articles(*map(as_record, items[start : start + BATCH]))


def as_record(item: Item) -> Any:
    from articles.records import Record

    hidden = {"keywords", "tags", "url", "namespace"}
    data = {name: value for name, value in item.data.items() if name not in hidden}
    date = data.get("date") or data.get("published_at") or "2015-01-01"
    return Record.from_mapping({**data, "id": item.id, "namespace": NAMESPACE, "date": date})
