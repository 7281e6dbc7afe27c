import gzip
import shutil
import ssl
import subprocess
import threading
import time
import zlib

import pytest

from articles.fetching import (
    AddressRefused,
    BadAddress,
    FetchError,
    Limits,
    NotWanted,
    TooLarge,
    TooSlow,
    Unreachable,
    addresses,
    connecting,
    fetch,
)
from articles.models import AllowedNetwork
from tests.servers import allow, served

pytestmark = pytest.mark.django_db
QUICK = Limits(seconds=5, max_bytes=100_000)


def resolve_with(monkeypatch, answer):
    """Let `answer` say where names lead; the address that we connect to asks nobody."""
    real = addresses.socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        if host[0].isdecimal():
            return real(host, port, *args, **options)
        return [(0, 0, 0, "", (answer(host), port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)


@pytest.fixture
def site():
    with served() as site:
        allow(site)
        yield site


def test_a_page_comes_with_its_head(site):
    site.show("سلام", ETag='"1"', Content_Type="text/xml; charset=UTF-8")
    answer = fetch(site.url(), limits=QUICK)
    assert (answer.status, answer.body.decode(), answer.headers["ETag"]) == (200, "سلام", '"1"')
    assert (answer.content_type, answer.charset, answer.permanent) == ("text/xml", "utf-8", "")


def test_what_we_send_names_the_host_and_no_secret(site):
    site.show("x")
    fetch(site.url("/feed"), limits=QUICK, headers={"If-None-Match": '"1"', "Host": "elsewhere.example"})
    ((path, headers),) = site.seen
    assert path == "/feed"
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert headers["If-None-Match"] == '"1"'
    assert not {"Cookie", "Authorization"} & set(headers)


def test_without_a_row_this_machine_is_not_reached():
    with served() as site:
        site.show("secret")
        with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
            fetch(site.url(), limits=QUICK)
        assert site.seen == []


def test_a_proxy_of_the_environment_is_not_asked(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9/")
    site.show("x")
    assert fetch(site.url(), limits=QUICK).body == b"x"


def test_a_name_is_asked_once_and_its_checked_address_used(site, monkeypatch):
    """A name that answers with a public address at first and with ours later (DNS rebinding)."""
    asked = []

    def answer(host):
        asked.append(host)
        return "127.0.0.1" if len(asked) == 1 else "10.9.9.9"

    resolve_with(monkeypatch, answer)
    site.show("سلام")
    url = f"http://rebinding.example:{site.port}/feed"
    assert fetch(url, limits=QUICK).body.decode() == "سلام"
    assert asked == ["rebinding.example"]
    assert site.seen[0][1]["Host"] == f"rebinding.example:{site.port}"
    with pytest.raises(AddressRefused, match=r"10\.9\.9\.9"):
        fetch(url, limits=QUICK)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site, status):
    site.show("", "/old", status=status, Location="/new")
    site.show("هنا", "/new")
    answer = fetch(site.url("/old"), limits=QUICK)
    assert answer.body.decode() == "هنا"
    assert answer.permanent == (site.url("/new") if status in (301, 308) else "")


def test_a_chain_is_permanent_only_if_each_step_is(site):
    site.show("", "/a", status=301, Location="/b")
    site.show("", "/b", status=302, Location="/c")
    site.show("x", "/c")
    assert fetch(site.url("/a"), limits=QUICK).permanent == ""


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.2/", AddressRefused),
        ("http://169.254.169.254/latest/meta-data/", AddressRefused),
        ("http://[::1]/", AddressRefused),
        ("http://127.0.0.1:1/", AddressRefused),
        ("file:///etc/passwd", BadAddress),
        ("http://ali:secret@127.0.0.1/", BadAddress),
        ("/again", BadAddress),  # for ever
        ("", BadAddress),
    ],
)
def test_a_redirect_is_checked_as_an_address_is(site, location, error):
    site.show("", "/again", status=302, Location=location)
    with pytest.raises(error):
        fetch(site.url("/again"), limits=QUICK)
    assert len(site.seen) <= 6


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for feeds.example, and the key that nobody else has."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-keyout key -out crt -subj /CN=feeds.example -addext subjectAltName=DNS:feeds.example"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def serve_certificate(certificate):
    def serve():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "crt", certificate / "key")
        return served(context=context)

    return serve


@pytest.fixture
def trusting(monkeypatch, certificate):
    """Trust the test's own certificate, and let every name lead to this machine."""
    context = ssl.create_default_context(cafile=certificate / "crt")
    monkeypatch.setattr(connecting, "tls_context", lambda: context)
    resolve_with(monkeypatch, lambda host: "127.0.0.1")


def test_tls_is_checked_against_the_name_though_we_connect_to_an_address(trusting, serve_certificate):
    with serve_certificate() as site:
        allow(site)
        site.show("مؤمَّن")
        assert fetch(f"https://feeds.example:{site.port}/feed", limits=QUICK).body.decode() == "مؤمَّن"
        with pytest.raises(Unreachable, match=r"other\.example"):
            fetch(f"https://other.example:{site.port}/feed", limits=QUICK)


def test_a_certificate_that_nobody_vouches_for_is_refused(monkeypatch, serve_certificate):
    resolve_with(monkeypatch, lambda host: "127.0.0.1")
    with serve_certificate() as site:
        allow(site)
        site.show("x")
        with pytest.raises(Unreachable, match="certificate"):
            fetch(f"https://feeds.example:{site.port}/feed", limits=QUICK)


