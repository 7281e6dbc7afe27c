"""The pages of moves, notes and assignments, and what an emergency needs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import assigning, planning, publishing, talking
from articles.admin import confirming, story
from articles.models import Article, Assignment, AuditEntry, Mention, Note, PlannedUpdate, Status
from articles.records import Record
from articles.workflow import TRANSITIONS
from tests.articles.admin.pages import address, find_all, form_fields, parse, text_of
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
PASSWORD = "كلمة-مرور-طويلة"


def record(**overrides):
    return Record.from_mapping({"headline": "خبر", "body": "نص", **overrides})


def in_hours(number):
    return timezone.now() + timedelta(hours=number)


def as_fields(moment):
    local = timezone.localtime(moment)
    return {"at_0": f"{local:%Y-%m-%d}", "at_1": f"{local:%H:%M}"}


def forget_password(client):
    """Let the password have been given more than half an hour ago."""
    session = client.session
    session[confirming.KEY] = (timezone.now() - timedelta(minutes=31)).timestamp()
    session.save()


def links(response):
    return [link.get("href") for link in find_all(parse(response), "a")]


def test_a_managing_editor_publishes_and_withdraws_from_the_list_in_two_actions(client, managing_editor):
    article = publishing.create(record(), by=managing_editor)
    client.force_login(managing_editor)
    for name, state in (("publish", Status.PUBLISHED), ("withdraw", Status.WITHDRAWN)):
        listed = client.get(LIST, {"q": "خبر"})
        asked = address("move", article.pk, name)
        assert asked in links(listed)  # the first action
        fields = {
            field.get("name"): field.text or "" for field in find_all(parse(client.get(asked)), "textarea")
        }
        client.post(asked, fields)  # the second, as the page came
        article.refresh_from_db()
        assert article.status == state
    assert article.withdrawal_note == "سُحب هذا الخبر لمراجعته."


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_nobody_else_has_the_urgent_moves_in_the_list(client, role):
    article = make_article()
    client.force_login(make_user(group=role))
    assert address("move", article.pk, "withdraw") not in links(client.get(LIST))


@pytest.mark.parametrize("size", [2, 20])
def test_the_urgent_moves_cost_the_list_nothing(client, managing_editor, size, django_assert_num_queries):
    write_articles(*[make_record() for _n in range(size)])
    client.force_login(managing_editor)
    # Session and person 2, rights 2, sections and sources of the filters 2, views 1, the
    # capped count 1, the rows 1.
    with django_assert_num_queries(9):
        client.get(LIST)


def test_a_password_holds_for_half_an_hour(client, managing_editor):
    article = make_article()
    client.force_login(managing_editor)
    forget_password(client)
    url = address("move", article.pk, "withdraw")
    assert "كلمة مرورك" in text_of(client.get(url))
    for wrong in ({}, {"password": ""}, {"password": "غيرها"}):
        assert client.post(url, {"note": "سبب", **wrong}).status_code == 200
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    client.post(url, {"note": "سبب", "password": PASSWORD})
    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN
    other = make_article()
    assert "كلمة مرورك" not in text_of(client.get(address("move", other.pk, "withdraw")))


def test_the_password_is_asked_for_where_a_button_of_the_form_would_have_done_it(client, editor):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    forget_password(client)
    url = address("change", article.pk)
    response = client.post(url, {**form_fields(client.get(url)), "_move": "publish"})
    assert response.headers["Location"] == address("move", article.pk, "publish")
    article.refresh_from_db()
    assert article.status == Status.DRAFT


def test_what_was_approved_is_published_without_a_password(client, editor):
    article = make_article(status="approved")
    client.force_login(editor)
    forget_password(client)
    client.post(address("move", article.pk, "publish"))
    article.refresh_from_db()
    assert article.is_public


def test_wrong_passwords_lock_as_at_the_sign_in(client, managing_editor, settings):
    article = make_article()
    client.force_login(managing_editor)
    forget_password(client)
    url = address("move", article.pk, "withdraw")
    for _time in range(settings.AXES_FAILURE_LIMIT):
        client.post(url, {"note": "سبب", "password": "خطأ"})
    client.post(url, {"note": "سبب", "password": PASSWORD})
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_an_incomplete_article_says_what_it_lacks_before_it_is_published(client, editor):
    article = publishing.create(record(headline=None), by=editor)
    client.force_login(editor)
    page = text_of(client.get(address("move", article.pk, "publish")))
    assert "ينقص أحدثَ نسخة" in page
    assert "العنوان" in page


def test_the_choice_of_a_time_shows_its_day_and_what_clashes(client, editor):
    noon = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=1)
    other = publishing.create(record(headline="خبر الظهيرة"), by=editor)
    publishing.schedule(other, at=noon, by=editor)
    article = publishing.create(record(headline="خبر آخر"), by=editor)
    client.force_login(editor)
    asked = text_of(client.get(address("move", article.pk, "schedule")))
    assert "ما يُنشر اليوم" in asked
    assert "الرياض" in asked  # the zone
    for clock, clashes in (("12:05", True), ("15:00", False)):
        shown = client.get(address("day", article.pk), {"date": f"{noon:%Y-%m-%d}", "time": clock})
        assert "خبر الظهيرة" in text_of(shown)
        assert ("قريب جدا من هذا الموعد" in text_of(shown)) == clashes


def test_a_day_holds_updates_and_ends_of_embargoes_too(client, editor):
    live = make_article(headline="الحي")
    publishing.save(live, record(headline="نسخته"), by=editor)
    planning.plan_update(live, at=in_hours(1), by=editor)
    held = publishing.create(record(headline="المحظور"), by=editor)
    planning.embargo(held, at=in_hours(1), by=editor)
    client.force_login(editor)
    day = timezone.localdate(in_hours(1))
    page = text_of(client.get(address("day", held.pk), {"date": f"{day:%Y-%m-%d}"}))
    assert "الحي تحديث" in page
    assert "المحظور نهاية حظر" in page


@pytest.mark.parametrize(
    "query", ["date=", "date=xx&time=10", "date=2026-13-40", "date=9999-12-31&time=23:59", "time=25:00", ""]
)
def test_a_day_that_is_none_is_today(client, editor, query):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    assert client.get(f"{address('day', article.pk)}?{query}").status_code == 200


def test_a_reporter_sees_no_draft_of_another_in_the_day(client, editor, reporter):
    held = publishing.create(record(headline="سر المحرر"), by=editor)
    planning.embargo(held, at=in_hours(1), by=editor)
    own = publishing.create(record(headline="خبري"), by=reporter)
    client.force_login(reporter)
    day = timezone.localdate(in_hours(1))
    assert "سر المحرر" not in text_of(client.get(address("day", own.pk), {"date": f"{day:%Y-%m-%d}"}))


@pytest.mark.parametrize("size", [1, 15])
def test_a_day_costs_the_same_at_any_size(client, editor, size, django_assert_num_queries):
    for _number in range(size):
        publishing.schedule(publishing.create(record(), by=editor), at=in_hours(1), by=editor)
    article = Article.objects.first()
    client.force_login(editor)
    # Session and person 2, the article 1, rights 2; publications, updates and embargoes 3.
    with django_assert_num_queries(8):
        client.get(address("day", article.pk), {"date": f"{timezone.localdate(in_hours(1)):%Y-%m-%d}"})


def test_moves_that_look_ahead_are_made_on_their_pages(client, editor):
    live = make_article()
    publishing.save(live, record(headline="نسخته"), by=editor)
    draft = publishing.create(record(), by=editor)
    client.force_login(editor)
    client.post(address("move", live.pk, "plan_update"), as_fields(in_hours(2)))
    client.post(address("move", draft.pk, "embargo"), as_fields(in_hours(3)))
    client.post(address("move", live.pk, "mark_breaking"), as_fields(in_hours(1)))
    live.refresh_from_db()
    draft.refresh_from_db()
    assert PlannedUpdate.objects.get().article == live
    assert live.is_breaking
    assert draft.is_embargoed
    page = text_of(client.get(address("change", live.pk)))
    assert "تُنشر النسخة الجديدة" in page
    assert "عاجل حتى" in page


def test_a_schedule_within_the_embargo_is_refused_on_its_page(client, editor):
    draft = publishing.create(record(), by=editor)
    planning.embargo(draft, at=in_hours(5), by=editor)
    client.force_login(editor)
    response = client.post(address("move", draft.pk, "schedule"), as_fields(in_hours(2)))
    assert "تحت الحظر حتى" in text_of(response)


def test_publishing_under_embargo_says_when_readers_will_have_it(client, editor):
    draft = publishing.create(record(), by=editor)
    planning.embargo(draft, at=in_hours(5), by=editor)
    client.force_login(editor)
    assert "يظهر للقراء عند انتهائه" in text_of(client.get(address("move", draft.pk, "publish")))
    client.post(address("move", draft.pk, "publish"))
    draft.refresh_from_db()
    assert draft.is_scheduled


def test_what_is_saved_after_planning_is_said_to_wait(client, editor):
    live = make_article()
    publishing.save(live, record(headline="نسخته"), by=editor)
    planning.plan_update(live, at=in_hours(2), by=editor)
    client.force_login(editor)
    assert "دون ما حُفظ بعد ذلك" not in text_of(client.get(address("change", live.pk)))
    publishing.save(live, record(headline="أحدث منها"), by=editor)
    assert "دون ما حُفظ بعد ذلك" in text_of(client.get(address("change", live.pk)))


def test_a_person_can_tell_how_the_story_speaks_of_them(client, editor):
    client.force_login(make_user("boss", is_superuser=True))
    assert "صيغة المخاطبة" in text_of(client.get(f"/admin/newsroom/user/{editor.pk}/change/"))


def test_a_note_is_written_seen_and_listed(client, editor):
    sara = make_user("sara", group="editor", first_name="سارة", last_name="الخطيب")
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    client.post(address("talk", article.pk), {"text": "@سارة الخطيب <b>راجعي</b>"})
    assert "لم تُرَ بعد" in text_of(client.get(address("talk", article.pk)))
    client.force_login(sara)
    listed = client.get("/admin/articles/mention/?seen=no")
    assert address("talk", article.pk) in links(listed)
    page = client.get(address("talk", article.pk))
    assert '<li class="new">' in page.content.decode()
    assert "<b>راجعي" not in page.content.decode()
    assert '<li class="new">' not in client.get(address("talk", article.pk)).content.decode()
    assert Mention.objects.get().seen_at is not None


def test_who_is_called_without_the_right_to_see_is_told_to_the_writer(client, editor, reporter):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    response = client.post(address("talk", article.pk), {"text": "@reporter"}, follow=True)
    assert "لم تصله الملاحظة" in text_of(response)


def test_the_mentions_of_others_are_nobodys_business(client, editor, reporter):
    other = make_user("other", group="editor")
    talking.add_note(make_article(), "@other كلام خاص", by=editor)
    for person, sees in ((other, True), (reporter, False)):
        client.force_login(person)
        assert ("كلام خاص" in text_of(client.get("/admin/articles/mention/"))) == sees


def test_work_is_assigned_on_the_page_of_the_article_and_done_there(client, editor, reporter):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    due = {name.replace("at", "due_at"): value for name, value in as_fields(in_hours(4)).items()}
    given = {"title": "أضف رأي البلدية", "to": reporter.pk, "details": "", "_assign": "1", **due}
    client.post(address("talk", article.pk), given)
    assignment = Assignment.objects.get()
    assert (assignment.to, assignment.article, assignment.by) == (reporter, article, editor)
    client.force_login(reporter)
    assert "أضف رأي البلدية" in text_of(client.get(address("talk", article.pk)))
    client.post(f"/admin/articles/assignment/{assignment.pk}/done/", {"article": article.pk})
    assignment.refresh_from_db()
    assert assignment.done_at is not None


def test_a_reporter_gives_no_work(client, reporter, editor):
    article = publishing.create(record(), by=reporter)
    client.force_login(reporter)
    due = {"due_at_0": "2099-01-01", "due_at_1": "10:00"}
    client.post(address("talk", article.pk), {"title": "عمل", "to": editor.pk, "_assign": "1", **due})
    assert not Assignment.objects.exists()


def test_the_assignments_of_others_are_not_found(client, editor, reporter):
    given = assigning.assign(title="عمل", to=editor, due_at=in_hours(1), by=editor)
    client.force_login(reporter)
    assert client.post(f"/admin/articles/assignment/{given.pk}/done/").status_code == 404
    assert "عمل" not in text_of(client.get("/admin/articles/assignment/")).split()


def test_the_forms_of_the_list_go_through_the_door(client, editor, reporter):
    client.force_login(editor)
    due = {"due_at_0": "2099-01-01", "due_at_1": "10:00"}
    fields = {"title": "تغطية المؤتمر", "to": reporter.pk, "details": "", **due}
    client.post("/admin/articles/assignment/add/", fields)
    given = Assignment.objects.get()
    assert given.by == editor
    client.post(f"/admin/articles/assignment/{given.pk}/change/", fields | {"title": "تغطية القمة"})
    given.refresh_from_db()
    assert given.title == "تغطية القمة"


@pytest.mark.parametrize("size", [1, 20])
def test_the_notes_cost_the_same_at_any_size(client, editor, size, django_assert_num_queries):
    article = publishing.create(record(), by=editor)
    for _number in range(size):
        talking.add_note(article, "@editor", by=editor)
        assigning.assign(title="عمل", to=editor, due_at=in_hours(1), by=editor, article=article)
    client.force_login(editor)
    # Session and person 2, the article 1, rights 2, notes 1, mentions 1, seen 1, assignments 1, people 2.
    with django_assert_num_queries(11):
        client.get(address("talk", article.pk))


def entry(action, minutes, *, by_name="سارة", **fields):
    entry = AuditEntry(action=action, by_name=by_name, **fields)
    entry.at = timezone.now() + timedelta(minutes=minutes)
    return entry


@pytest.mark.parametrize(
    ("gender", "words"),
    [
        ("she", "أرسلت <strong><bdi>سارة</bdi></strong> الخبر إلى المراجعة"),
        ("he", "أرسل <strong><bdi>سارة</bdi></strong> الخبر إلى المراجعة"),
        ("", "<strong><bdi>سارة</bdi></strong>: أُرسل الخبر إلى المراجعة"),
    ],
)
def test_the_story_speaks_of_a_person_as_they_wish(gender, words):
    person = make_user(gender=gender)
    assert story.tell([entry("submit", 0, by=person)])[0]["sentence"] == words


@pytest.mark.parametrize("action", story.BY_ITSELF)
def test_the_story_tells_what_no_person_did(action):
    (line,) = story.tell([entry(action, 0, by_name="")])
    assert line["sentence"] == str(story.BY_ITSELF[action])


def test_the_story_tells_the_time_between():
    lines = story.tell([entry("create", 0), entry("submit", 120), entry("approve", 120.5)])
    assert [line["after"] for line in lines] == ["", "بعد ساعتين", ""]


def test_saves_in_a_row_are_one_line():
    lines = story.tell([entry("create", 0), entry("save", 1), entry("save", 2), entry("save", 3)])
    assert len(lines) == 2
    assert "(3 نسخ)" in lines[1]["sentence"]


def test_a_name_is_no_markup_in_the_story():
    assert "<script>" not in story.tell([entry("submit", 0, by_name="<script>")])[0]["sentence"]


def test_every_act_of_the_audit_has_its_words():
    others = {"create", "save", "restore", "import", "conflict", "undo", "delete", "note", "assign", "finish"}
    fronts = {"front_arrange", "front_restore", "front_aside"}
    assert set(story.TOLD) == {*TRANSITIONS, *others, "reopen", "clean", *fronts}


def test_the_whole_life_of_an_article_is_a_story(client, reporter, managing_editor):
    article = publishing.create(record(), by=reporter)
    publishing.submit(article, by=reporter)
    publishing.send_back(article, by=managing_editor, note="أين المصدر؟")
    publishing.submit(article, by=reporter)
    publishing.approve(article, by=managing_editor)
    planning.embargo(article, at=in_hours(1), by=managing_editor)
    publishing.schedule(article, at=in_hours(2), by=managing_editor)
    planning.mark_breaking(article, at=in_hours(3), by=managing_editor)
    publishing.withdraw(article, by=managing_editor, note="خطأ")
    client.force_login(managing_editor)
    page = text_of(client.get(address("history", article.pk)))
    told = [
        "كُتبت النسخة الأولى", "أُرسل الخبر إلى المراجعة", "أُعيد الخبر إلى كاتبه", "أين المصدر؟",
        "اعتُمد الخبر", "حُظر النشر حتى", "جُدول النشر لموعد", "وُسم الخبر بأنه عاجل حتى", "سُحب الخبر",
    ]  # fmt: skip
    places = [page.index(words) for words in told]
    assert places == sorted(places)


def test_notes_are_no_business_of_readers(client, editor):
    article = make_article()
    talking.add_note(article, "لا يقرأ هذا أحد", by=editor)
    assert Note.objects.exists()
    for path in (article.get_absolute_url(), f"/articles/{article.pk}.json"):
        assert "لا يقرأ هذا أحد" not in client.get(path).content.decode()
