"""A server that speaks S3 on this machine, a process of its own, and a mood between it and who asks."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import urllib3

from newsroom.buckets.addresses import Bucket, Place

DENIED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>no</Message></Error>"
BROKEN = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>oh</Message></Error>"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """moto in a process: what is written to it stays in its memory."""

    def __init__(self):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._await()

    def _await(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib3.request("GET", self.url, retries=False, timeout=2)
                return
            except urllib3.exceptions.HTTPError:
                assert self.process.poll() is None, "the server of buckets did not start"
                assert time.monotonic() < deadline, "the server of buckets does not answer"
                time.sleep(0.05)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self):
        return boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id="key", aws_secret_access_key="secret",
            region_name="us-east-1",
        )  # fmt: skip

    def make(self, name, prefix="", *, port=None):
        """Make an empty bucket; returns how the newsroom comes to it."""
        self.client().create_bucket(Bucket=name)
        return Bucket(f"http://127.0.0.1:{port or self.port}", name, prefix, key="key", secret="secret")

    def keys(self, name):
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=name)
        return [one["Key"] for page in pages for one in page.get("Contents", ())]

    def close(self):
        self.process.kill()
        self.process.wait()


class Mood(BaseHTTPRequestHandler):
    """Hands each request on, unless the mood of the day is another."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path))
        self.server.mood(self, body)

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        length = dict(headers).get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


for verb in ("PUT", "POST", "DELETE", "HEAD"):
    setattr(Mood, f"do_{verb}", Mood.do_GET)


def well(handler, body):
    asked = urllib3.request(
        handler.command, f"{handler.server.behind}{handler.path}", body=body or None,
        headers=dict(handler.headers), retries=False, decode_content=False, redirect=False,
    )  # fmt: skip
    handler.answer(asked.status, asked.data, list(asked.headers.items()))


def denied(handler, body):
    handler.answer(403, DENIED)


def broken(handler, body):
    handler.answer(500, BROKEN)


def silent(handler, body):
    time.sleep(30)
    handler.close_connection = True


def cut(handler, body):
    """Break off in the middle of whatever is sent or fetched."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"x" * 10)
    handler.close_connection = True


def keep_media_in(settings, bucket, public=""):
    """Let the newsroom keep its media in a bucket."""
    settings.MEDIA = Place(bucket=bucket, public=public)
    settings.MEDIA_URL = f"{public}/" if public else "/media/"
    storage = {"BACKEND": "newsroom.buckets.media.MediaStorage", "OPTIONS": {"bucket": bucket}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


class Front(ThreadingHTTPServer):
    daemon_threads = True
    mood = staticmethod(well)

    def handle_error(self, request, client_address):
        """Who asks has given up."""


@contextmanager
def fronted(server):
    """Stand between a server and who asks; `mood` says how."""
    front = Front(("127.0.0.1", 0), Mood)
    front.behind, front.asked = server.url, []
    thread = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        front.shutdown()
        front.server_close()
