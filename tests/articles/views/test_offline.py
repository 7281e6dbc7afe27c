"""What a browser is told so that it can read without a network."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from articles.models import Article
from articles.views.offline import MOST_KEPT
from tests.articles.views.public import parse_strictly
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def told(client):
    source = client.get("/sw.js").content.decode()
    return json.loads(re.search(r"const TOLD = (\{.*\});", source)[1])


def test_the_manifest_is_arabic_and_its_icons_are_there(client):
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == ("ar", "rtl", "/")
    files = [finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"]]
    assert all(files)
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}
    assert (
        parse_strictly(client.get("/")).find(".//link[@rel='manifest']").get("href")
        == response.request["PATH_INFO"]
    )


def test_the_worker_keeps_files_that_are_there_under_the_name_of_the_build(client, monkeypatch):
    first = told(client)
    for path in first["core"]:
        assert path == "/offline/" or finders.find(path.removeprefix("/static/")), path
    monkeypatch.setattr("articles.views.offline.build", lambda: "another")
    assert told(client)["build"] == "another" != first["build"]


def test_the_worker_is_a_script_that_is_asked_for_anew_and_sets_no_cookie(client):
    response = client.get("/sw.js")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=0" in response.headers["Cache-Control"]
    assert not response.cookies
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_only_what_the_public_may_read_is_called_public(client):
    public, draft, withdrawn, late = (
        make_article(status=status) for status in ("published", "draft", "withdrawn", "published")
    )
    Article.objects.filter(pk=late.pk).update(published_at=timezone.now() + timezone.timedelta(days=1))
    numbers = ",".join(str(row.pk) for row in (public, draft, withdrawn, late))
    found = client.get("/articles/public.json", {"ids": numbers}).json()["articles"]
    assert found == {str(public.pk): public.get_absolute_url()}


@pytest.mark.parametrize("ids", ["", "x", "1;2", "-1", "9" * 30, "٣", "1," * 1000, "\x00"])
def test_no_list_of_numbers_breaks_it(client, ids):
    assert client.get("/articles/public.json", {"ids": ids}).status_code == 200


@pytest.mark.parametrize("number", [1, MOST_KEPT + 5])
def test_it_costs_one_query_and_answers_for_no_more_than_a_browser_keeps(
    client, number, django_assert_num_queries
):
    rows = [make_article() for _number in range(number)]
    with django_assert_num_queries(1):
        answer = client.get("/articles/public.json", {"ids": ",".join(str(row.pk) for row in rows)})
    assert len(answer.json()["articles"]) == min(number, MOST_KEPT)


def test_the_offline_page_is_for_no_index(client):
    response = client.get("/offline/")
    assert parse_strictly(response).find(".//meta[@name='robots']").get("content") == "noindex"
