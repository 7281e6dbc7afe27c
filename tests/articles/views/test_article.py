import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, Section, Source
from articles.records import Record
from articles.similarity.similar import refresh_some
from tests.articles.views.public import (
    HOSTILE,
    parse_strictly,
    place_in_menu,
    set_rights,
    structured_data,
    texts,
)
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db


def page_of(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def edited(article, **fields):
    return Record.from_mapping({**article.latest_revision.snapshot, **fields})


def test_the_page_prints_what_an_article_is_made_of(client):
    article = make_article(
        summary="موجز الخبر", byline="منى سالم، أحمد علي", keywords=["جسور", "بلدية"],
        images=[{"url": "https://img.example/a.jpg", "caption": "الجسر ليلا", "credit": "وكالات"}],
    )  # fmt: skip
    text = page_of(client, article)
    for expected in (
        article.headline, "موجز الخبر", "منى سالم", "أحمد علي", "المصدر:", "صحيفة المرسى", "كلمات دلالية",
        "افتتحت البلدية", "الجسر ليلا", "وكالات", 'src="https://img.example/a.jpg"',
        "الجمعة، 17 مايو/أيار 2024، 12:30 م", 'datetime="2024-05-17T12:30:00+03:00"',
    ):  # fmt: skip
        assert expected in text


def test_no_time_is_told_relative_to_now(client):
    article = make_article(published_at=(timezone.now() - timedelta(minutes=5)).isoformat())
    assert "منذ" not in page_of(client, article)


def test_a_wrong_or_old_slug_redirects_for_good(client):
    article = make_article()
    response = client.get(reverse("article", args=[article.pk, "عنوان-قديم"]))
    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())


@pytest.mark.parametrize("slug", [None, "x"])
@pytest.mark.parametrize(
    "overrides",
    [
        {"status": "draft"},
        {"status": "in_review"},
        {"status": "approved"},
        {"published_at": (timezone.now() + timedelta(hours=1)).isoformat()},
    ],
)
def test_what_is_not_public_is_404_with_any_slug(client, overrides, slug):
    article = make_article(**overrides)
    response = client.get(reverse("article", args=[article.pk, slug or article.slug]))
    assert response.status_code == 404
    assert article.headline not in response.content.decode()


@pytest.mark.parametrize("slug", [None, "x"])
def test_a_withdrawn_article_is_410_with_its_reason_and_without_its_headline(client, managing_editor, slug):
    article = publishing.withdraw(make_article(), by=managing_editor, note="نُشر قبل التحقق من المصدر")
    response = client.get(reverse("article", args=[article.pk, slug or article.slug]))
    assert response.status_code == 410
    text = response.content.decode()
    assert "نُشر قبل التحقق من المصدر" in text
    assert article.headline not in text
    assert '<meta name="robots" content="noindex">' in text


def test_a_saved_edit_of_a_live_article_is_not_shown(client, editor):
    article = make_article()
    publishing.save(article, edited(article, headline="عنوان لم يُنشر"), by=editor)
    assert "عنوان لم يُنشر" not in page_of(client, article)


def test_a_correction_is_dated_and_shown_with_the_last_update(client, editor):
    article = make_article()
    assert "آخر تحديث" not in page_of(client, article)
    publishing.correct(article, by=editor, note="الصواب أن العمل دام ثلاثة أعوام")
    text = page_of(client, article)
    assert "آخر تحديث" in text
    assert "تصويب" in text
    assert "الصواب أن العمل دام ثلاثة أعوام" in text


def test_an_excerpt_source_gives_the_summary_and_the_way_to_the_rest(client):
    article = make_article(
        url="https://marsa.example/1",
        summary="موجز الخبر",
        images=[{"url": "https://x.example/1.jpg", "caption": "ص"}],
    )
    set_rights("صحيفة المرسى", rights="excerpt", canonical="original")
    text = page_of(client, article)
    assert "موجز الخبر" in text
    assert "وقال المهندس" not in text
    assert "اقرأ النص الكامل في المصدر" in text
    assert '<link rel="canonical" href="https://marsa.example/1">' in text
    assert "x.example" not in text


