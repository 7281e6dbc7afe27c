from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.fronts import Entry, arrange, entries_of, newest_arrangement
from articles.models import Arrangement, AuditEntry, Section
from newsroom.models import User
from tests.articles.views.test_pages import make_articles
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/front/"


def sent(*entries, seen=0, **more):
    """Give what the form sends: each entry an article and its slot, in the order of the page."""
    data = {"form-TOTAL_FORMS": len(entries), "form-INITIAL_FORMS": 0, "seen": seen, **more}
    for place, (article, slot, *window) in enumerate(entries):
        start, end = [*window, None, None][:2]
        data |= {
            f"form-{place}-article": article.pk,
            f"form-{place}-slot": slot,
            f"form-{place}-ORDER": place + 1,
        }
        for name, moment in (("from_at", start), ("until_at", end)):
            if moment:
                local = timezone.localtime(moment)
                data |= {
                    f"form-{place}-{name}_0": f"{local:%Y-%m-%d}",
                    f"form-{place}-{name}_1": f"{local:%H:%M}",
                }
    return data


@pytest.fixture
def articles():
    return make_articles(8)[::-1]


def place(editor, *entries, seen=0):
    return arrange(None, [Entry(slot, article.pk) for article, slot in entries], seen=seen, by=editor)


def test_what_is_saved_is_with_readers_at_once(client, editor, articles):
    client.force_login(editor)
    response = client.post(ADDRESS, sent((articles[5], "lead"), (articles[6], "box")), follow=True)
    assert "أمام القراء" in response.content.decode()
    assert client.get("/").context["lead"] == articles[5]


def test_the_order_is_that_of_the_numbers_and_what_is_marked_goes(client, editor, articles):
    client.force_login(editor)
    data = sent((articles[4], "box"), (articles[5], "box"), (articles[6], "box"))
    data |= {"form-0-ORDER": 9, "form-1-DELETE": "on"}
    client.post(ADDRESS, data)
    placed = entries_of(newest_arrangement(None))
    assert [entry.article for entry in placed] == [articles[6].pk, articles[4].pk]


def test_a_form_without_scripts_adds_by_number_and_a_blank_row_is_nothing(client, editor, articles):
    place(editor, (articles[5], "lead"))
    client.force_login(editor)
    page = client.get(ADDRESS).content.decode()
    assert "أضف مقالا برقمه" in page
    data = sent((articles[5], "lead"), (articles[7], "box"), seen=1)
    data |= {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 1, "form-2-slot": "lead"}
    client.post(ADDRESS, data)
    assert entries_of(newest_arrangement(None)) == [
        Entry("lead", articles[5].pk),
        Entry("box", articles[7].pk),
    ]


def test_over_a_newer_version_both_are_shown_and_neither_is_lost(client, editor, managing_editor, articles):
    place(managing_editor, (articles[5], "lead"))
    client.force_login(editor)
    response = client.post(ADDRESS, sent((articles[6], "lead"), (articles[7], "box")))
    text = response.content.decode()
    assert response.status_code == 409
    assert "managing" in text
    for article in articles[5:8]:
        assert article.headline in text
    assert entries_of(newest_arrangement(None)) == [Entry("lead", articles[5].pk)]
    aside = Arrangement.objects.get(number=None)
    assert entries_of(aside) == [Entry("lead", articles[6].pk), Entry("box", articles[7].pk)]
    # The form holds mine over theirs: saved again, it is the newest.
    assert 'name="seen" value="1"' in text
    client.post(ADDRESS, sent((articles[6], "lead"), (articles[7], "box"), seen=1))
    assert entries_of(newest_arrangement(None)) == entries_of(aside)


def test_what_was_kept_aside_comes_back_from_the_story(client, editor, managing_editor, articles):
    place(managing_editor, (articles[5], "lead"))
    aside = place(editor, (articles[6], "lead"))
    client.force_login(editor)
    address = reverse("admin:front_version", args=[aside.pk])
    assert address in client.get(ADDRESS).content.decode()
    page = client.get(address).content.decode()
    assert articles[6].headline in page
    assert client.post(address, {"seen": 1}).status_code == 302
    assert newest_arrangement(None).number == 2
    assert entries_of(newest_arrangement(None)) == [Entry("lead", articles[6].pk)]


