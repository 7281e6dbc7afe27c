"""Two or three people in one article, in any order of what people and machines do: no typed word is lost.

The suite runs one interleaving, always the same; INTERLEAVINGS=200 runs so many, INTERLEAVINGS_FROM=1000
begins at another seed.
"""

import os
import random
import socket
import subprocess
import sys
from contextlib import suppress
from time import sleep
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Error

from articles import publishing
from articles.models import Autosave, Revision
from articles.records import Record
from tests.browser.test_admin import PASSWORD
from tests.factories import make_user
from tests.sites import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = int(os.environ.get("INTERLEAVINGS", "1"))
FIRST = int(os.environ.get("INTERLEAVINGS_FROM", "0"))
ACTS = 16
# What a person or a machine does next, and how often.
WEIGHTS = {
    "type_on": 12, "save": 4, "take_over": 3, "publish": 1, "lose_network": 2, "find_network": 3,
    "restart": 1, "reload": 2, "close": 1, "go_back": 1, "end_session": 1, "press_twice": 1,
    "open_window": 1, "wait": 3,
}  # fmt: skip
PATIENCE = 15_000
HELD_HERE = """() => Object.entries(localStorage).filter(([name]) => name.startsWith('newsroom-unsaved'))
    .map(([, value]) => decodeURIComponent(value.replaceAll('+', ' '))).join(' ')"""


