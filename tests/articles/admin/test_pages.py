import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from articles import publishing
from articles.admin import fates
from articles.importers.roles import LineRole
from articles.models import (
    Article,
    ImportBatch,
    ImportedPage,
    ImportItem,
    Section,
    Source,
    SourceAlias,
    Status,
)
from articles.reads import add_reads
from articles.records import Record
from tags.models import Keyword
from tests.articles.admin.pages import address, find_all, form_fields, parse, text_of
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def titles(response):
    return [row.headline or row.working_title for row in response.context["cl"].result_list]


@pytest.mark.parametrize("size", [3, 30])
def test_the_list_costs_the_same_at_any_size(client, editor, size, django_assert_num_queries):
    write_articles(*[make_record(byline="منى سالم") for _n in range(size)])
    client.force_login(editor)
    # Session and person 2, rights of the person and of the groups 2, sections and sources of the
    # filters 2, views 1, the capped count 1, the rows 1.
    with django_assert_num_queries(9):
        client.get(LIST)


def test_the_count_stops_at_a_thousand(client, editor, monkeypatch):
    from articles.admin import paging

    monkeypatch.setattr(paging, "MOST", 5)
    write_articles(*[make_record() for _n in range(9)])
    client.force_login(editor)
    response = client.get(LIST)
    assert response.context["cl"].paginator.count == 6
    assert "أكثر من 1000" in text_of(response)


@pytest.mark.parametrize("size", [1, 20])
def test_the_first_page_costs_the_same_at_any_size(client, editor, size, django_assert_max_num_queries):
    write_articles(*[make_record(headline=None) for _n in range(size)], status=None)
    client.force_login(editor)
    # Session and person 2, permissions 2, five lists with a count and five rows each 10.
    with django_assert_max_num_queries(14):
        client.get("/admin/")


@pytest.mark.parametrize("query", ["الاقتصاد", "إقتصاد", "الاقتصاد ينمو"])
def test_search_folds_letters(client, editor, query):
    make_article(headline="الإقتصاد المحلّي ينمو")
    make_article(headline="خبر آخر")
    client.force_login(editor)
    assert titles(client.get(LIST, {"q": query})) == ["الإقتصاد المحلّي ينمو"]


def test_search_finds_by_number_and_by_outside_identity(client, editor):
    article = make_article(id="س/7:أ")
    make_article()
    client.force_login(editor)
    for query in (str(article.pk), article.external_id):
        assert titles(client.get(LIST, {"q": query})) == [article.headline]


def test_search_reads_the_newest_version(client, editor):
    article = make_article(headline="القديم")
    publishing.save(article, Record.from_mapping({"headline": "الحديث"}), by=editor)
    client.force_login(editor)
    assert titles(client.get(LIST, {"q": "الحديث"})) == ["القديم"]


def test_filters_narrow_the_list(client, editor):
    make_article(headline="منشور")
    make_article(headline=None, status=None, body="نص بلا عنوان")
    scheduled = publishing.create(Record.from_mapping({"headline": "مجدول", "body": "نص"}), by=editor)
    publishing.schedule(scheduled, at=timezone.now() + timedelta(hours=1), by=editor)
    client.force_login(editor)
    for query, expected in (
        ("state=published", {"منشور"}),
        ("state=scheduled", {"مجدول"}),
        ("needs=headline", {"نص بلا عنوان"}),
        ("needs=any", {"نص بلا عنوان"}),
        ("needs=body", set()),
        ("when=future", {"مجدول"}),
        ("owner=me", {"مجدول"}),
        ("conflict=yes", set()),
        (f"section__id__exact={Section.objects.get().pk}", {"منشور", "نص بلا عنوان"}),
    ):
        assert set(titles(client.get(f"{LIST}?{query}"))) == expected, query


def test_an_article_without_a_headline_shows_its_working_title(client, editor):
    make_article(headline=None, status=None, body="نص بلا عنوان")
    client.force_login(editor)
    assert "بلا عنوان: نص بلا عنوان" in text_of(client.get(LIST))


def test_the_hint_of_a_date_is_told(client, editor):
    article = make_article(published_at=None, status=None)
    hint = {"published_at": {"weekday": 4, "after": "2025-02-21", "before": "2025-05-16"}}
    Article.objects.update(hints=hint)
    client.force_login(editor)
    page = text_of(client.get(address("change", article.pk)))
    assert "تاريخ غير معلوم — الجمعة؛ بين 21 فبراير/شباط و16 مايو/أيار 2025" in page


