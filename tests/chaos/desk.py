"""An editor at work, through the addresses and forms of the desk, as a browser sends them."""

import html5lib
import urllib3

from tests.articles.admin.pages import find_all, form_fields
from tests.articles.admin.pages import parse as parse_page

TIMEOUT = urllib3.Timeout(connect=5, read=40)


class Refused(Exception):
    """The desk answered something else than was hoped for."""


class Answer:
    def __init__(self, response):
        self.status, self.content = response.status, response.data
        self.location = response.headers.get("Location", "")

    @property
    def text(self):
        return self.content.decode(errors="replace")


class Desk:
    def __init__(self, origin, username="chaos-editor", password="كلمة-مرور-طويلة"):
        self.origin, self.username, self.password = origin, username, password
        self.cookies = {}
        self.pool = urllib3.PoolManager(num_pools=1, maxsize=1, retries=False, timeout=TIMEOUT)

    def send(self, method, path, *, accept="text/html", **given):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Accept": accept, "Referer": self.origin + path, "Origin": self.origin}
        response = self.pool.request(
            method, self.origin + path, headers=headers, redirect=False, **given
        )  # fmt: skip
        for line in response.headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response)

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, fields, **given):
        return self.send("POST", path, fields=list(fields.items()), **given)

    def sign_in(self):
        page = self.get("/admin/login/")
        given = {"csrfmiddlewaretoken": token_in(page), "next": "/admin/"}
        answer = self.post("/admin/login/", given | {"username": self.username, "password": self.password})
        if answer.status != 302:
            raise Refused(f"sign-in: {answer.status}")
        return self

    def blank(self):
        """Open the form of a new article."""
        return self.fields_of("/admin/articles/article/add/")

    def fields_of(self, path):
        page = self.get(path)
        if page.status != 200:
            raise Refused(f"GET {path}: {page.status}")
        return form_fields(page)

    def save(self, path, fields):
        """Send a form; returns the number of its article once the desk says that it is saved."""
        answer = self.post(path, fields)
        number = number_in(answer.location)
        if answer.status != 302 or number is None:
            raise Refused(f"POST {path}: {answer.status}")
        return number

    def new_article(self, words, fields=None):
        fields = fields or self.blank()
        return self.save("/admin/articles/article/add/", fields | described(words))

    def change(self, number, words):
        path = f"/admin/articles/article/{number}/change/"
        fields = self.fields_of(path)
        return self.save(path, fields | {"body": f"{fields['body']}<p>{words}</p>"})

    def move(self, number, name, **given):
        """Make a move on its page, and agree to what it asks to look at."""
        path = f"/admin/articles/article/{number}/move/{name}/"
        page = self.get(path)
        fields = {field: value for field, value in fields_anywhere(page).items() if value}
        answer = self.post(path, fields | given)
        if answer.status != 302:
            raise Refused(f"{name} of {number}: {answer.status}")

    def publish(self, number):
        self.move(number, "publish")

    def withdraw(self, number):
        self.move(number, "withdraw", password=self.password)

    def upload(self, name, data):
        path = "/admin/articles/image/upload/"
        fields = {"csrfmiddlewaretoken": token_in(self.get(path)), "files": (name, data, "image/png")}
        return self.post(path, fields, accept="application/json")

    def autosave(self, fields, words, number=""):
        given = {**fields, **described(words), "_turn": "1", "_article": str(number)}
        return self.post("/admin/articles/article/autosave/", given, accept="application/json")


def described(words):
    return {"headline": f"خبر {words}", "body": f"<p>وصل الخبر {words} إلى غرفة الأخبار في موعده.</p>"}


def number_in(location):
    parts = location.split("/")
    return next((int(part) for part in parts if part.isdecimal()), None)


def token_in(page):
    return fields_anywhere(page).get("csrfmiddlewaretoken", "")


def fields_anywhere(page):
    found = {}
    for element in find_all(parse_page(page), "input", "textarea"):
        if (name := element.get("name")) and element.get("type") not in ("file", "checkbox", "submit"):
            found[name] = element.get("value") or element.text or ""
    return found


def text_of(page):
    return " ".join("".join(html5lib.parse(page.content.decode()).itertext()).split())
