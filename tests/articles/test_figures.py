"""Pictures of the library in a body: kept by number, cleaned, printed, counted as used."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import applying, publishing
from articles.checklist import checklist_for
from articles.figures import BodyFigure, as_words, figures_in
from articles.models import Article, BodyImage, Image, Revision
from articles.picturing import at_desk, elsewhere, on_page, with_pictures
from articles.printing import printed, resolved
from articles.readable import excerpt
from articles.records import Record
from articles.referring import reference_to
from articles.sanitizing import body_html, is_blank, plain_text, without_keys
from tests.factories import make_article, make_record, write_articles

BARE = '<figure data-picture="7"><img alt=""></figure>'
WHOLE = (
    '<figure data-picture="7" data-align="start" data-credit="وكالة &quot;أ&quot; &amp; ب">'
    '<img alt="جسر &lt; نهر"><figcaption>الجسر "ليلا" &amp; نهارا</figcaption></figure>'
)


def make_picture(**given):
    words = {"caption": "الجسر في المكتبة", "credit": "وكالات", "alt": "جسر فوق نهر"}
    return Image.objects.create(
        **{"url": "https://marsa.example/a.jpg", "width": 800, "height": 600, **words, **given}
    )


def body_with(*pictures, **given):
    figures = (
        BodyFigure(one.pk, **{"align": "", "credit": "", "alt": "", "caption": "", **given})
        for one in pictures
    )
    return "<p>قبل</p>" + "".join(one.html() for one in figures) + "<p>بعد</p>"


def write(editor, body, **fields):
    """Let an editor write an article of the desk, and return it."""
    record = Record.from_mapping({"headline": "خبر فيه صورة", "body": body, **fields})
    return publishing.create(record, by=editor)


def publish(article, by):
    for move in ("submit", "approve", "publish"):
        getattr(publishing, move)(Article.objects.get(pk=article.pk), by=by)
    return Article.objects.get(pk=article.pk)


@pytest.mark.parametrize("html", [BARE, WHOLE])
def test_a_figure_is_kept_letter_for_letter_however_often_it_is_cleaned(html):
    assert body_html(html) == body_html(body_html(html)) == html


def test_a_figure_is_read_as_it_was_written():
    [figure] = figures_in(WHOLE)
    assert figure == BodyFigure(7, "start", 'وكالة "أ" & ب', "جسر < نهر", 'الجسر "ليلا" & نهارا')
    assert list(figures_in(body_html(figure.html("/media/x.jpg")))) == [figure]


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        # the address of the day is not kept, nor what the editor never makes
        ('<figure class="x" data-x="y" data-picture="7"><img src="/media/a.jpg" alt=""></figure>', BARE),
        ('<figure data-align="left" data-picture="7"><img alt=""></figure>', BARE),
        ('<figure data-picture="7"></figure>', BARE),
        # all words beside the picture are its caption, and words do not stick together
        (
            '<figure data-picture="7"><p>سطر</p><img><figcaption>شـ<b>رح</b><br>ثان</figcaption></figure>',
            '<figure data-picture="7"><img alt=""><figcaption>سطر شـرح ثان</figcaption></figure>',
        ),
        # what names no picture leaves its words
        ('<figure data-picture="x"><img alt="جسر"><figcaption>شرح</figcaption></figure>', "<p>شرح</p>"),
        ('<figure data-picture="0" data-credit="أ"><img alt="جسر"></figure>', "<p>جسر (أ)</p>"),
        (f'<figure data-picture="{"9" * 30}"><figcaption>شرح</figcaption></figure>', "<p>شرح</p>"),
        # a figure of an address is another thing
        (
            '<figure><img src="https://a.example/1.jpg" alt="ج"><figcaption>ش</figcaption></figure>',
            '<figure><img src="https://a.example/1.jpg" alt="ج"><figcaption>ش</figcaption></figure>',
        ),
    ],
)  # fmt: skip
def test_only_what_is_known_passes_and_no_word_is_lost(html, kept):
    assert body_html(html) == kept


@pytest.mark.parametrize(
    "around", ["<ul><li>{}</li></ul>", "<blockquote>{}</blockquote>", "<figure>{}</figure>"]
)
def test_a_figure_may_stand_inside_a_block(around):
    assert BARE in body_html(around.format(BARE))


def test_words_of_a_caption_are_words_of_the_text_and_the_credit_is_not():
    assert plain_text(f"<p>قبل</p>{WHOLE}<p>بعد</p>") == 'قبل\nالجسر "ليلا" & نهارا\nبعد'
    assert not is_blank(BARE)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (WHOLE, '<p>الجسر "ليلا" &amp; نهارا (وكالة &quot;أ&quot; &amp; ب)</p>'),
        (
            '<figure data-picture="7"><img src="/a" alt="ج"><figcaption>ش</figcaption></figure>',
            '<figure><img src="/a" alt="ج"><figcaption>ش</figcaption></figure>',
        ),
        ('<p>نص data-picture="7"</p>', '<p>نص data-picture="7"</p>'),
    ],
)
def test_a_number_from_elsewhere_names_no_picture_of_ours(html, left):
    assert without_keys(html) == left


NESTED = (
    '<figure data-picture="5"><p>و</p><figure data-picture="6"><img alt="في"></figure></figure><p>ن</p>',
    '<figure data-picture="5"><figure data-picture="6"><figure data-picture="7"></figure></figure></figure>',
    '<figure data-picture="5"><figure data-picture="x"><img alt="أ"></figure></figure>',
    '<figure data-picture="5"><figure><img alt="أ"></figure></figure>',
)


@pytest.mark.parametrize("html", NESTED)
def test_a_figure_within_a_figure_smuggles_no_number_past_a_door(html):
    imported = body_html(without_keys(html))
    assert "data-picture" not in body_html(imported)
    clean = body_html(html)
    named = {figure.number for figure in figures_in(clean)}
    again = body_html(as_words(clean, named))
    assert "data-picture" not in again
    assert body_html(clean) == clean
    assert all(word in again for word in ("و", "في", "ن") if f">{word}<" in html)


def test_an_embed_stays_one_whatever_number_it_claims():
    embed = '<figure data-kind="embed" data-picture="5"><a href="https://x.com/a/status/1">منشور</a></figure>'
    assert body_html(embed) == body_html(embed.replace(' data-picture="5"', ""))


@pytest.mark.django_db
def test_a_picture_deleted_in_the_moment_of_a_save_leaves_its_words(editor, monkeypatch):
    image, real = make_picture(), applying.held

    def held(model, keys):
        Image.objects.all().delete()
        return real(model, keys)

    monkeypatch.setattr(applying, "held", held)
    article = write(editor, body_with(image, caption="شرح الجسر"))
    assert "شرح الجسر" in printed([article.body])[0]
    assert not BodyImage.objects.exists()


@pytest.mark.django_db
def test_an_import_brings_the_picture_by_its_address_only():
    ours = make_picture()
    sent = body_with(ours).replace("<img ", '<img src="https://other.example/b.jpg" ')
    article = make_article(body=sent)
    assert 'src="https://other.example/b.jpg"' in article.body
    assert "data-picture" not in article.body
    assert "data-picture" not in Revision.objects.get(article=article).snapshot["body"]
    assert not BodyImage.objects.exists()


@pytest.mark.django_db
def test_a_picture_is_printed_with_the_words_of_the_text_else_of_the_library():
    image = make_picture()
    own, open_ = printed([body_with(image, caption="شرح المتن", align="end"), body_with(image)])
    assert '<figure class="figure figure-end">' in own
    assert "شرح المتن" in own
    assert "الجسر في المكتبة" not in own
    for part in (
        'src="https://marsa.example/a.jpg"', 'width="800" height="600"', 'loading="lazy"',
        'alt="جسر فوق نهر"', "الجسر في المكتبة", '<span class="credit">وكالات</span>',
        '<figure class="figure">',
    ):  # fmt: skip
        assert part in open_


@pytest.mark.django_db
def test_the_address_and_the_words_of_the_library_are_those_of_today():
    image = make_picture()
    body = body_with(image)
    Image.objects.filter(pk=image.pk).update(url="https://marsa.example/new.jpg", caption="شرح جديد")
    [page] = printed([body])
    assert "https://marsa.example/new.jpg" in page
    assert "شرح جديد" in page


@pytest.mark.django_db
@pytest.mark.parametrize("draw", [on_page, elsewhere])
def test_a_picture_that_is_gone_leaves_its_words(draw):
    [page] = with_pictures([body_with(Image(pk=99), caption="شرح", credit="وكالات")], draw)
    assert "شرح" in page
    assert "وكالات" in page
    assert "<img" not in page


@pytest.mark.django_db
def test_words_of_a_picture_cannot_become_markup():
    image = make_picture(caption="", alt="", credit="")
    body = body_html(body_with(image, caption="<script>alert(1)</script>", alt='"><b>', credit="<i>"))
    for draw in (on_page, elsewhere, at_desk):
        [page] = with_pictures([body], draw)
        assert "&lt;script&gt;" in page
        assert not any(tag in page for tag in ("<script", "<b>", "<i>"))


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "queries"), [(0, 0), (1, 1), (30, 1)])
def test_all_pictures_of_many_bodies_cost_one_query(count, queries, django_assert_num_queries):
    bodies = [body_with(make_picture(url=f"https://marsa.example/{n}.jpg")) for n in range(count)]
    with django_assert_num_queries(queries):
        assert "".join(printed([*bodies, "<p>نص</p>"])).count("<img") == count


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 8])
def test_the_page_of_an_article_asks_once_for_its_pictures(
    client, managing_editor, count, django_assert_num_queries
):
    pictures = [make_picture(url=f"https://marsa.example/{n}.jpg") for n in range(count)]
    article = publish(write(managing_editor, body_with(*pictures)), managing_editor)
    client.get(article.get_absolute_url())
    # The row with its parts, the links; and once the pictures.
    with django_assert_num_queries(2 + bool(count)):
        page = client.get(article.get_absolute_url()).content.decode()
    assert page.count("marsa.example") == count


@pytest.mark.django_db
def test_feeds_and_json_have_whole_addresses_and_no_numbers_of_ours(client, managing_editor, settings):
    image = make_picture(url="", file="images/a.jpg")
    article = publish(write(managing_editor, body_with(image, align="start")), managing_editor)
    told = json.loads(client.get(reverse("article-json", args=[article.pk])).content)["record"]["body"]
    feed = client.get(reverse("feed-latest-json")).json()
    for body in (told, feed["items"][0]["content_html"]):
        assert (
            f'<img src="{settings.SITE_URL}{image.file.url}" alt="جسر فوق نهر" width="800" height="600">'
            in body
        )
        assert "<figcaption>الجسر في المكتبة (وكالات)</figcaption>" in body
        assert "data-" not in body


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["jsonl", "ninjs", "csv"])
def test_an_export_has_the_picture_by_its_address(editor, kind):
    write(editor, body_with(make_picture()))
    out = io.StringIO()
    call_command("export_articles", format=kind, stdout=out)
    assert "https://marsa.example/a.jpg" in out.getvalue()
    assert "الجسر في المكتبة" in out.getvalue()
    assert "data-picture" not in out.getvalue()


@pytest.mark.django_db
def test_a_picture_above_the_text_is_not_its_first_paragraph():
    body = body_with(make_picture(), caption="شرح الصورة").removeprefix("<p>قبل</p>")
    assert excerpt(Article(body=body)) == "بعد"


@pytest.mark.django_db
def test_a_text_names_its_pictures_as_long_as_it_has_them(editor):
    one, other = make_picture(), make_picture(url="https://marsa.example/b.jpg")
    article = write(editor, body_with(one, other, Image(pk=999), credit="أ"))
    assert list(BodyImage.objects.order_by("image").values_list("image", "credit")) == [
        (one.pk, "أ"),
        (other.pk, "أ"),
    ]
    publishing.save(article, Record.from_mapping({"headline": "خبر", "body": body_with(other)}), by=editor)
    assert [use.image for use in article.body_images.all()] == [other]
    publishing.save(article, Record.from_mapping({"headline": "خبر", "body": "<p>نص</p>"}), by=editor)
    assert not BodyImage.objects.exists()


@pytest.mark.django_db
def test_a_text_without_pictures_asks_nothing_of_them(editor):
    with CaptureQueriesContext(connection) as asked:
        write(editor, "<p>نص</p>")
    assert not [one for one in asked.captured_queries if "articles_bodyimage" in one["sql"]]


@pytest.mark.django_db
def test_what_a_picture_of_the_desk_lacks_stops_the_publication(editor):
    bare = make_picture(url="", file="images/a.jpg", credit="", alt="")
    article = write(editor, body_with(bare, make_picture()))
    errors = [item.message for item in checklist_for(article).errors]
    assert errors == ["الصورة 1 في المتن بلا مصدر.", "الصورة 1 في المتن بلا نص يصفها."]
    told = write(editor, body_with(bare, credit="وكالات", alt="جسر"))
    assert checklist_for(told).errors == []


@pytest.mark.django_db
def test_the_checklist_says_which_picture_of_a_text_is_gone(editor):
    article = write(editor, body_with(make_picture(credit="أ", alt="ب"), Image(pk=999)))
    assert [item.message for item in checklist_for(article).warnings] == [
        "الصورة 2 في المتن لم تعد في المكتبة."
    ]


@pytest.mark.django_db
def test_a_reader_of_search_finds_the_words_of_a_caption(client, managing_editor):
    publish(write(managing_editor, body_with(make_picture(), caption="زرافة في الميناء")), managing_editor)
    found = client.get(reverse("search-json") + "?q=زرافة").json()
    assert found["count"] == 1


@pytest.mark.django_db
def test_an_article_that_comes_back_from_its_export_keeps_picture_and_words(editor):
    write(editor, body_with(make_picture()))
    out = io.StringIO()
    call_command("export_articles", format="jsonl", stdout=out)
    record = json.loads(out.getvalue())
    again = make_record(body=record["body"])
    written, _applied = write_articles(again)
    assert (
        "<figcaption>الجسر في المكتبة (وكالات)</figcaption>"
        in Article.objects.get(pk=written[0].article.pk).body
    )


@pytest.mark.django_db
def test_references_and_pictures_are_printed_together():
    image, target = make_picture(), make_article()
    body = f'<p><a href="{reference_to(target)}">خبر</a></p>{BodyFigure(image.pk, "", "", "", "").html()}'
    assert target.get_absolute_url() in resolved([body])[0]
    assert image.url in resolved([body])[0]
