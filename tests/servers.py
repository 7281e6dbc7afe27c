"""A web server on this machine whose answers a test writes; no test reaches any other."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from articles.models import AllowedNetwork


class Site:
    """Answers by path: a function of the handler, or a tuple of status, headers and body."""

    def __init__(self, server):
        self.server = server
        self.pages = {}
        self.seen = []

    @property
    def port(self):
        return self.server.server_address[1]

    def url(self, path="/feed"):
        return f"http://127.0.0.1:{self.port}{path}"

    def show(self, body, path="/feed", *, status=200, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body if isinstance(body, bytes) else body.encode())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        site = self.server.site
        site.seen.append((self.path, dict(self.headers)))
        answer = site.pages.get(self.path, (404, {}, b""))
        if callable(answer):
            answer(self)
            self.close_connection = True
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args):
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that breaks off is what some tests are about."""


@contextmanager
def served(*, context=None):
    server = QuietServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.site = Site(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def allow(site):
    """List the server, as an administrator would."""
    return AllowedNetwork.objects.create(network="127.0.0.1/32", port=site.port)
