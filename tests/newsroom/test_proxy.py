"""The proxy as `nginx.conf` makes it, on ports of this test: what it speaks, and what it tells of itself."""

import datetime
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(not NGINX, reason="there is no nginx")
SITE = Path(__file__).resolve().parents[2] / "newsroom" / "deploy" / "nginx.conf"
NAME = "news.example.org"
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log stderr crit; {user}
events {{ }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{site} }}
"""


class Newsroom(BaseHTTPRequestHandler):
    """What stands behind the proxy: it says how it was asked."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Proto", self.headers["X-Forwarded-Proto"])
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_given):
        """Tests say what they want to know."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_certificate(folder):
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]),
    )
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip


def site_in(folder, ports, behind):
    """Return the file as it is shipped, but for ports, folders and the certificate."""
    lines = [line for line in SITE.read_text().splitlines() if "listen [::]" not in line]
    text = "\n".join(lines)
    for old, new in (
        ("server 127.0.0.1:8000", f"server 127.0.0.1:{behind}"),
        ("listen 80", f"listen 127.0.0.1:{ports['http']}"),
        ("listen 443", f"listen 127.0.0.1:{ports['https']}"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", f"{folder}/cert.pem"),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", f"{folder}/key.pem"),
        ("/var/lib/newsroom/", f"{folder}/"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


def wait_for(port):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise TimeoutError


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    folder, ports = tmp_path_factory.mktemp("proxy"), {"http": free_port(), "https": free_port()}
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Newsroom)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    write_certificate(folder)
    user = "user root;" if os.geteuid() == 0 else ""
    site = site_in(folder, ports, behind.server_address[1])
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, site=site, user=user))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_for(ports["https"])
        yield {**ports, "folder": folder}
    finally:
        process.terminate()
        process.wait(20)
        behind.shutdown()
        behind.server_close()


def context_of(proxy, version=None, ciphers=""):
    context = ssl.create_default_context(cafile=proxy["folder"] / "cert.pem")
    if ciphers:
        context.set_ciphers(ciphers)
    if version:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the old ones are what is tried
            context.minimum_version = context.maximum_version = version
    return context


def shake_hands(proxy, **given):
    """Return the version and the cipher that both agree on. Raises SSLError."""
    with (
        socket.create_connection(("127.0.0.1", proxy["https"]), timeout=10) as plain,
        context_of(proxy, **given).wrap_socket(plain, server_hostname=NAME) as told,
    ):
        return told.version(), told.cipher()[0]


def ask(proxy, path, *, method="GET"):
    here = ("127.0.0.1", proxy["https"])
    connection = http.client.HTTPSConnection(NAME, context=context_of(proxy))
    connection._create_connection = lambda *_given: socket.create_connection(here, timeout=10)
    connection.request(method, path, headers={"Host": NAME})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_what_is_in_use_is_spoken_with_forward_secrecy(proxy, version):
    spoken, cipher = shake_hands(proxy, version=version)
    assert spoken == version.name.replace("_", ".")
    assert cipher.startswith(("ECDHE-", "TLS_"))
    assert "GCM" in cipher or "CHACHA20" in cipher


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_what_is_broken_is_not_spoken(proxy, version):
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"):
        shake_hands(proxy, version=version, ciphers="ALL:@SECLEVEL=0")


@pytest.mark.parametrize("ciphers", ["ECDHE+AES:!AESGCM:!AESCCM", "kRSA", "AES128-SHA"])
def test_weak_ciphers_are_not_taken(proxy, ciphers):
    with pytest.raises(ssl.SSLError, match=r"(?i)handshake.failure"):
        shake_hands(proxy, version=ssl.TLSVersion.TLSv1_2, ciphers=f"{ciphers}:@SECLEVEL=0")


def test_who_comes_in_the_clear_is_sent_to_https(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy["http"], timeout=10)
    connection.request("GET", "/sections/x/?a=1", headers={"Host": NAME})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/sections/x/?a=1")
    assert (answer.getheader("Server"), b"nginx/" in body) == ("nginx", False)


# What the newsroom answers, a file that is not there, more than may be sent, and what is no request.
ASKED = [
    ("GET", "/", 200), ("GET", "/static/none.css", 404), ("GET", "/media/none.jpg", 404),
    ("GET", "/" + "a" * 9000, 414), ("TRACE", "/", 405),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), ASKED)
def test_no_answer_tells_the_version_of_the_proxy(proxy, method, path, status):
    answer, body = ask(proxy, path, method=method)
    assert answer.status == status
    assert answer.getheader("Server") == "nginx"
    assert b"nginx/" not in body


def test_the_newsroom_hears_how_it_was_asked(proxy):
    answer, _body = ask(proxy, "/")
    assert answer.getheader("X-Proto") == "https"
