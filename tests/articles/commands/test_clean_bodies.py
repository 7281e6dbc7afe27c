import io
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from articles import publishing, recleaning
from articles.flatpages import keep_page, restore_page
from articles.forms.flatpages import FlatPageForm
from articles.models import Article, ArticleSearch, AuditEntry, FlatPage, FlatPageVersion, Revision
from articles.sanitizing import body_html, cleaned_again
from newsroom.models import User
from tests.factories import make_article, make_record, make_user, write_articles
from tests.security.payloads import payloads

pytestmark = pytest.mark.django_db
# What the cleaning of before made of «jav\u200bascript:».
ATTACK = '<p>قبل <a href="javascript:trip()">الرابط</a> بعد.</p>'
CLEAN = "<p>قبل <a>الرابط</a> بعد.</p>"
AS_GIVEN = '<p>قبل <a href="jav\u200bascript:trip()">الرابط</a> بعد.</p>'


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(recleaning, "BATCH", 2)


def clean(**options):
    out = io.StringIO()
    call_command("clean_bodies", no_progress=True, stdout=out, stderr=out, **options)
    return out.getvalue()


def stored_before_the_mend(article, body=ATTACK):
    Article.objects.filter(pk=article.pk).update(body=body)
    return article


def make_page():
    form = FlatPageForm({"name": "من نحن", "slug": "من-نحن", "body": "<p>نحن هنا.</p>", "is_published": True})
    assert form.is_valid(), form.errors
    keep_page(form.instance, by=User.objects.get(username="import"))
    page = FlatPage.objects.get()
    FlatPage.objects.update(body=ATTACK)
    FlatPageVersion.objects.update(body=ATTACK)
    return page


def test_an_address_that_runs_is_taken_out_of_what_readers_have():
    article = stored_before_the_mend(make_article(body=AS_GIVEN))
    assert "javascript" in Client().get(article.get_absolute_url()).content.decode()
    clean()
    assert Article.objects.get().body == CLEAN
    assert "javascript" not in Client().get(article.get_absolute_url()).content.decode()


def test_what_is_clean_is_neither_written_nor_told(django_assert_num_queries):
    write_articles(*(make_record() for _number in range(3)))
    before = Article.objects.values_list("pk", "body", "modified_at")
    told = clean()
    assert list(Article.objects.values_list("pk", "body", "modified_at")) == list(before)
    assert "3" in told
    assert "0" in told
    assert not AuditEntry.objects.filter(action="clean").exists()


def test_what_was_given_stays_in_its_version_and_comes_back_clean():
    article = stored_before_the_mend(make_article(body=AS_GIVEN))
    clean()
    assert Revision.objects.get(article=article).snapshot["body"] == AS_GIVEN
    publishing.restore(Revision.objects.get(article=article), by=make_user(is_superuser=True))
    assert Article.objects.get().body == CLEAN


def test_words_that_no_version_has_are_put_aside_first(tmp_path):
    article = stored_before_the_mend(make_article())
    clean(report=tmp_path / "told.json")
    aside = Revision.objects.get(article=article, kind="autosave")
    assert (aside.snapshot["body"], aside.base) == (ATTACK, 1)
    assert json.loads((tmp_path / "told.json").read_text()) == {
        "read": 1, "articles": [article.pk], "aside": [article.pk], "pages": [],
    }  # fmt: skip
    assert "javascript" not in _page_of(article, aside)


def _page_of(article, revision):
    client = Client()
    client.force_login(make_user(is_superuser=True))
    response = client.get(reverse("admin:articles_article_revision", args=[article.pk, revision.number]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_search_and_the_audit_follow():
    article = stored_before_the_mend(make_article(), '<p>كلمة <a href="javascript:x">نادرة</a></p>')
    ArticleSearch.objects.update(vector="")
    clean()
    assert ArticleSearch.objects.get(article=article).vector
    entry = AuditEntry.objects.get(article=article, action="clean")
    assert (entry.by.username, entry.from_status, entry.to_status) == ("import", "published", "published")


def test_a_dry_run_counts_and_changes_nothing():
    article = stored_before_the_mend(make_article())
    page = make_page()
    told = clean(dry_run=True)
    assert f"{article.pk}" in told
    assert Article.objects.get().body == FlatPage.objects.get(pk=page.pk).body == ATTACK
    assert not AuditEntry.objects.filter(action__endswith="clean").exists()


def test_pages_of_the_house_get_a_version_and_old_ones_come_back_clean():
    page, boss = make_page(), make_user(is_superuser=True)
    clean()
    assert [FlatPage.objects.get().body, FlatPage.objects.get().version] == [CLEAN, 2]
    old = FlatPageVersion.objects.get(number=1)
    assert old.body == ATTACK
    FlatPage.objects.update(body="<p>غيره</p>")
    restore_page(old, seen=2, by=boss)
    assert FlatPage.objects.get(pk=page.pk).body == CLEAN


def test_an_interrupted_run_goes_on_where_it_stopped(monkeypatch):
    articles = [stored_before_the_mend(make_article()) for _number in range(5)]
    index, batches = recleaning.index_in_bulk, []

    def interrupt_second(rows):
        batches.append([row.pk for row in rows])
        if len(batches) == 2:
            raise KeyboardInterrupt
        index(rows)

    monkeypatch.setattr(recleaning, "index_in_bulk", interrupt_second)
    with pytest.raises(SystemExit) as end:
        clean()
    assert end.value.code == 130
    assert Article.objects.filter(body=ATTACK).count() == 3
    clean()
    assert not Article.objects.filter(body=ATTACK).exists()
    assert [pk for batch in (batches[0], *batches[2:]) for pk in batch] == [one.pk for one in articles]


@pytest.mark.parametrize("body", ["<hr>", "نص", '<img src="https://x.example/1.jpg" alt="">', "a &lt; b"])
def test_what_holds_no_closing_tag_is_read_as_the_markup_that_it_is(body):
    assert cleaned_again(body) == body


def test_a_clean_body_is_clean_however_often_it_is_cleaned():
    for attack in payloads(400, seed=7):
        body = body_html(f"<p>{attack}</p>")
        assert cleaned_again(body) == body
