"""The language desk over the house's choices, names and slips let stand."""

from datetime import date

import pytest
from django.utils import timezone

from articles import publishing
from articles.checklist import checklist_for
from articles.models import HouseName, HouseStyle, IgnoredProblem, Image
from articles.records import Record
from articles.refusals import NotAllowed
from articles.style import check, get_house, ignore
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def rules(**texts):
    return [finding.problem.rule for finding in check(texts)]


def test_the_texts_are_checked_as_the_house_chose():
    text = "قال «نعم» عام 2024"
    assert rules(body=text) == []
    HouseStyle.objects.update(digits="arabic", quotes="straight", off=["house-digits"])
    assert rules(body=text) == ["house-quotes", "house-quotes"]


def test_names_are_held_against_the_list_of_the_house_except_where_another_is_quoted():
    HouseName.objects.create(name="دونالد ترامب", others="دونالد ترمب، ترمب دونالد")
    [finding] = check({"body": "التقى بدونالد ترمب وقال: «هذا دونالد ترمب»"})
    assert (finding.problem.rule, finding.problem.start) == ("house-name", 7)
    assert finding.problem.replacement == "دونالد ترامب"


def test_a_headline_is_asked_for_more_than_a_text():
    assert rules(headline="وصل الوفد إلى دمشق.") == ["headline-stop"]
    assert rules(body="وصل الوفد إلى دمشق.") == []


def test_what_is_let_stand_in_an_article_is_told_of_in_others(editor):
    [finding] = check({"body": "غادر الى دمشق"})
    ignore(*finding.key, by=editor, article="newsroom:1")
    ignore(*finding.key, by=editor, article="newsroom:1")
    assert check({"body": "غادر الى دمشق"}, article="newsroom:1") == []
    assert len(check({"body": "غادر الى دمشق"}, article="newsroom:2")) == 1
    assert len(check({"body": "عاد الى حلب"}, article="newsroom:1")) == 1
    assert [(row.by, row.by_name) for row in IgnoredProblem.objects.all()] == [(editor, str(editor))]


def test_what_is_let_stand_in_the_house_is_told_of_nowhere_and_is_an_editors_to_say(editor, reporter):
    [finding] = check({"body": "غادر الى دمشق"})
    with pytest.raises(NotAllowed):
        ignore(*finding.key, by=reporter)
    ignore(*finding.key, by=editor)
    assert check({"body": "ثم غادر الى دمشق"}) == []


@pytest.mark.parametrize("paragraphs", [1, 50])
def test_checking_asks_the_database_three_times_whatever_the_length(django_assert_num_queries, paragraphs):
    # the style, the names, and what was let stand
    with django_assert_num_queries(3):
        assert len(check({"body": "غادر الى دمشق\n" * paragraphs})) == paragraphs


def test_the_defaults_hold_where_the_row_of_choices_is_gone():
    HouseStyle.objects.all().delete()
    assert get_house().digits == "one"


def messages(article, **options):
    checklist = checklist_for(article, **options)
    return [item.message for item in checklist.errors], [item.message for item in checklist.warnings]


def test_the_checklist_has_errors_and_warnings_and_leaves_advice_out(editor):
    article = make_article(status="draft", body="<p>قال «نعم وغادر الى دمشق، لاسيما اليوم الجمعة.</p>")
    errors, warnings = messages(article, day=date(2024, 5, 18))
    assert errors == ["علامة تنصيص بلا نظيرها"]
    assert warnings == ["همزة القطع ساقطة", "اسم اليوم لا يوافق يوم النشر"]


def test_a_picture_of_the_desk_needs_a_credit_and_a_description_and_an_imported_one_is_told_of(editor):
    picture = {"url": "https://example.org/a.jpg", "caption": "الجسر", "credit": None, "alt": None}
    imported = make_article(status="draft", images=[picture])
    assert [len(part) for part in messages(imported)] == [0, 2]
    own = publishing.create(publishing.record_of(imported.latest_revision), by=editor)
    assert [len(part) for part in messages(own)] == [2, 0]


UPLOADED = {"url": "", "file": "images/a.jpg"}


@pytest.mark.parametrize(
    ("namespace", "picture", "told"),
    [
        # a file that a person uploaded stops any article
        ("tests", UPLOADED, (2, 0)),
        (None, UPLOADED, (2, 0)),
        # a file that came from a feed keeps its address
        ("tests", {"url": "https://example.org/a.jpg", "file": "images/a.jpg"}, (0, 2)),
        # words alone show nothing, wherever they stand
        (None, {"url": ""}, (0, 2)),
        ("tests", {"url": ""}, (0, 2)),
        # what the library says holds where the article says nothing
        (None, {**UPLOADED, "credit": "وكالات"}, (1, 0)),
        (None, {**UPLOADED, "credit": "وكالات", "alt": "جسر فوق نهر"}, (0, 0)),
        (None, {**UPLOADED, "credit": " ", "alt": "جسر"}, (1, 0)),
    ],
)
def test_a_picture_added_at_the_desk_stops_until_it_is_described(editor, namespace, picture, told):
    image = Image.objects.create(caption="الجسر", **picture)
    pictures = [{"id": image.pk, "caption": "الجسر"}]
    article = make_article(status="draft", images=[{"caption": "الجسر"}])
    record = publishing.record_of(article.latest_revision)
    record.images = pictures
    if namespace:
        publishing.save(article, record, by=editor)
        article.refresh_from_db()
    else:
        article = publishing.create(record, by=editor)
    assert tuple(len(part) for part in messages(article)) == told


@pytest.mark.parametrize("count", [1, 12])
def test_the_pictures_of_a_checklist_cost_one_query(editor, count, django_assert_num_queries):
    images = [Image.objects.create(caption=f"جسر {n}", credit="وكالات", alt="جسر") for n in range(count)]
    record = Record.from_mapping({"headline": "خبر", "images": [{"id": image.pk} for image in images]})
    article = publishing.create(record, by=editor)
    # Withdrawn copies, pictures, headlines of others, the house style and the names: nothing is found.
    with django_assert_num_queries(5):
        assert not checklist_for(article)


def test_a_headline_of_the_last_days_is_warned_of():
    first = make_article(headline="افتتاح الجسر الكبير")
    again = make_article(status="draft", headline="افتتاح الجسر الكبير!")
    assert messages(again) == ([], [])
    publishing.Article.objects.filter(pk=first.pk).update(published_at=timezone.now())
    assert messages(again)[1] == ["نُشر في الأيام السبعة الأخيرة مقال آخر بهذا العنوان نفسه."]
    assert messages(first) == ([], [])


def test_a_read_also_line_without_a_link_is_warned_of(editor):
    linked = '<p data-kind="read-also"><a href="https://marsa.example/1">جسر جديد</a></p>'
    body = f'<p>نص.</p>{linked}<p data-kind="read-also">جسر <b>قديم</b></p>'
    article = publishing.create(Record.from_mapping({"headline": "خبر", "body": body}), by=editor)
    assert [item.message for item in checklist_for(article).warnings] == [
        "سطر «اقرأ أيضا» بلا رابط، فلن يراه القراء: جسر قديم"
    ]