def test_bringing_back_over_a_newer_version_shows_both(client, editor, managing_editor, articles):
    first = place(editor, (articles[6], "lead"))
    place(managing_editor, (articles[5], "lead"), seen=1)
    client.force_login(editor)
    place(managing_editor, (articles[4], "lead"), seen=2)
    response = client.post(reverse("admin:front_version", args=[first.pk]), {"seen": 2})
    assert response.status_code == 409
    assert entries_of(newest_arrangement(None)) == [Entry("lead", articles[4].pk)]


def test_the_story_tells_who_put_what_where(client, articles):
    sara = make_user("sara", group="editor", first_name="سارة", gender="she")
    place(sara, (articles[5], "lead"))
    place(sara, (articles[6], "lead"), seen=1)
    client.force_login(sara)
    text = " ".join(client.get(ADDRESS).content.decode().split())
    assert "رتّبت <strong><bdi>" in text
    assert f"أُضيف: الخبر الرئيس: {articles[6].headline}" in text
    assert f"أُزيل: الخبر الرئيس: {articles[5].headline}" in text


def test_each_entry_says_why_readers_see_it_or_not(client, editor, articles):
    now = timezone.now()
    draft = make_article(status="draft")
    entries = [
        Entry("lead", articles[5].pk, until_at=now - timedelta(hours=1)),
        Entry("lead", draft.pk),
        Entry("lead", articles[6].pk),
        Entry("lead", articles[7].pk),
        Entry("box", articles[4].pk, from_at=now + timedelta(hours=1)),
    ]
    arrange(None, entries, seen=0, by=editor)
    client.force_login(editor)
    response = client.get(ADDRESS)
    told = [form.state for slot in response.context["slots"] for form in slot.forms]
    for words, state in zip(("انتهى", "غير منشور", "على الصفحة", "ينتظر", "يبدأ"), told, strict=True):
        assert words in state
    automatic = [article for slot in response.context["slots"] for article in slot.automatic]
    assert automatic == [*articles[:4], articles[4]]
    assert "بتوقيت" in response.content.decode() or "UTC+03:00" in response.content.decode()


@pytest.mark.parametrize("window", [("2030-05-17", "x"), ("x", "10:00"), ("", "10:00")])
def test_a_time_that_cannot_be_read_saves_nothing_and_loses_nothing(client, editor, articles, window):
    client.force_login(editor)
    data = sent((articles[5], "lead")) | {"form-0-until_at_0": window[0], "form-0-until_at_1": window[1]}
    response = client.post(ADDRESS, data)
    assert response.status_code == 422
    assert f'value="{articles[5].pk}"' in response.content.decode()
    assert not Arrangement.objects.exists()


@pytest.mark.parametrize("data", [{}, {"form-TOTAL_FORMS": "x"}, {"form-TOTAL_FORMS": "99999"}])
def test_what_no_form_sends_is_refused(client, editor, articles, data):
    client.force_login(editor)
    response = client.post(ADDRESS, (sent((articles[5], "lead")) | data) if data else {})
    assert response.status_code == 422
    assert newest_arrangement(None) is None


def test_a_form_that_does_not_say_what_it_was_made_from_overwrites_nothing(client, editor, articles):
    place(editor, (articles[5], "lead"))
    client.force_login(editor)
    assert client.post(ADDRESS, sent((articles[6], "lead"), seen="x")).status_code == 409
    assert newest_arrangement(None).number == 1


def test_a_preview_shows_what_is_on_the_form_at_the_time_that_is_asked_for(client, editor, articles):
    later = timezone.now() + timedelta(hours=5)
    soon = make_article(headline="خبر الغد", published_at=(timezone.now() + timedelta(hours=2)).isoformat())
    client.force_login(editor)
    local = timezone.localtime(later)
    data = sent((articles[5], "lead", None, later - timedelta(hours=1)), (soon, "second"))
    moment = {"at_0": f"{local:%Y-%m-%d}", "at_1": f"{local:%H:%M}"}
    now = client.post("/admin/front/preview/", data)
    assert now.context["lead"] == articles[5]
    assert soon.headline not in now.content.decode()
    then = client.post("/admin/front/preview/", data | moment)
    assert then.context["lead"].pk == soon.pk or soon in then.context["seconds"]
    assert articles[5] not in [then.context["lead"], *then.context["seconds"]]
    assert "معاينة الصفحة" in then.content.decode()
    assert not Arrangement.objects.exists()
    place(editor, (articles[3], "lead"))
    assert client.get("/admin/front/preview/").context["lead"] == articles[3]