@pytest.mark.parametrize("count", [2, 20])
def test_the_form_costs_the_same_at_any_size(client, editor, count, django_assert_num_queries):
    make_article(headline="هدف")
    links = [f"رابط {n}" for n in range(count - 1)] + ["هدف"]
    article = make_article(
        read_also=links, similar=links, images=[{"caption": f"ص {n}"} for n in range(count)]
    )
    client.force_login(editor)
    # Session and person 2, rights 2, the article 1, its section by name 1, all sections 1, its keywords
    # by name 1, uses of pictures 1, pictures 1, resolved links 1, their targets 1; similar
    # ones: what editors said 1, what is kept 1, found now 1, their rows 1; what is unsaved 1.
    with django_assert_num_queries(12 + 4 + 1):
        client.get(address("change", article.pk))


def test_the_preview_shows_the_newest_version_and_keeps_nothing(client, editor):
    article = make_article(headline="القديم", keywords=["قديم"])
    publishing.save(
        article,
        Record.from_mapping({"headline": "الحديث", "body": "<p>متن حديث</p>", "keywords": ["جديد"]}),
        by=editor,
    )
    client.force_login(editor)
    response = client.get(address("preview", article.pk))
    page = text_of(response)
    assert "الحديث" in page
    assert "متن حديث" in page
    assert "جديد" in page
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "no-store" in response.headers["Cache-Control"]
    article.refresh_from_db()
    assert (article.headline, article.keywords.names()) == ("القديم", ["قديم"])
    assert not Keyword.objects.filter(name="جديد").exists()


def test_a_draft_with_nothing_but_a_body_can_be_previewed(client, editor):
    article = make_article(headline=None, published_at=None, status=None, body="متن وحيد")
    client.force_login(editor)
    assert "متن وحيد" in text_of(client.get(address("preview", article.pk)))


def test_an_incomplete_version_of_a_live_article_can_be_previewed(client, editor):
    article = make_article()
    publishing.save(article, Record.from_mapping({"body": "<p>متن بلا عنوان</p>"}), by=editor)
    client.force_login(editor)
    page = text_of(client.get(address("preview", article.pk)))
    assert "(بلا عنوان)" in page
    assert "متن بلا عنوان" in page


def test_an_older_version_can_be_previewed(client, editor):
    article = publishing.create(Record.from_mapping({"headline": "الأول", "body": "نص"}), by=editor)
    publishing.save(article, Record.from_mapping({"headline": "الثاني", "body": "نص"}), by=editor)
    client.force_login(editor)
    assert "الأول" in text_of(client.get(address("revision_preview", article.pk, 1)))
    assert Article.objects.get().headline == "الثاني"


def test_a_version_shows_what_it_changed_word_by_word(client, editor):
    article = publishing.create(Record.from_mapping({"headline": "بيت صغير", "body": "<p>نص</p>"}), by=editor)
    publishing.save(article, Record.from_mapping({"headline": "بيت كبير", "body": "<p>نص</p>"}), by=editor)
    client.force_login(editor)
    page = client.get(address("revision", article.pk, 2)).content.decode()
    assert '<del><span class="visually-hidden">محذوف: </span>صغير</del>' in page
    assert '<ins><span class="visually-hidden">مضاف: </span>كبير</ins>' in page


def test_markup_in_a_text_stays_text_in_the_difference(client, editor):
    article = publishing.create(Record.from_mapping({"headline": "أ <script>x</script>"}), by=editor)
    publishing.save(article, Record.from_mapping({"headline": "ب <img src=x>"}), by=editor)
    client.force_login(editor)
    page = client.get(address("revision", article.pk, 2)).content.decode()
    assert "<script>x" not in page
    assert "<img src=x" not in page


def test_restoring_makes_a_new_version(client, editor):
    article = publishing.create(Record.from_mapping({"headline": "الأول"}), by=editor)
    publishing.save(article, Record.from_mapping({"headline": "الثاني"}), by=editor)
    client.force_login(editor)
    client.get(address("restore", article.pk, 1))
    assert article.revisions.count() == 2
    client.post(address("restore", article.pk, 1))
    article.refresh_from_db()
    assert (article.headline, article.latest_revision.number) == ("الأول", 3)


def test_the_history_tells_what_happened_in_words(client, editor):
    article = publishing.create(Record.from_mapping({"headline": "خبر", "body": "نص"}), by=editor)
    publishing.submit(article, by=editor)
    publishing.send_back(article, by=editor, note="ينقصه مصدر")
    client.force_login(editor)
    page = text_of(client.get(address("history", article.pk)))
    told = ["كُتبت النسخة الأولى", "أُرسل الخبر إلى المراجعة", "أُعيد الخبر إلى كاتبه", "ينقصه مصدر"]
    places = [page.index(words) for words in told]
    assert places == sorted(places)


