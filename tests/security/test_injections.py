"""Whatever is typed stays text: for templates, statements, headers, letters and the place that one is led to."""

import io
import time
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from articles.models import Article
from articles.newsletter.edition import edition
from articles.newsletter.letters import write
from articles.verifying import verify_image
from newsroom import inviting
from tests.factories import make_article, make_user
from tests.security.attacked import attack_the_rest, write_attacked

pytestmark = pytest.mark.django_db

EVIL = "evil.example"
TARGETS = (
    f"https://{EVIL}/", f"http:{EVIL}", f"//{EVIL}/", f"///{EVIL}/", f"////{EVIL}/", rf"\\{EVIL}", rf"/\{EVIL}/",
    rf"\/{EVIL}", f"/\t/{EVIL}", f"/\n/{EVIL}", f" https://{EVIL}", f"\x00//{EVIL}", f"\x01https://{EVIL}",
    f"https:/{EVIL}", f"https:{EVIL}", f"https://testserver@{EVIL}/", f"https://testserver.{EVIL}/",
    f"https://{EVIL}#testserver", rf"https://{EVIL}\@testserver/", f"//{EVIL}%2f..", f"/%09/{EVIL}", f"/%5c{EVIL}",
    f"／／{EVIL}/", f"//{EVIL}。/", f"https：//{EVIL}", f"\u2028//{EVIL}", f"\u202e//{EVIL}", f"/.//{EVIL}",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
    f"ftp://{EVIL}", f"//{EVIL}:80/", f"//[::1]@{EVIL}", f"http://[{EVIL}]/", f"//{EVIL}\\testserver",
)  # fmt: skip


def get_raw(path):
    """Ask for a path as it is, not as a client would write it."""
    return Client().get("/x", PATH_INFO=path.encode().decode("latin-1"))


def leads_away(location: str) -> bool:
    """Read an address as browsers do: signs that cannot be seen dropped, a backslash a slash."""
    bare = "".join(char for char in location.strip("".join(map(chr, range(33)))) if char not in "\t\r\n")
    parts = urlsplit(bare.replace("\\", "/"))
    return parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver")


def test_the_measure_itself_knows_what_leads_away():
    assert leads_away(rf"/\{EVIL}")
    assert leads_away(f"/\n/{EVIL}")
    assert leads_away("java\nscript:x")
    assert not leads_away("/admin/?next=//evil.example")


def asked_to_lead_to(target, boss, password):
    """Ask each address that leads on where one came from."""
    given = {"username": boss.username, "password": password, "next": target}
    yield Client().post(reverse("admin:login"), given)
    yield Client().post(f"{reverse('admin:login')}?{'next'}={target.replace('&', '')}", {**given, "next": ""})
    inside = Client()
    inside.force_login(boss)
    yield inside.get(reverse("admin:login"), {"next": target})
    yield inside.post(reverse("admin:language"), {"language": "en", "next": target})
    yield inside.post(reverse("admin:confirm"), {"password": password, "next": target})
    yield inside.post(reverse("admin:tags_keywordpair_search"), headers={"Referer": target.strip()})
    yield inside.get(reverse("admin:second_factor"), {"next": target})


@pytest.mark.parametrize("target", TARGETS)
def test_nobody_is_led_away_from_the_desk(target):
    boss = make_user(is_superuser=True)
    for response in asked_to_lead_to(target, boss, "كلمة-مرور-طويلة"):
        assert response.status_code in (200, 302, 400, 403), response.request["PATH_INFO"]
        assert not leads_away(response.get("Location", "")), response.request["PATH_INFO"]


@pytest.mark.parametrize("target", TARGETS)
def test_no_public_address_leads_away(target):
    article = make_article()
    for path in (f"//{EVIL}/x", f"/{target}", f"/articles/{article.pk}/{target}", f"/sections/{target}/x"):
        response = get_raw(path)
        assert response.status_code in (301, 302, 400, 404), path
        assert not leads_away(response.get("Location", "")), path


BREAKS = (
    "\r\nSet-Cookie: trip=1",
    "\nX-Trip: 1",
    "\r\n\r\n<script>trip()</script>",
    "\u2028X-Trip: 1",
    "嘊嘍X-Trip: 1",
)