def test_an_excerpt_without_a_summary_is_the_first_paragraph(client):
    article = make_article()
    set_rights("صحيفة المرسى", rights="excerpt", homepage="https://marsa.example")
    text = page_of(client, article)
    assert "افتتحت البلدية جسرا جديدا" in text
    assert "وقال المهندس" not in text
    assert 'href="https://marsa.example"' in text


@pytest.mark.parametrize("url", [None, "http://img.example/a.jpg"])
def test_a_picture_that_cannot_be_loaded_leaves_its_words_only(client, url):
    article = make_article(images=[{"url": url, "caption": "الجسر ليلا", "credit": "وكالات"}])
    response = client.get(article.get_absolute_url())
    assert not parse_strictly(response).findall(".//main//img")
    assert "الجسر ليلا" in response.content.decode()


def test_an_english_paragraph_keeps_its_own_direction(client):
    article = make_article(
        body="<p>قال الوزير كلاما.</p><p>The minister said a word.</p><p>NASA تطلق مسبارا جديدا.</p>"
    )
    text = page_of(client, article)
    assert '<p dir="ltr">The minister said a word.</p>' in text
    assert "<p>قال الوزير كلاما.</p>" in text
    assert "<p>NASA تطلق مسبارا جديدا.</p>" in text


@pytest.mark.parametrize(
    ("headline", "direction"),
    # The first letter of the second would make a browser lay the Arabic out from the left.
    [("افتتاح جسر", "rtl"), ("NASA تطلق مسبارا جديدا", "rtl"), ("New bridge opens", "ltr"), ("2024", "rtl")],
)
def test_a_headline_takes_the_direction_of_most_of_its_letters(client, headline, direction):
    article = make_article(headline=headline)
    assert f'<bdi dir="{direction}">{headline}</bdi></h1>' in page_of(client, article)


def test_an_article_in_another_language_says_so(client):
    article = make_article(headline="New bridge opens", body="<p>It opened.</p>", language="en")
    assert '<article class="article" lang="en" dir="ltr">' in page_of(client, article)


def test_links_are_shown_as_printed_and_waiting_ones_lead_to_the_search(client):
    target = make_article(headline="مرسى النخيل يستقبل سفينة كبيرة")
    article = make_article(
        read_also=[{"headline": target.headline}],
        similar=[{"headline": "خبر لم يصل بعد إلى الأرشيف"}, {"headline": "قديم", "url": "https://old.example/1"}],
    )  # fmt: skip
    text = page_of(client, article)
    assert "إقرأ أيضاً" in text
    assert "مقالات مشابهة" in text
    assert (
        text.index("إقرأ أيضاً")
        < text.index(f'href="{target.get_absolute_url()}"')
        < text.index("مقالات مشابهة")
    )
    assert 'href="/search/?q=' in text
    assert 'href="https://old.example/1"' in text


