import json
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from articles.admin import fates, pasted
from articles.importers.pasting import batch_token, line_key, read_paste, write_paste
from articles.importers.reports import Options
from articles.models import Article, ImportBatch, ImportedPage, ImportItem, Outcome, Revision, Status
from tests.articles.admin.pages import find_all, form_fields, parse, text_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
URL = "/admin/articles/article/paste/"
PARSE = "/admin/articles/article/paste/parse/"
PAGE = """وصول أول قطار إلى محطة السفح الجديدة

17 مايو 2024

وصل أول قطار إلى محطة السفح الجديدة صباح الجمعة، وكان في استقباله مئات السكان والتلاميذ.

وقال رئيس المحطة إن الرحلات ستنطلق كل ساعة، وإن التذاكر ستباع في الأكشاك القديمة.

الكلمات المفتاحية: قطارات، السفح
المصدر: صحيفة المرسى
"""
LINES = PAGE.splitlines()
FRENCH = "Une médiathèque à Safh\n\nLa ville a inauguré jeudi une médiathèque près du marché.\n"


def roles(*pairs, lines=LINES):
    return json.dumps([[line, role, line_key(lines[line - 1])] for line, role in pairs])


def send(client, text=PAGE, url=URL, **fields):
    """Send the form as a browser would, with what it was given and its changes."""
    form = {} if url == PARSE else form_fields(client.get(URL), "paste-form")
    return client.post(url, {**form, "text": text, **fields})


def make(client, text=PAGE, **fields):
    return send(client, text, _make="1", **fields)


def shown_roles(response):
    rows = [row for row in find_all(parse(response), "li") if row.get("data-line")]
    return {int(row.get("data-line")): row.get("data-role") for row in rows}


@pytest.mark.parametrize("group", ["reporter", "editor", "managing editor", "import staff"])
def test_whoever_writes_or_imports_pastes(client, group):
    client.force_login(make_user(group=group))
    assert client.get(URL).status_code == 200
    assert URL in client.get("/admin/").content.decode()
    assert URL in client.get("/admin/articles/article/").content.decode()


def test_who_only_reads_does_not_paste(client):
    client.force_login(make_user())
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"text": PAGE, "_make": "1"}).status_code == 403
    assert client.post(PARSE, {"text": PAGE}).status_code == 403
    assert URL not in client.get("/admin/").content.decode()
    assert not Article.objects.exists()


def test_the_script_is_told_lines_articles_and_counts(client, editor):
    client.force_login(editor)
    answer = send(client, url=PARSE).json()
    assert 'data-role="headline"' in answer["lines"]
    assert "العنوان" in answer["lines"]
    assert "وصول أول قطار" in answer["cards"]
    assert "صحيفة المرسى" in answer["cards"]
    assert "مقال واحد" in answer["summary"]
    assert "10 أسطر" in answer["summary"]
    assert answer["records"] == 1
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "سطر واحد"), (2, "سطران"), (3, "3 أسطر"), (11, "11 سطرا"), (100, "100 سطر"), (102, "102 سطر")],
)
def test_lines_are_counted_in_good_arabic(client, editor, count, words):
    client.force_login(editor)
    answer = send(client, "\n".join(["قال المهندس إن العمل انتهى."] * count), url=PARSE).json()
    assert f"· {words}" in answer["summary"]


def test_a_correction_is_followed_at_once(client, editor):
    client.force_login(editor)
    answer = send(client, url=PARSE, roles=roles((5, "subheading"))).json()
    assert "<h2>وصل أول قطار" in answer["cards"]
    assert "تصحيح واحد" in answer["summary"]
    assert json.loads(answer["roles"]) == [[5, "subheading", line_key(LINES[4])]]


