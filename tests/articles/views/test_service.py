import pytest
from django.db import OperationalError, connection
from django.test import override_settings

from tests.articles.views.public import serve_media


def test_health_asks_nothing_of_the_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_means_the_database_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200


def test_a_database_that_is_down_is_not_ready(client, monkeypatch):
    def refuse():
        raise OperationalError("the server is down")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response["Cache-Control"].split(",")[0]) == (503, "max-age=0")


@override_settings(DEBUG=False)
def test_robots_stay_out_of_the_desk_and_the_search(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {
        "Disallow: /admin/",
        "Disallow: /search/?",
        "Disallow: /search.json",
        "Sitemap: http://testserver/sitemap.xml",
        "Sitemap: http://testserver/news-sitemap.xml",
    } <= set(lines)


@override_settings(DEBUG=True)
def test_robots_stay_out_of_a_site_in_development(client):
    assert "Disallow: /" in client.get("/robots.txt").content.decode().splitlines()


@pytest.fixture
def media(tmp_path, monkeypatch, settings):
    """Serve media from a folder of this test, beside a secret."""
    folder = tmp_path / "media"
    folder.mkdir()
    (tmp_path / "secret_key").write_text("the key")
    serve_media(folder, monkeypatch, settings)
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["../secret_key", "%2e%2e/secret_key", "..%2fsecret_key", "/etc/passwd", ""])
def test_media_never_leaves_its_folder(client, media, path):
    assert client.get(f"/media/{path}").status_code in (400, 404)


@pytest.mark.django_db
def test_media_is_never_taken_for_a_page(client, media):
    (media / "a.txt").write_text("<script>")
    response = client.get("/media/a.txt")
    assert (response.status_code, response["X-Content-Type-Options"]) == (200, "nosniff")
    b"".join(response.streaming_content)
    response.close()