def test_the_head_describes_the_article(client):
    place_in_menu("مجتمع")
    article = make_article(summary="موجز الخبر", byline="منى سالم", url="https://marsa.example/1",
                           images=[{"url": "https://img.example/a.jpg", "caption": "ص"}])  # fmt: skip
    response = client.get(article.get_absolute_url())
    text, own = response.content.decode(), f"http://testserver{article.get_absolute_url()}"
    for expected in (
        f"<title>{article.headline} | ", '<meta name="description" content="موجز الخبر">',
        f'<link rel="canonical" href="{own}">', '<meta property="og:type" content="article">',
        '<meta property="og:image" content="http://testserver/articles/', "summary_large_image",
        '<meta property="article:published_time" content="2024-05-17T12:30:00+03:00">',
    ):  # fmt: skip
        assert expected in text
    data = structured_data(response, "NewsArticle")
    assert data["headline"] == article.headline
    address = reverse("author", args=["منى-سالم"])
    assert data["author"] == [{"@type": "Person", "name": "منى سالم", "url": f"http://testserver{address}"}]
    assert data["isBasedOn"] == "https://marsa.example/1"
    steps = structured_data(response, "BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in steps][1:] == ["مجتمع", article.headline]


def test_a_hostile_article_is_escaped_everywhere(client):
    article = make_article(
        headline=HOSTILE, summary=HOSTILE, byline=HOSTILE, source=HOSTILE, section=HOSTILE,
        keywords=[HOSTILE],
        body="<p onclick='x'>نص</p><script>alert('y')</script><p><a href='javascript:alert(1)'>رابط</a></p>",
        images=[
            {"url": "https://i.example/\"><script>alert('z')</script>", "caption": HOSTILE, "credit": HOSTILE}
        ],
        similar=[{"headline": HOSTILE + " آخر"}],
    )  # fmt: skip
    response = client.get(article.get_absolute_url())
    text = response.content.decode()
    page = parse_strictly(response)
    scripts = [node.attrib for node in page.iter("script")]
    assert [s.get("type") or s["src"] for s in scripts].count("application/ld+json") == 2
    assert all("src" in s or s["type"] == "application/ld+json" for s in scripts)
    for bad in ("<script>alert", "onclick", "javascript:", "<!-- ]]>"):
        assert bad not in text
    assert structured_data(response, "NewsArticle")["headline"] == article.headline
    assert page.find("head/title").text.startswith(article.headline)


def test_the_address_of_the_source_is_linked_only_where_it_is_one(client):
    article = make_article()
    Article.objects.update(source_url="javascript:alert(1)")
    Source.objects.update(canonical="original", rights="excerpt")
    assert "javascript:" not in page_of(client, article)


def make_neighbours(count):
    """Give the article what may grow: links, keywords, authors, pictures and corrections."""
    write_articles(*(make_record(headline=f"جسر {n} في المدينة", status="published") for n in range(count)))
    return make_article(
        byline="، ".join(f"كاتب {n}" for n in range(count)),
        keywords=[f"كلمة {n}" for n in range(count)],
        images=[{"url": f"https://img.example/{n}.jpg", "caption": f"صورة {n}"} for n in range(count)],
        read_also=[{"headline": f"جسر {n} في المدينة"} for n in range(count)],
    )


@pytest.mark.parametrize("count", [2, 20])
def test_the_queries_of_an_article_do_not_grow(client, editor, django_assert_num_queries, count):
    place_in_menu("مجتمع")
    article = make_neighbours(count)
    publishing.correct(article, by=editor, note="تصويب")
    # The article with keywords, authors, pictures, corrections, links and the menu; what is like it, found
    # anew; the cards of its links, near-copies and similar ones.
    with django_assert_num_queries(3):
        page_of(client, article)
    refresh_some(count + 20)
    with django_assert_num_queries(2):
        page_of(client, article)


def test_json_ld_is_json_whatever_the_headline(client):
    article = make_article(headline='اقتباس "مزدوج" و\\مائل و</script>')
    data = structured_data(client.get(article.get_absolute_url()), "NewsArticle")
    assert json.dumps(data)
    assert data["headline"] == article.headline


def test_the_section_of_the_article_is_marked_in_the_menu(client):
    [top] = place_in_menu("مجتمع")
    Section.objects.exclude(pk=top.pk).delete()
    article = make_article()
    assert 'aria-current="true">مجتمع' in page_of(client, article)


def test_sharing_needs_no_script(client):
    article = make_article()
    shares = texts(client.get(article.get_absolute_url()), ".//section[@class='share']//a")
    assert shares == ["إكس", "واتساب", "تيليغرام", "البريد الإلكتروني"]


@pytest.mark.parametrize(("words", "told"), [(50, "دقيقة واحدة"), (400, "دقيقتان"), (1000, "6 دقائق")])
def test_the_page_tells_how_long_it_takes_to_read(client, words, told):
    article = make_article(body=f"<p>{'كلمة ' * words}</p>")
    assert f"مدة القراءة: {told}" in client.get(article.get_absolute_url()).content.decode()


def test_an_excerpt_tells_no_time_to_read(client):
    article = make_article(body=f"<p>{'كلمة ' * 900}</p>")
    Source.objects.update(rights="excerpt")
    assert "مدة القراءة" not in client.get(article.get_absolute_url()).content.decode()