def test_a_correction_follows_its_line_when_the_text_moves(client, editor):
    client.force_login(editor)
    moved = f"سطر جديد\n\n{PAGE}"
    answer = send(client, moved, url=PARSE, roles=roles((5, "subheading"))).json()
    assert json.loads(answer["roles"]) == [[7, "subheading", line_key(LINES[4])]]
    gone = PAGE.replace(LINES[4], "نص آخر لا يشبه ما سبقه في شيء.")
    answer = send(client, gone, url=PARSE, roles=roles((5, "subheading"))).json()
    assert "سقط تصحيح واحد" in answer["summary"]


def test_an_article_begins_where_a_person_says(client, editor):
    client.force_login(editor)
    answer = send(client, url=PARSE, roles=roles((7, "start"))).json()
    assert answer["records"] == 2
    assert "مقالان" in answer["summary"]


def test_what_a_person_says_makes_an_article_of_a_page_without_one(client, editor):
    client.force_login(editor)
    text = "إعلان"
    response = make(client, text)
    assert response.status_code == 200
    assert "لم يُعثر على مقال" in text_of(response)
    response = make(client, text, roles=roles((1, "paragraph"), lines=[text]))
    assert response.status_code == 302
    assert "إعلان" in Article.objects.get().body


def test_drafts_are_made_through_the_door_in_a_batch_of_this_person(client, editor):
    client.force_login(editor)
    response = make(client, roles=roles((5, "subheading")))
    article, batch, item = Article.objects.get(), ImportBatch.objects.get(), ImportItem.objects.get()
    assert response.headers["Location"] == reverse("admin:articles_article_pasted", args=[batch.pk])
    assert (article.status, article.created_by, article.is_touched) == (Status.DRAFT, editor, False)
    assert article.keywords.names() == ["قطارات", "السفح"]
    assert article.source.name == "صحيفة المرسى"
    assert Revision.objects.get().kind == "import"
    assert (batch.by, batch.state, batch.counts["created"]) == (editor, "finished", 1)
    assert (item.batch, item.article, item.outcome) == (batch, article, Outcome.CREATED)
    assert item.page.text == PAGE
    fate = next(fate for fate in item.page.fates if fate["line"] == 5)
    assert fate == {"line": 5, "role": "subheading", "article": article.pk, "given": True}


def test_the_drafts_are_shown_with_ways_on(client, editor):
    client.force_login(editor)
    page = client.get(make(client).headers["Location"])
    article, item = Article.objects.get(), ImportItem.objects.get()
    links = [link.get("href") for link in find_all(parse(page), "a")]
    assert reverse("admin:articles_article_change", args=[article.pk]) in links
    assert reverse("admin:articles_importitem_change", args=[item.pk]) in links
    assert "مسودة جديدة واحدة" in text_of(page)


def test_a_reporter_sees_the_drafts_and_no_import(client, reporter):
    client.force_login(reporter)
    page = client.get(make(client).headers["Location"])
    assert page.status_code == 200
    links = [link.get("href") for link in find_all(parse(page), "a")]
    assert not [link for link in links if link and "importitem" in link]
    assert client.get(f"/admin/articles/article/{Article.objects.get().pk}/change/").status_code == 200


def test_the_drafts_of_another_are_shut_to_a_reporter(client, editor, reporter):
    client.force_login(editor)
    address = make(client).headers["Location"]
    client.force_login(reporter)
    assert client.get(address).status_code == 403


def test_a_batch_of_the_command_has_no_such_page(client, editor):
    make_article()
    client.force_login(editor)
    batch = ImportBatch.objects.get()
    assert client.get(reverse("admin:articles_article_pasted", args=[batch.pk])).status_code == 404


def test_a_form_sent_twice_makes_one_batch(client, editor):
    client.force_login(editor)
    token = str(uuid.uuid4())
    first, second = make(client, token=token), make(client, token=token)
    assert first.headers["Location"] == second.headers["Location"]
    assert (ImportBatch.objects.count(), Article.objects.count()) == (1, 1)