@pytest.mark.parametrize("size", [1, 30])
def test_the_history_costs_the_same_at_any_size(client, editor, size, django_assert_num_queries):
    article = publishing.create(Record.from_mapping({"headline": "خبر"}), by=editor)
    for number in range(size):
        publishing.save(article, Record.from_mapping({"headline": f"خبر {number}"}), by=editor)
    client.force_login(editor)
    # Session and person 2, rights 2, the article 1, count 1, revisions 1, what is unsaved 1, audit 1.
    with django_assert_num_queries(9):
        client.get(address("history", article.pk))


def test_a_move_that_asks_for_a_note_is_not_made_without_it(client, managing_editor):
    article = make_article()
    client.force_login(managing_editor)
    assert client.post(address("move", article.pk, "withdraw"), {"note": ""}).status_code == 200
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    client.post(address("move", article.pk, "withdraw"), {"note": "خطأ في الاسم"})
    article.refresh_from_db()
    assert (article.status, article.withdrawal_note) == (Status.WITHDRAWN, "خطأ في الاسم")


def test_a_schedule_takes_a_time_of_the_newsrooms_zone(client, editor):
    article = publishing.create(Record.from_mapping({"headline": "خبر", "body": "نص"}), by=editor)
    client.force_login(editor)
    tomorrow = timezone.localtime() + timedelta(days=1)
    url = address("move", article.pk, "schedule")
    assert client.post(url, {"at_0": "2020-01-01", "at_1": "10:00"}).status_code == 200
    client.post(url, {"at_0": f"{tomorrow:%Y-%m-%d}", "at_1": "09:30"})
    article.refresh_from_db()
    assert article.is_scheduled
    assert f"{timezone.localtime(article.published_at):%H:%M}" == "09:30"


def test_an_unknown_move_is_not_found(client, editor):
    client.force_login(editor)
    assert client.get(address("move", make_article().pk, "explode")).status_code == 404


def test_a_move_that_is_over_says_so_kindly(client, editor):
    article = make_article(status="approved")
    client.force_login(editor)
    response = client.get(address("move", article.pk, "unpublish"), follow=True)
    assert "لا يمكن الآن" in text_of(response)


def test_deleting_goes_through_the_door(client, managing_editor):
    make_article(headline="الهدف")
    origin = make_article(read_also=["الهدف"])
    client.force_login(managing_editor)
    asked = client.get(address("delete", origin.links.get().target.pk))
    assert "تعود الروابط إليه إلى الانتظار" in text_of(asked)
    client.post(address("delete", origin.links.get().target.pk), {"post": "yes"})
    assert origin.links.get().target is None
    assert not Article.objects.filter(headline="الهدف").exists()


def test_a_rename_keeps_the_old_address(client, managing_editor):
    make_article(source="الجزيرة نت")
    source = Source.objects.get()
    client.force_login(managing_editor)
    url = f"/admin/articles/source/{source.pk}/change/"
    client.post(url, {**form_fields(client.get(url), "source_form"), "name": "الجزيرة"})
    source.refresh_from_db()
    assert (source.name, source.slug) == ("الجزيرة", "الجزيرة")
    assert Source.objects.by_slug("الجزيرة-نت") == (source, True)
    assert Source.objects.by_names(["الجزيرة نت"]) == {"الجزيرة نت": source}


def test_a_new_slug_keeps_the_old_one(client, managing_editor):
    make_article(source="الجزيرة")
    source = Source.objects.get()
    client.force_login(managing_editor)
    url = f"/admin/articles/source/{source.pk}/change/"
    for slug in ("ثان", "ثالث"):
        client.post(url, {**form_fields(client.get(url), "source_form"), "slug": slug})
    for old in ("الجزيرة", "ثان"):
        assert Source.objects.by_slug(old) == (source, True)


@pytest.mark.parametrize("name", ["حرّيات", "حـريات", "الحريات العامة"])
def test_a_name_that_exists_is_refused_in_words(client, managing_editor, name):
    keyword = Keyword.objects.create(name="حريات")
    keyword.aliases.create(name="الحريات العامة")
    client.force_login(managing_editor)
    url = "/admin/tags/keyword/add/"
    response = client.post(url, {**form_fields(client.get(url), "keyword_form"), "name": name})
    assert response.status_code == 200
    assert "حريات" in text_of(response)
    assert Keyword.objects.count() == 1


