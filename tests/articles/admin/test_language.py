"""The language desk behind the form: what is asked of it, and the checklist before a text is published."""

import json

import pytest
from django.urls import reverse

from articles.models import Article, HouseStyle, IgnoredProblem
from tests.factories import make_article

pytestmark = pytest.mark.django_db
CHECK, IGNORE = "admin:articles_article_check", "admin:articles_article_ignore"
TOKEN = "0123456789abcdef0123456789abcdef"


def ask(client, name, **data):
    return client.post(reverse(name), json.dumps(data), content_type="application/json")


def test_problems_are_counted_as_browsers_count_characters(client, editor):
    client.force_login(editor)
    [problem] = ask(client, CHECK, texts={"body": "🎉 غادر الى دمشق"}).json()["problems"]
    assert (problem["field"], problem["start"], problem["end"]) == ("body", 8, 11)
    assert (problem["rule"], problem["replacement"], problem["safe"]) == ("missing-hamza", "إلى", True)
    assert problem["severity"] == "warning"


def test_the_day_of_the_form_is_what_today_means(client, editor):
    client.force_login(editor)
    text = {"body": "وصل اليوم الجمعة إلى دمشق"}
    assert ask(client, CHECK, texts=text, published="2024-05-17").json()["problems"] == []
    [problem] = ask(client, CHECK, texts=text, published="2024-05-18").json()["problems"]
    assert problem["replacement"] == "السبت"


@pytest.mark.parametrize("body", [b" ", b"[]", b'{"texts": 3}', b'{"texts": {"body": null}}', b"\xff"])
def test_a_broken_question_finds_nothing(client, editor, body):
    client.force_login(editor)
    answer = client.post(reverse(CHECK), body, content_type="application/json")
    assert answer.json() == {"problems": []}


def test_import_staff_have_no_language_desk(client, import_staff):
    client.force_login(import_staff)
    assert ask(client, CHECK, texts={}).status_code == 403


def test_a_slip_let_stand_before_the_first_save_stands_after_it(client, editor):
    client.force_login(editor)
    [problem] = ask(client, CHECK, texts={"body": "غادر الى دمشق"}).json()["problems"]
    kept = {"rule": problem["rule"], "words": problem["words"], "scope": "article"}
    assert ask(client, IGNORE, token=TOKEN, **kept).status_code == 204
    client.post(
        reverse("admin:articles_article_add"),
        {
            "token": TOKEN, "headline": "خبر", "body": "<p>غادر الى دمشق</p>", "language": "ar",
            **{f"{name}-{part}": 0 for name in ("images", "read_also", "similar")
               for part in ("TOTAL_FORMS", "INITIAL_FORMS")},
        },
    )  # fmt: skip
    assert IgnoredProblem.objects.get().article == Article.objects.get().external_id


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"rule": "no-such-rule", "words": "الى", "scope": "house"}, 400),
        ({"rule": "missing-hamza", "words": "", "scope": "house"}, 400),
        ({"rule": "missing-hamza", "words": "الى", "scope": "article"}, 400),
        ({"rule": "missing-hamza", "words": "الى", "scope": "article", "article": "999999"}, 403),
    ],
)
def test_what_cannot_be_let_stand_is_refused(client, editor, data, status):
    client.force_login(editor)
    assert ask(client, IGNORE, **data).status_code == status
    assert not IgnoredProblem.objects.exists()


def test_a_reporter_lets_slips_stand_in_their_own_article_and_not_in_the_house(client, reporter):
    article = make_article(status="draft")
    client.force_login(reporter)
    kept = {"rule": "missing-hamza", "words": "غادر الى دمشق"}
    assert ask(client, IGNORE, scope="house", **kept).status_code == 403
    assert ask(client, IGNORE, scope="article", article=article.pk, **kept).status_code == 403
    assert ask(client, IGNORE, scope="article", token=TOKEN, **kept).status_code == 204


def press(client, article, move="publish", **data):
    """Press the button of a move on the form's page, and follow it."""
    return client.post(reverse("admin:articles_article_move", args=[article.pk, move]), {"note": "", **data})