@pytest.mark.parametrize("attack", BREAKS)
def test_no_line_of_a_head_begins_in_what_was_asked_for(attack):
    article = make_article()
    boss = Client()
    boss.force_login(make_user(is_superuser=True))
    asked = [
        get_raw(f"/articles/{article.pk}/{attack}/"),
        get_raw(f"/sections/{attack}/"),
        get_raw(f"/most-read{attack}"),
        Client().get("/search/", {"q": attack, "section": attack}),
        Client().get("/", headers={"X-Request-ID": attack.replace("\r", "").replace("\n", "")}),
        boss.get(reverse("admin:articles_article_changelist"), {"q": attack}),
        boss.post(reverse("admin:language"), {"language": attack, "next": f"/admin/{attack}"}),
    ]
    for response in asked:
        assert response.status_code in (200, 301, 302, 400, 404), response.request["PATH_INFO"]
        names = {line.partition(b":")[0].lower() for line in response.serialize_headers().splitlines()}
        assert names <= {name.lower().encode() for name in response.headers}
        assert not names & {b"x-trip", b"set-cookie"}
        assert "trip" not in response.cookies


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "%0a", "\u2028"])
def test_no_letter_gets_another_head_or_reader(settings, break_):
    settings.HAS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "letters@marsa.example"
    address = f"reader@marsa.example{break_}Bcc: all@{EVIL}"
    response = Client().post("/newsletter/", {"email": address}, headers={"Origin": "http://testserver"})
    assert response.status_code == 422
    boss = Client()
    boss.force_login(make_user(is_superuser=True))
    given = {"groups": [Group.objects.get(name="reporter").pk], "own_password": "كلمة-مرور-طويلة"}
    boss.post(reverse("admin:newsroom_invitation_add"), {**given, "email": address})
    assert mail.outbox == []
    boss.post(reverse("admin:newsroom_invitation_add"), {**given, "email": "reader@marsa.example"})
    assert [letter.recipients() for letter in mail.outbox] == [["reader@marsa.example"]]


def test_whoever_asks_to_be_led_on_at_the_desk_is():
    led = [
        answer.get("Location")
        for answer in asked_to_lead_to("/admin/tags/", make_user(is_superuser=True), "كلمة-مرور-طويلة")
    ]
    assert led.count("/admin/tags/") >= 3


def test_the_names_of_who_is_invited_and_of_the_site_stay_in_their_line(settings):
    settings.HAS_MAIL, settings.SITE_NAME = True, "المرسى {{7*7}} %(site)s %s <b>"
    boss = make_user("boss", first_name="سارة\r\nBcc: all@evil.example", is_superuser=True)
    assert inviting.send(inviting.invite(email="new@marsa.example", groups=[], sections=[], by=boss))
    [letter] = mail.outbox
    assert letter.recipients() == ["new@marsa.example"]
    assert settings.SITE_NAME in letter.subject
    assert "Bcc" not in letter.message()


# 1337 times 1337 stands in no page of ours by itself.
PRODUCT = "1787569"
TEMPLATES = (
    "{{1337*1337}}", "{% debug %}", "{% include 'admin/base.html' %}", "{{settings.SECRET_KEY}}", "${1337*1337}",
    "#{1337*1337}", "<%= 1337*1337 %>", "%(site)s %s %d", "{0.__class__.__init__.__globals__}", "{site!r:>99}",
    "{{request.META}}", "{% load static %}{% csrf_token %}", "@(1337*1337)", "{{''.__class__.mro()}}", "%n%x%99999s",
    "[[1337*1337]]", "*{1337*1337}", "{# x #}", "{%% verbatim %%}", "$(id) `id`", "{php}echo 1337*1337{/php}",
    "#set($x=1337*1337)${x}", "{{=1337*1337}}", "~{1337*1337}",
)  # fmt: skip


def test_no_template_is_made_of_what_was_typed(settings):
    settings.SITE_NAME = TEMPLATES[0] + TEMPLATES[7]
    settings.HAS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "letters@marsa.example"
    boss = make_user("boss", is_superuser=True)
    articles = write_attacked(list(TEMPLATES))
    pages = attack_the_rest([f"{number} {attack}" for number, attack in enumerate(TEMPLATES)], articles, boss)
    told = [read(page.get_absolute_url()) for page in pages]
    for article, attack in zip(articles, TEMPLATES, strict=True):
        page = read(article.get_absolute_url())
        assert escape(attack) in page or escape(attack).replace("&#x27;", "&#39;") in page, attack
        told += [page, read(f"/articles/{article.pk}.json"), read(f"/search/?q={attack[:5]}")]
    for article in articles[::6]:
        told.append(read(reverse("admin:articles_article_change", args=[article.pk]), boss))
    told += [read(path) for path in ("/", "/feeds/latest.rss", "/feeds/latest.json", "/manifest.webmanifest")]
    told += [read(reverse(f"admin:{name}"), boss) for name in ("index", "articles_article_changelist")]
    letter = write(edition(30, since=timezone.now() - timedelta(days=2)), timezone.localdate())
    told += [letter.subject, letter.text, letter.html]
    for text in told:
        assert PRODUCT not in text
        assert django_settings.SECRET_KEY not in text
    assert TEMPLATES[0] in letter.subject


def read(path, boss=None):
    client = Client()
    if boss:
        client.force_login(boss)
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