class Newsroom:
    """The server as a process of its own on the database of the tests, to be killed under the people."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = ["runserver", "--noreload", "--nostatic", f"127.0.0.1:{self.port}"]
        own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url_of()}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **own},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for _time in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            sleep(0.1)
        pytest.fail("the server does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()


def url_of():
    """Name the database of the tests, as the environment does."""
    own = connection.settings_dict
    user, password, host = (quote(str(own[key] or ""), safe="") for key in ("USER", "PASSWORD", "HOST"))
    account = f"{user}:{password}" if password else user
    return f"postgres://{account}@/{own['NAME']}?host={host}&port={own['PORT'] or 5432}"


class Person:
    """Somebody with one or two windows of the article, and the words that they typed."""

    def __init__(self, browser, newsroom, name, article, words):
        self.user, self.article, self.words = make_user(name, group="editor"), article, words
        self.newsroom, self.is_away = newsroom, False
        self.context = browser.new_context(locale="ar", viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(PATIENCE)
        self.typed = []
        self.sign_in()
        self.windows = [self.open()]

    @property
    def page(self):
        return self.windows[-1]

    def sign_in(self):
        client = Client()
        client.force_login(self.user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": f"{self.newsroom.url}/admin/"}]
        )

    def open(self):
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        self.go(page)
        return page

    def go(self, page):
        """Open the article; a server that is just starting is asked again."""
        for _time in range(5):
            with suppress(Error):
                page.goto(f"{self.newsroom.url}/admin/articles/article/{self.article.pk}/change/")
                page.wait_for_selector(".ProseMirror")
                return
            page.wait_for_timeout(300)

    def type_on(self, rng):
        """Type a word into the headline, the summary or the body; it counts once it stands there.

        Who finds a colleague in the text takes it over first, as often as not.
        """
        if rng.random() < 0.5:
            self.take_over(rng)
        word, page = next(self.words), self.page
        where = rng.choice(["[name=headline]", "[name=summary]", ".ProseMirror"])
        field = page.locator(where)
        if not field.count() or page.locator("dialog[open]").count():
            return
        field.focus()
        page.keyboard.press("Control+End" if rng.random() < 0.7 else "Control+Home")
        page.keyboard.type(f" {word} ")
        stands = field.inner_text() if where == ".ProseMirror" else field.input_value()
        if word in stands:
            self.typed.append(word)

    def press(self, selector, *, twice=False):
        button = self.page.locator(selector)
        if self.is_away or not button.count() or not button.first.is_enabled():
            return
        button.first.dispatch_event("click")
        if twice:
            with suppress(Error):
                button.first.dispatch_event("click", timeout=500)
        self.page.wait_for_timeout(700)
        self.page.wait_for_load_state("load")

    def save(self, rng, *, twice=False):
        self.press("#article-form [name=_save]", twice=twice)
        if self.page.locator(".merge").count() and rng.random() < 0.7:
            self.press(rng.choice([".merge [type=submit]", "#article-form [name=_save]"]))

    def press_twice(self, rng):
        self.save(rng, twice=True)

    def take_over(self, _rng):
        self.press("#presence button")

    def publish(self, _rng):
        self.press("button[value=publish]")

    def lose_network(self, _rng):
        self.is_away = True
        self.context.set_offline(True)

    def find_network(self, _rng):
        self.is_away = False
        self.context.set_offline(False)

    def reload(self, rng):
        if self.is_away:
            return
        self.go(self.page)
        if rng.random() < 0.6 and self.page.locator("#unsaved a.button-link").count():
            self.press("#unsaved a.button-link")

    def go_back(self, _rng):
        if not self.is_away:
            with suppress(Error):
                self.page.go_back(timeout=5000)
            self.go(self.page)

    def close(self, _rng):
        """Close a window as if it had crashed, and open another."""
        if self.is_away:
            return
        self.windows.pop().close()
        if not self.windows:
            self.windows.append(self.open())

    def open_window(self, _rng):
        if not self.is_away and len(self.windows) < 2:
            self.windows.append(self.open())

    def end_session(self, rng):
        """Lose the session while typing, and sign in again in place."""
        if self.is_away:
            return
        self.context.clear_cookies()
        before = len(self.typed)
        self.type_on(rng)
        if len(self.typed) > before and self._asked():
            self.page.fill("#signin-password", PASSWORD)
            self.page.click("#signin button[type=submit]")
            self.page.wait_for_selector("#signin", state="hidden")
        else:
            self.sign_in()

    def _asked(self):
        with suppress(Error):
            self.page.wait_for_selector("dialog#signin[open]", timeout=8_000)
            return True
        return False

    def wait(self, rng):
        self.page.wait_for_timeout(rng.randrange(200, 4000))

    def held_here(self):
        return " ".join(page.evaluate(HELD_HERE) for page in self.windows)


def number_words(seed):
    number = 0
    while True:
        number += 1
        yield f"كلمة{seed}و{number}ن"


def act_at_random(rng, people, newsroom):
    person = rng.choice(people)
    (act,) = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
    if act == "restart":
        newsroom.stop()
        for one in people:
            one.type_on(rng)
        newsroom.start()
    else:
        getattr(person, act)(rng)
    return f"{person.user.username}:{act}"


def come_back(people):
    """Bring everybody back to the network, and let what waits in browsers arrive."""
    for person in people:
        person.find_network(None)
        person.sign_in()
    for person in people:
        person.page.wait_for_timeout(5000)
        person.windows.append(person.open())
    people[0].page.wait_for_timeout(2500)


def kept_texts(article):
    """Gather all versions of the article, and what stands beside them."""
    texts = [str(snapshot) for snapshot in article.revisions.values_list("snapshot", flat=True)]
    texts += [
        str(fields) for fields in Autosave.objects.filter(is_closed=False).values_list("fields", flat=True)
    ]
    return " ".join(texts)


@pytest.fixture
def newsroom(db):
    newsroom = Newsroom()
    yield newsroom
    newsroom.stop()


@pytest.fixture(scope="module")
def tally(request):
    counts = {"interleavings": 0, "typed": 0, "lost": 0}
    yield counts
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\n{told}")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_no_typed_word_is_lost_in_any_order_of_things(browser, newsroom, tally, seed):
    rng = random.Random(seed)
    writer = make_user("writer", group="editor")
    record = Record.from_mapping({"headline": "الميناء", "body": "<p>نص أول</p><p>نص ثان</p>"})
    article = publishing.create(record, by=writer)
    words = number_words(seed)
    people = [Person(browser, newsroom, f"person{n}", article, words) for n in range(rng.choice([2, 2, 3]))]
    try:
        people[0].type_on(rng)  # whose the text is: no story is without a word
        story = [act_at_random(rng, people, newsroom) for _act in range(ACTS)]
        come_back(people)
        kept = kept_texts(article) + " ".join(person.held_here() for person in people)
    finally:
        for person in people:
            person.context.close()
    typed = [word for person in people for word in person.typed]
    lost = [word for word in typed if word not in kept]
    tally["interleavings"] += 1
    tally["typed"] += len(typed)
    tally["lost"] += len(lost)
    assert typed, " ".join(story)
    assert lost == [], " ".join(story)
    assert Revision.objects.filter(article=article).exists()
