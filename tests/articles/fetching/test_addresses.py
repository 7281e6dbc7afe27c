import ipaddress

import pytest

from articles.fetching import AddressRefused, BadAddress, check_url
from articles.fetching.addresses import is_public, resolve
from articles.fetching.errors import Deadline
from articles.models import AllowedNetwork

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254",  # what clouds tell their secrets at
    "100.64.0.1", "0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::127.0.0.1",  # IPv4-compatible
    "2002:7f00:1::", "2002:a00:1::1",  # 6to4
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",  # NAT64
    "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.fixture
def name_leads_to(monkeypatch):
    """Answer every name with the addresses given, one list an asking; the last one stays."""

    def lead(*answers):
        rest = list(answers)

        def getaddrinfo(host, port, **_options):
            found = rest.pop(0) if len(rest) > 1 else rest[0]
            return [(0, 0, 0, "", (address, port)) for address in found]

        monkeypatch.setattr("articles.fetching.addresses.socket.getaddrinfo", getaddrinfo)

    return lead


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_of_no_public_network_is_told(text):
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_told(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.django_db
@pytest.mark.parametrize("text", PRIVATE)
def test_a_name_that_leads_there_is_refused(name_leads_to, text):
    name_leads_to([text])
    with pytest.raises(AddressRefused, match=r"news\.example"):
        resolve(check_url("https://news.example/feed"), Deadline(5))


@pytest.mark.django_db
def test_one_private_address_among_public_ones_refuses_them_all(name_leads_to):
    name_leads_to(["8.8.8.8", "10.0.0.1"])
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        resolve(check_url("https://news.example/feed"), Deadline(5))


@pytest.mark.django_db
@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8080])
def test_a_port_of_another_service_is_refused(name_leads_to, port):
    name_leads_to(["8.8.8.8"])
    with pytest.raises(AddressRefused, match=str(port)):
        resolve(check_url(f"http://news.example:{port}/"), Deadline(5))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("network", "port", "url", "is_allowed"),
    [
        ("10.1.0.0/16", None, "http://10.1.2.3/feed", True),
        ("10.1.0.0/16", None, "https://10.1.2.3/feed", True),
        ("10.1.0.0/16", None, "http://10.1.2.3:8080/feed", False),
        ("10.1.0.0/16", 8080, "http://10.1.2.3:8080/feed", True),
        ("10.1.0.0/16", 8080, "http://10.1.2.3/feed", False),
        ("10.1.0.0/16", None, "http://10.2.2.3/feed", False),
        ("fd00::/8", None, "http://[fd00::5]/feed", True),
        ("8.8.8.8", 8080, "http://8.8.8.8:8080/feed", True),
    ],
)
def test_what_an_administrator_listed_may_be_reached(network, port, url, is_allowed):
    AllowedNetwork.objects.create(network=network, port=port)
    if is_allowed:
        assert resolve(check_url(url), Deadline(5))
    else:
        with pytest.raises(AddressRefused):
            resolve(check_url(url), Deadline(5))


def test_a_public_address_asks_no_list(name_leads_to, django_assert_num_queries, db):
    name_leads_to(["8.8.8.8"])
    with django_assert_num_queries(0):
        resolve(check_url("https://news.example/feed"), Deadline(5))


@pytest.mark.parametrize(
    "url",
    [
        "", "news.example", "ftp://news.example/", "file:///etc/passwd", "gopher://news.example/",
        "http://", "http:///feed", "http://news.example:99999/", "http://news.example:0/",
        "http://news.example/a b", "http://news.example/\r\nHost: x", "http://[::1", "javascript:alert(1)",
        "http://" + "a" * 3000,
        "http://user:secret@news.example/", "http://user@news.example/", "http://news.example\\@10.0.0.1/",
        "http://a..b/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(BadAddress):
        check_url(url)


def test_a_password_is_not_told_again():
    with pytest.raises(BadAddress) as refused:
        check_url("https://ali:secret@news.example/feed")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://News.Example/feed", "news.example", "/feed"),
        ("https://news.example", "news.example", "/"),
        ("https://news.example./?a=1&b=%20", "news.example", "/?a=1&b=%20"),
        ("https://مرسى.example/أخبار", "xn--wgbe6cs.example", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1"),
        ("http://2130706433/", "2130706433", "/"),  # the resolver says what that is, and we judge its answer
    ],
)
def test_an_address_is_taken_apart(url, host, path):
    target = check_url(url)
    assert (target.host, target.path) == (host, path)


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host):
    with pytest.raises(AddressRefused):
        resolve(check_url(f"http://{host}/"), Deadline(5))
