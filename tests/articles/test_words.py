import pytest

from articles import words
from articles.importers import preparing
from articles.models import Article, ArticleSearch, WordAction, WordChange, WordEntry, WordKind
from articles.search.parsing import parse
from articles.tasks import mend_stale_search
from articles.words import delete_entry, look_ahead, refresh, save_entry
from newsroom.arabic import analyser_version, install, lexemes, version_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def untaught(monkeypatch):
    monkeypatch.setattr(words, "_state", words._State())
    yield
    install((), 0)


@pytest.fixture
def editor():
    return make_user(group="editor")


def teach(head, forms, *, by, kind=WordKind.PLURAL):
    entry = WordEntry(kind=kind, head=head, forms=forms)
    save_entry(entry, by=by)
    refresh(now=True)
    return entry


def holding(text):
    query = parse(text).tsquery
    rows = ArticleSearch.objects.extra(where=["vector @@ %s::tsquery"], params=[query])
    return set(rows.values_list("article_id", flat=True))


def test_a_plural_joins_its_singular_at_every_inflection(editor):
    assert lexemes("زعنفة") != lexemes("الزعانف")
    teach("زعنفة", "زعانف", by=editor)
    assert lexemes("زعنفة الزعانف وزعانفها للزعانف") == [lexemes("زعنفة")[0]] * 4


def test_a_spelling_stands_for_its_variants(editor):
    teach("زاراكوستا", "ساراكوستا", by=editor, kind=WordKind.SPELLING)
    assert lexemes("زاراكوستا لساراكوستا") == [lexemes("زاراكوستا")[0]] * 2


def test_articles_that_hold_the_words_become_stale_and_no_others(editor):
    about, other = make_article(headline="اكتشاف الزعانف"), make_article(headline="عودة البحارة")
    teach("زعنفة", "زعانف", by=editor)
    assert list(Article.objects.with_stale_search()) == [about]
    assert mend_stale_search(0) == 1
    assert not Article.objects.with_stale_search().exists()
    assert other.search.analyser_version == version_of(revision=0)
    about.search.refresh_from_db()
    assert about.search.analyser_version == analyser_version() > version_of(revision=0)


@pytest.mark.parametrize("query", ["زعنفة", "الزعانف", '"اكتشاف الزعانف"'])
def test_a_search_finds_rows_of_both_kinds_until_the_old_are_mended(editor, query):
    old = make_article(headline="اكتشاف الزعانف")
    teach("زعنفة", "زعانف", by=editor)
    new = make_article(headline="اكتشاف الزعانف في البحر")
    assert holding(query) == {old.pk, new.pk}
    mend_stale_search(0)
    assert holding(query) == {old.pk, new.pk}


def test_a_deleted_entry_parts_the_words_again(editor):
    entry = teach("زعنفة", "زعانف", by=editor)
    article = make_article(headline="اكتشاف الزعانف")
    assert article.pk in holding("زعنفة")
    delete_entry(entry, by=editor)
    refresh(now=True)
    assert article.pk in holding("الزعانف")  # found by what the row still holds
    assert [mend_stale_search(0), mend_stale_search(0)] == [1, 0]
    refresh(now=True)
    assert holding("زعنفة") == set()
    assert article.pk in holding("الزعانف")


def test_each_change_is_audited(editor):
    entry = teach("زعنفة", "زعانف", by=editor)
    entry.forms = "زعانف زعنفات"
    save_entry(entry, by=editor)
    delete_entry(entry, by=editor)
    changes = WordChange.objects.order_by("pk")
    assert [change.action for change in changes] == [WordAction.ADD, WordAction.CHANGE, WordAction.DELETE]
    assert [change.before for change in changes] == ["", "زعنفة: زعانف", "زعنفة: زعانف زعنفات"]
    assert {change.by_name for change in changes} == {str(editor)}


def test_a_process_asks_for_changes_once_in_its_time(editor, settings, django_assert_num_queries):
    save_entry(WordEntry(head="زعنفة", forms="زعانف"), by=editor)
    settings.WORDS_SECONDS = 60
    with django_assert_num_queries(3):  # the newest change; what moved; the entries
        refresh()
    assert lexemes("زعنفة") == lexemes("الزعانف")
    with django_assert_num_queries(0):
        refresh()
    settings.WORDS_SECONDS = 0
    with django_assert_num_queries(1):  # nothing new
        refresh()


def test_an_import_writes_the_version_that_its_rows_were_prepared_by(monkeypatch):
    monkeypatch.setattr(preparing, "analyser_version", lambda: 7)
    assert make_article().search.analyser_version == 7


def test_a_change_that_all_rows_followed_is_asked_for_no_more(editor, monkeypatch):
    teach("زعنفة", "زعانف", by=editor)
    mend_stale_search(0)
    assert not WordChange.objects.waiting().exists()
    assert WordChange.objects.unsettled().exists()  # an import may still write by the older words
    monkeypatch.setattr(words, "LONGEST_IMPORT", words.LONGEST_IMPORT * 0)
    mend_stale_search(0)
    assert not WordChange.objects.unsettled().exists()


def test_the_outlook_names_the_words_that_become_one_and_those_that_part(editor):
    outlook = look_ahead(WordEntry(head="نهر", forms="بحيرات"), before=None)
    assert any("النهر" in group and "البحيرات" in group for group in outlook.joined)
    assert any("بحيرة" in staying for _leaving, staying in outlook.parted)
    make_article(headline="جفاف البحيرات")
    assert look_ahead(WordEntry(head="نهر", forms="بحيرات"), before=None).stale == 1


def test_an_entry_that_says_what_is_known_moves_nothing(editor):
    assert look_ahead(WordEntry(head="حزب", forms="أحزاب"), before=None).moved == []