def test_a_section_is_previewed_with_its_list(client, editor, articles):
    section = articles[0].section
    client.force_login(editor)
    response = client.post(f"/admin/front/preview/?section={section.pk}", sent((articles[5], "box")))
    assert articles[5] in response.context["grid"]
    assert response.context["page"].articles == [articles[6], articles[7]]


@pytest.mark.parametrize("query", ["section=x", "section=999999", "section=99999999999999999999"])
def test_a_section_that_is_none_is_not_found(client, editor, query):
    client.force_login(editor)
    assert client.get(f"{ADDRESS}?{query}").status_code == 404


def test_who_is_kept_to_a_section_is_led_to_its_front_page_and_sees_no_other(client, articles):
    person = make_user("kept", group="editor")
    person.sections.set([Section.objects.ensure(["رياضة"])[0]["رياضة"]])
    client.force_login(User.objects.get(pk=person.pk))
    own = f"{ADDRESS}?section={Section.objects.get(name='رياضة').pk}"
    assert client.get(ADDRESS)["Location"] == own
    assert client.get(own).status_code == 200
    other = f"?section={articles[0].section_id}"
    for address in (ADDRESS + other, f"/admin/front/preview/{other}", "/admin/front/preview/"):
        assert client.get(address).status_code == 403
        assert client.post(address, sent((articles[5], "lead"))).status_code == 403
    assert not Arrangement.objects.exists()


def test_who_is_kept_to_a_section_learns_no_headline_of_another(client, editor):
    person = make_user("kept", group="editor")
    own = Section.objects.ensure(["رياضة"])[0]["رياضة"]
    person.sections.set([own])
    secret = make_article(status="draft", headline="زقزوق")
    first = arrange(own, [Entry("lead", secret.pk)], seen=0, by=editor)
    client.force_login(User.objects.get(pk=person.pk))
    addresses = (
        f"{ADDRESS}?section={own.pk}",
        f"/admin/front/preview/?section={own.pk}",
        reverse("admin:front_version", args=[first.pk]),
    )
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, "زقزوق" in response.content.decode()) == (200, False)
    data = sent((make_article(section="رياضة"), "box"), seen=0)
    response = client.post(f"{ADDRESS}?section={own.pk}", data)
    assert (response.status_code, "زقزوق" in response.content.decode()) == (409, False)


def test_the_first_page_of_the_desk_and_the_list_of_sections_lead_there(client, editor, reporter, articles):
    client.force_login(editor)
    assert f'href="{ADDRESS}"' in client.get("/admin/").content.decode()
    section = f'href="{ADDRESS}?section={articles[0].section_id}"'
    assert section in client.get(reverse("admin:articles_section_changelist")).content.decode()
    client.force_login(reporter)
    assert f'href="{ADDRESS}"' not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_the_page_do_not_grow(client, editor, django_assert_max_num_queries, count):
    articles = make_articles(count)
    client.force_login(editor)
    for seen in range(count):
        place(editor, *[(article, "box") for article in articles[: seen + 1]], seen=seen)
    client.get(ADDRESS)
    # The session and the person with rights and second step (5), the arrangement and its entries (2), what is
    # public of them, their articles, the newest (3), the story, its entries and titles (3), the sections.
    with django_assert_max_num_queries(14):
        client.get(ADDRESS)


def test_the_audit_of_the_front_page_is_exported(client, editor, managing_editor, articles):
    place(editor, (articles[5], "lead"))
    client.force_login(managing_editor)
    response = client.get(reverse("admin:articles_article_audit"), {"as": "csv"})
    text = b"".join(response).decode()
    assert "front_arrange" in text
    assert articles[5].headline in text
    assert AuditEntry.objects.filter(action="front_arrange").count() == 1