STATEMENTS = (
    "'", "''", '"', "\\'", "') OR 1=1--", "'; DROP TABLE articles_article;--", "1; SELECT pg_sleep(60)--",
    "' UNION SELECT password FROM newsroom_user--", "$$;SELECT pg_sleep(60);$$", "1) OR (SELECT pg_sleep(60)) IS NULL--",
    "%' OR '%'='", "%%", "_%_%_%", "\\", "E'\\x41'", "U&'\\0041'", "{}", "1e309", "-1", "0x41", "NULL", "array[1]",
    "a:*&!b|(c", "<->", "'a' <5> 'b'", ":*", "&", "|", "!", "((((", "مصدر:' OR 1=1--", "عنوان:\\'", "-'", '"\'"',
    "'::tsquery", "||pg_sleep(60)||", "\u02bc OR 1=1", "＇ OR 1=1--", "99999999999999999999", "1 OR 1=1",
)  # fmt: skip


@pytest.mark.parametrize("attack", STATEMENTS)
def test_no_statement_is_made_of_what_readers_ask(attack):
    make_article()
    began = time.monotonic()
    others = dict.fromkeys(("section", "source", "keyword", "from", "to", "sort", "page"), attack)
    for given in ({"q": attack}, {"q": "جسر", **others}):
        assert Client().get("/search.json", given).status_code == 200
    assert Client().get("/search/", {"q": attack, **others}).status_code == 200
    for path in ("/", "/most-read/", "/archive/2024/05/17/"):
        assert Client().get(path, {"after": attack}).status_code in (200, 404)
    assert Client().get("/search/suggest.json", {"q": attack}).status_code == 200
    assert get_raw(f"/sections/{attack}/").status_code in (301, 404)
    assert get_raw(f"/articles/by-external-id/{attack}.json").status_code == 404
    assert time.monotonic() - began < 60
    assert Article.objects.count() == 1


LISTS = (
    "articles_article",
    "articles_image",
    "tags_keyword",
    "newsroom_user",
    "articles_importitem",
    "articles_section",
)
FILTERS = (
    "q", "o", "e", "p", "all", "status", "section", "source", "date", "published_at__gte", "id__in", "view", "ids",
)  # fmt: skip


@pytest.mark.parametrize("attack", STATEMENTS[::6])
def test_no_statement_is_made_of_what_the_desk_filters_by(attack):
    make_article()
    boss = Client(raise_request_exception=False)
    boss.force_login(make_user(is_superuser=True))
    for name in LISTS:
        path = reverse(f"admin:{name}_changelist")
        for given in ({"q": attack}, {"o": attack, "p": attack}, dict.fromkeys(FILTERS, attack)):
            assert boss.get(path, given).status_code in (200, 302, 400), (name, given)
    for kind in ("keyword", "source", "article", "image", "person"):
        assert boss.get(reverse(f"admin:complete_{kind}"), {"q": attack}).status_code == 200
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    "lookup",
    ["created_by__password__startswith", "created_by__email__contains", "latest_revision__by__password__regex",
     "created_by__totp_secret__startswith", "created_by__groups__name", "revisions__snapshot__contains"],
)  # fmt: skip
def test_no_list_tells_of_columns_that_it_does_not_filter_by(editor, lookup):
    make_article()
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    response = client.get(reverse("admin:articles_article_changelist"), {lookup: "a"})
    assert response.status_code in (302, 400)


SCRIPT = b"<script>trip()</script><?php system('id') ?>"


def _gif():
    """A picture whose first bytes are a script's, too: «GIF89a=1/*» opens a comment."""
    data = io.BytesIO()
    Pillow.new("P", (0x2F2A, 1)).save(data, "GIF")
    return data.getvalue() + b"*/=1;" + SCRIPT


def _png():
    words, data = PngInfo(), io.BytesIO()
    words.add_text("Comment", SCRIPT.decode())
    words.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    Pillow.new("RGB", (8, 8)).save(data, "PNG", pnginfo=words)
    return data.getvalue() + SCRIPT


def _jpeg():
    exif, data = Pillow.Exif(), io.BytesIO()
    exif[0x010E], exif[0x8298] = SCRIPT.decode(), SCRIPT.decode()
    exif.get_ifd(0x8825)[1] = "N"
    Pillow.new("RGB", (8, 8)).save(data, "JPEG", exif=exif, comment=SCRIPT)
    return data.getvalue() + SCRIPT


def _webp():
    exif, data = Pillow.Exif(), io.BytesIO()
    exif[0x010E] = SCRIPT.decode()
    Pillow.new("RGB", (8, 8)).save(data, "WEBP", exif=exif, xmp=SCRIPT)
    return data.getvalue()


@pytest.mark.parametrize("name", ["x.gif", "x.png", "x.jpg", "x.webp", "x.php.gif", "x.svg", "../../x.html"])
@pytest.mark.parametrize("make", [_gif, _png, _jpeg, _webp])
def test_what_is_a_picture_and_a_script_leaves_as_a_picture(make, name):
    picture = verify_image(SimpleUploadedFile(name, make()))
    content = picture.read()
    assert b"script" not in content
    assert b"php" not in content
    assert picture.name.rpartition(".")[2] in ("gif", "png", "jpg", "webp")
    assert "/" not in picture.name
    with Pillow.open(io.BytesIO(content)) as image:
        assert not image.getexif()