def test_a_text_without_slips_is_published_at_once(client, editor):
    article = make_article(status="draft")
    client.force_login(editor)
    assert press(client, article).status_code == 302
    article.refresh_from_db()
    assert article.is_public


def test_errors_stop_a_publication_until_they_are_let_stand(client, editor):
    article = make_article(status="draft", body="<p>قال «نعم ثم غادر.</p>")
    client.force_login(editor)
    page = press(client, article, checked="whatever")
    assert "علامة تنصيص بلا نظيرها" in page.content.decode()
    assert '<button type="submit" class="default">' not in page.content.decode()
    article.refresh_from_db()
    assert not article.is_public
    [problem] = ask(client, CHECK, article=article.pk, texts={"body": "قال «نعم ثم غادر."}).json()["problems"]
    ask(client, IGNORE, article=article.pk, rule=problem["rule"], words=problem["words"], scope="article")
    assert press(client, article).status_code == 302
    article.refresh_from_db()
    assert article.is_public


def test_warnings_ask_and_are_confirmed_as_they_were_seen(client, editor):
    article = make_article(status="draft", body="<p>غادر الوفد الى دمشق.</p>")
    client.force_login(editor)
    page = press(client, article)
    assert page.status_code == 200
    digest = page.context["checklist"].digest
    assert press(client, article, checked="0" * 16).status_code == 200
    assert press(client, article, checked=digest).status_code == 302
    article.refresh_from_db()
    assert article.is_public


def test_withdrawing_asks_no_language_desk(client, managing_editor):
    article = make_article(body="<p>قال «نعم ثم غادر.</p>")
    client.force_login(managing_editor)
    assert press(client, article, "withdraw", note="بطلب من الوزارة").status_code == 302


def test_the_style_of_the_house_is_one_page(client, managing_editor):
    client.force_login(managing_editor)
    page = client.get(reverse("admin:articles_housestyle_changelist"))
    assert "أيضًا" in page.content.decode()
    style = HouseStyle.objects.get()
    data = {"digits": "ascii", "quotes": "guillemets", "stop": "any", "tanween": "alef", "seat": "waw",
            "abd": "spaced", "dots": "dots", "off": ["joined-words", "dots"],
            "page_digits": "arabic", "page_months": "levantine", "page_hijri": "on"}  # fmt: skip
    client.post(reverse("admin:articles_housestyle_change", args=[style.pk]), data)
    style.refresh_from_db()
    assert (style.digits, sorted(style.off)) == ("ascii", ["dots", "joined-words"])
    assert (style.page_digits, style.page_months, style.page_hijri) == ("arabic", "levantine", True)


def test_a_spelling_stands_under_one_name(client, managing_editor):
    client.force_login(managing_editor)
    address = reverse("admin:articles_housename_add")
    assert client.post(address, {"name": "ترامب", "others": "ترمب, طرمب"}).status_code == 302
    for data in ({"name": "بايدن", "others": "بايدن"}, {"name": "طرامب", "others": "ترمب"},
                 {"name": "دن", "others": "د"}):  # fmt: skip
        assert client.post(address, data).context["errors"]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_slips_let_stand_asks_no_query_per_row(
    client, editor, django_assert_max_num_queries, rows
):
    article = make_article()
    for number in range(rows):
        IgnoredProblem.objects.create(
            rule="missing-hamza", words=f"الى {number}", article=article.external_id, by=editor
        )
    client.force_login(editor)
    # session, user, two of permissions, count, rows
    with django_assert_max_num_queries(6):
        page = client.get(reverse("admin:articles_ignoredproblem_changelist"))
    assert str(article) in page.content.decode()


@pytest.mark.parametrize("name", ["admin:articles_article_check", "admin:articles_article_ignore"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_what_says_that_it_is_no_json_is_refused(client, editor, name, kind):
    client.force_login(editor)
    assert client.post(reverse(name), "{}", content_type=kind).status_code == 415