def test_an_alias_of_another_is_refused_in_words(client, managing_editor):
    Source.objects.create(name="الأولى")
    second = Source.objects.create(name="الثانية")
    client.force_login(managing_editor)
    url = f"/admin/articles/source/{second.pk}/change/"
    response = client.post(url, {**form_fields(client.get(url), "source_form"), "aliases-0-name": "الاولى"})
    assert response.status_code == 200
    assert not SourceAlias.objects.exists()


def test_a_section_stands_under_a_top_section_only(client, managing_editor):
    top = Section.objects.create(name="عالم")
    middle = Section.objects.create(name="عرب", parent=top)
    client.force_login(managing_editor)
    url = "/admin/articles/section/add/"
    response = client.post(
        url, {**form_fields(client.get(url), "section_form"), "name": "شام", "parent": middle.pk}
    )
    assert response.status_code == 200
    assert Section.objects.count() == 2


def test_the_desk_speaks_english_to_who_asks_and_arabic_again(client, editor):
    client.force_login(editor)
    response = client.post("/admin/language/", {"language": "en", "next": LIST})
    assert response.headers["Location"] == LIST
    assert response.cookies["django_language"]["path"] == "/admin/"
    assert "The newsroom desk" in text_of(client.get(LIST))
    client.post("/admin/language/", {"language": "ar"})
    assert "مكتب التحرير" in text_of(client.get(LIST))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", ""])
def test_a_change_of_language_leads_nowhere_else(client, target):
    assert (
        client.post("/admin/language/", {"language": "en", "next": target}).headers["Location"] == "/admin/"
    )


def test_too_many_wrong_passwords_are_answered_kindly(client):
    make_user("editor")
    cache.clear()
    answers = [client.post("/admin/login/", {"username": "editor", "password": "خطأ"}) for _n in range(8)]
    assert answers[-1].status_code == 429
    assert "حاول بعد 15 دقيقة" in text_of(answers[-1])
    assert "مكتب التحرير" in text_of(answers[-1])
    assert "اسم المستخدم أو كلمة المرور غير صحيح" in text_of(answers[0])


def test_groups_and_rights_are_shown_in_arabic(client):
    client.force_login(make_user("chief", is_superuser=True))
    person = make_user("salma")
    assert "يعمل في المكتب" in text_of(client.get(f"/admin/newsroom/user/{person.pk}/change/"))
    page = text_of(client.get("/admin/newsroom/user/add/"))
    assert "reporter" not in page
    group = text_of(client.get("/admin/auth/group/1/change/"))
    assert "reporter" not in group
    assert "Can " not in group
    assert "إضافة: مقال" in group


