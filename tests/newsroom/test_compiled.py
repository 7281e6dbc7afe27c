"""Statements that are built once."""

from datetime import timedelta

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.cleaning import LARGEST_KEY
from articles.models import Article, Section
from articles.parts import read_page
from newsroom.compiled import KEY, MOMENT, Compiled, NotAParameter, beginning, moment
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def newest(now, section, **_derived):
    return Article.objects.for_list(now).filter(section=section)


def test_a_compiled_read_gives_what_its_queryset_gives():
    for hours in range(3):
        make_article(published_at=(timezone.now() - timedelta(hours=hours)).isoformat())
    make_article(published_at=(timezone.now() + timedelta(hours=1)).isoformat(), headline="غدا")
    section = Section.objects.get()
    compiled = Compiled(newest, section=KEY, **moment(MOMENT))
    found = compiled.rows(section=section.pk, **moment())
    assert found == list(newest(timezone.now(), section.pk))
    assert len(found) == 3
    assert (
        compiled.rows(section=section.pk, **moment(timezone.now() + timedelta(hours=2)))[0].headline == "غدا"
    )
    assert compiled.rows(section=KEY, **moment()) == []


def test_its_rows_bring_what_was_joined_and_no_more(django_assert_num_queries):
    make_article()
    compiled = Compiled(lambda now, **_derived: Article.objects.for_list(now), **moment(MOMENT))
    with django_assert_num_queries(1):
        [article] = compiled.rows(**moment())
        assert article.section.name
        assert article.source.name
    with django_assert_num_queries(1):
        assert article.body


def test_what_is_no_value_stands_in_the_statement_as_it_is():
    Section.objects.create(name="100% (%s)")
    compiled = Compiled(lambda key: Section.objects.filter(Q(name="100% (%s)") | Q(pk=key)), key=KEY)
    assert [row.name for row in compiled.rows(key=KEY)] == ["100% (%s)"]


def test_a_sign_of_the_statement_itself_stays():
    Section.objects.create(name="اقتصاد")
    begins = RawSQL("CASE WHEN name LIKE 'اقت%%' THEN 1 ELSE 0 END", ())
    compiled = Compiled(lambda key: Section.objects.annotate(begins=begins).exclude(pk=key), key=KEY)
    assert [row.begins for row in compiled.rows(key=KEY)] == [1]


def test_keys_are_one_value_however_many():
    articles = [make_article(headline=f"خبر {number}") for number in range(3)]
    compiled = Compiled(lambda keys: Article.objects.filter(pk__any=keys).order_by("pk"), keys=[KEY])
    assert compiled.rows(keys=[article.pk for article in articles[:2]]) == articles[:2]
    assert compiled.rows(keys=[articles[2].pk]) == articles[2:]
    assert compiled.rows(keys=[]) == []


@pytest.mark.parametrize("begun", ["100%", "100", "a_b", "a", "a\\b", "a\\", "'", "%"])
def test_what_begins_so_is_found_whatever_signs_it_has(begun):
    slugs = ["100%x", "1000", "a_bx", "axb", "a\\bx", "'x", "%x"]
    Section.objects.bulk_create(Section(name=slug, slug=slug, key=f"key {slug}") for slug in slugs)
    compiled = Compiled(
        lambda begins: Section.objects.filter(slug__like=begins), begins="ا%", is_prepared=False
    )
    found = {row.slug for row in compiled.rows(begins=beginning(begun))}
    assert (
        found == set(Section.objects.filter(slug__startswith=begun).values_list("slug", flat=True)) != set()
    )


def test_a_value_that_is_not_in_the_statement_is_named():
    compiled = Compiled(lambda key, unused: Section.objects.filter(pk=key), key=KEY, unused=7)
    with pytest.raises(NotAParameter, match="unused"):
        compiled.rows(key=1, unused=2)


def test_a_number_that_no_key_can_have_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert read_page(LARGEST_KEY + 1) is None
    assert client.get(f"/articles/{10**19}/خبر/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_is_opened_anew_at_the_next_request():
    section = Section.objects.create(name="سياسة")
    compiled = Compiled(lambda key: Section.objects.filter(pk=key), key=KEY)
    assert compiled.first(key=section.pk) == section
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert compiled.first(key=section.pk) == section


@pytest.mark.django_db(transaction=True)
def test_a_column_that_a_migration_widens_under_a_prepared_statement_is_read_on():
    section = Section.objects.create(name="رياضة")
    compiled = Compiled(lambda key: Section.objects.filter(pk=key), key=KEY)
    try:
        for width in (999, 998):
            for _n in range(3):  # the second is prepared
                assert compiled.first(key=section.pk).name == "رياضة"
            widen(f"varchar({width})")
        with pytest.raises(NotSupportedError), transaction.atomic():
            compiled.first(key=section.pk)
        assert compiled.first(key=section.pk).name == "رياضة"
    finally:
        widen(f"varchar({Section._meta.get_field('name').max_length})")
        connection.close()


def widen(kind):
    """Do so as another program does: a connection forgets what it prepared when it alters anything itself."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(f"ALTER TABLE articles_section ALTER COLUMN name TYPE {kind}")
    finally:
        other.close()
