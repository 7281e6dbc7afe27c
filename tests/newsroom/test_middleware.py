import pytest
from django.http import HttpResponse

from newsroom.middleware import client_address, client_address_middleware


def answer(request):
    return HttpResponse(client_address(request))


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "believed"),
    [
        ([], "203.0.113.9", "198.51.100.7", "203.0.113.9"),  # nobody is trusted by default
        (["10.0.0.0/8"], "10.1.2.3", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.1.2.3", "1.2.3.4, 198.51.100.7, 10.9.9.9", "198.51.100.7"),  # the last not ours
        (["10.0.0.0/8"], "203.0.113.9", "198.51.100.7", "203.0.113.9"),
        (["10.0.0.0/8"], "10.1.2.3", "", "10.1.2.3"),
        (["10.0.0.0/8"], "not-an-address", "198.51.100.7", "not-an-address"),
    ],
)
def test_forwarded_addresses_are_believed_from_trusted_proxies_only(
    rf, settings, trusted, peer, forwarded, believed
):
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address_middleware(answer)(request).content.decode() == believed


@pytest.mark.django_db
def test_head_has_the_headers_of_get_and_no_body(client):
    head, get = client.head("/robots.txt"), client.get("/robots.txt")
    assert head.content == b""
    assert head["Content-Length"] == get["Content-Length"] != "0"


@pytest.mark.django_db
def test_a_public_page_sets_no_cookie_and_varies_on_nothing(client):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE="en")
    assert not response.cookies
    assert not response.has_header("Vary")
    assert 'lang="ar" dir="rtl"' in response.content.decode()


@pytest.mark.django_db
def test_the_admin_is_arabic_until_a_person_asks_for_english_and_is_kept_nowhere(client):
    arabic = client.get("/admin/login/", HTTP_ACCEPT_LANGUAGE="en")
    assert 'dir="rtl"' in arabic.content.decode()
    assert "no-store" in arabic["Cache-Control"]
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get("/admin/login/").content.decode()
