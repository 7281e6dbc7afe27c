import pytest
from django.urls import reverse

from articles import words
from articles.models import WordChange, WordEntry
from newsroom.arabic import install
from tests.articles.admin.pages import find_all, parse, text_of
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/wordentry/add/"
FIN = {"kind": "plural", "head": "زعنفة", "forms": "زعانف", "note": "من علم الأحياء"}


@pytest.fixture(autouse=True)
def untaught(monkeypatch):
    monkeypatch.setattr(words, "_state", words._State())
    yield
    install((), 0)


@pytest.fixture
def editor(client):
    user = make_user(group="editor")
    client.force_login(user)
    return user


def hidden_fields(response):
    inputs = find_all(parse(response), "input")
    return {field.get("name"): field.get("value") or "" for field in inputs if field.get("type") == "hidden"}


def test_a_word_is_shown_with_what_it_does_before_it_is_kept(client, editor):
    make_article(headline="اكتشاف الزعانف")
    ahead = client.post(ADD, FIN)
    assert "مقال واحد فيه هذه الكلمات" in text_of(ahead)
    assert not WordEntry.objects.exists()
    fields = hidden_fields(ahead)
    assert fields["head"] == "زعنفة"
    client.post(ADD, fields)
    entry, change = WordEntry.objects.get(), WordChange.objects.get()
    assert (entry.head, entry.forms, entry.note) == ("زعنفة", "زعانف", "من علم الأحياء")
    assert (change.after, change.by) == ("زعنفة: زعانف", editor)


def test_words_that_become_one_are_named(client, editor):
    page = client.post(ADD, {**FIN, "head": "نهر", "forms": "بحيرات"})
    assert "هذه الكلمات تصير كلمة واحدة في البحث" in text_of(page)
    assert "البحيرات" in text_of(page)


def test_a_change_is_shown_before_it_is_kept_too(client, editor):
    entry = WordEntry.objects.create(head="زعنفة", forms="زعانف")
    address = reverse("admin:articles_wordentry_change", args=[entry.pk])
    ahead = client.post(address, {**FIN, "forms": "زعانف، زعنفات"})
    entry.refresh_from_db()
    assert entry.forms == "زعانف"
    client.post(address, hidden_fields(ahead))
    entry.refresh_from_db()
    assert entry.forms == "زعانف زعنفات"
    assert WordChange.objects.get().before == "زعنفة: زعانف"


def test_a_deletion_is_confirmed_and_noted(client, editor):
    entry = WordEntry.objects.create(head="زعنفة", forms="زعانف")
    address = reverse("admin:articles_wordentry_delete", args=[entry.pk])
    assert "حذف الكلمة" in text_of(client.get(address))
    assert WordEntry.objects.exists()
    client.post(address)
    assert not WordEntry.objects.exists()
    assert WordChange.objects.get().before == "زعنفة: زعانف"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"head": "سمكة كبيرة"}, "ليست كلمة واحدة"),
        ({"head": "سمكة!"}, "ليست كلمة واحدة"),
        ({"head": "إلى"}, "يهمل البحث هذه الكلمة"),
        ({"head": "أمل", "forms": "امل"}, "إحدى الصيغ هي الكلمة نفسها"),
        ({"forms": " ".join(f"حوت{letter}" for letter in "ابتثجحخدذرزسشصضطظعغفق")}, "العدد الأقصى"),
        ({"head": "قرش", "forms": "حيتان"}, "مذكورة في مدخل آخر"),
    ],
)
def test_what_is_no_entry_is_said_in_words(client, editor, changes, message):
    WordEntry.objects.create(head="حوت", forms="حيتان")
    page = client.post(ADD, {**FIN, **changes})
    assert message in text_of(page)
    assert WordEntry.objects.count() == 1


def test_marks_and_tatweel_of_a_word_are_left_out(client, editor):
    client.post(ADD, {**FIN, "head": "زِعْنِفة", "forms": "زعـانف", "_confirmed": "1"})
    entry = WordEntry.objects.get()
    assert (entry.head, entry.forms) == ("زعنفة", "زعانف")


@pytest.mark.parametrize("group", ["reporter", "import staff"])
def test_others_than_editors_may_not_teach(client, group):
    client.force_login(make_user(group=group))
    assert client.post(ADD, FIN).status_code == 403
    assert client.get(reverse("admin:articles_wordentry_changelist")).status_code == 403


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_asks_as_often_for_many_words_as_for_one(client, editor, django_assert_num_queries, count):
    WordEntry.objects.bulk_create(
        WordEntry(head=f"كلمة{letter}", forms="صيغة", key=str(letter)) for letter in range(count)
    )
    client.get(reverse("admin:articles_wordentry_changelist"))
    # The session, the person, their two kinds of rights; the count and the rows.
    with django_assert_num_queries(6):
        client.get(reverse("admin:articles_wordentry_changelist"))


def test_changes_are_listed_and_nobody_writes_them(client, editor):
    words.save_entry(WordEntry(head="زعنفة", forms="زعانف"), by=editor)
    page = client.get(reverse("admin:articles_wordchange_changelist"))
    assert "زعنفة: زعانف" in text_of(page)
    assert client.get("/admin/articles/wordchange/add/").status_code == 403
