import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.embedding import service_of
from articles.printing import printed
from articles.referring import reference_to
from articles.sanitizing import body_html
from tests.factories import make_article

EMBED = (
    '<figure data-kind="embed"><a href="https://youtu.be/abc">https://youtu.be/abc</a>'
    "<figcaption>كلمة الرئيس</figcaption></figure>"
)
PULL = '<blockquote data-kind="pull"><p>لن نتوقف قبل أن يُفتح الجسر</p></blockquote>'


@pytest.mark.parametrize("html", [EMBED, PULL, '<p data-kind="read-also"><a href="/x/">خبر</a></p>'])
def test_what_a_block_stands_for_is_kept(html):
    assert body_html(html) == html


@pytest.mark.parametrize(
    "html",
    [
        '<p data-kind="pull">نص</p>',
        '<p data-kind="read">نص</p>',
        '<h2 data-kind="read-also">نص</h2>',
        '<blockquote data-kind="embed"><p>نص</p></blockquote>',
        '<figure data-kind="x" data-other="y"><figcaption>نص</figcaption></figure>',
    ],
)
def test_no_other_value_passes(html):
    assert "data-" not in body_html(html)


@pytest.mark.django_db
def test_read_also_says_so_and_is_not_printed_without_its_target():
    public, hidden = make_article(), make_article(status="draft")
    body = "".join(
        f'<p data-kind="read-also"><a href="{reference_to(each)}">خبر</a></p>' for each in (public, hidden)
    )
    link = f'<a href="{public.get_absolute_url()}">خبر</a>'
    assert printed([body]) == [f'<p data-kind="read-also"><strong>إقرأ أيضاً:</strong> {link}</p>']


@pytest.mark.django_db
def test_a_read_also_tells_nothing_of_a_hidden_article_anywhere(client):
    hidden = make_article(headline="سر المرسى", status="draft")
    line = f'<p data-kind="read-also"><a href="{reference_to(hidden)}">سر المرسى</a></p>'
    article = make_article(headline="جسر", body=f"{line}<p>نص الجسر.</p>")
    doors = (
        article.get_absolute_url(), reverse("article-json", args=[article.pk]),
        reverse("search-json") + "?q=جسر", reverse("feed-latest-rss"), reverse("feed-latest-json"),
    )  # fmt: skip
    for door in doors:
        page = client.get(door)
        told = b"".join(page).decode() if page.streaming else page.content.decode()
        assert "نص " in told
        assert "سر المرسى" not in told


def test_a_card_names_its_service_and_loads_nothing():
    [card] = printed([EMBED])
    assert "<strong>YouTube</strong>" in card
    assert '<a href="https://youtu.be/abc" rel="noopener nofollow">' in card
    assert "<figcaption>كلمة الرئيس</figcaption>" in card
    assert not any(tag in card for tag in ("<iframe", "<script", "<img", "src="))


def test_a_card_of_an_address_off_the_list_is_a_plain_link():
    inside = '<a href="https://evil.example/1">نص</a><figcaption>شرح</figcaption>'
    assert printed([f'<figure data-kind="embed">{inside}</figure>']) == [f"<figure>{inside}</figure>"]


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://m.youtube.com/watch?v=1", "YouTube"),
        ("https://x.com/a/status/1", "X"),
        ("https://netflix.com/a", None),  # ends with x.com
        ("https://youtube.com.evil.example/", None),
        ("https://evil.example/youtube.com", None),
        ("http://youtube.com/watch", None),  # the dialog writes https
        ("https://youtube.com@evil.example/", None),
        ("https://[", None),
    ],
)
def test_services_are_told_by_host(address, service):
    assert service_of(address) == service


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["jsonl", "ninjs"])
def test_blocks_go_out_as_they_are_kept(kind):
    body = make_article(body=f"<p>نص</p>{PULL}{EMBED}").body
    assert 'data-kind="pull"' in body
    out = io.StringIO()
    call_command("export_articles", format=kind, stdout=out)
    assert json.dumps(body, ensure_ascii=False)[1:-1] in out.getvalue()