def test_no_latin_letters_are_left_in_the_arabic_desk(client):
    make_article(byline="منى سالم", images=[{"caption": "صورة"}], read_also=["رابط"], namespace="ت", id="١")
    client.force_login(make_user("رئيس", is_superuser=True))
    article = Article.objects.get()
    pages = [
        "/admin/",
        LIST,
        "/admin/articles/article/add/",
        "/admin/articles/article/paste/",
        address("change", article.pk),
        address("history", article.pk),
        address("revision", article.pk, 1),
        address("move", article.pk, "withdraw"),
        "/admin/articles/source/",
        "/admin/articles/source/add/",
        "/admin/articles/section/add/",
        "/admin/tags/keyword/add/",
        "/admin/articles/author/add/",
        "/admin/articles/image/add/",
        "/admin/articles/importbatch/",
        "/admin/newsroom/user/",
        "/admin/auth/group/",
        "/admin/auth/group/add/",
        "/admin/password_change/",
    ]
    found = {page: english_words(client.get(page)) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


# Names, units and what the switch of language itself says.
ALLOWED = {
    "English",
    "UTC",
    "https",
    "Français",
    "Türkçe",
    "JPEG",
    "PNG",
    "WebP",
    "GIF",
    "AVIF",
    "argon2id",
    "import",
    # keys and encodings
    "Alt",
    "Ctrl",
    "Del",
    "Delete",
    "Enter",
    "Shift",
    "Windows",
    "ISO",
    "UTF",
    "DOS",
}


def english_words(response):
    tree = parse(response)
    texts = []
    for element in tree.iter():
        tag = str(element.tag).rsplit("}", 1)[-1]
        if tag not in ("script", "style", "textarea") and isinstance(element.tag, str):
            texts += [
                element.text or "",
                *(element.get(name) or "" for name in ("title", "aria-label", "alt", "placeholder")),
            ]
        texts.append(element.tail or "")
    return {word for text in texts for word in re.findall(r"[A-Za-zçü]{3,}", text)} - ALLOWED


def test_every_role_of_a_line_has_its_words():
    assert set(fates.ROLES) == set(LineRole)
    # Rows are of class fate-<group>; that of the role's own badge would make a badge of the row.
    assert "role" not in {group for _label, group in fates.ROLES.values()}


def test_an_import_item_shows_the_page_beside_the_fate_of_each_line(client, editor):
    make_article()
    item, article = ImportItem.objects.get(), Article.objects.get()
    item.page = ImportedPage.objects.create(
        checksum="1" * 64,
        text="سطر أول\n\nإعلان",
        fates=[
            {"line": 1, "role": "paragraph", "article": article.pk},
            {"line": 3, "role": "ad", "article": None},
        ],
    )
    item.save()
    client.force_login(editor)
    response = client.get(f"/admin/articles/importitem/{item.pk}/change/")
    rows = [
        ["".join(cell.itertext()).strip() for cell in find_all(row, "td")]
        for row in find_all(parse(response), "tr")
        if "fate" in (row.get("class") or "")
    ]
    assert [row[:3] for row in rows] == [
        ["1", "النص", "سطر أول"],
        ["2", "فارغ", ""],
        ["3", "إعلان، تُرك", "إعلان"],
    ]


def test_the_item_of_a_row_format_leads_to_the_record_that_came(client, editor):
    article = make_article()
    client.force_login(editor)
    tree = parse(client.get(f"/admin/articles/importitem/{ImportItem.objects.get().pk}/change/"))
    links = [link.get("href") for link in find_all(tree, "a")]
    assert address("revision", article.pk, 1) in links


def test_a_reject_shows_its_record_and_reason(client, editor):
    batch = ImportBatch.objects.create()
    item = ImportItem.objects.create(
        batch=batch, outcome="rejected", reason="بلا عنوان ولا نص", record={"keywords": ["<b>وسم</b>"]}
    )
    client.force_login(editor)
    page = text_of(client.get(f"/admin/articles/importitem/{item.pk}/change/"))
    assert "بلا عنوان ولا نص" in page
    assert "<b>وسم</b>" in page


@pytest.mark.parametrize(
    "path", ["articles/source/add/", "articles/section/add/", "tags/keyword/add/", "articles/image/add/", ""]
)
def test_every_field_of_the_desk_takes_its_direction_from_its_content(client, path):
    if path:
        client.force_login(make_user("chief", is_superuser=True))
    tree = parse(client.get(f"/admin/{path}", follow=True))
    fields = [
        field
        for field in find_all(tree, "input", "textarea", "select")
        if field.get("type") not in ("hidden", "checkbox", "submit", "file")
        and "__prefix__" not in field.get("name")
    ]
    assert fields
    assert [field.get("name") for field in fields if field.get("dir") != "auto"] == []


@pytest.mark.parametrize("path", ["article/?q=لا_شيء_كهذا", "article/?q=", "author/"])
def test_an_empty_list_says_so(client, editor, path):
    client.force_login(editor)
    assert "لا شيء" in text_of(client.get(f"/admin/articles/{path}"))


def test_each_field_of_other_names_has_a_label(client, managing_editor):
    source = Source.objects.create(name="الأولى")
    source.aliases.create(name="صحيفة الأولى")
    client.force_login(managing_editor)
    page = parse(client.get(f"/admin/articles/source/{source.pk}/change/"))
    [group] = [part for part in find_all(page, "div") if part.get("id") == "aliases-group"]
    fields = {field.get("id") for field in find_all(group, "input") if field.get("type") != "hidden"}
    assert fields >= {"id_aliases-0-name", "id_aliases-0-DELETE", "id_aliases-1-name"}
    assert fields <= {label.get("for") for label in find_all(group, "label")}
    assert not list(find_all(group, "th"))


def test_the_pages_of_an_article_say_how_often_it_was_read(client, editor):
    article, other = make_article(), make_article()
    now = timezone.now()
    for days in (0, 1):
        add_reads({article.pk: 60, other.pk: 1}, at=now - timedelta(days=days))
    client.force_login(editor)
    for one, told in ((article, "120 قراءة"), (other, "قراءتان")):
        text = client.get(address("change", one.pk)).content.decode()
        assert told in text
    unread = client.get(address("change", make_article().pk)).content.decode()
    assert "قراءات" not in unread