def test_a_form_changed_and_sent_again_is_another_batch(client, editor):
    client.force_login(editor)
    token = str(uuid.uuid4())
    make(client, token=token)
    make(client, PAGE.replace("قطار", "ترام"), token=token)
    assert (ImportBatch.objects.count(), Article.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_once_makes_one_batch(client, editor):
    client.force_login(editor)
    token, found = str(uuid.uuid4()), []
    cookies = client.cookies

    def press():
        try:
            other = client.__class__()
            other.cookies = cookies
            found.append(other.post(URL, {"text": PAGE, "token": token, "_make": "1"}).headers["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert (ImportBatch.objects.count(), Article.objects.count()) == (1, 1)


def test_the_same_page_again_is_known_with_its_outcome(client, editor):
    client.force_login(editor)
    make(client, roles=roles((5, "subheading")))
    answer = send(client, url=PARSE).json()
    assert "وردت هذه الصفحة من قبل" in answer["summary"]
    assert "وصول أول قطار" in answer["summary"]
    assert "لن يتغير شيء" in answer["cards"]
    # What was said of its lines before is said of them again …
    assert json.loads(answer["roles"]) == [[5, "subheading", line_key(LINES[4])]]
    # … until the person takes it back.
    assert json.loads(send(client, url=PARSE, roles="[]").json()["roles"]) == []


def test_a_page_made_again_is_unchanged(client, editor):
    client.force_login(editor)
    make(client)
    page = client.get(make(client).headers["Location"])
    assert "مقال واحد موجود من قبل" in text_of(page)
    assert Article.objects.count() == 1


def test_a_later_correction_replaces_the_fates_of_the_page(client, editor):
    client.force_login(editor)
    make(client)
    make(client, roles=roles((10, "tools"), (9, "tools")))
    page = ImportedPage.objects.get()
    assert {fate["role"] for fate in page.fates if fate["line"] in (9, 10)} == {"tools"}
    article = Article.objects.get()  # the same text: its facts are updated
    assert article.keywords.names() == []


def test_a_text_that_people_edited_is_kept_and_the_pasted_one_beside_it(client, editor):
    client.force_login(editor)
    make(client)
    Article.objects.update(is_touched=True)
    page = client.get(make(client, roles=roles((9, "tools"))).headers["Location"])
    assert "نسخةً بجانب نصه" in text_of(page)
    assert Article.objects.get().has_conflict


def test_a_reporter_cannot_change_by_pasting_what_is_not_theirs(client, editor, reporter):
    client.force_login(editor)
    make(client)
    Article.objects.update(status=Status.IN_REVIEW)
    client.force_login(reporter)
    assert "لا يحق لك تغييره" in send(client, url=PARSE, roles=roles((9, "tools"))).json()["cards"]
    page = client.get(make(client, roles=roles((9, "tools"))).headers["Location"])
    assert "لا يحق لك تغييره" in text_of(page)
    article = Article.objects.get()
    assert article.keywords.names() == ["قطارات", "السفح"]
    assert Revision.objects.count() == 1


def test_options_fill_only_what_the_page_lacks(client, editor):
    client.force_login(editor)
    make_article(section="مجتمع", source="إذاعة السفح")
    text = PAGE.replace("المصدر: صحيفة المرسى\n", "").replace("17 مايو 2024\n", "")
    fields = {"source": "إذاعة السفح", "section": "مجتمع", "published_at_0": "2024-05-18"}
    make(client, text, **fields)
    article = Article.objects.order_by("-pk").first()
    assert (article.source.name, article.section.name) == ("إذاعة السفح", "مجتمع")
    assert article.published_at.isoformat() == "2024-05-17T21:00:00+00:00"
    make(client, PAGE, **fields)
    article = Article.objects.order_by("-pk").first()
    assert article.source.name == "صحيفة المرسى"
    assert article.published_at.isoformat() == "2024-05-16T21:00:00+00:00"


def test_who_may_not_make_a_source_names_a_known_one(client, reporter):
    client.force_login(reporter)
    response = make(client, source="مصدر لا نعرفه")
    assert "مصدر لا نعرفه" in text_of(response)
    assert form_fields(response, "paste-form")["text"].replace("\r\n", "\n") == PAGE
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": " \n "}, "ألصق نص صفحة"),
        ({"roles": "[[1"}, "تعذرت قراءة التصحيحات: [[1"),
        ({"roles": '[[1,"boss","x"]]'}, "لا نوع بهذا الاسم: boss"),
        ({"roles": '{"a": 1}'}, "تعذرت قراءة التصحيحات"),
        ({"published_at_1": "10:30"}, "اكتب التاريخ مع الوقت"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_is_kept(client, editor, fields, message):
    client.force_login(editor)
    response = make(client, **fields)
    assert message in text_of(response)
    assert form_fields(response, "paste-form")["text"] == fields.get("text", PAGE).replace("\n", "\r\n")
    assert not ImportBatch.objects.exists()


def test_a_page_that_is_too_long_is_refused_with_its_size(client, editor, settings):
    settings.IMPORT_PAGE_MAX_BYTES = 2048
    client.force_login(editor)
    long = "قطار " * 400
    answer = send(client, long, url=PARSE)
    assert answer.status_code == 422
    assert "الصفحة أطول مما يُقرأ مرة واحدة" in answer.json()["errors"][0]["message"]
    file = SimpleUploadedFile("page.txt", long.encode())
    assert "file" in [e["field"] for e in send(client, "", url=PARSE, file=file).json()["errors"]]
    response = make(client, long)
    assert "الصفحة أطول" in text_of(response)
    assert form_fields(response, "paste-form")["text"] == long


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_a_file_is_read_in_its_own_encoding(client, editor, encoding):
    client.force_login(editor)
    file = SimpleUploadedFile("صفحة.txt", PAGE.replace("\n", "\r\n").encode(encoding))
    answer = send(client, "", url=PARSE, file=file, encoding="auto").json()
    assert answer["text"] == PAGE
    assert answer["name"] == "صفحة.txt"


def test_a_file_of_unclear_encoding_is_asked_for_it(client, editor):
    client.force_login(editor)
    data = FRENCH.encode("cp1252")

    def send_file(encoding):
        file = SimpleUploadedFile("a.txt", data)
        return send(client, "", url=PARSE, file=file, encoding=encoding)

    for encoding in ("auto", "utf-8"):
        answer = send_file(encoding)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["unclear"]
    assert send_file("cp1252").json()["text"] == FRENCH


def test_a_file_that_is_no_text_is_named_for_what_it_is(client, editor):
    client.force_login(editor)
    file = SimpleUploadedFile("page.txt", b"%PDF-1.7\n\x00\x01\x02\xe2\xe3\xcf\xd3\n")
    answer = send(client, "", url=PARSE, file=file).json()
    assert [error["field"] for error in answer["errors"]] == ["file"]
    assert "هذا ليس نصا" in answer["errors"][0]["message"]
    assert not answer["errors"][0]["unclear"]


def test_without_scripts_a_page_is_read_corrected_and_made(client, editor):
    client.force_login(editor)
    response = send(client, _parse="1")
    assert shown_roles(response)[1] == "headline"
    fields = form_fields(response, "paste-form")
    fields |= {"first": "5", "last": "7", "role": "subheading", "_correct": "1"}
    response = client.post(URL, fields)
    assert [shown_roles(response)[line] for line in (5, 7)] == ["subheading"] * 2
    fields = form_fields(response, "paste-form")
    response = client.post(URL, {**fields, "first": "7", "last": "", "role": "", "_correct": "1"})
    assert [shown_roles(response)[line] for line in (5, 7)] == ["subheading", "paragraph"]
    client.post(URL, {**form_fields(response, "paste-form"), "_make": "1"})
    assert "<h2>وصل أول قطار" in Article.objects.get().body


@pytest.mark.parametrize(("first", "last"), [("", ""), ("99", ""), ("3", "2"), ("1", "99"), ("0", "")])
def test_without_scripts_a_line_that_is_not_there_is_refused(client, editor, first, last):
    client.force_login(editor)
    response = send(client, first=first, last=last, role="tools", _correct="1")
    assert "اكتب رقم سطر" in text_of(response) or "لا أسطر من" in text_of(response) or first == "0"
    assert set(shown_roles(response).values()) & {"tools"} == set()
    assert form_fields(response, "paste-form")["text"].replace("\r\n", "\n") == PAGE


def test_nothing_is_written_where_the_writing_fails(editor, monkeypatch):
    from articles.importers import chunks

    monkeypatch.setattr(chunks, "_name_articles", lambda *given: 1 / 0)
    page, options = read_paste(PAGE), Options(by=editor)
    with pytest.raises(ZeroDivisionError):
        write_paste(page, options, name="صفحة", token=uuid.uuid4())
    assert not ImportBatch.objects.exists()
    assert not Article.objects.exists()


def test_odd_characters_are_shown_as_text(client, editor):
    client.force_login(editor)
    answer = send(client, f"<script>alert(1)</script>\x00\n{PAGE}", url=PARSE).json()
    assert "<script>" not in answer["lines"] + answer["cards"]
    assert "&lt;script&gt;" in answer["lines"]


def test_a_batch_is_named_by_what_was_sent(editor):
    token, page = uuid.uuid4(), read_paste(PAGE)
    same = batch_token(token, page, Options(by=editor))
    assert same == batch_token(token, read_paste(PAGE), Options(by=editor))
    assert same != batch_token(token, page, Options(by=editor, source="إذاعة السفح"))


def test_every_role_that_a_person_gives_has_a_key_of_its_own():
    keys = [entry["key"] for entry in pasted.menu()]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert "N" not in keys  # the next line not understood
    assert set(fates.ROLES) - {role for role, _label in pasted.choices()} == set(pasted.UNSAID)


@pytest.mark.parametrize("count", [1, 40])
def test_parsing_costs_the_same_at_any_number_of_articles(client, editor, count, django_assert_num_queries):
    client.force_login(editor)
    text = "\n\n".join(
        f"عنوان الخبر رقم {n}\n\nوقال المهندس إن العمل انتهى في الموعد {n}." for n in range(count)
    )
    lines = text.splitlines()
    given = roles(*[(n * 4 + 1, "headline") for n in range(count)], lines=lines)
    # Session and person 2, rights of the person and of the groups 2, sections of the form 1, articles of
    # the same text 1, the page as known 1.
    with django_assert_num_queries(7):
        assert send(client, text, url=PARSE, roles=given).json()["records"] == count


def test_a_damaged_page_is_mended_and_its_corrections_are_found_again(client, editor):
    client.force_login(editor)
    damaged = PAGE.encode().decode("latin-1")
    answer = send(client, damaged, url=PARSE).json()
    assert "وصول أول قطار" in answer["lines"]
    make(client, damaged, roles=roles((5, "subheading")))
    assert "<h2>وصل أول قطار" in Article.objects.get().body
    again = send(client, damaged, url=PARSE).json()
    assert json.loads(again["roles"]) == [[5, "subheading", line_key(LINES[4])]]
    assert "وردت هذه الصفحة من قبل" in again["summary"]


@pytest.mark.parametrize(("group", "is_taken"), [("import staff", False), ("editor", True)])
def test_only_who_publishes_changes_by_pasting_what_readers_have(client, group, is_taken):
    make_article()
    person = make_user(group=group)
    client.force_login(person)
    make(client)
    made = Article.objects.latest("pk")
    Article.objects.filter(pk=made.pk).update(
        status=Status.PUBLISHED, published_at="2024-05-17T09:30Z", first_published_at="2024-05-17T09:30Z"
    )
    make(client, PAGE.replace("قطارات، السفح", "مطارات"))
    assert ([one.name for one in Article.objects.get(pk=made.pk).keywords.all()] == ["مطارات"]) is is_taken
