import errno
import hashlib
import http.client
import secrets
import signal
import socket
import sys
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connections, transaction
from django.utils.translation import gettext as _

from newsroom import checks, database, environment
from newsroom.environment import ConfigurationError
from newsroom.supervisor import Child, Supervisor

HOST = "127.0.0.1"
ADMINISTRATOR = "admin"
DATABASE_INTERVAL = 5  # seconds between two looks at the embedded database
READY_LIMIT = 60  # seconds


class PortUnusable(ConfigurationError):
    """The web server could not listen there."""

    def __init__(self, port: int, error: OSError) -> None:
        why_ar, why_en = "مستخدم في برنامج آخر", "in use by another program"
        if error.errno != errno.EADDRINUSE:
            why_ar, why_en = "غير متاح", f"not usable ({error.strerror})"
        super().__init__(
            f"المنفذ {port} {why_ar}. اختر غيره، مثلا: make run PORT={port % 60000 + 1000}",
            f"Port {port} is {why_en}. Choose another, for example: make run PORT={port % 60000 + 1000}",
        )


class Command(BaseCommand):
    help = "Prepare the database and serve the newsroom, web and worker, on this machine."
    requires_system_checks = []

    def handle(self, **options):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        self.port = environment.port()
        refuse_unusable_port(self.port)
        checks.refuse_unfit_database()
        self.prepare()
        connections.close_all()
        sys.exit(self.serve())

    def prepare(self):
        call_command("migrate", interactive=False, verbosity=0)
        collect_static_if_changed()
        if not get_user_model().objects.filter(is_superuser=True).exists():
            self.furnish()

    def furnish(self):
        """Fill a new database: the sample, then, as the mark that it was done, the administrator."""
        load_sample()
        password = create_administrator()
        self.tell(
            "\n"
            "أُنشئ حساب المدير الأول. لن تظهر كلمة المرور مرة أخرى، فغيّرها بعد الدخول.\n"
            "The first administrator was created. This password is shown once; change it after login.\n"
            f"    username: {ADMINISTRATOR}\n"
            f"    password: {password}\n"
        )

    def tell(self, text):
        """Say it now: a log or a pipe would wait for the end of the newsroom."""
        self.stdout.write(text)
        self.stdout.flush()

    def serve(self):
        self.started = self.looked = time.monotonic()
        self.is_announced = False
        supervisor = Supervisor(Child(web_command(self.port)), Child(worker_command()), self.on_tick)
        status = supervisor.run()
        if status:
            self.stderr.write(
                _("The web server ended (status %(status)s); everything was stopped.") % {"status": status}
            )
        else:
            self.tell(_("The newsroom has stopped."))
        return status

    def on_tick(self):
        now = time.monotonic()
        if not self.is_announced and now - self.started < READY_LIMIT:
            self.announce_once_ready()
        if now - self.looked > DATABASE_INTERVAL:
            self.looked = now
            database.ensure_running()

    def announce_once_ready(self):
        if answers(self.port):
            self.is_announced = True
            url = settings.SITE_URL
            self.tell(
                _("The newsroom is open at %(url)s/ and its admin at %(url)s/admin/. Ctrl-C stops it.")
                % {"url": url}
            )


def _leave(number, frame):
    raise SystemExit(128 + number)


def refuse_unusable_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortUnusable(port, error) from None


def collect_static_if_changed():
    """Collect the static files, unless the last collection was of the same ones."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = f"{settings.STORAGES['staticfiles']} {static_state()}"
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def static_state():
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_sample():
    """Load the sample newsroom, all of it or nothing, unless there are articles already."""
    article = apps.get_model("articles", "Article")
    if "load_sample" in get_commands() and not article.objects.exists():
        with transaction.atomic():
            call_command("load_sample")


def create_administrator():
    """Create the first administrator and return the password, which is kept nowhere."""
    password = secrets.token_urlsafe(12)
    get_user_model().objects.create_superuser(ADMINISTRATOR, password=password)
    return password


def web_command(port):
    listen = ("--bind", f"{HOST}:{port}", "--chdir", str(settings.BASE_DIR), "--no-control-socket")
    shape = ("--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--log-level", "warning")
    # gunicorn would believe any local program that a request came over TLS; TRUSTED_PROXIES decides.
    doubt = ("--forwarded-allow-ips", "")
    lines = ("--logger-class", "newsroom.seeing.server_log.ServerLogger")
    return [sys.executable, "-m", "gunicorn", "newsroom.wsgi", *listen, *shape, *doubt, *lines]


def worker_command():
    manage = str(settings.BASE_DIR / "manage.py")
    return [
        sys.executable,
        manage,
        "procrastinate",
        "worker",
        "--concurrency",
        "4",
        "--shutdown-graceful-timeout",
        "5",
    ]


def answers(port):
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return bool(connection.getresponse().status)
    except OSError:
        return False
    finally:
        connection.close()