def test_https_does_not_lead_to_http(trusting, serve_certificate):
    with serve_certificate() as site:
        allow(site)
        site.show("", "/feed", status=301, Location="http://feeds.example/feed")
        with pytest.raises(BadAddress, match="http://feeds.example/feed"):
            fetch(f"https://feeds.example:{site.port}/feed", limits=QUICK)


def drip_body(handler):
    handler.send_response(200)
    handler.end_headers()
    for _n in range(200):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def drip_head(handler):
    for letter in "HTTP/1.1 200 OK\r\n" + "X-A: b\r\n" * 50:
        handler.wfile.write(letter.encode())
        time.sleep(0.05)


def say_nothing(handler):
    time.sleep(10)


@pytest.mark.parametrize("page", [drip_body, drip_head, say_nothing])
def test_a_slow_server_is_left_when_the_time_is_over(site, page):
    site.pages["/feed"] = page
    began = time.monotonic()
    with pytest.raises(TooSlow, match="0.5"):
        fetch(site.url(), limits=Limits(seconds=0.5))
    assert time.monotonic() - began < 8  # they would go on for ten


def test_a_body_without_end_is_left_at_the_limit(site):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    site.pages["/feed"] = endless
    with pytest.raises(TooLarge, match="97"):
        fetch(site.url(), limits=QUICK)


def test_a_body_whose_length_is_too_much_is_not_read(site):
    def long(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()

    site.pages["/feed"] = long
    with pytest.raises(TooLarge):
        fetch(site.url(), limits=QUICK)


def test_a_head_without_end_is_left(site):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (n, b"x" * 1000))

    site.pages["/feed"] = endless
    with pytest.raises(FetchError):
        fetch(site.url(), limits=QUICK)


def test_a_long_head_is_refused(site):
    site.show("x", **{f"X_{n}": "y" * 5000 for n in range(20)})
    with pytest.raises(FetchError, match="64"):
        fetch(site.url(), limits=QUICK)


def packed(data):
    """Pack without the time of day: the processes of the suite must name one test alike."""
    return gzip.compress(data, mtime=0)


RAW = zlib.compressobj(wbits=-15)
TEXT = "خبر " * 1000


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", packed(TEXT.encode())),
        ("x-gzip", packed(TEXT.encode())),
        ("deflate", zlib.compress(TEXT.encode())),
        ("deflate", RAW.compress(TEXT.encode()) + RAW.flush()),  # without its header, as some servers send it
        ("identity", TEXT.encode()),
    ],
)
def test_a_packed_body_is_unpacked(site, encoding, body):
    site.show(body, Content_Encoding=encoding)
    assert fetch(site.url(), limits=QUICK).body.decode() == TEXT


@pytest.mark.parametrize(
    ("encoding", "body", "error"),
    [
        ("gzip", packed(b"\0" * 50_000_000), TooLarge),  # 50 kB that swell to 50 MB
        ("deflate", zlib.compress(b"\0" * 50_000_000), TooLarge),
        ("gzip", packed(TEXT.encode())[:-20], NotWanted),  # cut
        ("gzip", b"not packed at all", NotWanted),
        ("br", b"\x0b\x02\x80abc\x03", NotWanted),
        ("gzip, gzip", packed(packed(b"x")), NotWanted),
    ],
)
def test_a_bomb_or_damaged_packing_is_refused(site, encoding, body, error):
    site.show(body, Content_Encoding=encoding)
    with pytest.raises(error):
        fetch(site.url(), limits=QUICK)


def test_a_body_that_ends_early_is_no_answer(site):
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")

    site.pages["/feed"] = cut
    with pytest.raises(Unreachable):
        fetch(site.url(), limits=QUICK)


def test_another_kind_is_refused_and_none_is_let_through(site):
    wanted = Limits(seconds=5, kinds=("text/", "application/"))
    site.show("x", "/film", Content_Type="video/mp4")
    site.show("x", "/unsaid")
    with pytest.raises(NotWanted, match="video/mp4"):
        fetch(site.url("/film"), limits=wanted)
    assert fetch(site.url("/unsaid"), limits=wanted).body == b"x"


def test_an_error_is_an_answer_without_a_body(site):
    site.show("x" * 1000, status=429, Retry_After="120")
    answer = fetch(site.url(), limits=QUICK)
    assert (answer.status, answer.body, answer.retry_after) == (429, b"", 120)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("", None), ("soon", None), ("9" * 40, 604800), ("Fri, 01 Jan 1999 00:00:00 GMT", 0), ("-5", None)],
)
def test_odd_times_to_wait_are_bounded(site, text, seconds):
    site.show("", status=503, Retry_After=text)
    assert fetch(site.url(), limits=QUICK).retry_after == seconds


def test_a_server_that_is_not_there_is_named():
    with served() as site:
        pass
    AllowedNetwork.objects.create(network="127.0.0.1", port=site.port)
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        fetch(site.url(), limits=QUICK)


def test_what_is_no_http_is_told(site):
    site.pages["/feed"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9\r\n\r\n")
    with pytest.raises(Unreachable):
        fetch(site.url(), limits=QUICK)


def test_a_name_that_nobody_knows_is_told(monkeypatch):
    def getaddrinfo(host, port, **_options):
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(FetchError, match=r"gone\.example"):
        fetch("https://gone.example/", limits=QUICK)


def test_a_resolver_that_hangs_is_left_when_the_time_is_over(monkeypatch):
    is_left = threading.Event()
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_a, **_o: is_left.wait(10))
    began = time.monotonic()
    with pytest.raises(TooSlow):
        fetch("https://slow.example/", limits=Limits(seconds=0.2))
    assert time.monotonic() - began < 8
    is_left.set()
