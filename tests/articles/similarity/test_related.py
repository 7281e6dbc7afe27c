from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.similarity.related import search_address, shown_links
from articles.similarity.similar import refresh_some
from tests.factories import make_article

pytestmark = pytest.mark.django_db

# Ten words, so that one more gives 10/11 = 0.91 of the words in common.
LONG = "وفد وزاري يبحث توسعة ميناء النخيل وربط الجزيرة بسكة حديد"


def headlines(links):
    return [link.headline for link in links]


def test_printed_links_come_first_and_in_order():
    target = make_article(headline="إغلاق الميناء القديم", keywords=None)
    origin = make_article(
        headline="خبر المنشأ", similar=["رصيف جديد للصيادين", "إغلاق الميناء القديم", "مهرجان التمور"]
    )
    similar = shown_links(origin).similar
    assert headlines(similar) == ["رصيف جديد للصيادين", "إغلاق الميناء القديم", "مهرجان التمور"]
    assert [link.is_waiting for link in similar] == [True, False, True]
    assert (similar[1].article, similar[1].url) == (target, target.get_absolute_url())


def test_a_target_that_is_not_public_is_not_shown():
    make_article(headline="مسودة لم تنشر", status="draft")
    make_article(headline="مسحوب بعد النشر", status="withdrawn")
    make_article(headline="ينشر غدا", published_at=(timezone.now() + timedelta(days=1)).isoformat())
    names = ["مسودة لم تنشر", "مسحوب بعد النشر", "ينشر غدا"]
    links = shown_links(make_article(headline="خبر المنشأ", similar=names, read_also=names, keywords=None))
    assert (links.read_also, links.similar) == ([], [])


def test_a_target_whose_rights_ended_is_not_shown():
    target = make_article(headline="من وكالة انتهى عقدها", source="وكالة بعيدة")
    type(target.source).objects.filter(pk=target.source_id).update(rights="none")
    assert shown_links(make_article(headline="المنشأ", similar=[target.headline])).similar == []


def test_a_waiting_link_leads_to_its_own_address_or_to_the_search_for_its_words():
    entries = [{"headline": "أ ب ج", "url": "https://example.org/أ"}, 'لقاء "عاجل" -بين- وزيرين']
    first, second = shown_links(make_article(similar=entries)).similar
    assert first.url == "https://example.org/أ"
    assert second.url == search_address("لقاء عاجل وزيرين")


def test_near_identical_headlines_are_shown_once():
    entries = [LONG, f"{LONG} سريعة", "خبر آخر", LONG.replace("النخيل", "النّخيل")]
    origin = make_article(headline="المنشأ", similar=entries, keywords=None)
    assert headlines(shown_links(origin).similar) == [LONG, "خبر آخر"]
    assert origin.links.count() == 4


def test_what_is_under_read_also_is_not_repeated():
    make_article(headline="إغلاق الميناء القديم", url="https://example.org/1", keywords=None)
    origin = make_article(
        headline="المنشأ", keywords=None,
        read_also=[{"headline": "عنوان طبع غيره", "url": "https://example.org/1"}, LONG],
        similar=["إغلاق الميناء القديم", "عنوان طبع غيره", f"{LONG} سريعة", "خبر آخر"],
    )  # fmt: skip
    links = shown_links(origin)
    assert headlines(links.read_also) == ["إغلاق الميناء القديم", LONG]
    assert headlines(links.similar) == ["خبر آخر"]


def test_computed_links_fill_up_to_ten_with_what_shares_rare_keywords():
    for number in range(12):
        make_article(
            headline=f"سباق القوارب في دورته {number}", body=f"<p>نص {number}</p>", keywords=["قوارب"]
        )
    make_article(headline="أسعار التمور", keywords=["تمور"])
    origin = make_article(headline="رياح تؤجل التجديف", keywords=["قوارب"], similar=["رابط مطبوع", "ثان"])
    similar = shown_links(origin).similar
    assert len(similar) == 10
    assert headlines(similar)[:2] == ["رابط مطبوع", "ثان"]
    assert all("سباق القوارب" in link.headline and 0 < link.score <= 1 for link in similar[2:])


def test_computed_links_share_two_rare_words_of_the_headline():
    text = "<p>أعلنت هيئة الموانئ جدول الأعمال وكلفتها ومدة إغلاق الرصيف أمام القوارب.</p>"
    near = make_article(headline="ترميم منارة الخليج يبدأ غدا", body=text, keywords=None)
    make_article(headline="الخليج يستقبل سياحا", body="<p>وصل الزوار مساء.</p>", keywords=None)
    origin = make_article(headline="افتتاح منارة الخليج بعد ترميمها", keywords=None)
    assert [link.article for link in shown_links(origin).similar] == [near]


def test_a_rare_keyword_weighs_more_than_a_usual_one():
    for number in range(30):
        make_article(headline=f"عنوان عام {number}", body=f"<p>{number}</p>", keywords=["مدينة"])
    rare = make_article(headline="غواصون في العمق", keywords=["غوص"])
    origin = make_article(headline="لؤلؤ", keywords=["مدينة", "غوص"])
    assert shown_links(origin).similar[0].article == rare


def test_near_copies_are_not_computed_links():
    body = "".join(f"<p>جملة {number} عن المنارة والبحر والسفن {number * 7}</p>" for number in range(20))
    make_article(headline="ترميم المنارة", body=body)
    make_article(headline="عنوان آخر كليا للنص نفسه", body=body)
    origin = make_article(headline="ترميم المنارة", body=f"{body}<p>خاتمة</p>")
    copies = list(Article.objects.copies_of(origin.pk))
    assert len(copies) == 2
    assert shown_links(origin, copies).similar == []


def test_an_article_without_keywords_and_rare_words_has_no_computed_links():
    make_article(headline="في", body="<p>وصل الزوار مساء.</p>", keywords=None)
    assert shown_links(make_article(headline="من", keywords=None)).similar == []


@pytest.mark.parametrize("size", [2, 30])
def test_links_cost_the_same_number_of_queries_at_any_size(size, django_assert_num_queries):
    for number in range(size):
        make_article(headline=f"سباق القوارب {number}", body=f"<p>نص {number}</p>", keywords=["قوارب"])
    similar = [f"سباق القوارب {number}" for number in range(size // 4)]
    origin = make_article(
        headline="رياح تؤجل التجديف", keywords=["قوارب"], similar=similar, read_also=["سباق القوارب 1"]
    )
    article = Article.objects.get(pk=origin.pk)
    # printed links 1, the list and what editors said 1, candidates 1, cards 1
    with django_assert_num_queries(4):
        shown_links(article)
    refresh_some(size + 1)
    with django_assert_num_queries(3):
        shown_links(article)


def test_a_withdrawn_target_disappears_at_once(managing_editor):
    target = make_article(headline="الهدف", keywords=None)
    origin = make_article(headline="المنشأ", keywords=None, similar=["الهدف"])
    assert headlines(shown_links(origin).similar) == ["الهدف"]
    publishing.withdraw(target, by=managing_editor, note="خطأ")
    assert shown_links(origin).similar == []
